"""The only place that reads the clock. Everything else is given the moment."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from pusaq.common.countries import country

if TYPE_CHECKING:
    from typing import Protocol

    class Placed(Protocol):
        """Whatever lies in a country."""

        @property
        def country(self) -> str: ...


def now() -> dt.datetime:
    """The moment that the system shows and writes; the demo's runs from its own first day."""
    return real_now() + dt.timedelta(seconds=settings.CLOCK_OFFSET)


def real_now() -> dt.datetime:
    """The real moment, for sessions, tokens and heartbeats, which no demo may stretch."""
    return dt.datetime.now(dt.UTC)


def shown(moment: dt.datetime) -> dt.datetime:
    """A real moment, such as that of a heartbeat, on the clock of `now`."""
    return moment + dt.timedelta(seconds=settings.CLOCK_OFFSET)


def today(organisation: Placed) -> dt.date:
    """The day at an organisation: a deadline ends at midnight of its own country."""
    return local(now(), organisation.country).date()


def local(moment: dt.datetime, country_code: str) -> dt.datetime:
    """A moment as the clocks of a country show it."""
    return moment.astimezone(ZoneInfo(country(country_code).time_zone))
