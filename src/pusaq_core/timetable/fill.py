"""A last look, day by day, for room for what was said not to fit.

Weeks stand for days in the search, on the safe side. Where something had to be left out, the exact days may
still hold it: whatever can simply be added is added.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from pusaq_core.timetable.placing import Stop
from pusaq_core.timetable.problem import week

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq_core.timetable.accompanist import Dropped
    from pusaq_core.timetable.task import Task


def fill_gaps(
    task: Task, stops: Sequence[Stop], dropped: Sequence[Dropped]
) -> tuple[tuple[Stop, ...], list[Dropped]]:
    """Add what still has room.

    Args:
        task: the accompanist's year.
        stops: dated stays.
        dropped: what was left out.

    Returns:
        All stays, ascending, and what has truly no room beside them.
    """
    taken = {day for stop in stops for day in range(stop.start, stop.start + stop.days)}
    starts: dict[int, list[int]] = defaultdict(list)
    for stop in stops:
        if stop.teacher is not None:
            starts[stop.teacher].append(stop.start)
    added: list[Stop] = []
    left: list[Dropped] = []
    for drop in sorted(dropped, key=lambda d: (d.group is None, -d.days, d.teacher or 0)):
        visit = drop.group is None
        found = _room_for_visit(task, drop, taken, starts) if visit else _room_for_meeting(task, drop, taken)
        if found is None:
            left.append(drop)
            continue
        added.append(found)
        taken.update(range(found.start, found.start + found.days))
        if found.teacher is not None:
            starts[found.teacher].append(found.start)
    everything = sorted((*stops, *added), key=lambda stop: stop.start)
    return tuple(everything), left


def move_closer(
    task: Task, stops: Sequence[Stop], dropped: Sequence[Dropped]
) -> tuple[tuple[Stop, ...], list[Dropped], bool]:
    """Place all visits of a teacher anew, each as early as it can be, where that makes room for more.

    Only distances between visits are kept; whoever calls says that the product rules gave way.

    Args:
        task: the accompanist's year.
        stops: dated stays.
        dropped: what was left out.

    Returns:
        All stays, ascending, what is left out, and whether anything moved.
    """
    kept, left = list(stops), list(dropped)
    moved = False
    for teacher in sorted({drop.teacher for drop in dropped if drop.teacher is not None}):
        own = [stop for stop in kept if stop.teacher == teacher]
        lost = [drop for drop in left if drop.teacher == teacher]
        others = [stop for stop in kept if stop.teacher != teacher]
        taken = {day for stop in others for day in range(stop.start, stop.start + stop.days)}
        lengths = sorted([*(stop.days for stop in own), *(drop.days for drop in lost)])
        best = max((_packed(task, teacher, order, taken) for order in (lengths, lengths[::-1])), key=len)
        if len(best) <= len(own):
            continue
        moved, kept = True, [*others, *best]
        for stop in best:
            lengths.remove(stop.days)
        again = [replace(drop, days=days) for drop, days in zip(lost, lengths, strict=False)]
        left = [drop for drop in left if drop.teacher != teacher] + again
    return tuple(sorted(kept, key=lambda stop: stop.start)), left, moved


def _packed(task: Task, teacher: int, lengths: Sequence[int], taken: set[int]) -> list[Stop]:
    """Visits of these lengths, in this order, each on the first days that are free and far enough."""
    place = task.at[teacher]
    free = task.open_days[place] - taken
    placed: list[Stop] = []
    for days in lengths:
        earliest = placed[-1].start + task.rules.visit_gap if placed else 0
        for start in sorted(day for day in free if day >= earliest):
            stretch = range(start, start + days)
            if week(start) == week(stretch[-1]) and all(day in free for day in stretch):
                placed.append(Stop(start, days, place, teacher=teacher))
                break
    return placed


def _room_for_visit(task: Task, drop: Dropped, taken: set[int], starts: dict[int, list[int]]) -> Stop | None:
    if drop.teacher is None:
        return None
    place = task.at[drop.teacher]
    free = task.open_days[place] - taken
    gap = task.rules.visit_gap
    for start in sorted(free):
        stretch = range(start, start + drop.days)
        apart = all(abs(start - other) >= gap for other in starts[drop.teacher])
        if apart and week(start) == week(stretch[-1]) and all(day in free for day in stretch):
            return Stop(start, drop.days, place, teacher=drop.teacher)
    return None


def _room_for_meeting(task: Task, drop: Dropped, taken: set[int]) -> Stop | None:
    """A day for a meeting of her own; the days of shared meetings are chosen elsewhere."""
    if drop.group is None or task.groups[drop.group].fixed is not None:
        return None
    group = task.groups[drop.group]
    start = next((day for day in group.days if day not in taken), None)
    return None if start is None else Stop(start, 1, group.host, group=drop.group)
