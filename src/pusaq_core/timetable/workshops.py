"""Days of the workshops: the same for all accompanists of a UGEL and family.

Workshops for teachers are held at the UGEL on working days; those for accompanists on any weekday, best
outside school weeks, which frees days for visits (NT-026-01-MINEDU, 5.6).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING

from pusaq_core.timetable.problem import week

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

KEPT_PER_EVENT = 24
SCHOOL_DAY_COST = 100
ROW_COST = 90
AWAY_COST = 5000
UNEVEN_COST = 12
LONGEST_BREAK = 4


@dataclass(frozen=True, slots=True)
class Workshop:
    """One workshop.

    Attributes:
        number: 1 for the first of the year.
        days: its days, ascending.
    """

    number: int
    days: tuple[int, ...]

    def rows(self) -> tuple[tuple[int, int], ...]:
        """Start and length of each unbroken run of days."""
        return tuple((run[0], len(run)) for run in runs(self.days))


@dataclass(frozen=True, slots=True)
class FamilyWorkshops:
    """The workshops of one family.

    Attributes:
        teachers: workshops for teachers, by number.
        own: workshops for accompanists, by number.
        halves_kept: whether each half of the year has its workshop for teachers.
        missing_teacher_days: days of the dose for which the calendar has no place.
        missing_own_days: the same for accompanists.
    """

    teachers: tuple[Workshop, ...]
    own: tuple[Workshop, ...]
    halves_kept: bool
    missing_teacher_days: int = 0
    missing_own_days: int = 0


@dataclass(frozen=True, slots=True)
class _Block:
    days: tuple[int, ...]
    cost: int


def runs(days: Iterable[int]) -> list[list[int]]:
    """Split days into unbroken runs (a weekend always breaks, for weekends are never among the days)."""
    result: list[list[int]] = []
    for day in sorted(days):
        if result and day == result[-1][-1] + 1:
            result[-1].append(day)
        else:
            result.append([day])
    return result


def choose_workshops(
    *,
    workshop_days: Sequence[int],
    own_days: Sequence[int],
    school_days: Sequence[int],
    middle: int,
    dose: tuple[int, int, int, int],
    away: Sequence[Collection[int]],
) -> FamilyWorkshops:
    """Choose the days of both kinds of workshop together, so that the fewest school days are lost.

    Args:
        workshop_days: days on which teachers can be convened.
        own_days: days on which accompanists can be convened.
        school_days: school days of the UGEL.
        middle: last day of the first half of the school year.
        dose: (events, days) for teachers, then (events, days) for accompanists.
        away: for each accompanist of the family, the days on which she cannot take part.

    Returns:
        The workshops; what has no place is counted, never dropped in silence.
    """
    events, days, own_events, own_total = dose
    away_sets = [frozenset(days_off) for days_off in away]
    frame = _Frame(frozenset(school_days), away_sets, middle)
    teacher_options = _options(workshop_days, events, days, frame, one_per_part=True, longest=5)
    halves_kept = bool(teacher_options)
    if not teacher_options:
        teacher_options = _options(workshop_days, events, days, frame, one_per_part=False, longest=5)
    own_options = _options(own_days, own_events, own_total, frame, one_per_part=False, longest=own_total)
    best = _best_pair(teacher_options or [((), 0)], own_options or [((), 0)])
    if best is None:
        best = (teacher_options[0][0] if teacher_options else (), ())
    teachers, own = best
    return FamilyWorkshops(
        teachers=_numbered(teachers),
        own=_numbered(own),
        halves_kept=halves_kept,
        missing_teacher_days=days - sum(len(block.days) for block in teachers),
        missing_own_days=own_total - sum(len(block.days) for block in own),
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    school_days: frozenset[int]
    away: Sequence[frozenset[int]]
    middle: int


def _numbered(blocks: Sequence[_Block]) -> tuple[Workshop, ...]:
    ordered = sorted(blocks, key=lambda block: block.days)
    return tuple(Workshop(number, block.days) for number, block in enumerate(ordered, 1))


def _best_pair(
    teacher_options: list[tuple[tuple[_Block, ...], int]], own_options: list[tuple[tuple[_Block, ...], int]]
) -> tuple[tuple[_Block, ...], tuple[_Block, ...]] | None:
    best: tuple[int, tuple[_Block, ...], tuple[_Block, ...]] | None = None
    for teachers, teacher_cost in teacher_options:
        if best is not None and teacher_cost >= best[0]:
            break
        taken = {day for block in teachers for day in block.days}
        for own, own_cost in own_options:
            total = teacher_cost + own_cost
            if best is not None and total >= best[0]:
                break
            if all(taken.isdisjoint(block.days) for block in own):
                best = (total, teachers, own)
                break
    return None if best is None else (best[1], best[2])


def _options(
    days: Sequence[int], events: int, total: int, frame: _Frame, *, one_per_part: bool, longest: int
) -> list[tuple[tuple[_Block, ...], int]]:
    """Sets of `events` disjoint blocks that add up to `total` days, cheapest first."""
    if events == 0 or total == 0:
        return [((), 0)]
    found: list[tuple[int, tuple[tuple[int, ...], ...], tuple[_Block, ...]]] = []
    for parts in _divisions(total, events, longest):
        uneven = UNEVEN_COST * (max(parts) - min(parts))
        pools = []
        for index, part in enumerate(parts):
            blocks = _blocks(days, part, frame)
            if one_per_part:
                blocks = [block for block in blocks if _part_of(block, frame, events) == index]
            pools.append(_spread(blocks, KEPT_PER_EVENT))
        for chosen in product(*pools):
            if any(a.days[-1] >= b.days[0] for a, b in pairwise(chosen)):
                continue
            cost = uneven + sum(block.cost for block in chosen) + _crowding(chosen, days)
            found.append((cost, tuple(block.days for block in chosen), chosen))
    found.sort(key=lambda item: item[:2])
    return [(blocks, cost) for cost, _, blocks in found[:4000]]


def _divisions(total: int, events: int, longest: int) -> list[tuple[int, ...]]:
    """Ways to share the days among the events, the most equal first, none below half an equal share."""
    least = max(1, total // events // 2)
    ways = [
        parts
        for parts in product(range(least, total + 1), repeat=events)
        if sum(parts) == total and (max(parts) <= longest or max(parts) - min(parts) <= 1)
    ]
    ways.sort(key=lambda parts: (max(parts) - min(parts), parts))
    return ways[:9]


def _blocks(days: Sequence[int], length: int, frame: _Frame) -> list[_Block]:
    """Every way to hold one workshop of `length` working days in a row, days off in between allowed."""
    ordered = sorted(days)
    blocks = []
    for first in range(len(ordered) - length + 1):
        chosen = tuple(ordered[first : first + length])
        if any(b - a > LONGEST_BREAK for a, b in pairwise(chosen)):
            continue
        lost = sum(day in frame.school_days for day in chosen)
        absent = sum(1 for days_off in frame.away if not days_off.isdisjoint(chosen))
        rows = len(runs(chosen))
        least_rows = -(-length // 5)
        cost = SCHOOL_DAY_COST * lost + AWAY_COST * absent + ROW_COST * (rows - least_rows)
        blocks.append(_Block(chosen, cost))
    return blocks


def _part_of(block: _Block, frame: _Frame, events: int) -> int:
    """Which half of the year a block lies in: 0 before the middle, the last part after it, -1 across."""
    if block.days[-1] <= frame.middle:
        return 0
    if block.days[0] > frame.middle:
        return events - 1
    return -1


def _spread(blocks: list[_Block], keep: int) -> list[_Block]:
    """The cheapest blocks, at most two a week so that they lie all over the year."""
    kept: list[_Block] = []
    per_week: dict[int, int] = {}
    for block in sorted(blocks, key=lambda item: (item.cost, item.days)):
        label = week(block.days[0])
        if per_week.get(label, 0) < 2:
            per_week[label] = per_week.get(label, 0) + 1
            kept.append(block)
        if len(kept) == keep:
            break
    return kept


def _crowding(chosen: Sequence[_Block], days: Sequence[int]) -> int:
    """Small cost of workshops that lie closer together than an even spread over the year would have them."""
    if len(chosen) < 2:
        return 0
    even = (days[-1] - days[0]) // (len(chosen) + 1)
    nearest = min(b.days[0] - a.days[-1] for a, b in combinations(chosen, 2))
    return max(0, even - nearest) // 7
