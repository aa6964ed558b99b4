"""The year of one accompanist, by day and as a list."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from pusaq.accompaniment.caseloads.models import CaseloadSlot
from pusaq.accompaniment.caseloads.queries.names import name_of
from pusaq.accompaniment.caseloads.queries.plans import published_before, school_calendar
from pusaq.accompaniment.enums import ItemKind, PlanState
from pusaq.accompaniment.year.models import Meeting, PlanItem, Visit, Workshop
from pusaq.territory.models import School
from pusaq_core.norms.numerals import split_numerals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pusaq.accompaniment.caseloads.models import AnnualPlan, Caseload, Slot
    from pusaq.common.scope import Scope
    from pusaq_core.yearplan.calendar import YearCalendar

WEEKEND = 5
CLASS, MANAGEMENT, HOLIDAY, PAUSE, NO_WORK = "class", "management", "holiday", "pause", "weekend"


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity of the year.

    Attributes:
        item: the item of the plan.
        schools: where, the host first.
        letter: for its cells: the initial of the school of a visit, empty elsewhere.
        teachers: names of those who take part that the reader may see.
        teachers_count: how many take part.
        activity_id: of the published activity; None in a plan that is not published.
        is_new: the plan that was published before does not have it.
        moved_from: first day in that plan, where it differs.
    """

    item: PlanItem
    schools: tuple[School, ...]
    letter: str
    teachers: tuple[str, ...]
    teachers_count: int
    activity_id: UUID | None
    is_new: bool
    moved_from: dt.date | None

    @property
    def days(self) -> tuple[dt.date, ...]:
        return tuple(self.item.starts_on + dt.timedelta(day) for day in range(self.item.days))


@dataclass(frozen=True, slots=True)
class Day:
    """One cell of the calendar.

    Attributes:
        date: the day.
        kind: `class`, `management`, `holiday`, `pause` or `weekend`.
        entries: what happens; more than one only where a plan breaks its rules.
    """

    date: dt.date
    kind: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class AccompanistYear:
    """The year of a caseload.

    Attributes:
        caseload: whose.
        months: each month of the year with all its days.
        entries: as a list, by date.
        counts: how many of each kind.
        days: days of each kind.
        free_days: school days on which she has nothing to do and is not away.
        numerals: what the entries rest on.
        compared_with: version of the plan against which new and moved are told; None for the first.
    """

    caseload: Caseload
    months: tuple[tuple[Day, ...], ...]
    entries: tuple[Entry, ...]
    counts: Mapping[str, int]
    days: Mapping[str, int]
    free_days: int
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
    for entry in entries:
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
        counts=Counter(entry.item.kind for entry in entries),
        days=_days(entries),
        free_days=caseload.days_available - caseload.days_used,
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


def activity_ids(plan: AnnualPlan, keys: Iterable[str]) -> dict[str, UUID]:
    """Key of an item to its activity, where the plan is published."""
    if plan.state != PlanState.PUBLISHED:
        return {}
    wanted, found = list(keys), dict[str, UUID]()
    for model in (Visit, Meeting, Workshop):
        rows = model._default_manager.filter(year=plan.year, key__in=wanted)
        found.update(rows.values_list("key", "activity_id"))
    return found


def _entries(
    caseload: Caseload, plan: AnnualPlan, before: AnnualPlan | None, names: Scope
) -> tuple[Entry, ...]:
    items = list(
        PlanItem.objects.filter(plan=plan, caseloads=caseload)
        .prefetch_related("slots", "slots__post")
        .order_by("starts_on", "key")
    )
    schools = School.objects.in_bulk({UUID(one) for item in items for one in item.schools})
    members = {
        member.slot_id: member
        for member in CaseloadSlot.objects.filter(caseload__plan=plan).select_related("person", "caseload")
    }
    known = activity_ids(plan, [item.key for item in items])
    earlier = dict(before.items.values_list("key", "starts_on")) if before is not None else {}
    found = []
    for item in items:
        slots: Sequence[Slot] = list(item.slots.all())
        where = tuple(schools[UUID(one)] for one in item.schools)
        shown = [
            name_of(
                members[slot.pk].person,
                path=slot.path,
                post=slot.post_id,
                names=names,
                accompanist=members[slot.pk].caseload.accompanist_id,
            )
            for slot in slots
        ]
        was = earlier.get(item.key)
        found.append(
            Entry(
                item=item,
                schools=where,
                letter=initial(where[0].name) if item.kind == ItemKind.VISIT and where else "",
                teachers=tuple(sorted(name for name in shown if name)),
                teachers_count=len(slots),
                activity_id=known.get(item.key),
                is_new=before is not None and was is None,
                moved_from=was if was is not None and was != item.starts_on else None,
            )
        )
    return tuple(found)


def initial(name: str) -> str:
    """First letter of a school's name, beyond its number."""
    return next((letter.upper() for letter in name if letter.isalpha()), "")


def _days(entries: Sequence[Entry]) -> Mapping[str, int]:
    days: Counter[str] = Counter()
    for entry in entries:
        days[entry.item.kind] += entry.item.days
    return days


def numerals_of(caseload: Caseload) -> dict[str, list[str]]:
    """Kind of activity to the citations on which those of a caseload rest."""
    found: dict[str, list[str]] = {}
    rows = PlanItem.objects.filter(plan=caseload.plan_id, caseloads=caseload).order_by("kind", "numeral")
    for kind, numeral in rows.values_list("kind", "numeral").distinct():
        found.setdefault(kind, []).append(numeral)
    return found
