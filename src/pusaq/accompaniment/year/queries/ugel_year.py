"""The year of a UGEL: a row for each accompanist, a cell for each week."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pusaq.accompaniment.caseloads.queries.caseloads import CaseloadRow, caseload_rows
from pusaq.accompaniment.caseloads.queries.plans import school_calendar
from pusaq.accompaniment.year.queries.scheduled import scheduled_by_caseload
from pusaq.accompaniment.year.queries.year import CLASS, day_kinds
from pusaq_core.kinds import KINDS, visit

if TYPE_CHECKING:
    from uuid import UUID

    from pusaq.accompaniment.caseloads.models import AnnualPlan
    from pusaq.accompaniment.year.queries.scheduled import ScheduledActivity
    from pusaq.common.scope import Scope


@dataclass(slots=True)
class WeekCell:
    """What one accompanist does in one week, by kind: how often, and on how many days."""

    times: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)

    @property
    def travel_days(self) -> int:
        """Days in classrooms."""
        return self.days[visit().id]


@dataclass(frozen=True, slots=True)
class Week:
    """One ISO week.

    Attributes:
        number: as in ISO 8601.
        monday: its first day.
        school_days: how many the UGEL has in it.
        holidays: those of the calendar.
    """

    number: int
    monday: dt.date
    school_days: int
    holidays: tuple[dt.date, ...]


@dataclass(frozen=True, slots=True)
class WorkshopSpan:
    """A workshop that many share: the same days for a family of accompanists."""

    kind: str
    number: int
    starts_on: dt.date
    ends_on: dt.date
    days: int
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearRow:
    """One accompanist: a cell for each week of `UgelYearByWeek.weeks`."""

    caseload: CaseloadRow
    cells: tuple[WeekCell, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class UgelYearByWeek:
    """The year of a UGEL, from the first to the last week that holds a school day or an activity."""

    weeks: tuple[Week, ...]
    rows: tuple[YearRow, ...]
    workshops: tuple[WorkshopSpan, ...]


def ugel_year(plan: AnnualPlan, *, scope: Scope, on: dt.date) -> UgelYearByWeek:
    """The year of a UGEL.

    Args:
        plan: with its organisation.
        scope: caseloads that the reader may see.
        on: today, for who sits in the posts.
    """
    rows = caseload_rows(plan, scope=scope, on=on)
    held = [
        (pk, one)
        for pk, many in scheduled_by_caseload(plan, [row.caseload for row in rows]).items()
        for one in many
    ]
    cells: dict[UUID, dict[dt.date, WeekCell]] = defaultdict(lambda: defaultdict(WeekCell))
    for caseload, one in held:
        _count(cells[caseload], one)
    weeks = _weeks(plan, {_monday(one.starts_on) for _caseload, one in held})
    letters = {row.caseload.pk: row.caseload.letter for row in rows}
    return UgelYearByWeek(
        weeks=weeks,
        rows=tuple(
            YearRow(row, tuple(cells[row.caseload.pk].get(week.monday, WeekCell()) for week in weeks))
            for row in rows
        ),
        workshops=_workshops([(letters[pk], one) for pk, one in held if KINDS[one.kind].of_ugel]),
    )


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(day.weekday())


def _count(cells: dict[dt.date, WeekCell], one: ScheduledActivity) -> None:
    cell = cells[_monday(one.starts_on)]
    cell.times[one.kind] += 1
    cell.days[one.kind] += one.days


def _weeks(plan: AnnualPlan, busy: set[dt.date]) -> tuple[Week, ...]:
    calendar = school_calendar(plan.organisation.country, plan.year)
    school: dict[dt.date, int] = defaultdict(int)
    for day, kind in day_kinds(calendar, plan.organisation.code).items():
        school[_monday(day)] += kind == CLASS
    holidays: dict[dt.date, list[dt.date]] = defaultdict(list)
    for day in calendar.holidays:
        holidays[_monday(day)].append(day)
    wanted = busy | {monday for monday, days in school.items() if days}
    if not wanted:
        return ()
    monday, last, weeks = min(wanted), max(wanted), []
    while monday <= last:
        weeks.append(Week(monday.isocalendar()[1], monday, school[monday], tuple(holidays[monday])))
        monday += dt.timedelta(7)
    return tuple(weeks)


def _workshops(held: list[tuple[str, ScheduledActivity]]) -> tuple[WorkshopSpan, ...]:
    """Rows of one workshop together: the first and last day of each (kind, number) by who attends."""
    rows: dict[tuple[str, int, str], list[ScheduledActivity]] = defaultdict(list)
    for letter, one in held:
        rows[one.kind, one.number, letter].append(one)
    spans: dict[tuple[str, int, dt.date, dt.date, int], list[str]] = defaultdict(list)
    for (kind, number, letter), parts in rows.items():
        first, last = min(one.starts_on for one in parts), max(one.ends_on for one in parts)
        spans[kind, number, first, last, sum(one.days for one in parts)].append(letter)
    ordered = sorted(spans.items(), key=lambda item: (item[0][2], item[0][0], item[1]))
    return tuple(
        WorkshopSpan(*span, letters=tuple(sorted(letters, key=lambda one: (len(one), one))))
        for span, letters in ordered
    )
