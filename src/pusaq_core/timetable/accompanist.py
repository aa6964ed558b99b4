"""One accompanist's year from task to days: what can be placed is placed, the rest is named.

Three searches, each with its part: weeks find a year that keeps the product rules and lend themselves to
shortening (`year`, `improve`); days find what weeks are too coarse for (`year_days`); what no calendar of
these lengths can hold is taken off by counting before either begins. Measured on synthetic UGEL of 60
schools: 1.012 times the bound in 0.54 s of processor time for each accompanist, the worst 0.82 s
(benchmarks/README.md).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pusaq_core.timetable.fill import fill_gaps
from pusaq_core.timetable.improve import shorten
from pusaq_core.timetable.placing import Dropped, Stop, fixed_stops, outing_km, place_days
from pusaq_core.timetable.segments import most_starts
from pusaq_core.timetable.trips import Tours, cheapest_trips
from pusaq_core.timetable.year import plan_by_weeks
from pusaq_core.timetable.year_days import place_most

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pusaq_core.timetable.task import Task
    from pusaq_core.timetable.year import WeekPlan


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

    First by weeks, all of it; where that finds no year, by days, as much as the calendar holds; then by weeks
    again what is known to fit, for the weeks know product rules and kilometres.

    Args:
        task: her year as data.
        work: deterministic work of one search.
        proposals: changes tried to shorten the outings.
        seed: random seed.
        stop: asked during the search; the best so far is used.
    """
    bound_plan = cheapest_trips(task.demand(with_fixed=True), Tours(task.km), task.free_runs)
    search = _Search(work, proposals, seed, stop, bound_plan.km_bound)
    kept = _fit_capacity(_fit_span(task))
    stops, relaxed, whole = _by_weeks(kept, search)
    if not whole or _left_out(task, stops):
        more = place_most(task, stops, seed=seed, stop=stop)
        more = fill_gaps(task, more, _left_out(task, more))
        if more != stops:
            again, given_up, found = _by_weeks(_owing(task, more), search)
            stops, relaxed = (again, given_up) if found else (more, task.rules.relaxable)
    dropped = _left_out(task, stops)
    km = outing_km(stops, Tours(task.km))
    bound = 0.0 if dropped else min(km, bound_plan.km_bound)
    return Timetable(task.key, stops, dropped, relaxed, km, bound)


@dataclass(frozen=True, slots=True)
class _Search:
    """How hard to search, and the kilometres that cannot be undercut."""

    work: float
    proposals: int
    seed: int
    stop: Callable[[], bool]
    goal: float


def _by_weeks(task: Task, search: _Search) -> tuple[tuple[Stop, ...], tuple[str, ...], bool]:
    """Dated stays that hold all of a task, the product rules given up, and whether that was possible."""
    plan, relaxed = _ladder(task, work=search.work, seed=search.seed, stop=search.stop)
    if plan is None:
        return tuple(fixed_stops(task)), task.rules.relaxable, False
    active = [rule for rule in task.rules.relaxable if rule not in relaxed]
    plan = shorten(
        task, plan, active, goal=search.goal, proposals=search.proposals, seed=search.seed, stop=search.stop
    )
    return place_days(task, plan), relaxed, True


def _left_out(task: Task, stops: Sequence[Stop]) -> tuple[Dropped, ...]:
    """What is owed and has no stay, visits first."""
    lengths: dict[int, Counter[int]] = defaultdict(Counter)
    held: Counter[int] = Counter()
    for stop in stops:
        if stop.teacher is not None:
            lengths[stop.teacher][stop.days] += 1
        elif stop.group is not None:
            held[stop.group] += 1
    visits = [
        Dropped(teacher, None, days)
        for teacher, owed in enumerate(task.owed)
        for days in sorted((Counter(owed) - lengths[teacher]).elements())
    ]
    meetings = [
        Dropped(None, position, 1)
        for position, group in enumerate(task.groups)
        for _ in range(group.times - held[position])
    ]
    return (*visits, *meetings)


def _owing(task: Task, stops: Sequence[Stop]) -> Task:
    """The task of which only what has a stay is owed."""
    lengths: dict[int, list[int]] = defaultdict(list)
    held: Counter[int] = Counter()
    for stop in stops:
        if stop.teacher is not None:
            lengths[stop.teacher].append(stop.days)
        elif stop.group is not None:
            held[stop.group] += 1
    return replace(
        task,
        owed=tuple(tuple(sorted(lengths[teacher])) for teacher in range(len(task.owed))),
        groups=tuple(
            group if group.fixed is not None else replace(group, times=held[position])
            for position, group in enumerate(task.groups)
        ),
    )


def _ladder(
    task: Task, *, work: float, seed: int, stop: Callable[[], bool]
) -> tuple[WeekPlan | None, tuple[str, ...]]:
    """A plan that keeps as many product rules as possible, giving them up from the last one on.

    All rules are tried first, then none; where these differ, halving finds how many can stay.
    """
    # Rules are given up from the least important on, so what can be kept is a first part of them: halving
    # finds it in a few searches where trying one rule less each time would take as many as there are rules.
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


def _fit_span(task: Task) -> Task:
    """Without what no calendar of these lengths can hold, whoever else is to be visited."""
    owed = []
    for place, lengths in zip(task.at, task.owed, strict=True):
        longest = max((s.days for s in task.segments if place in s.open), default=0)
        kept = sorted(length for length in lengths if length <= longest)
        owed.append(tuple(kept[: most_starts(sorted(task.open_days[place]), task.rules.visit_gap)]))
    groups = tuple(
        group if group.fixed is not None else replace(group, times=min(group.times, len(group.days)))
        for group in task.groups
    )
    return replace(task, owed=tuple(owed), groups=groups)


def usable_days(task: Task) -> int:
    """Days of the segments that visits and free meetings can fill: single days hold no long visit."""
    shortest = min((length for lengths in task.owed for length in lengths), default=1)
    meetings = sum(group.times for group in task.groups if group.fixed is None)
    long = sum(segment.days for segment in task.segments if segment.days >= shortest)
    short = sum(segment.days for segment in task.segments if segment.days < shortest)
    return long + min(short, meetings)


def _fit_capacity(task: Task) -> Task:
    """Without as many visit days as the calendar is short of, the fewest visits that make it up."""
    fixed = sum(group.times for group in task.groups if group.fixed is not None)
    excess = task.needed_days() - fixed - usable_days(task)
    owed = [list(lengths) for lengths in task.owed]
    while excess > 0 and any(owed):
        sizes = {length for lengths in owed for length in lengths}
        size = max((s for s in sizes if s <= excess), default=min(sizes))
        teacher = max((t for t in range(len(owed)) if size in owed[t]), key=lambda t: (len(owed[t]), t))
        owed[teacher].remove(size)
        excess -= size
    return replace(task, owed=tuple(tuple(lengths) for lengths in owed))
