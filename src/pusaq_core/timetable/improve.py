"""Shorter outings for a year that already obeys the rules: simulated annealing over segments.

Moves one visit or meeting to another segment, or exchanges two, and keeps every rule at every step, so that
any moment is a good moment to stop. The work is a number of proposals, never a time (Kirkpatrick, Gelatt and
Vecchi 1983; the moves are those of a careful planner: "see B while you are at A").
"""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from math import exp
from typing import TYPE_CHECKING

from pusaq_core.timetable.problem import (
    CONTACT,
    FIRST_VISIT,
    GIA_AFTER_VISIT,
    GIA_GAP,
    RTC_GAP,
    RTC_HALVES,
    week,
)
from pusaq_core.timetable.task import WEEKDAYS_APART, weeks_apart
from pusaq_core.timetable.trips import LONGEST_WEEK, Tours
from pusaq_core.timetable.year import WeekPlan

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from pusaq_core.timetable.task import Task, TaskGroup

HOT = 0.25
COLD = 0.004
NEAR_PLACES = 4
NEAR_SHARE = 0.75
ASK_EVERY = 2000
STAY_REWARD = 0.3
ENOUGH_KM = 1e-6


@dataclass(slots=True)
class _Item:
    place: int
    days: int
    teacher: int = -1
    group: int = -1
    number: int = 0
    at: int = 0


class _State:
    """Items in segments, and the rules that a change must keep."""

    def __init__(self, task: Task, plan: WeekPlan, active: Collection[str]) -> None:
        self.task = task
        self.active = frozenset(active)
        self.items = [
            _Item(task.at[teacher], days, teacher=teacher, at=index) for teacher, days, index in plan.visits
        ]
        self.items += [
            _Item(task.groups[position].host, 1, group=position, number=number, at=index)
            for position, number, index in plan.meetings
        ]
        self.weeks = [segment.week for segment in task.segments]
        self.inside: list[list[int]] = [[] for _ in task.segments]
        for index, item in enumerate(self.items):
            self.inside[item.at].append(index)
        self.room = [
            segment.days - sum(self.items[i].days for i in held)
            for segment, held in zip(task.segments, self.inside, strict=True)
        ]
        self.allowed = [self._allowed(item) for item in self.items]
        self.visits_of: list[list[int]] = [[] for _ in task.at]
        self.meetings_of: list[list[int]] = [[] for _ in task.groups]
        for index, item in enumerate(self.items):
            (self.visits_of[item.teacher] if item.teacher >= 0 else self.meetings_of[item.group]).append(
                index
            )
        self.groups_of = [
            [p for p, group in enumerate(task.groups) if teacher in group.members]
            for teacher in range(len(task.at))
        ]
        self.first_limit = [max(task.first_weeks(place), default=0) for place in task.at]
        self.visit_apart = weeks_apart(task.rules.visit_gap)
        self.contact_apart = (task.rules.contact_gap - WEEKDAYS_APART) // 7

    def _allowed(self, item: _Item) -> frozenset[int]:
        task = self.task
        if item.teacher >= 0:
            return frozenset(
                i for i, s in enumerate(task.segments) if s.days >= item.days and item.place in s.open
            )
        group = task.groups[item.group]
        days = frozenset(group.days)
        return frozenset(
            i
            for i, s in enumerate(task.segments)
            if s.start in days
            and all(p in s.open for p in group.places)
            and self._in_half(group, item.number, s.start)
        )

    def _in_half(self, group: TaskGroup, number: int, day: int) -> bool:
        if group.kind != "rtc" or group.times != 2 or RTC_HALVES not in self.active:
            return True
        return day + WEEKDAYS_APART <= self.task.middle if number == 1 else day > self.task.middle

    def meeting_weeks(self, position: int) -> list[int]:
        """Weeks of a group's meetings, ascending."""
        group = self.task.groups[position]
        if group.fixed is not None:
            return sorted(week(day) for day in group.fixed if day is not None)
        return sorted(self.weeks[self.items[i].at] for i in self.meetings_of[position])

    def teacher_kept(self, teacher: int) -> bool:
        """Whether a teacher's visits keep the rules."""
        weeks = sorted(self.weeks[self.items[i].at] for i in self.visits_of[teacher])
        if not weeks:
            return True
        apart = self.visit_apart
        if any(b - a < apart for a, b in pairwise(weeks)):
            return False
        if FIRST_VISIT in self.active and weeks[0] > self.first_limit[teacher]:
            return False
        contacts = list(weeks)
        for position in self.groups_of[teacher]:
            held = self.meeting_weeks(position)
            contacts += held
            after_visit = self.task.groups[position].kind == "gia" and GIA_AFTER_VISIT in self.active
            if after_visit and not _visit_before_each(weeks, held):
                return False
        if CONTACT in self.active:
            contacts += self.task.contact_weeks
            between = sorted(c for c in set(contacts) if weeks[0] <= c <= weeks[-1])
            return all(b - a <= self.contact_apart for a, b in pairwise(between))
        return True

    def group_kept(self, position: int) -> bool:
        """Whether a group's meetings and its members' visits keep the rules."""
        group = self.task.groups[position]
        rule, gap = (
            (GIA_GAP, self.task.rules.gia_gap) if group.kind == "gia" else (RTC_GAP, self.task.rules.rtc_gap)
        )
        apart = weeks_apart(gap) if rule in self.active else 1
        held = self.meeting_weeks(position)
        if any(b - a < apart for a, b in pairwise(held)):
            return False
        return all(self.teacher_kept(teacher) for teacher in group.members)

    def kept(self, index: int) -> bool:
        """Whether the rules hold around one item."""
        item = self.items[index]
        return self.teacher_kept(item.teacher) if item.teacher >= 0 else self.group_kept(item.group)

    def move(self, index: int, target: int) -> None:
        """Put an item into another segment."""
        item = self.items[index]
        self.inside[item.at].remove(index)
        self.room[item.at] += item.days
        self.inside[target].append(index)
        self.room[target] -= item.days
        item.at = target

    def plan(self) -> WeekPlan:
        """The year as it stands; meetings are numbered by date."""
        meetings = []
        for position, held in enumerate(self.meetings_of):
            for number, at in enumerate(sorted(self.items[i].at for i in held), 1):
                meetings.append((position, number, at))
        visits = sorted((i.teacher, i.days, i.at) for i in self.items if i.teacher >= 0)
        return WeekPlan(tuple(visits), tuple(sorted(meetings)))


def _visit_before_each(visits: Sequence[int], meetings: Sequence[int]) -> bool:
    """Between two meetings, and before the first, lies a week with a visit."""
    before = -1
    for held in meetings:
        if bisect_right(visits, before) >= bisect_left(visits, held):
            return False
        before = held
    return True


class _Costs:
    """Kilometres of what a segment holds, remembered by its load: three bits of days for each place.

    The search is led by a smoother cost that also rewards long stays at one place, for a trip is saved only
    when its last stay has moved elsewhere.
    """

    def __init__(self, state: _State, tours: Tours) -> None:
        self._tours = tours
        self._places = len(state.task.places)
        self._far = [2 * float(state.task.km[0, place + 1]) for place in range(self._places)]
        self.part = [0 if tours.at_base(i.place) else i.days << (3 * i.place) for i in state.items]
        self.load = [sum(self.part[i] for i in held) for held in state.inside]
        self._known: dict[int, tuple[float, float]] = {}

    def of(self, load: int) -> tuple[float, float]:
        """(smooth cost, kilometres) of a load."""
        known = self._known.get(load)
        if known is None:
            days = [(place, load >> (3 * place) & 7) for place in range(self._places)]
            km = self._tours.length(frozenset(place for place, n in days if n))
            reward = sum(self._far[place] * (n / LONGEST_WEEK) ** 2 for place, n in days)
            known = self._known[load] = (km - STAY_REWARD * reward, km)
        return known


def shorten(
    task: Task,
    plan: WeekPlan,
    active: Collection[str],
    *,
    goal: float,
    proposals: int,
    seed: int,
    stop: Callable[[], bool],
) -> WeekPlan:
    """A year with shorter outings under the same rules.

    Args:
        task: the accompanist's year.
        plan: a year that keeps the active rules.
        active: ids of the product rules that hold.
        goal: kilometres at which there is nothing left to gain.
        proposals: how many changes are tried.
        seed: random seed.
        stop: asked now and then; the best so far is returned.
    """
    state = _State(task, plan, active)
    costs = _Costs(state, Tours(task.km))
    total = sum(costs.of(load)[1] for load in costs.load)
    best_total, best = total, state.plan()
    if not state.items or total <= goal + ENOUGH_KM:
        return best
    draw = random.Random(seed)  # noqa: S311  (a search, no secret)
    near = _near_items(state, task)
    heat = HOT * total / max(1, sum(1 for held in state.inside if held))
    cooling = (COLD / HOT) ** (1 / proposals)
    for step in range(proposals):
        heat *= cooling
        if step % ASK_EVERY == 0 and stop():
            break
        change = _propose(state, costs, draw, near)
        if change is None or (change.cost > 0 and draw.random() >= exp(-change.cost / heat)):
            continue
        if not _apply(state, change):
            continue
        costs.load[change.source], costs.load[change.target] = change.loads
        total += change.km
        if total < best_total - ENOUGH_KM:
            best_total, best = total, state.plan()
            if total <= goal + ENOUGH_KM:
                break
    return best


@dataclass(frozen=True, slots=True)
class _Change:
    index: int
    other: int
    source: int
    target: int
    loads: tuple[int, int]
    cost: float
    km: float


def _apply(state: _State, change: _Change) -> bool:
    """Make the change if the rules allow it."""
    state.move(change.index, change.target)
    if change.other >= 0:
        state.move(change.other, change.source)
    if state.kept(change.index) and (change.other < 0 or state.kept(change.other)):
        return True
    if change.other >= 0:
        state.move(change.other, change.target)
    state.move(change.index, change.source)
    return False


def _near_items(state: _State, task: Task) -> list[list[int]]:
    """For each item the items at its own and the nearest places."""
    at_place: list[list[int]] = [[] for _ in task.places]
    for index, item in enumerate(state.items):
        at_place[item.place].append(index)
    near = []
    for item in state.items:
        order = sorted(range(len(task.places)), key=lambda p: (float(task.km[item.place + 1, p + 1]), p))
        near.append([i for p in order[:NEAR_PLACES] for i in at_place[p]])
    return near


def _propose(state: _State, costs: _Costs, draw: random.Random, near: list[list[int]]) -> _Change | None:
    """A change that fits by length and place; whether the rules allow it is asked later."""
    index = int(draw.random() * len(state.items))
    item = state.items[index]
    if draw.random() < NEAR_SHARE:
        close = near[index]
        target = state.items[close[int(draw.random() * len(close))]].at
    else:
        target = int(draw.random() * len(state.inside))
    source = item.at
    if target == source or target not in state.allowed[index]:
        return None
    other = -1
    if state.room[target] < item.days:
        other = state.inside[target][int(draw.random() * len(state.inside[target]))]
        partner = state.items[other]
        fits = (
            source in state.allowed[other]
            and state.room[target] + partner.days >= item.days
            and state.room[source] + item.days >= partner.days
        )
        if not fits:
            return None
    moved = costs.part[index] - (costs.part[other] if other >= 0 else 0)
    if moved == 0 and other >= 0 and item.place == state.items[other].place:
        cost, km = 0.0, 0.0
        loads = (costs.load[source], costs.load[target])
    else:
        loads = (costs.load[source] - moved, costs.load[target] + moved)
        old = costs.of(costs.load[source]), costs.of(costs.load[target])
        new = costs.of(loads[0]), costs.of(loads[1])
        cost = new[0][0] + new[1][0] - old[0][0] - old[1][0]
        km = new[0][1] + new[1][1] - old[0][1] - old[1][1]
    return _Change(index, other, source, target, loads, cost, km)
