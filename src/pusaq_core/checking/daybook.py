"""The auditor's own calendar: every range spelled out as day numbers (`date.toordinal`)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pusaq_core.checking.facts import (
        AccompanistFacts,
        CalendarException,
        CalendarFacts,
        ClosureFacts,
        DateRange,
    )

Days = frozenset[int]


def weekday(day: int) -> int:
    """Monday is 0; day 1 of the proleptic calendar was a Monday."""
    return (day - 1) % 7


def week(day: int) -> int:
    """Running number of the ISO week (Monday to Sunday) that holds the day."""
    return (day - 1) // 7


def iso(day: int) -> str:
    """The day as it stands in the files."""
    return date.fromordinal(day).isoformat()


def spelled_out(ranges: Iterable[DateRange]) -> set[int]:
    """Every day of the ranges, both ends included."""
    return {day for first, last in ranges for day in range(first.toordinal(), last.toordinal() + 1)}


class DayBook:
    """Which days are school days where, who may work when.

    Args:
        calendar: the school year.
        events: days that are not available.
        ugel_of: UGEL of each premises.
        accompanists: hired people, None where positions are made as needed.
    """

    def __init__(
        self,
        calendar: CalendarFacts,
        events: Iterable[ClosureFacts],
        ugel_of: Mapping[str, str],
        accompanists: Mapping[str, AccompanistFacts] | None,
    ) -> None:
        """Spell out holidays and events; school days follow when asked for."""
        self.calendar = calendar
        self.holidays: Days = frozenset(day.toordinal() for day in calendar.holidays)
        self._ugel_of = ugel_of
        self._accompanists = accompanists or {}
        self._exceptions: dict[tuple[str, str], list[CalendarException]] = {}
        for exception in calendar.exceptions:
            self._exceptions.setdefault((exception.scope, exception.code), []).append(exception)
        self._events: dict[tuple[str, str], set[int]] = {}
        for event in events:
            days = self._events.setdefault((event.scope, event.code if event.scope != "pais" else ""), set())
            days |= spelled_out([(event.start, event.end)])
        self._school: dict[tuple[str, str], Days] = {}
        self._inside: dict[tuple[str, str], Days] = {}
        self._working: dict[str, Days] = {}
        self._blocked: dict[tuple[str, str], Days] = {}

    def _layers(self, ugel: str, premises: str) -> tuple[CalendarException, ...]:
        """The exceptions in force, the widest first."""
        local = self._exceptions.get(("local", premises), ()) if premises else ()
        return (*self._exceptions.get(("ugel", ugel), ()), *local)

    def _key(self, ugel: str, premises: str) -> tuple[str, str]:
        """Premises without a calendar of their own share that of their UGEL."""
        return (ugel, premises if ("local", premises) in self._exceptions else "")

    def class_ranges(self, ugel: str, premises: str = "") -> Days:
        """Days inside the class ranges, weekends included, without pauses and holidays."""
        key = self._key(ugel, premises)
        if key not in self._inside:
            ranges = self.calendar.classes
            pauses: set[int] = set()
            for layer in self._layers(*key):
                ranges = ranges if layer.classes is None else layer.classes
                pauses |= spelled_out(layer.pauses)
            self._inside[key] = frozenset(spelled_out(ranges) - pauses - self.holidays)
        return self._inside[key]

    def school_days(self, ugel: str, premises: str = "") -> Days:
        """School days of the premises, or of the UGEL at large, events not looked at.

        A day that a narrower calendar recovers is a school day even where a wider one pauses it.
        """
        key = self._key(ugel, premises)
        if key not in self._school:
            days = {day for day in self.class_ranges(*key) if weekday(day) < 5}
            for layer in self._layers(*key):
                days -= spelled_out(layer.pauses)
                days |= {day.toordinal() for day in layer.recovered}
            self._school[key] = frozenset(days)
        return self._school[key]

    def at(self, premises: str) -> Days:
        """School days of the premises, events not looked at."""
        return self.school_days(self._ugel_of.get(premises, ""), premises)

    def closed(self, premises: str) -> Days:
        """Days taken by events at the premises."""
        return frozenset(self._events.get(("local", premises), ()))

    def working_days(self, ugel: str) -> Days:
        """School days of the UGEL and weekdays of management weeks, without holidays."""
        if ugel not in self._working:
            management = self.calendar.management
            for layer in self._layers(ugel, ""):
                management = management if layer.management is None else layer.management
            weekdays = {day for day in spelled_out(management) if weekday(day) < 5}
            self._working[ugel] = frozenset((weekdays | self.school_days(ugel)) - self.holidays)
        return self._working[ugel]

    def ugel_blocked(self, ugel: str) -> Days:
        """Days that an event of the country or the UGEL takes from everyone there."""
        return frozenset(self._events.get(("pais", ""), set()) | self._events.get(("ugel", ugel), set()))

    def blocked(self, accompanist: str, ugel: str) -> Days:
        """Days that an event takes from the accompanist."""
        key = (accompanist, ugel)
        if key not in self._blocked:
            own = self._events.get(("acompanante", accompanist), set())
            self._blocked[key] = self.ugel_blocked(ugel) | own
        return self._blocked[key]

    def contract_start(self, accompanist: str) -> int:
        """First day on which the accompanist works; 0 where no file says."""
        known = self._accompanists.get(accompanist)
        return known.start.toordinal() if known is not None and known.start is not None else 0
