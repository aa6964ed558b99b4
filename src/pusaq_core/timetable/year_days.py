"""A hard year by day: as much of the dose as the calendar holds, product rules aside.

Weeks stand for days in the usual search, on the safe side, and a year that is very short loses by that. This
model knows every day: one boolean for each start of a visit and each day of a meeting. It only looks for what
can be placed; kilometres do not matter where something has no place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from pusaq_core.timetable.placing import Stop
from pusaq_core.timetable.problem import week
from pusaq_core.timetable.weights import Duty, most_days

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    model = _Model(task, known)
    if model.most_days() <= model.days():
        everything = model.solve(whole=True, work=WORK_FOR_ALL, seed=seed, stop=stop)
        if everything is not None:
            return everything
    found = model.solve(whole=False, work=WORK_FOR_MOST, seed=seed, stop=stop)
    return found if found is not None else tuple(known)


class _Model:
    def __init__(self, task: Task, known: Sequence[Stop]) -> None:
        self.task = task
        self.model = cp_model.CpModel()
        self.stops: list[tuple[Stop, cp_model.IntVar]] = []
        self._on_day: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        self._bounds: list[tuple[cp_model.LinearExprT, int]] = []
        self._planned = {
            stop for stop in known if stop.group is None or task.groups[stop.group].fixed is None
        }
        self._fixed = [stop for stop in known if stop not in self._planned]
        alone: dict[tuple[int, tuple[int, ...]], int] = {}
        for teacher, key in enumerate(zip(task.at, task.owed, strict=True)):
            if key not in alone:
                place, owed = key
                alone[key] = most_days(Duty(1, task.open_days[place], owed, task.rules.visit_gap))
            self._visits(teacher, alone[key])
        for position, group in enumerate(task.groups):
            if group.fixed is None:
                options = [self._option(Stop(d, 1, group.host, group=position)) for d in group.days]
                self._bounds.append((sum(options), min(group.times, len(group.days))))
        for literals in self._on_day.values():
            self.model.add_at_most_one(literals)
        for expression, most in self._bounds:
            self.model.add(expression <= most)

    def most_days(self) -> int:
        """Days of all that each teacher's and each group's own days allow."""
        return sum(most for _, most in self._bounds)

    def days(self) -> int:
        """Days on which something could be."""
        return len(self._on_day)

    def _worth(self, stop: Stop) -> int:
        return stop.days if stop.group is None else len(self.task.groups[stop.group].members)

    def _option(self, stop: Stop) -> cp_model.IntVar:
        literal = self.model.new_bool_var("")
        self.model.add_hint(literal, stop in self._planned)
        self.stops.append((stop, literal))
        for day in range(stop.start, stop.start + stop.days):
            self._on_day[day].append(literal)
        return literal

    def _visits(self, teacher: int, most: int) -> None:
        place, gap = self.task.at[teacher], self.task.rules.visit_gap
        free = self.task.open_days[place]
        starting: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        days: list[cp_model.LinearExprT] = []
        for length, times in sorted(Counter(self.task.owed[teacher]).items()):
            options = []
            for day in sorted(free):
                stretch = range(day, day + length)
                if week(day) == week(stretch[-1]) and free.issuperset(stretch):
                    options.append(self._option(Stop(day, length, place, teacher=teacher)))
                    starting[day].append(options[-1])
            self.model.add(sum(options) <= times)
            days.append(length * sum(options))
        self._bounds.append((sum(days), most))
        for first in sorted(starting):
            window = [x for day in range(first, first + gap) for x in starting.get(day, ())]
            self.model.add_at_most_one(window)

    def solve(
        self, *, whole: bool, work: float, seed: int, stop: Callable[[], bool]
    ) -> tuple[Stop, ...] | None:
        """Stays that are all that is allowed, or as many days as possible; None where none were found."""
        model = self.model.clone()
        if whole:
            for expression, most in self._bounds:
                model.add(expression >= most)
        else:
            model.maximize(sum(self._worth(held) * literal for held, literal in self.stops))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_deterministic_time = work
        if solver.solve(model, _Watch(stop)) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return None
        found = [held for held, literal in self.stops if solver.boolean_value(literal)]
        if sum(map(self._worth, found)) <= sum(map(self._worth, self._planned)):
            return None
        return tuple(sorted([*self._fixed, *found], key=lambda held: held.start))


class _Watch(cp_model.CpSolverSolutionCallback):
    """Ends the search at the next solution when the caller asks for it."""

    def __init__(self, stop: Callable[[], bool]) -> None:
        super().__init__()
        self._stop = stop

    def on_solution_callback(self) -> None:
        if self._stop():
            self.stop_search()
