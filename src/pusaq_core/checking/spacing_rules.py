"""Rule 4: order and spacing. All but the first are assumptions that a note may name as relaxed."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from typing import TYPE_CHECKING

from pusaq_core.checking.daybook import iso, week
from pusaq_core.checking.index import quota
from pusaq_core.checking.kinds import KINDS, audited, visit_kind
from pusaq_core.checking.tables import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pusaq_core.checking.index import PlanIndex
    from pusaq_core.checking.records import Activity

FILE = "activities.csv"


def _breach(rule: str, activity: Activity, teacher: str, expected: str, found: str) -> Violation:
    subject = f"{activity.id} {teacher}"
    return Violation(rule, FILE, activity.row, subject, expected, found, activity.id)


def _of_kind(activities: list[Activity], kind: str) -> list[Activity]:
    return [activity for activity in activities if activity.kind == kind]


def check_visits_apart(plan: PlanIndex) -> Iterator[Violation]:
    """Two visits to a teacher start at least `separacion_visitas_dias` apart; this is never relaxed."""
    visit = visit_kind()
    apart = audited(visit).gap
    least = plan.assumed(apart) or 0
    for teacher, activities in plan.by_teacher.items():
        visits = _of_kind(activities, visit)
        for earlier, later in itertools.pairwise(visits):
            if later.start - earlier.start < least:
                expected = f"{least} days after {earlier.id} ({apart})"
                yield _breach("visits_too_close", later, teacher, expected, str(later.start - earlier.start))


def check_meetings_apart(plan: PlanIndex) -> Iterator[Violation]:
    """Two meetings of a kind of one teacher start as far apart as its assumption says, unless relaxed."""
    for kind, judged in KINDS.items():
        least = plan.assumed(judged.gap)
        if least is None or not judged.meeting:
            continue
        for teacher, activities in plan.by_teacher.items():
            for earlier, later in itertools.pairwise(_of_kind(activities, kind)):
                apart = later.start - earlier.start
                if apart < least and not _relaxed(plan, judged.gap, later):
                    expected = f"{least} days after {earlier.id} ({judged.gap})"
                    yield _breach("meetings_too_close", later, teacher, expected, str(apart))


def _relaxed(plan: PlanIndex, assumption: str, activity: Activity) -> bool:
    return any(plan.is_relaxed(assumption, accompanist) for accompanist in activity.accompanists)


def check_after_visit(plan: PlanIndex) -> Iterator[Violation]:
    """Since the previous meeting of a kind each of its teachers was visited (5.2.6 b), unless relaxed."""
    for kind, judged in KINDS.items():
        if not plan.facts.assumptions.get(judged.after_visit):
            continue
        for teacher, activities in plan.by_teacher.items():
            visited = False
            for activity in activities:
                if audited(activity.kind).visit:
                    visited = True
                elif activity.kind == kind:
                    if not visited and not _relaxed(plan, judged.after_visit, activity):
                        expected = f"a visit since the previous one ({judged.after_visit})"
                        yield _breach("meeting_without_visit", activity, teacher, expected, "none")
                    visited = False


def check_halves(plan: PlanIndex) -> Iterator[Violation]:
    """No half of the year holds more than its share of what its assumption spreads, unless relaxed."""
    second = plan.facts.calendar.second_half.toordinal()
    for kind, judged in KINDS.items():
        if not plan.facts.assumptions.get(judged.halves):
            continue
        for teacher, activities in plan.by_teacher.items():
            dose = plan.dose_of(teacher)
            if dose is None:
                continue
            share = -(-quota(dose, kind) // 2)
            firsts = {activity.number: activity for activity in reversed(_of_kind(activities, kind))}
            for half in (False, True):
                inside = [activity for activity in firsts.values() if (activity.start >= second) is half]
                if len(inside) > share and not _relaxed(plan, judged.halves, inside[0]):
                    last = max(inside, key=lambda activity: (activity.start, activity.row))
                    expected = f"{share} in each half, the second from {iso(second)} ({judged.halves})"
                    yield _breach("uneven_halves", last, teacher, expected, str(len(inside)))


def check_contact(plan: PlanIndex) -> Iterator[Violation]:
    """`contacto_maximo_dias`: days in a row without contact between a teacher's first and last visit.

    Days count from the day after one contact to the day before the next; holidays and the time outside the
    class ranges of the teacher's premises do not count, weekends do.
    """
    most = plan.assumed("contacto_maximo_dias")
    if most is None:
        return
    counted: dict[tuple[str, str], list[int]] = {}
    for teacher, activities in plan.by_teacher.items():
        row = plan.holder.get(teacher)
        visits = _of_kind(activities, visit_kind())
        if row is None or len(visits) < 2:
            continue
        key = (row.ugel, row.premises)
        if key not in counted:
            counted[key] = sorted(plan.days.class_ranges(*key))
        between = [a for a in activities if visits[0].start <= a.start <= visits[-1].start]
        for earlier, later in itertools.pairwise(between):
            gap = bisect_left(counted[key], later.start) - bisect_left(counted[key], earlier.end + 1)
            if gap > most and not plan.is_relaxed("contacto_maximo_dias", row.accompanist):
                expected = f"at most {most} days (contacto_maximo_dias)"
                yield _breach("contact_gap", later, teacher, expected, f"{gap} since {earlier.id}")


def check_first_visit(plan: PlanIndex) -> Iterator[Violation]:
    """`primera_visita_semanas`: the first visit falls in the first school weeks of the premises.

    Weeks are counted from the accompanist's contract where that begins later.
    """
    assumption = audited(visit_kind()).first_weeks
    weeks = plan.assumed(assumption)
    if weeks is None:
        return
    first_weeks: dict[tuple[str, str], list[int]] = {}
    for teacher, activities in plan.by_teacher.items():
        row = plan.holder.get(teacher)
        visits = _of_kind(activities, visit_kind())
        if row is None or not visits or plan.is_relaxed(assumption, row.accompanist):
            continue
        key = (row.accompanist, row.premises)
        if key not in first_weeks:
            start = plan.days.contract_start(row.accompanist)
            held = {week(day) for day in plan.days.at(row.premises) if day >= start}
            first_weeks[key] = sorted(held)[:weeks]
        if first_weeks[key] and week(visits[0].start) > first_weeks[key][-1]:
            last = iso(first_weeks[key][-1] * 7 + 7)
            expected = f"by {last} ({assumption})"
            yield _breach("first_visit_late", visits[0], teacher, expected, iso(visits[0].start))


def check_relaxation_order(plan: PlanIndex) -> Iterator[Violation]:
    """Assumptions are given up from the last to the first: who names one must have named all after it."""
    order = plan.facts.relaxation_order
    for accompanist, named in sorted(plan.relaxed.items()):
        skipped = [
            later for place, later in enumerate(order) if later not in named and named & set(order[:place])
        ]
        if skipped:
            found = ";".join(assumption for assumption in order if assumption in named)
            expected = f"{';'.join(skipped)} relaxed first"
            yield Violation("relaxation_out_of_order", FILE, None, accompanist, expected, found)


RULES_OF_SPACING = (
    check_visits_apart,
    check_meetings_apart,
    check_after_visit,
    check_halves,
    check_contact,
    check_first_visit,
    check_relaxation_order,
)
