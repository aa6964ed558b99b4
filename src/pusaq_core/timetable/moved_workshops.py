"""Workshops that cannot be held as planned: new days for the whole family, as near as possible.

Every block of days is tried, for there are a few hundred at most. Costs are an order written as weights: one
row of the plan, everybody there, the same half of the year, few things displaced, near to where it was.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pusaq_core.kinds import KINDS
from pusaq_core.timetable.workshops import LONGEST_BREAK, runs

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pusaq_core.timetable.problem import Accompanist
    from pusaq_core.timetable.rest import Rest, WorkshopRest

WEEKDAYS = 5
ROW_COST = 1_000_000
ABSENT_COST = 100_000
HALF_COST = 150_000
DISPLACED_COST = 500

Key = tuple[str, str, int]
"""Family, kind and number of a workshop."""


def settle_workshops(rest: Rest) -> dict[Key, tuple[int, ...]]:
    """The days of each workshop that is still to come.

    One that can be held by everyone keeps its days. Otherwise the days are chosen anew for the whole family:
    with everyone, in as few rows as possible, displacing little, near to where it was.

    Args:
        rest: the rest of the year.

    Returns:
        Days by family, kind and number; empty where the calendar has no place.
    """
    settled: dict[Key, tuple[int, ...]] = {}
    order = sorted(rest.workshops, key=lambda w: (w.family, _must_move(rest, w), KINDS[w.kind].own, w.number))
    for workshop in order:
        key = (workshop.family, workshop.kind, workshop.number)
        taken = {day for (family, _, _), days in settled.items() if family == workshop.family for day in days}
        taken |= (rest.held or {}).get(workshop.family, frozenset())
        others = {
            number: days
            for (family, kind, number), days in settled.items()
            if (family, kind) == (workshop.family, workshop.kind)
        }
        settled[key] = workshop.days
        if _must_move(rest, workshop):
            settled[key] = _best(rest, workshop, taken, others)
        if not settled[key] and {len(days) for days in others.values()} == {workshop.length}:
            # None is left between the others: any day, and each takes the days of the one beside it.
            blocks = sorted([*others.values(), _best(rest, workshop, taken, {})])
            numbers = sorted([*others, workshop.number])
            if all(blocks):
                settled |= {(*key[:2], number): days for number, days in zip(numbers, blocks, strict=True)}
    return settled


def _family(rest: Rest, family: str) -> list[Accompanist]:
    return [a for a in rest.ugel.accompanists if a.family == family]


def _allowed(rest: Rest, kind: str) -> tuple[int, ...]:
    return rest.ugel.ugel_days if not KINDS[kind].own else rest.ugel.own_ugel_days


def _must_move(rest: Rest, workshop: WorkshopRest) -> bool:
    allowed = frozenset(_allowed(rest, workshop.kind))
    absent = any(not a.away.isdisjoint(workshop.days) for a in _family(rest, workshop.family))
    return len(workshop.days) != workshop.length or absent or not allowed.issuperset(workshop.days)


def _best(
    rest: Rest, workshop: WorkshopRest, taken: Collection[int], others: dict[int, tuple[int, ...]]
) -> tuple[int, ...]:
    low = max((d for n, days in others.items() if n < workshop.number for d in days), default=0)
    high = min((d for n, days in others.items() if n > workshop.number for d in days), default=10**7)
    days = [
        d for d in _allowed(rest, workshop.kind) if max(low + 1, rest.since) <= d < high and d not in taken
    ]
    people = _family(rest, workshop.family)
    keys = {a.key for a in people}
    busy = [i for i in rest.items if not keys.isdisjoint(i.accompanists)]
    best: tuple[int, tuple[int, ...]] | None = None
    for first in range(len(days) - workshop.length + 1):
        block = tuple(days[first : first + workshop.length])
        if not block or any(b - a > LONGEST_BREAK for a, b in pairwise(block)):
            continue
        cost = ABSENT_COST * sum(not a.away.isdisjoint(block) for a in people)
        cost += ROW_COST * (len(runs(block)) + (workshop.length // -WEEKDAYS))
        cost += DISPLACED_COST * sum(any(d in block for d in i.span()) for i in busy)
        cost += HALF_COST * _half_changes(rest, workshop, block)
        cost += abs(block[0] - workshop.days[0]) if workshop.days else 0
        if best is None or (cost, block) < best:
            best = (cost, block)
    return () if best is None else best[1]


def _half_changes(rest: Rest, workshop: WorkshopRest, block: Sequence[int]) -> bool:
    """Whether a workshop for teachers would leave its half of the year."""
    middle = rest.ugel.middle
    if KINDS[workshop.kind].own or not workshop.days:
        return False
    return (block[0] > middle) != (workshop.days[0] > middle)
