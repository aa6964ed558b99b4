"""What people did may differ from what the norm owes, and no plan can mend it: what is owed after it.

A plan that goes on from a year of people stands on facts. A visit that took a day less is made up for by the
others as far as the norm knows such lengths; a workshop that one accompanist missed or cut short cannot be
held for her alone. What lies beyond is a fact, and not a breach of the plan.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pusaq_core.checking.index import quota, quota_days
from pusaq_core.checking.kinds import audited

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pusaq_core.checking.facts import DoseFacts
    from pusaq_core.checking.index import PlanIndex
    from pusaq_core.checking.records import Activity

Spans = tuple[tuple[int, int], ...]
"""First and last day of each row, ascending."""


class Owed(NamedTuple):
    """Times, and days; None for what is counted in times."""

    times: int
    days: int | None


def first_to_change(plan: PlanIndex) -> int:
    """What starts before this day is what people did; 0 where nothing is known of that."""
    previous = plan.facts.previous
    return previous.as_of.toordinal() if previous is not None and previous.happened else 0


def owed_after_facts(plan: PlanIndex, subject: str, accompanist: str, kind: str, dose: DoseFacts) -> Owed:
    """What the year of a teacher or accompanist holds of a kind, placed or missing, after what people did.

    Args:
        plan: the plan.
        subject: the teacher, or the accompanist of what is her own.
        accompanist: whose caseload it is.
        kind: of the activities.
        dose: what the norm owes.
    """
    times, days = quota(dose, kind), quota_days(dose, kind)
    since = first_to_change(plan)
    rows = plan.by_accompanist if audited(kind).own else plan.by_teacher
    mine = [activity for activity in rows.get(subject, ()) if activity.kind == kind]
    held = [activity for activity in mine if activity.start < since]
    if not held:
        return Owed(times, days)
    if audited(kind).workshop:
        return Owed(times, _workshop_days(plan, accompanist, kind, dose))
    if audited(kind).visit and days is not None:
        days = _length(held) + sum(lengths_to_come(plan, held, dose))
    return Owed(max(times, len(held)), days)


def lengths_to_come(plan: PlanIndex, held: Sequence[Activity], dose: DoseFacts) -> tuple[int, ...]:
    """Days of each visit that is still owed after some, ascending.

    Where these are of lengths that the norm does not owe, the others make up for it, none longer or shorter
    than it knows any; the days are then spread evenly, as no visit has a length of its own.
    """
    left = Counter(dose.lengths) - Counter(map(_days, held))
    times = max(0, len(dose.lengths) - len(held))
    if left.total() == times or not first_to_change(plan):
        return tuple(sorted(left.elements()))
    least, most = min(dose.lengths), max(dose.lengths)
    days = min(max(sum(dose.lengths) - _length(held), times * least), times * most)
    return tuple(sorted((days + place) // times for place in range(times)))


def makes_up(plan: PlanIndex, visits: Iterable[Activity], dose: DoseFacts) -> bool:
    """Whether visits to come make up for lengths of those that were held."""
    held = [visit for visit in visits if visit.start < first_to_change(plan)]
    return bool(Counter(map(_days, held)) - Counter(dose.lengths))


def _days(activity: Activity) -> int:
    return activity.end - activity.start + 1


def _length(activities: Iterable[Activity]) -> int:
    return sum(map(_days, activities))


def _by_number(plan: PlanIndex, accompanist: str, kind: str, dose: DoseFacts) -> dict[int, dict[str, Spans]]:
    """Number of each workshop of a family to the rows of everyone who takes part."""
    found: dict[int, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for activity in plan.workshops.get((plan.ugel(accompanist), dose.family, kind), ()):
        for who in activity.accompanists:
            found[activity.number][who].append((activity.start, activity.end))
    return {
        number: {who: tuple(sorted(spans)) for who, spans in held.items()} for number, held in found.items()
    }


def usual(held: Iterable[Spans]) -> Spans:
    """The rows that most have, the earliest of those that equally many have; empty where nobody has any."""
    counts = Counter(held)
    return min(counts, key=lambda spans: (-counts[spans], spans), default=())


def is_fact(spans: Spans, of_most: Spans, since: int) -> bool:
    """Whether somebody's rows of a workshop differ from those of most by what she did, or did not, do."""
    over, over_of_most = (tuple(span for span in one if span[0] < since) for one in (spans, of_most))
    same_to_come = spans[len(over) :] == of_most[len(over_of_most) :]
    return over != over_of_most and (bool(over) or (bool(spans) and same_to_come))


def _workshop_days(plan: PlanIndex, accompanist: str, kind: str, dose: DoseFacts) -> int:
    """Days of the workshops of most, and by how much her own that are over are longer or shorter."""
    since, days = first_to_change(plan), quota_days(dose, kind) or 0
    held, begun, under_way, differs = 0, 0, False, 0
    for spans in _by_number(plan, accompanist, kind, dose).values():
        of_most = usual(spans.values())
        over = [span for span in of_most if span[0] < since]
        held += _sum(over)
        begun += bool(over)
        under_way |= bool(over) and len(over) < len(of_most)
        mine = spans.get(accompanist, ())
        if is_fact(mine, of_most, since):
            differs += _sum(mine) - _sum(of_most)
    to_come = max(0, quota(dose, kind) - begun)
    whole = max(days, held + to_come) if to_come or under_way else held
    return whole + differs


def _sum(spans: Iterable[tuple[int, int]]) -> int:
    return sum(end - start + 1 for start, end in spans)
