"""The school year: which days have classes where, and on which days teachers work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

SATURDAY = 5


class DateRange(NamedTuple):
    """First and last day, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class CalendarException:
    """A differentiated calendar; what it does not give stays as the next wider scope says.

    Attributes:
        scope: `ugel` or `local` (premises); `local` is the more special.
        code: CODOOII or CODLOCAL.
        classes: replaces the class ranges; None keeps them.
        management: replaces the management ranges; None keeps them.
        pauses: ranges without classes.
        recovered: days with classes although they are weekend, holiday or pause.
        resolution: document that approves it, as the file names it.
    """

    scope: Literal["ugel", "local"]
    code: str
    classes: tuple[DateRange, ...] | None = None
    management: tuple[DateRange, ...] | None = None
    pauses: tuple[DateRange, ...] = ()
    recovered: tuple[date, ...] = ()
    resolution: str = ""


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """The calendar of one school year of a country with its differentiated calendars.

    Attributes:
        year: calendar year; every date lies in it.
        classes: ranges with teachers and pupils, ascending, without overlap.
        management: ranges with teachers and no pupils, ascending, without overlap.
        holidays: days on which nobody works, ascending.
        exceptions: differentiated calendars; at most one for each scope and code.
        source: document that the calendar comes from.
    """

    year: int
    classes: tuple[DateRange, ...]
    management: tuple[DateRange, ...] = ()
    holidays: tuple[date, ...] = ()
    exceptions: tuple[CalendarException, ...] = ()
    source: str = ""

    def scope_of(self, ugel: str = "", premises: str = "") -> tuple[str, str]:
        """UGEL and premises reduced to what the calendar tells apart, so that callers compute each once.

        Args:
            ugel: CODOOII, empty for the country at large.
            premises: CODLOCAL, empty for the UGEL at large.

        Returns:
            The arguments, each emptied where it has no calendar of its own.
        """
        known = {(exception.scope, exception.code) for exception in self.exceptions}
        return (ugel if ("ugel", ugel) in known else "", premises if ("local", premises) in known else "")

    def school_days(self, ugel: str = "", premises: str = "") -> tuple[date, ...]:
        """Days with classes: weekdays of the class ranges, no holidays, no pauses, recovered days.

        The most special exception wins, premises before UGEL: its class ranges replace those of the wider
        scope, a day that it recovers has classes even where the UGEL pauses, and the other way round.

        Args:
            ugel: CODOOII, empty for the country at large.
            premises: CODLOCAL, empty for the UGEL at large.

        Returns:
            Days, ascending.
        """
        layers = self._layers(ugel, premises)
        ranges = self.classes
        for layer in layers:
            ranges = ranges if layer.classes is None else layer.classes
        days = _weekdays(ranges) - set(self.holidays)
        for layer in layers:
            days -= _every_day(layer.pauses)
            days |= set(layer.recovered)
        return tuple(sorted(days))

    def working_days(self, ugel: str = "") -> tuple[date, ...]:
        """Days on which teachers work: school days and weekdays of management weeks, without holidays.

        Args:
            ugel: CODOOII, empty for the country at large.

        Returns:
            Days, ascending.
        """
        ranges = self.management
        for layer in self._layers(ugel, ""):
            ranges = ranges if layer.management is None else layer.management
        days = (_weekdays(ranges) | set(self.school_days(ugel))) - set(self.holidays)
        return tuple(sorted(days))

    def school_weeks(self, ugel: str = "", premises: str = "") -> int:
        """Number of weeks (Monday to Sunday) that hold a school day."""
        return len({day.isocalendar()[:2] for day in self.school_days(ugel, premises)})

    def _layers(self, ugel: str, premises: str) -> tuple[CalendarException, ...]:
        """The exceptions in force, the widest first."""
        wanted = [("ugel", ugel), ("local", premises)]
        return tuple(e for key in wanted if key[1] for e in self.exceptions if (e.scope, e.code) == key)


def _every_day(ranges: Iterable[DateRange]) -> set[date]:
    return {
        date.fromordinal(day)
        for first, last in ranges
        for day in range(first.toordinal(), last.toordinal() + 1)
    }


def _weekdays(ranges: Iterable[DateRange]) -> set[date]:
    return {day for day in _every_day(ranges) if day.weekday() < SATURDAY}
