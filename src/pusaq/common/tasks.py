"""What the worker is handed."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
from typing import TYPE_CHECKING
from uuid import UUID

from django_tasks import task

from pusaq.common.clock import now, real_now
from pusaq.common.domain import events, jobs
from pusaq.common.domain.files import sweep_files
from pusaq.common.domain.pulse import keep_pulse
from pusaq.common.enums import DeliveryState
from pusaq.common.models import EventDelivery
from pusaq.common.problems import log_failure

if TYPE_CHECKING:
    from collections.abc import Callable

SILENCE = dt.timedelta(minutes=2)
WORKER = f"{socket.gethostname()}:{os.getpid()}"[:120]
"""This process among the workers of all machines."""

log = logging.getLogger(__name__)


@task
def run_job(job_id: str) -> None:
    """Do one long work."""
    jobs.run_job(UUID(job_id))


@task
def deliver_due() -> None:
    """Let every due handler follow its event."""
    due = EventDelivery.objects.filter(state=DeliveryState.PENDING, due_at__lte=now())
    for delivery_id in due.order_by("due_at").values_list("pk", flat=True)[:500]:
        try:
            if not events.deliver(delivery_id, at=now()):
                log.warning("event delivery %s failed", delivery_id)
        except Exception as error:  # noqa: BLE001  (one delivery never keeps the others waiting)
            log_failure(log, f"event delivery {delivery_id}", error)


@task
def tick() -> None:
    """What is due each minute: a sign of life, deliveries, jobs without a worker, files that nobody owns.

    Each part is done whatever became of those before it; what was raised is raised at the end.
    """
    parts: tuple[Callable[[], object], ...] = (
        lambda: keep_pulse(name=WORKER, at=real_now()),
        deliver_due.call,
        lambda: jobs.revive_jobs(silent_since=real_now() - SILENCE),
        lambda: jobs.requeue_jobs(waiting_since=real_now() - SILENCE),
        lambda: sweep_files(at=real_now()),
    )
    raised = []
    for part in parts:
        try:
            part()
        except Exception as error:  # noqa: BLE001  (it is raised once the others were done)
            raised.append(error)
    if raised:
        raise ExceptionGroup("parts of the tick", raised)
