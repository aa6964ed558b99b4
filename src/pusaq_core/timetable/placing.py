"""From weeks to days: the order inside each segment that makes the outings shortest, and their length."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

from pusaq_core.timetable.problem import week
from pusaq_core.timetable.trips import Tours

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pusaq_core.timetable.task import Task
    from pusaq_core.timetable.year import WeekPlan

MOST_ORDERS = 24


@dataclass(frozen=True, slots=True)
class Stop:
    """One dated stay of an accompanist.

    Attributes:
        start: first day.
        days: length.
        place: index of the place.
        teacher: index of the teacher visited; None at a meeting.
        group: position of the group in the task; None at a visit.
    """

    start: int
    days: int
    place: int
    teacher: int | None = None
    group: int | None = None


def place_days(task: Task, plan: WeekPlan) -> tuple[Stop, ...]:
    """Give every stay its days; fixed meetings keep theirs. Ascending by start."""
    stops = _fixed_stops(task)
    tours = Tours(task.km)
    waiting: dict[int, list[Stop]] = defaultdict(list)
    for teacher, length, index in plan.visits:
        waiting[index].append(Stop(0, length, task.at[teacher], teacher=teacher))
    for position, _, index in plan.meetings:
        waiting[index].append(Stop(0, 1, task.groups[position].host, group=position))
    for index in sorted(waiting):
        segment = task.segments[index]
        near = [stop for stop in stops if week(stop.start) == segment.week]
        stops += _best_order(waiting[index], segment.start, segment.days, near, tours)
    return tuple(sorted(stops, key=lambda stop: stop.start))


def _fixed_stops(task: Task) -> list[Stop]:
    return [
        Stop(day, 1, group.host, group=position)
        for position, group in enumerate(task.groups)
        if group.fixed is not None
        for day in group.fixed
        if day is not None
    ]


def _best_order(items: list[Stop], start: int, days: int, near: list[Stop], tours: Tours) -> list[Stop]:
    """The order and first day that make the week's outings shortest; the earliest of the best."""
    items = sorted(items, key=lambda item: (item.place, item.days, item.teacher or 0, item.group or 0))
    slack = days - sum(item.days for item in items)
    seen: set[tuple[tuple[int, int], ...]] = set()
    best: tuple[float, int, int] | None = None
    chosen: list[Stop] = []
    for rank, order in enumerate(permutations(items)):
        shape = tuple((item.place, item.days) for item in order)
        if shape in seen:
            continue
        seen.add(shape)
        if len(seen) > MOST_ORDERS:
            break
        for offset in sorted({0, slack}):
            placed = []
            day = start + offset
            for item in order:
                placed.append(Stop(day, item.days, item.place, item.teacher, item.group))
                day += item.days
            cost = (round(outing_km([*near, *placed], tours), 6), offset, rank)
            if best is None or cost < best:
                best, chosen = cost, placed
    return chosen


def outings(stops: Sequence[Stop], tours: Tours) -> list[list[Stop]]:
    """Stays on following days without going home; a stay at the base ends the outing before it."""
    result: list[list[Stop]] = []
    for stop in sorted(stops, key=lambda item: item.start):
        last = result[-1][-1] if result else None
        follows = last is not None and last.start + last.days == stop.start
        home = tours.at_base(stop.place) or (last is not None and tours.at_base(last.place))
        if follows and not home:
            result[-1].append(stop)
        else:
            result.append([stop])
    return result


def outing_km(stops: Sequence[Stop], tours: Tours) -> float:
    """Kilometres of all outings, each place in the order of its days."""
    return sum(tours.route([stop.place for stop in outing]) for outing in outings(stops, tours))


def held_numbers(stops: Sequence[Stop]) -> Mapping[int, tuple[int, ...]]:
    """For each group position the days of its meetings, ascending."""
    days: dict[int, list[int]] = defaultdict(list)
    for stop in stops:
        if stop.group is not None:
            days[stop.group].append(stop.start)
    return {group: tuple(sorted(found)) for group, found in days.items()}
