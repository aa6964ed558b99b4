"""Rule 8, second part: what is missing is truly impossible.

A reason is one fact with its arithmetic, `needed` and `available`. The auditor computes both sides anew, in
the way most favourable to the plan, and then tries to place by itself what is said not to fit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from pusaq_core.checking.cell_facts import shown, states, whole
from pusaq_core.checking.daybook import iso, week, weekday
from pusaq_core.checking.happened import first_to_change, lengths_to_come
from pusaq_core.checking.index import quota, quota_days
from pusaq_core.checking.kept_groups import GROUPS_STAND, owed_by_group
from pusaq_core.checking.kinds import KINDS, audited, meeting_kinds, visit_kind
from pusaq_core.checking.tables import Violation
from pusaq_core.checking.weighed_days import lightest_visits, owed_visits, weighed, weights_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pusaq_core.checking.facts import DoseFacts
    from pusaq_core.checking.index import PlanIndex
    from pusaq_core.checking.records import UnplacedRow

FILE = "unplaced.csv"


class Capacity(NamedTuple):
    """Days (or times) that are needed and that there are."""

    needed: int
    available: int


def _premises(plan: PlanIndex, accompanist: str) -> Counter[str]:
    """Teachers of the caseload at each premises."""
    return Counter(row.premises for row in plan.caseloads.get(accompanist, ()))


def fewest_groups(plan: PlanIndex, accompanist: str, dose: DoseFacts) -> dict[str, int]:
    """Fewest groups that meet for each kind, schools sharing wherever the rules let them."""
    schools = _premises(plan, accompanist)
    profile = plan.caseloads[accompanist][0].profile
    of_profile = {
        place: sum(row.profile == profile for row in plan.teachers_at.get(place, ())) for place in schools
    }
    crowded = sum(len(plan.accompanists_at.get(place, ())) > 1 for place in schools)
    alone = len(schools) - crowded
    found = {}
    for kind in meeting_kinds():
        judged = audited(kind)
        if judged.joint:
            found[kind] = crowded + (min(alone, 1) if dose.of(kind).by_network else alone)
            continue
        few, most = plan.shares(kind)
        found[kind] = max(sum(teachers > few for teachers in of_profile.values()), -(-len(schools) // most))
    return found


def capacity(
    plan: PlanIndex, accompanist: str, dose: DoseFacts, since: int = 0, *, meetings: int | None = None
) -> Capacity:
    """Days the caseload needs at its schools, and days on which the accompanist could be at one.

    Needed: visit days of the dose and the fewest meetings, or as many as are given, without what was held
    before `since`. Available:
    school days of any of the premises without events, from the contract and from `since` on, less the days
    of the workshops as planned.
    """
    rows = plan.caseloads[accompanist]
    groups = fewest_groups(plan, accompanist, dose)
    needed = 0
    owed_meetings = Counter[str]()
    for row in rows:
        held = [activity for activity in plan.by_teacher.get(row.teacher, ()) if activity.start < since]
        visits = [activity for activity in held if audited(activity.kind).visit]
        needed += sum(lengths_to_come(plan, visits, dose))
        for kind in groups:
            owed = quota(dose, kind) - sum(activity.kind == kind for activity in held)
            owed_meetings[kind] = max(owed_meetings[kind], owed)
    fewest = sum(groups[kind] * owed_meetings[kind] for kind in groups)
    needed += fewest if meetings is None else meetings
    days = _open_days(plan, accompanist, frozenset(_premises(plan, accompanist)))
    return Capacity(needed, sum(day >= since for day in days))


def _workshop_days(plan: PlanIndex, accompanist: str) -> set[int]:
    rows = plan.by_accompanist.get(accompanist, ())
    return {day for row in rows if audited(row.kind).workshop for day in row.span}


def _open_days(plan: PlanIndex, accompanist: str, premises: frozenset[str]) -> set[int]:
    """Days on which the accompanist could be at one of the premises, workshops taken off."""
    schools = {day for place in sorted(premises) for day in plan.days.at(place) - plan.days.closed(place)}
    taken = _workshop_days(plan, accompanist)
    return {day for day in schools if plan.available(accompanist, day) and day not in taken}


def _claims(plan: PlanIndex, row: UnplacedRow) -> Iterator[Capacity]:
    """Every computation that would prove the row impossible."""
    dose = plan.dose(row.accompanist)
    if dose is None or row.kind not in KINDS:
        return
    for since in sorted({0, _future(plan)}):
        yearly = capacity(plan, row.accompanist, dose, since)
        workshops = sum(day >= since for day in _workshop_days(plan, row.accompanist))
        yield yearly
        yield Capacity(yearly.needed + workshops, yearly.available + workshops)
        if not audited(row.kind).workshop and row.teacher in plan.holder:
            yield from _teacher_capacity(plan, row, dose, since)
            yield from _weighed_capacity(plan, row, dose, since)
    if audited(row.kind).workshop:
        yield _workshop_capacity(plan, row, dose)
        yield from _held_without_her(plan, row, dose)


def _weighed_capacity(plan: PlanIndex, row: UnplacedRow, dose: DoseFacts, since: int) -> Iterator[Capacity]:
    """Days counted with the weights that the row names, or with its groups of meetings, or with both."""
    weights = weights_in(row.reason)
    open_days = partial(_open_days, plan, row.accompanist)
    groups = None
    if states(row.reason, *GROUPS_STAND) and plan.facts.previous is not None:
        groups = owed_by_group(plan, row.accompanist, dose, since)
        yield capacity(plan, row.accompanist, dose, since, meetings=sum(groups.values()))
    if weights:
        yield Capacity(*weighed(plan, row.accompanist, dose, weights, open_days, since, groups=groups))


def _teacher_capacity(plan: PlanIndex, row: UnplacedRow, dose: DoseFacts, since: int) -> Iterator[Capacity]:
    """What one teacher is still owed from a day on, against the days of her premises."""
    premises = plan.holder[row.teacher].premises
    held = [a for a in plan.by_teacher.get(row.teacher, ()) if a.kind == row.kind and a.start < since]
    days = {day for day in _open_days(plan, row.accompanist, frozenset((premises,))) if day >= since}
    owed = quota(dose, row.kind) - len(held)
    if audited(row.kind).visit:
        owed_days = sum(lengths_to_come(plan, held, dose))
        yield Capacity(owed_days, sum(weekday(day) < 5 for day in days))
        spacing = plan.assumed(audited(visit_kind()).gap) or 0
        late = {day for day in days if not held or day >= held[-1].start + spacing}
        yield Capacity(owed, _most_visits(late, min(dose.lengths), spacing))
        lengths, earliest = owed_visits(plan, row.teacher, dose, since)
        weekdays = {day for day in days if day >= earliest and weekday(day) < 5}
        yield Capacity(sum(lengths), lightest_visits(weekdays, lengths, spacing, {}).days)
        return
    together = plan.accompanists_at[premises] if audited(row.kind).joint else (row.accompanist,)
    common = {day for day in days if all(plan.available(name, day) for name in together)}
    for name in together:
        common -= _workshop_days(plan, name)
    yield Capacity(owed, len(common))


def _workshop_capacity(plan: PlanIndex, row: UnplacedRow, dose: DoseFacts) -> Capacity:
    """Days of the workshops against working days (weekdays for own workshops) open to the accompanist."""
    calendar, ugel = plan.facts.calendar, plan.ugel(row.accompanist)
    first, last = calendar.workshop_from.toordinal(), calendar.workshop_until.toordinal()
    days = {day for day in range(first, last + 1) if weekday(day) < 5}
    if not audited(row.kind).own:
        days = set(plan.days.working_days(ugel))
    free = [
        day
        for day in days - plan.days.holidays
        if first <= day <= last and plan.available(row.accompanist, day)
    ]
    return Capacity(quota_days(dose, row.kind) or 0, len(free))


def _held_without_her(plan: PlanIndex, row: UnplacedRow, dose: DoseFacts) -> Iterator[Capacity]:
    """Days of a workshop that the UGEL and family hold, against those on which the accompanist may come."""
    held: dict[int, set[int]] = defaultdict(set)
    ugel = plan.ugel(row.accompanist)
    for activity in plan.workshops.get((ugel, dose.family, row.kind), ()):
        held[activity.number].update(activity.span)
    there = {
        day
        for activity in plan.by_accompanist.get(row.accompanist, ())
        if activity.kind == row.kind
        for day in activity.span
    }
    for _, days in sorted(held.items()):
        yield Capacity(len(days), sum(plan.available(row.accompanist, day) for day in days))
        if max(days) < first_to_change(plan):
            yield Capacity(len(days), len(days & there))


def _most_visits(days: set[int], length: int, spacing: int) -> int:
    """Most visits of a length that fit the days at a spacing; taking the earliest is best."""
    count, earliest = 0, 0
    for day in sorted(days):
        if day >= earliest and _is_stretch(days, day, length):
            count, earliest = count + 1, day + max(spacing, length)
    return count


def _is_stretch(days: set[int], start: int, length: int) -> bool:
    """True where the weekdays from start on, inside one week, are all among the days."""
    stretch = range(start, start + length)
    return week(start) == week(stretch[-1]) and all(day in days and weekday(day) < 5 for day in stretch)


def _said(row: UnplacedRow) -> Capacity | None:
    """The arithmetic of a row; None where it is not one fact with both sides."""
    if len(row.reason) != 1:
        return None
    needed, available = (whole(row.reason[0], side) for side in ("needed", "available"))
    return None if needed is None or available is None else Capacity(needed, available)


def check_reasons(plan: PlanIndex) -> Iterator[Violation]:
    """Each reason carries its arithmetic, and the arithmetic holds when computed anew."""
    for row in plan.records.unplaced:
        subject = f"{row.accompanist} {row.teacher} {row.kind}"
        said = _said(row)
        if said is None:
            expected = "one fact with needed and available"
            yield Violation("reason_without_arithmetic", FILE, row.row, subject, expected, shown(row.reason))
            continue
        if said.needed <= said.available:
            expected = "needed > available"
            yield Violation("reason_proves_nothing", FILE, row.row, subject, expected, shown(row.reason))
            continue
        computed = list(_claims(plan, row))
        if not any(said.needed <= c.needed and said.available >= c.available for c in computed):
            expected = " or ".join(f"needed {c.needed}, available {c.available}" for c in computed)
            yield Violation("reason_untrue", FILE, row.row, subject, expected, shown(row.reason))


def check_no_room(plan: PlanIndex) -> Iterator[Violation]:
    """Nothing that is said to be impossible could simply be added to the plan."""
    for row in plan.records.unplaced:
        holder, dose = plan.holder.get(row.teacher), plan.dose_of(row.teacher)
        if holder is None or dose is None or row.accompanist not in plan.caseloads:
            continue
        if audited(row.kind).visit:
            day = _room_for_visit(plan, row, dose)
        elif audited(row.kind).meeting:
            day = _room_for_meeting(plan, row, holder.premises)
        else:
            continue
        if day is not None:
            subject = f"{row.accompanist} {row.teacher} {row.kind}"
            yield Violation(
                "missing_has_room", FILE, row.row, subject, "no day left", f"could start {iso(day)}"
            )


def _future(plan: PlanIndex) -> int:
    """First day that a plan may still change."""
    previous = plan.facts.previous
    return previous.as_of.toordinal() if previous is not None else 0


def _room_for_visit(plan: PlanIndex, row: UnplacedRow, dose: DoseFacts) -> int | None:
    premises = plan.holder[row.teacher].premises
    least = plan.assumed(audited(visit_kind()).gap) or 0
    visits = [activity for activity in plan.by_teacher.get(row.teacher, ()) if audited(activity.kind).visit]
    lengths = Counter(dose.lengths) - Counter(visit.end - visit.start + 1 for visit in visits)
    busy, met = plan.busy.get(row.accompanist, set()), plan.met.get(premises, {})
    free = {
        day
        for day in _open_days(plan, row.accompanist, frozenset((premises,)))
        if day not in busy and day not in met and day >= _future(plan) and day not in plan.days.holidays
    }
    for day in sorted(free):
        if all(abs(day - visit.start) >= least for visit in visits) and any(
            _is_stretch(free, day, length) for length in lengths
        ):
            return day
    return None


def _room_for_meeting(plan: PlanIndex, row: UnplacedRow, premises: str) -> int | None:
    together = plan.accompanists_at[premises] if audited(row.kind).joint else (row.accompanist,)
    visited = plan.visited.get(premises, {})
    for day in sorted(plan.days.at(premises) - plan.days.closed(premises)):
        if day in visited or day < _future(plan):
            continue
        if all(plan.available(name, day) and day not in plan.busy.get(name, set()) for name in together):
            return day
    return None


RULES_OF_MISSING = (check_reasons, check_no_room)
