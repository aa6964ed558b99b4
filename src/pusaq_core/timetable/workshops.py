"""Days of the workshops: the same for all accompanists of a UGEL and family.

Workshops for teachers are held at the UGEL on working days; those for accompanists on any weekday, best
outside school weeks, which frees days for visits (NT-026-01-MINEDU, 5.6).

Both kinds together, because they compete for the same weeks without classes. The choice is an enumeration:
the cheapest blocks of days of each workshop, spread over the year, and of each kind the cheapest sets of
them. What is given up: only so many blocks and sets are kept (`KEPT_PER_EVENT`), so a pair that is best only
together may be missed. Costs are weights of an order: rows of workshops for teachers, absences, school days
lost, evenness, distance in weeks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise, product
from typing import TYPE_CHECKING

from pusaq_core.timetable.problem import week

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

KEPT_PER_EVENT = 24
SCHOOL_DAY_COST = 100
TEACHER_ROW_COST = 1_000_000
OWN_ROW_COST = 8
AWAY_COST = 5000
UNEVEN_COST = 12
WEEK_OFF_COST = 3
LONGEST_BREAK = 4
FIRST_TEACHER_SHARE, LAST_TEACHER_SHARE = 1 / 3, 3 / 4
"""Parts of the year around which teachers learn most from the first and the last workshop."""


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
    ugel_days: Sequence[int],
    own_days: Sequence[int],
    school_days: Sequence[int],
    middle: int,
    dose: tuple[int, int, int, int],
    away: Sequence[Collection[int]],
) -> FamilyWorkshops:
    """Choose the days of both kinds of workshop together, so that the fewest school days are lost.

    Args:
        ugel_days: days on which teachers can be convened.
        own_days: days on which accompanists can be convened.
        school_days: school days of the UGEL.
        middle: last day of the first half of the school year.
        dose: (events, days) for teachers, then (events, days) for accompanists.
        away: for each accompanist of the family, the days on which she cannot take part.

    Returns:
        The workshops; what has no place is counted, never dropped in silence.
    """
    events, days, own_events, own_total = dose
    frame = _Frame(frozenset(school_days), [frozenset(days_off) for days_off in away], middle)
    nobody = frozenset.intersection(*frame.away) if frame.away else frozenset()
    series = _Series(
        tuple(sorted(set(ugel_days) - nobody)), events, days, _teacher_shares(events), 5, TEACHER_ROW_COST
    )
    own_shares = tuple(index / own_events for index in range(own_events))
    own_series = _Series(
        tuple(sorted(set(own_days) - nobody)), own_events, own_total, own_shares, own_total, OWN_ROW_COST
    )
    teacher_options = _options(series, frame, one_per_part=True)
    halves_kept = bool(teacher_options)
    teacher_options = teacher_options or _options(series, frame) or _scattered(series, frame)
    own_options = _options(own_series, frame) or _scattered(own_series, frame)
    best = _best_pair(teacher_options or [((), 0)], own_options or [((), 0)])
    if best is None:
        teachers = teacher_options[0][0]
        left = set(own_series.days).difference(*(block.days for block in teachers))
        remains = _scattered(replace(own_series, days=tuple(sorted(left))), frame)
        best = (teachers, remains[0][0] if remains else ())
    teachers, own = best
    return FamilyWorkshops(
        teachers=_numbered(teachers),
        own=_numbered(own),
        halves_kept=halves_kept,
        missing_teacher_days=days - sum(len(block.days) for block in teachers),
        missing_own_days=own_total - sum(len(block.days) for block in own),
    )


def _teacher_shares(events: int) -> tuple[float, ...]:
    """Parts of the year around which each of the workshops for teachers lies best."""
    if events == 1:
        return (FIRST_TEACHER_SHARE,)
    step = (LAST_TEACHER_SHARE - FIRST_TEACHER_SHARE) / max(1, events - 1)
    return tuple(FIRST_TEACHER_SHARE + step * index for index in range(events))


@dataclass(frozen=True, slots=True)
class _Frame:
    school_days: frozenset[int]
    away: Sequence[frozenset[int]]
    middle: int


@dataclass(frozen=True, slots=True)
class _Series:
    """The workshops of one kind.

    Attributes:
        days: days on which they may be held, ascending.
        events: how many.
        total: their days in all.
        shares: for each workshop the part of the year around which it lies best.
        longest: most days of one workshop, unless they cannot be shared out more equally.
        row_cost: cost of a row more than the weeks that its length takes.
    """

    days: tuple[int, ...]
    events: int
    total: int
    shares: tuple[float, ...]
    longest: int
    row_cost: int


def _numbered(blocks: Sequence[_Block]) -> tuple[Workshop, ...]:
    ordered = sorted(blocks, key=lambda block: block.days)
    return tuple(Workshop(number, block.days) for number, block in enumerate(ordered, 1))


def _best_pair(
    teacher_options: list[tuple[tuple[_Block, ...], int]], own_options: list[tuple[tuple[_Block, ...], int]]
) -> tuple[tuple[_Block, ...], tuple[_Block, ...]] | None:
    best: tuple[int, tuple[_Block, ...], tuple[_Block, ...]] | None = None
    # Both lists are sorted, so everything behind the first that is too dear is too dear as well.
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


def _scattered(series: _Series, frame: _Frame) -> list[tuple[tuple[_Block, ...], int]]:
    """Options where no days lie close enough together: a workshop may then pause for any time."""
    return _options(series, frame, longest_break=None)


def _options(
    series: _Series, frame: _Frame, *, one_per_part: bool = False, longest_break: int | None = LONGEST_BREAK
) -> list[tuple[tuple[_Block, ...], int]]:
    """Sets of disjoint blocks that add up to the days of a series, cheapest first."""
    if series.events == 0 or series.total == 0:
        return [((), 0)]
    found: list[tuple[int, tuple[tuple[int, ...], ...], tuple[_Block, ...]]] = []

    @cache
    def pool(index: int, part: int) -> list[_Block]:
        """Blocks of one event, which several divisions give as many days."""
        blocks = _blocks(series, index, part, frame, longest_break)
        if one_per_part:
            blocks = [block for block in blocks if _in_part(block, frame, index, series.events)]
        return _spread(blocks, KEPT_PER_EVENT)

    for parts in _divisions(series.total, series.events, series.longest):
        uneven = UNEVEN_COST * (max(parts) - min(parts))
        for chosen in product(*(pool(index, part) for index, part in enumerate(parts))):
            if any(a.days[-1] >= b.days[0] for a, b in pairwise(chosen)):
                continue
            cost = uneven + sum(block.cost for block in chosen)
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


def _blocks(
    series: _Series, index: int, length: int, frame: _Frame, longest_break: int | None
) -> list[_Block]:
    """Every way to hold one workshop of `length` working days in a row, days off in between allowed."""
    days = series.days
    if not days:
        return []
    target = days[0] + round(series.shares[index] * (days[-1] - days[0]))
    blocks = []
    for first in range(len(days) - length + 1):
        chosen = days[first : first + length]
        if longest_break is not None and any(b - a > longest_break for a, b in pairwise(chosen)):
            continue
        lost = sum(day in frame.school_days for day in chosen)
        absent = sum(1 for days_off in frame.away if not days_off.isdisjoint(chosen))
        more_rows = len(runs(chosen)) - -(-length // 5)
        off = abs(week(chosen[0]) - week(target))
        cost = SCHOOL_DAY_COST * lost + AWAY_COST * absent + series.row_cost * more_rows + WEEK_OFF_COST * off
        blocks.append(_Block(chosen, cost))
    return blocks


def _in_part(block: _Block, frame: _Frame, index: int, events: int) -> bool:
    """Whether a block lies in its half of the year; the workshop in the middle of three may lie in either."""
    if index < events // 2:
        return block.days[-1] <= frame.middle
    return index < events - events // 2 or block.days[0] > frame.middle


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
