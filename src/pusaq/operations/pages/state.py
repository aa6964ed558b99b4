"""How the installation is: who works, on what, and how much room is left."""

from __future__ import annotations

import datetime as dt
import shutil
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from pusaq.common.clock import now, real_now
from pusaq.common.enums import DeliveryState, JobState
from pusaq.common.queries import files_kept, job_counts, last_pulse, pulses, troubled_deliveries
from pusaq.operations.pages.said import said_bytes, said_length
from pusaq.shell.moments import said_moment
from pusaq.shell.pages.base import Page

CAPABILITY = "operations.read"
SILENCE = dt.timedelta(minutes=3)
"""A worker speaks once a minute; after this it is believed dead."""

SCARCE = 10
"""Hundredths of the disk that should stay free."""


class State(Page):
    demand = CAPABILITY
    template = "operations/state.html"
    title = _("Estado del sistema")

    def context(self) -> dict[str, Any]:
        scope = self.actor.scope(CAPABILITY)
        moment = real_now()
        alive = pulses(since=moment - SILENCE)
        last = last_pulse()
        jobs = job_counts(scope=scope)
        failed = troubled_deliveries(scope=scope).filter(state=DeliveryState.FAILED).count()
        count, size = files_kept()
        disk = shutil.disk_usage(settings.HOME)
        is_scarce = disk.free * 100 < SCARCE * disk.total
        return {
            "alive": len(alive),
            "silent_for": said_length(moment - last.seen_at) if last else "",
            "waiting": jobs.get(JobState.WAITING, 0),
            "running": jobs.get(JobState.RUNNING, 0),
            "failed_jobs": jobs.get(JobState.FAILED, 0),
            "failed_deliveries": failed,
            "version": version("pusaq"),
            "database": database_name(),
            "now": said_moment(now(), self.actor.country),
            "offset": said_length(abs(dt.timedelta(seconds=settings.CLOCK_OFFSET))),
            "is_ahead": settings.CLOCK_OFFSET > 0,
            "is_offset": bool(settings.CLOCK_OFFSET),
            "files": count,
            "files_size": said_bytes(size),
            "free": said_bytes(disk.free),
            "is_scarce": is_scarce,
            "something_to_look_at": bool(failed or is_scarce),
        }


def database_name() -> str:
    """The database and its version, as its makers write it."""
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    numbers = ".".join(str(one) for one in connection.get_database_version() if one is not None)
    return f"{names.get(connection.vendor, connection.vendor)} {numbers}"
