"""One accompanist's year from task to days: what can be placed is placed, the rest is named and counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pusaq_core.timetable.fill import fill_gaps, move_closer
from pusaq_core.timetable.improve import shorten
from pusaq_core.timetable.placing import Stop, outing_km, place_days
from pusaq_core.timetable.trips import Tours, cheapest_trips
from pusaq_core.timetable.year import plan_by_weeks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pusaq_core.timetable.task import Task
    from pusaq_core.timetable.year import WeekPlan

NO_CAPACITY = "no_capacity"
NO_SPAN = "no_span"
NO_COMMON_DAY = "no_common_day"
NO_COMBINATION = "no_combination"


@dataclass(frozen=True, slots=True)
class Dropped:
    """One visit or meeting that has no place.

    Attributes:
        teacher: index of the teacher whose visit it is; None for a meeting.
        group: position of the group; None for a visit.
        days: days it would have taken.
        code: why.
        needed: what would be needed.
        available: what there is, in the same unit.
    """

    teacher: int | None
    group: int | None
    days: int
    code: str
    needed: int
    available: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """One accompanist's year.

    Attributes:
        key: code of the accompanist.
        stops: dated stays, ascending.
        dropped: what has no place.
        relaxed: product rules given up, from the least important on.
        km: kilometres of the outings.
        km_bound: proven lower bound of the same for the whole dose; 0 where something was dropped, for then
            less than the dose is travelled. It keeps the lengths of stays and of the unbroken pieces of the
            calendar and that a week holds one visit to a teacher and one meeting of a group. It drops all
            spacing and order, and lets the meetings of shared premises lie on any day: their days are chosen
            before, and what that costs shows as distance from the bound.
    """

    key: str
    stops: tuple[Stop, ...]
    dropped: tuple[Dropped, ...]
    relaxed: tuple[str, ...]
    km: float
    km_bound: float


def solve_accompanist(
    task: Task, *, work: float, proposals: int, seed: int, stop: Callable[[], bool]
) -> Timetable:
    """The year of one accompanist.

    Args:
        task: her year as data.
        work: deterministic work of one search.
        proposals: changes tried to shorten the outings.
        seed: random seed.
        stop: asked during the search; the best so far is used.
    """
    bound_plan = cheapest_trips(task.demand(with_fixed=True), Tours(task.km), task.free_runs)
    kept, dropped = _fit_span(task)
    kept, more = _fit_capacity(kept)
    dropped += more
    step = 1
    while True:
        plan, relaxed = _ladder(kept, work=work, seed=seed, stop=stop)
        if plan is not None:
            break
        kept, more = _drop(kept, step, NO_COMBINATION)
        if not more:
            break
        dropped += more
        step *= 2
    stops: tuple[Stop, ...] = ()
    if plan is not None:
        active = [rule for rule in task.rules.relaxable if rule not in relaxed]
        goal = bound_plan.km_bound
        plan = shorten(kept, plan, active, goal=goal, proposals=proposals, seed=seed, stop=stop)
        stops = place_days(kept, plan)
    if dropped:
        before = sum(stop.group is not None for stop in stops)
        stops, dropped = fill_gaps(task, stops, dropped)
        stops, dropped, moved = move_closer(task, stops, dropped)
        stops, dropped = fill_gaps(task, stops, dropped)
        if moved or sum(stop.group is not None for stop in stops) > before:
            relaxed = task.rules.relaxable
    tours = Tours(task.km)
    km = outing_km(stops, tours)
    return Timetable(
        task.key, stops, tuple(dropped), relaxed, km, min(km, bound_plan.km_bound) if not dropped else 0.0
    )


def _ladder(
    task: Task, *, work: float, seed: int, stop: Callable[[], bool]
) -> tuple[WeekPlan | None, tuple[str, ...]]:
    """A plan that keeps as many product rules as possible, giving them up from the last one on.

    All rules are tried first, then none; where these differ, halving finds how many can stay.
    """
    rules = task.rules.relaxable
    plan, _ = plan_by_weeks(task, rules, work=work, seed=seed, stop=stop)
    if plan is not None:
        return plan, ()
    best, _ = plan_by_weeks(task, (), work=work, seed=seed, stop=stop)
    if best is None:
        return None, rules
    kept, too_many = 0, len(rules)
    while too_many - kept > 1:
        middle = (kept + too_many) // 2
        plan, _ = plan_by_weeks(task, rules[:middle], work=work, seed=seed, stop=stop)
        if plan is None:
            too_many = middle
        else:
            kept, best = middle, plan
    return best, rules[kept:]


def _fit_span(task: Task) -> tuple[Task, list[Dropped]]:
    """Take away what no calendar of these lengths can hold, whoever else is to be visited."""
    dropped: list[Dropped] = []
    owed = []
    for teacher, (place, lengths) in enumerate(zip(task.at, task.owed, strict=True)):
        longest = max((s.days for s in task.segments if place in s.open), default=0)
        kept = [length for length in lengths if length <= longest]
        dropped += [
            Dropped(teacher, None, length, NO_COMMON_DAY, length, longest)
            for length in lengths
            if length > longest
        ]
        most = _most_starts(sorted(task.open_days[place]), task.rules.visit_gap)
        for length in sorted(kept)[most:]:
            dropped.append(Dropped(teacher, None, length, NO_SPAN, len(lengths), most))
        owed.append(tuple(sorted(kept)[:most]))
    groups = []
    for position, group in enumerate(task.groups):
        if group.fixed is not None:
            lost = sum(day is None for day in group.fixed)
            dropped += [Dropped(None, position, 1, NO_COMMON_DAY, group.times, group.times - lost)] * lost
            groups.append(group)
            continue
        held = min(group.times, len(group.days))
        lost = group.times - held
        dropped += [Dropped(None, position, 1, NO_SPAN, group.times, held)] * lost
        groups.append(replace(group, times=held))
    return replace(task, owed=tuple(owed), groups=tuple(groups)), dropped


def _most_starts(days: Sequence[int], gap: int) -> int:
    """Most days that lie at least `gap` apart."""
    count, last = 0, None
    for day in days:
        if last is None or day - last >= gap:
            count, last = count + 1, day
    return count


def usable_days(task: Task) -> int:
    """Days of the segments that visits and free meetings can fill: single days hold no long visit."""
    shortest = min((length for lengths in task.owed for length in lengths), default=1)
    meetings = sum(group.times for group in task.groups if group.fixed is None)
    long = sum(segment.days for segment in task.segments if segment.days >= shortest)
    short = sum(segment.days for segment in task.segments if segment.days < shortest)
    return long + min(short, meetings)


def _fit_capacity(task: Task) -> tuple[Task, list[Dropped]]:
    """Take away as many visit days as the calendar is short of, the fewest visits that make it up."""
    fixed = sum(group.times for group in task.groups if group.fixed is not None)
    excess = task.needed_days() - fixed - usable_days(task)
    if excess <= 0:
        return task, []
    needed, available = task.needed_days(), min(task.free_days, usable_days(task) + fixed)
    owed = [list(lengths) for lengths in task.owed]
    dropped: list[Dropped] = []
    while excess > 0 and any(owed):
        sizes = {length for lengths in owed for length in lengths}
        size = max((s for s in sizes if s <= excess), default=min(sizes))
        teacher = max((t for t in range(len(owed)) if size in owed[t]), key=lambda t: (len(owed[t]), t))
        owed[teacher].remove(size)
        dropped.append(Dropped(teacher, None, size, NO_CAPACITY, needed, available))
        excess -= size
    return replace(task, owed=tuple(tuple(lengths) for lengths in owed)), dropped


def _drop(task: Task, number: int, code: str) -> tuple[Task, list[Dropped]]:
    """Take away a few more visits, the longest first, then meetings; nothing left gives an empty list."""
    owed = [list(lengths) for lengths in task.owed]
    dropped: list[Dropped] = []
    needed, available = task.needed_days(), task.free_days
    for _ in range(number):
        if not any(owed):
            break
        teacher = max(range(len(owed)), key=lambda t: (sum(owed[t]), t))
        size = max(owed[teacher])
        owed[teacher].remove(size)
        dropped.append(Dropped(teacher, None, size, code, needed, available))
    groups = list(task.groups)
    if not dropped:
        for position, group in enumerate(groups):
            if group.fixed is None and group.times > 0:
                groups[position] = replace(group, times=group.times - 1)
                dropped.append(Dropped(None, position, 1, code, needed, available))
    return replace(task, owed=tuple(map(tuple, owed)), groups=tuple(groups)), dropped
