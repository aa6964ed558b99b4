"""A last look, day by day, for room for what was said not to fit.

A search may end by its work limit. Whatever can simply be added to what it found is added.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pusaq_core.timetable.placing import Stop
from pusaq_core.timetable.problem import week

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq_core.timetable.placing import Dropped
    from pusaq_core.timetable.task import Task


def fill_gaps(task: Task, stops: Sequence[Stop], dropped: Sequence[Dropped]) -> tuple[Stop, ...]:
    """Add what still has room.

    Args:
        task: the accompanist's year.
        stops: dated stays.
        dropped: what was left out.

    Returns:
        All stays, ascending; the same ones where nothing has room.
    """
    taken = {day for stop in stops for day in range(stop.start, stop.start + stop.days)}
    starts: dict[int, list[int]] = defaultdict(list)
    for stop in stops:
        if stop.teacher is not None:
            starts[stop.teacher].append(stop.start)
    added: list[Stop] = []
    for drop in sorted(dropped, key=lambda d: (d.group is None, -d.days, d.teacher or 0)):
        visit = drop.group is None
        found = _room_for_visit(task, drop, taken, starts) if visit else _room_for_meeting(task, drop, taken)
        if found is None:
            continue
        added.append(found)
        taken.update(range(found.start, found.start + found.days))
        if found.teacher is not None:
            starts[found.teacher].append(found.start)
    return tuple(sorted((*stops, *added), key=lambda stop: stop.start)) if added else tuple(stops)


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
