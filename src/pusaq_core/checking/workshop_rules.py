"""Rules 6 and 7: the teachers' workshops and the accompanists' own (NT-026-01-MINEDU 5.6.1 e, 5.2.8)."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from pusaq_core.checking.daybook import iso, week, weekday
from pusaq_core.checking.happened import first_to_change, is_fact, usual
from pusaq_core.checking.kinds import audited
from pusaq_core.checking.tables import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pusaq_core.checking.happened import Spans
    from pusaq_core.checking.index import PlanIndex
    from pusaq_core.checking.records import Activity

FILE = "activities.csv"
Group = tuple[str, str, str, int]  # UGEL, family, kind, number


def _breach(rule: str, activity: Activity, expected: str, found: str) -> Violation:
    return Violation(rule, FILE, activity.row, activity.id, expected, found, activity.id)


def _for_teachers(kind: str) -> bool:
    return audited(kind).workshop and not audited(kind).own


def check_workshop_teachers(plan: PlanIndex) -> Iterator[Violation]:
    """A workshop gathers all teachers of the accompanist's caseload."""
    for activity in plan.records.activities:
        if not _for_teachers(activity.kind):
            continue
        caseload = {
            row.teacher
            for accompanist in activity.accompanists
            for row in plan.caseloads.get(accompanist, ())
        }
        absent = sorted(caseload - set(activity.teachers))
        if absent:
            yield _breach(
                "workshop_teachers", activity, "all teachers of the caseload", "without " + ";".join(absent)
            )


def check_workshop_days(plan: PlanIndex) -> Iterator[Violation]:
    """School days or management weekdays of the UGEL, between the first and the last day allowed."""
    calendar = plan.facts.calendar
    first, last = calendar.workshop_from.toordinal(), calendar.workshop_until.toordinal()
    for activity in plan.records.activities:
        if not _for_teachers(activity.kind):
            continue
        working = plan.days.working_days(activity.ugel)
        wrong = next((day for day in activity.span if day not in working or not first <= day <= last), None)
        if wrong is not None:
            expected = f"a working day from {iso(first)} to {iso(last)}"
            yield _breach("workshop_not_working_day", activity, expected, iso(wrong))


def _spans(plan: PlanIndex) -> dict[Group, dict[str, Spans]]:
    """Rows (start, end) of each workshop by accompanist."""
    rows: dict[Group, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for activity in plan.records.activities:
        if not audited(activity.kind).workshop:
            continue
        for accompanist in activity.accompanists:
            dose = plan.dose(accompanist)
            if dose is not None:
                group = (activity.ugel, dose.family, activity.kind, activity.number)
                rows[group][accompanist].append((activity.start, activity.end))
    return {
        group: {name: tuple(sorted(spans)) for name, spans in sorted(held.items())}
        for group, held in sorted(rows.items())
    }


def check_same_days(plan: PlanIndex) -> Iterator[Violation]:
    """A workshop falls on the same days for all of a UGEL and family."""
    for (ugel, family, kind, number), held in _spans(plan).items():
        of_most = usual(held.values())
        for accompanist, spans in held.items():
            if spans != of_most and not is_fact(spans, of_most, first_to_change(plan)):
                subject = f"{ugel} {family} {kind} {number} {accompanist}"
                expected, found = _spelled(of_most), _spelled(spans)
                yield Violation("workshop_days_differ", FILE, None, subject, expected, found)


def _spelled(spans: Spans) -> str:
    return ";".join(f"{iso(start)}/{iso(end)}" for start, end in spans)


def check_workshop_weeks(plan: PlanIndex) -> Iterator[Violation]:
    """A row lies in one week; a workshop has no more rows than weeks, or stretches between rest days."""
    for activity in plan.records.activities:
        if audited(activity.kind).workshop and week(activity.start) != week(activity.end):
            found = f"{iso(activity.start)} {iso(activity.end)}"
            yield _breach("workshop_across_weeks", activity, "at most one week", found)
    for (ugel, family, kind, number), held in _spans(plan).items():
        for accompanist, spans in held.items():
            for earlier, later in itertools.pairwise(spans):
                over = later[0] < first_to_change(plan)
                if (
                    week(earlier[1]) == week(later[0])
                    and not over
                    and not _pause(plan, ugel, earlier[1], later[0])
                ):
                    subject = f"{ugel} {family} {kind} {number} {accompanist}"
                    yield Violation(
                        "workshop_cut", FILE, None, subject, "one row a week", _spelled((earlier, later))
                    )


def _pause(plan: PlanIndex, ugel: str, end: int, start: int) -> bool:
    """True where a holiday or an event lies between two rows of one week."""
    blocked = plan.days.ugel_blocked(ugel) | plan.days.holidays
    return any(day in blocked for day in range(end + 1, start))


def check_workshop_whole(plan: PlanIndex) -> Iterator[Violation]:
    """A workshop that some week is long enough for is one row."""
    taken, groups = _own_days(plan), _spans(plan)
    for (ugel, family, kind, number), held in groups.items():
        if not _for_teachers(kind):
            continue
        others = {n: one for (*of, n), one in groups.items() if of == [ugel, family, kind]}
        for accompanist, spans in held.items():
            if spans[-1][0] < first_to_change(plan):
                continue
            days = sum(end - start + 1 for start, end in spans)
            within = _between(plan, others, number)
            room = _room(plan, ugel, taken[ugel, family], within, days) if len(spans) > 1 else None
            if room is not None:
                subject = f"{ugel} {family} {kind} {number} {accompanist}"
                expected = f"one row, such as from {iso(room)}"
                yield Violation("workshop_in_parts", FILE, None, subject, expected, _spelled(spans))
                break


def _own_days(plan: PlanIndex) -> dict[tuple[str, str], set[int]]:
    """Days that nobody of a UGEL and family may give to a workshop: own workshops and personal events."""
    taken: dict[tuple[str, str], set[int]] = defaultdict(set)
    for (ugel, family, kind, _), held in _spans(plan).items():
        if audited(kind).own:
            for spans in held.values():
                taken[ugel, family].update(day for start, end in spans for day in range(start, end + 1))
    for accompanist in plan.caseloads:
        dose = plan.dose(accompanist)
        if dose is not None:
            ugel = plan.ugel(accompanist)
            taken[ugel, dose.family] |= plan.days.blocked(accompanist, ugel)
    return taken


def _between(plan: PlanIndex, held: Mapping[int, Mapping[str, Spans]], number: int) -> range:
    """Days that may change between the workshops before and after a number."""
    previous = plan.facts.previous
    first = previous.as_of.toordinal() if previous is not None else 0
    ends = [spans[-1][1] + 1 for n, one in held.items() if n < number for spans in one.values()]
    begins = [spans[0][0] for n, one in held.items() if n > number for spans in one.values()]
    return range(max([first, *ends]), min(begins, default=date.max.toordinal()))


def _room(plan: PlanIndex, ugel: str, taken: set[int], within: range, days: int) -> int | None:
    """First day of a stretch of so many free working days inside one week."""
    calendar = plan.facts.calendar
    first, last = calendar.workshop_from.toordinal(), calendar.workshop_until.toordinal()
    free = {day for day in plan.days.working_days(ugel) if first <= day <= last and weekday(day) < 5} - taken
    free = {day for day in free if day in within}
    for start in sorted(free):
        stretch = range(start, start + days)
        if week(stretch[-1]) == week(start) and all(day in free for day in stretch):
            return start
    return None


RULES_OF_WORKSHOPS = (
    check_workshop_teachers,
    check_workshop_days,
    check_same_days,
    check_workshop_weeks,
    check_workshop_whole,
)
