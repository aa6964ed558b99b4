"""The year of one accompanist, by day and as a list."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq.accompaniment.caseloads.models import CaseloadSlot
from pusaq.accompaniment.caseloads.queries.in_agenda import days_used
from pusaq.accompaniment.caseloads.queries.names import name_of
from pusaq.accompaniment.caseloads.queries.plans import published_before, school_calendar
from pusaq.accompaniment.year.queries.scheduled import (
    ScheduledActivity,
    first_days,
    keys_of,
    scheduled_by_caseload,
    scheduled_of,
)
from pusaq.territory.models import School
from pusaq_core.kinds import travels
from pusaq_core.norms.numerals import split_numerals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from pusaq.accompaniment.caseloads.models import AnnualPlan, Caseload
    from pusaq.common.scope import Scope
    from pusaq_core.yearplan.calendar import YearCalendar

WEEKEND = 5
CLASS, MANAGEMENT, HOLIDAY, PAUSE, NO_WORK = "class", "management", "holiday", "pause", "weekend"


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity of the year.

    Attributes:
        item: the activity with its dates.
        schools: where, the host first.
        letter: for its cells: the initial of the school of a visit, empty elsewhere.
        teachers: names of those who take part that the reader may see.
        teachers_count: how many take part.
        is_new: the plan that was published before does not have it.
        moved_from: first day in that plan, where it differs.
    """

    item: ScheduledActivity
    schools: tuple[School, ...]
    letter: str
    teachers: tuple[str, ...]
    teachers_count: int
    is_new: bool
    moved_from: dt.date | None

    @property
    def days(self) -> tuple[dt.date, ...]:
        return self.item.dates

    @property
    def activity_id(self) -> UUID | None:
        return self.item.activity_id


@dataclass(frozen=True, slots=True)
class Day:
    """One cell of the calendar.

    Attributes:
        date: the day.
        kind: `class`, `management`, `holiday`, `pause` or `weekend`.
        entries: what happens, more than one only where a plan breaks its rules; then what was not held.
    """

    date: dt.date
    kind: str
    entries: tuple[Entry, ...] = ()

    @property
    def is_used(self) -> bool:
        """Something happens on it, or did."""
        return any(entry.item.stands for entry in self.entries)


@dataclass(frozen=True, slots=True)
class AccompanistYear:
    """The year of a caseload.

    Attributes:
        caseload: whose.
        months: each month of the year with all its days.
        entries: as a list, by date, also what was not held.
        counts: how many of each kind stand.
        days: days of each kind.
        days_used: school days on which she has something to do.
        numerals: what the entries rest on.
        compared_with: version of the plan against which new and moved are told; None for the first.
    """

    caseload: Caseload
    months: tuple[tuple[Day, ...], ...]
    entries: tuple[Entry, ...]
    counts: Mapping[str, int]
    days: Mapping[str, int]
    days_used: int
    numerals: tuple[str, ...]
    compared_with: int | None


def accompanist_year(caseload: Caseload, *, names: Scope) -> AccompanistYear:
    """The year of a caseload.

    Args:
        caseload: as `caseload_in` gives it.
        names: what `people.names` lets the reader see.
    """
    plan = caseload.plan
    before = published_before(plan)
    entries = _entries(caseload, plan, before, names)
    by_day: dict[dt.date, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: not one.item.stands):
        for day in entry.days:
            by_day[day].append(entry)
    calendar = school_calendar(plan.organisation.country, plan.year)
    kinds = day_kinds(calendar, plan.organisation.code)
    months: dict[int, list[Day]] = defaultdict(list)
    for date, kind in kinds.items():
        months[date.month].append(Day(date, kind, tuple(by_day.get(date, ()))))
    return AccompanistYear(
        caseload=caseload,
        months=tuple(tuple(days) for days in months.values()),
        entries=entries,
        counts=Counter(entry.item.kind for entry in entries if entry.item.stands),
        days=_days(entries),
        days_used=days_used([caseload])[caseload.pk],
        numerals=tuple(dict.fromkeys(n for entry in entries for n in split_numerals(entry.item.numeral))),
        compared_with=before.version if before is not None else None,
    )


def day_kinds(calendar: YearCalendar, ugel: str) -> dict[dt.date, str]:
    """What each day of the year is in a UGEL, from the first of January on."""
    school, working = set(calendar.school_days(ugel)), set(calendar.working_days(ugel))
    holidays = set(calendar.holidays)
    found = {}
    day = dt.date(calendar.year, 1, 1)
    while day.year == calendar.year:
        if day in school:
            found[day] = CLASS
        elif day in holidays:
            found[day] = HOLIDAY
        elif day.weekday() >= WEEKEND:
            found[day] = NO_WORK
        else:
            found[day] = MANAGEMENT if day in working else PAUSE
        day += dt.timedelta(1)
    return found


def _entries(
    caseload: Caseload, plan: AnnualPlan, before: AnnualPlan | None, names: Scope
) -> tuple[Entry, ...]:
    items = scheduled_of(caseload)
    schools = School.objects.in_bulk({one for item in items for one in item.schools})
    members = {
        member.slot.post_id: member
        for member in CaseloadSlot.objects.filter(caseload__plan=plan).select_related(
            "person", "caseload", "slot"
        )
    }
    earlier = first_days(before) if before is not None else {}
    keys = keys_of(items) if before is not None else {}
    found = []
    for item in items:
        where = tuple(schools[one] for one in item.schools)
        shown = [
            name_of(
                member.person,
                path=member.slot.path,
                post=post,
                names=names,
                accompanist=member.caseload.accompanist_id,
            )
            for post in item.posts
            if (member := members.get(post)) is not None
        ]
        was = earlier.get(keys.get(item.id, ""))
        found.append(
            Entry(
                item=item,
                schools=where,
                letter=initial(where[0].name) if travels(item.kind) and where else "",
                teachers=tuple(sorted(name for name in shown if name)),
                teachers_count=len(item.posts),
                is_new=before is not None and was is None and item.stands,
                moved_from=was if was is not None and was != item.starts_on and item.stands else None,
            )
        )
    return tuple(found)


def initial(name: str) -> str:
    """First letter of a school's name, beyond its number."""
    return next((letter.upper() for letter in name if letter.isalpha()), "")


def _days(entries: Sequence[Entry]) -> Mapping[str, int]:
    days: Counter[str] = Counter()
    for entry in entries:
        days[entry.item.kind] += entry.item.days * entry.item.stands
    return days


def numerals_of(caseload: Caseload) -> dict[str, list[str]]:
    """Kind of activity to the citations on which those of a caseload rest."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in scheduled_by_caseload(caseload.plan, [caseload])[caseload.pk]:
        found[one.kind].add(one.numeral)
    return {kind: sorted(numerals) for kind, numerals in sorted(found.items())}
