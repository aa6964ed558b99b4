"""From weeks to days: the order inside each segment that makes the outings shortest, and their length."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

from pusaq_core.kinds import KINDS
from pusaq_core.timetable.problem import week
from pusaq_core.timetable.trips import Tours

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pusaq_core.timetable.task import Task
    from pusaq_core.timetable.year import WeekPlan


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


@dataclass(frozen=True, slots=True)
class Dropped:
    """One visit or meeting that has no place.

    Attributes:
        teacher: index of the teacher whose visit it is; None for a meeting.
        group: position of the group; None for a visit.
        days: days it would have taken.
    """

    teacher: int | None
    group: int | None
    days: int


def place_days(task: Task, plan: WeekPlan) -> tuple[Stop, ...]:
    """Give every stay its days; fixed meetings keep theirs. Ascending by start.

    A meeting that follows visits comes after those to its teachers in the same segment, so that these count
    as made before it.
    """
    fixed = fixed_stops(task)
    tours = Tours(task.km)
    waiting: dict[int, list[Stop]] = defaultdict(list)
    for teacher, length, index in plan.visits:
        waiting[index].append(Stop(0, length, task.at[teacher], teacher=teacher))
    for position, _, index in plan.meetings:
        waiting[index].append(Stop(0, 1, task.groups[position].host, group=position))
    by_week: dict[int, list[int]] = defaultdict(list)
    for index in sorted(waiting):
        by_week[task.segments[index].week].append(index)
    stops = list(fixed)
    for at_week, indices in sorted(by_week.items()):
        near = [stop for stop in fixed if week(stop.start) == at_week]
        placed: dict[int, list[Stop]] = {}
        for index in indices * min(2, len(indices)):
            others = [stop for i, chosen in placed.items() if i != index for stop in chosen]
            placed[index] = _best_order(task, waiting[index], index, [*near, *others], tours)
        stops += [stop for chosen in placed.values() for stop in chosen]
    return tuple(sorted(stops, key=lambda stop: stop.start))


def fixed_stops(task: Task) -> list[Stop]:
    """Stays at meetings whose days were fixed before."""
    return [
        Stop(day, 1, group.host, group=position)
        for position, group in enumerate(task.groups)
        if group.fixed is not None
        for day in group.fixed
        if day is not None
    ]


def _best_order(task: Task, items: list[Stop], index: int, near: list[Stop], tours: Tours) -> list[Stop]:
    """The order, and the place in it of the days to spare, that make the week's outings shortest.

    Of the best the one whose days to spare come last, so that work is done early.
    """
    segment = task.segments[index]
    slack = segment.days - sum(item.days for item in items)
    best: tuple[float, int, int] | None = None
    chosen: list[Stop] = []
    for rank, order in enumerate(_orders(task, items)):
        for late in range(len(order) + 1 if slack and near else 1):
            placed = []
            day = segment.start
            for left, item in zip(range(len(order), 0, -1), order, strict=True):
                day += slack if left == late else 0
                placed.append(Stop(day, item.days, item.place, item.teacher, item.group))
                day += item.days
            cost = (round(outing_km([*near, *placed], tours), 6), late, rank)
            if best is None or cost < best:
                best, chosen = cost, placed
    return chosen


def _orders(task: Task, items: list[Stop]) -> Iterator[list[Stop]]:
    """Orders by place, visits before meetings, in which a meeting follows the visits to its teachers."""
    at: dict[int, list[Stop]] = defaultdict(list)
    for item in sorted(items, key=lambda i: (i.group is not None, i.days, i.teacher or 0, i.group or 0)):
        at[item.place].append(item)
    after = [
        (at_place, stop.place)
        for stop in items
        if stop.group is not None and KINDS[task.groups[stop.group].kind].after_visit
        for at_place in task.groups[stop.group].places
        if at_place != stop.place and at_place in at
    ]
    for order in permutations(sorted(at)):
        if all(order.index(first) < order.index(last) for first, last in after):
            yield [item for place in order for item in at[place]]


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
