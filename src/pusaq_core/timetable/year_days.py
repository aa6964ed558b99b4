"""A hard year by day: as much of the dose as the calendar holds, product rules aside.

Weeks stand for days in the usual search, on the safe side, and a year that is very short loses by that. This
model knows every day: one boolean for each start of a visit and each day of a meeting. It only looks for what
can be placed; kilometres do not matter where something has no place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from ortools.sat.python import cp_model

from pusaq_core.timetable.placing import Stop
from pusaq_core.timetable.problem import week
from pusaq_core.timetable.weights import Duty, most_days

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from pusaq_core.timetable.meetings import Group
    from pusaq_core.timetable.task import Task

WORK_FOR_ALL = 3.0
WORK_FOR_MOST = 4.0
"""Deterministic work of the two searches, some seconds; few years are so hard that they get here."""


def place_most(task: Task, known: Sequence[Stop], *, seed: int, stop: Callable[[], bool]) -> tuple[Stop, ...]:
    """Dated stays that hold as much of the dose as can be found, never less than what is known.

    First all that each teacher's and each group's own days allow, which is quick where it can be; then as
    much as possible.

    Args:
        task: the accompanist's year with the whole dose.
        known: dated stays that keep the hard rules; fixed meetings among them.
        seed: random seed.
        stop: asked at each solution.

    Returns:
        Stays, ascending, fixed meetings as they were. Days of teachers count: a meeting counts once for each
        of its members.
    """
    model = YearDays()
    model.add(task, known)
    found = model.most(seed=seed, stop=stop)
    if found is None:
        return tuple(known)
    fixed = [stop for stop in known if stop.group is not None and task.groups[stop.group].fixed is not None]
    return tuple(sorted([*fixed, *found.stops[task.key]], key=lambda held: held.start))


class Found(NamedTuple):
    """What a search by days found.

    Attributes:
        stops: accompanist key to her stays, without meetings whose days were fixed.
        shared: index of each meeting that binds several people to its days.
        worth: days of teachers that have a place.
        whole: nothing more could be placed, whatever the search.
    """

    stops: Mapping[str, list[Stop]]
    shared: Mapping[int, list[int]]
    worth: int
    whole: bool


class YearDays:
    """The years of one or several accompanists by day: as much of the dose as the calendar holds."""

    def __init__(self) -> None:
        """Without anybody."""
        self.model = cp_model.CpModel()
        self._known_worth = 0
        self._stops: list[tuple[str, Stop, cp_model.IntVar]] = []
        self._shared: list[tuple[int, int, cp_model.IntVar]] = []
        self._worth: list[tuple[cp_model.IntVar, int]] = []
        self._on_day: dict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
        self._visit_on: dict[tuple[str, str, int], list[cp_model.IntVar]] = defaultdict(list)
        self._bounds: list[tuple[cp_model.LinearExprT, int]] = []

    def add(self, task: Task, known: Sequence[Stop] = ()) -> None:
        """Add an accompanist with what is known to have a place.

        Days of fixed meetings are no longer among her open days.
        """
        planned = frozenset(stop for stop in known if _movable(task, stop))
        self._known_worth += sum(_worth(task, stop) for stop in planned)
        alone: dict[tuple[int, tuple[int, ...]], int] = {}
        for teacher, key in enumerate(zip(task.at, task.owed, strict=True)):
            if key not in alone:
                place, owed = key
                alone[key] = most_days(Duty(1, task.open_days[place], owed, task.rules.visit_gap))
            self._visits(task, planned, teacher, alone[key])
        for position, group in enumerate(task.groups):
            if group.fixed is None:
                options = [
                    self._option(task, planned, Stop(d, 1, group.host, group=position)) for d in group.days
                ]
                self._bounds.append((sum(options), min(group.times, len(group.days))))

    def meet(
        self, index: int, group: Group, days: Collection[int], *, visitors: Collection[str], gap: int
    ) -> None:
        """Let the model choose the days of a meeting that binds several people.

        Args:
            index: name of the meeting in the answer.
            group: who meets where how often.
            days: days on which all of them could.
            visitors: keys of everybody who visits its premises; nobody does on the day of a meeting.
            gap: least days between two of the meetings.
        """
        options = []
        held: dict[int, cp_model.IntVar] = {}
        for day in sorted(days):
            literal = self.model.new_bool_var("")
            options.append(literal)
            held[day] = literal
            self._shared.append((index, day, literal))
            self._worth.append((literal, len(group.teachers)))
            for key in group.accompanists:
                self._on_day[key, day].append(literal)
            for key in sorted(set(visitors) - set(group.accompanists)):
                visits = [x for place in group.places for x in self._visit_on.get((key, place, day), ())]
                self.model.add_at_most_one([literal, *visits])
        for first in held:
            self.model.add_at_most_one([held[day] for day in range(first, first + gap) if day in held])
        self._bounds.append((sum(options), min(group.times, len(options))))

    def _option(self, task: Task, planned: Collection[Stop], stop: Stop) -> cp_model.IntVar:
        literal = self.model.new_bool_var("")
        self.model.add_hint(literal, stop in planned)
        self._stops.append((task.key, stop, literal))
        self._worth.append((literal, _worth(task, stop)))
        for day in range(stop.start, stop.start + stop.days):
            self._on_day[task.key, day].append(literal)
            if stop.group is None:
                self._visit_on[task.key, task.places[stop.place], day].append(literal)
        return literal

    def _visits(self, task: Task, planned: Collection[Stop], teacher: int, most: int) -> None:
        place, gap = task.at[teacher], task.rules.visit_gap
        free = task.open_days[place]
        starting: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        days: list[cp_model.LinearExprT] = []
        for length, times in sorted(Counter(task.owed[teacher]).items()):
            options = []
            for day in sorted(free):
                stretch = range(day, day + length)
                if week(day) == week(stretch[-1]) and free.issuperset(stretch):
                    options.append(self._option(task, planned, Stop(day, length, place, teacher=teacher)))
                    starting[day].append(options[-1])
            self.model.add(sum(options) <= times)
            days.append(length * sum(options))
        self._bounds.append((sum(days), most))
        for first in sorted(starting):
            window = [x for day in range(first, first + gap) for x in starting.get(day, ())]
            self.model.add_at_most_one(window)

    def most(self, *, seed: int, stop: Callable[[], bool]) -> Found | None:
        """More than what is known: all that can be, else as many days as possible; None where none was found.

        Args:
            seed: random seed.
            stop: asked at each solution.
        """
        for literals in self._on_day.values():
            self.model.add_at_most_one(literals)
        for expression, most in self._bounds:
            self.model.add(expression <= most)
        if sum(most for _, most in self._bounds) <= len(self._on_day):
            everything = self._solve(whole=True, work=WORK_FOR_ALL, seed=seed, stop=stop)
            if everything is not None:
                return everything
        return self._solve(whole=False, work=WORK_FOR_MOST, seed=seed, stop=stop)

    def _solve(self, *, whole: bool, work: float, seed: int, stop: Callable[[], bool]) -> Found | None:
        model = self.model.clone()
        if whole:
            for expression, most in self._bounds:
                model.add(expression >= most)
        else:
            model.maximize(sum(worth * literal for literal, worth in self._worth))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_deterministic_time = work
        if solver.solve(model, _Watch(stop)) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return None
        reached = sum(worth for literal, worth in self._worth if solver.boolean_value(literal))
        if reached <= self._known_worth:
            return None
        stops: dict[str, list[Stop]] = defaultdict(list)
        shared: dict[int, list[int]] = defaultdict(list)
        for key, held, literal in self._stops:
            if solver.boolean_value(literal):
                stops[key].append(held)
        for index, day, literal in self._shared:
            if solver.boolean_value(literal):
                shared[index].append(day)
        return Found(stops, shared, reached, whole)


def _movable(task: Task, stop: Stop) -> bool:
    return stop.group is None or task.groups[stop.group].fixed is None


def _worth(task: Task, stop: Stop) -> int:
    """Days of teachers: a meeting counts once for each of its members."""
    return stop.days if stop.group is None else len(task.groups[stop.group].members)


class _Watch(cp_model.CpSolverSolutionCallback):
    """Ends the search at the next solution when the caller asks for it."""

    def __init__(self, stop: Callable[[], bool]) -> None:
        super().__init__()
        self._stop = stop

    def on_solution_callback(self) -> None:
        if self._stop():
            self.stop_search()
