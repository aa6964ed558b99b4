"""Weights on days that prove that a year cannot hold its dose.

Give each day of an accompanist's calendar a weight. Whatever the timetable, each teacher's visits cover days
of some least weight, and so do the meetings; one thing a day, so if these least weights add up to more than
all days weigh together, no timetable holds everything. Where all days weigh the same this is counting days;
the weights that prove most are the prices of days in the linear relaxation (Lagrangian duality), found here
by cutting planes and rounded to whole numbers. Anybody can repeat the sum with a calendar in hand.

Why prices and not the solver's word: «the search found nothing» convinces nobody whose teacher is left out,
and the checker, which knows no solver, adds the weights up anew. What is given up: a year that is impossible
only because days are whole has no such weights.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from ortools.linear_solver import pywraplp

from pusaq_core.findings.shapes import CountedDays
from pusaq_core.timetable.problem import week

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

ROUNDS = 80
SCALES = (1, 2, 3, 4, 6, 12)
TOLERANCE = 1e-6
DAYS_FIRST = 10**7
"""Worth of one more placed day against any weight."""


@dataclass(frozen=True, slots=True)
class Duty:
    """What is owed and uses one day, or a few days in a row, at a time.

    Attributes:
        times: how often the same is owed (teachers of one school).
        days: days on which it can be.
        lengths: days of each visit of one teacher; ones for meetings.
        gap: least days between two starts.
    """

    times: int
    days: frozenset[int]
    lengths: tuple[int, ...]
    gap: int = 1


_Table = dict[tuple[int, ...], tuple[float, int, int]]
"""Visits of each length still owed to least weight, length chosen (its position, -1 for none) and days."""


class Weighed(NamedTuple):
    """Weights of days, what is needed and what there is."""

    weights: Mapping[int, int]
    needed: int
    available: int


def cheapest_plan(duty: Duty, weight: Mapping[int, float]) -> tuple[float, tuple[int, ...]]:
    """Least weight of the days that one of a duty's series covers, placing as many days as is possible alone.

    Args:
        duty: what is owed.
        weight: weight of each day; those that are absent weigh nothing.

    Returns:
        The weight and the days.
    """
    kinds = sorted(Counter(duty.lengths).items())
    states: list[tuple[int, ...]] = [()]
    for _, times in kinds:
        states = [(*state, n) for state in states for n in range(times + 1)]
    starts = sorted(duty.days)
    after = _first_after(starts, duty.gap)
    tables: list[_Table] = [dict.fromkeys(states, (0.0, -1, 0))] * (len(starts) + 1)
    for at in range(len(starts) - 1, -1, -1):
        options = []
        for kind, (length, _) in enumerate(kinds):
            stretch = range(starts[at], starts[at] + length)
            if week(stretch[0]) == week(stretch[-1]) and duty.days.issuperset(stretch):
                cost = sum(weight.get(day, 0) for day in stretch) - DAYS_FIRST * length
                options.append((kind, length, cost))
        here: _Table = {}
        for state in states:
            value: tuple[float, int, int] = (tables[at + 1][state][0], -1, 0)
            for kind, length, cost in options:
                if state[kind]:
                    less = (*state[:kind], state[kind] - 1, *state[kind + 1 :])
                    there = after[at] if duty.gap >= length else max(after[at], at + length)
                    value = min(value, (cost + tables[there][less][0], kind, length))
            here[state] = value
        tables[at] = here
    return _traced(duty, weight, starts, after, tables, tuple(n for _, n in kinds))


def _first_after(starts: Sequence[int], gap: int) -> list[int]:
    """For each day the position of the first one that lies `gap` days later."""
    found, at = [], 0
    for day in starts:
        while at < len(starts) and starts[at] < day + gap:
            at += 1
        found.append(at)
    return found


def _traced(
    duty: Duty,
    weight: Mapping[int, float],
    starts: Sequence[int],
    after: Sequence[int],
    tables: Sequence[_Table],
    state: tuple[int, ...],
) -> tuple[float, tuple[int, ...]]:
    covered: list[int] = []
    at = 0
    while at < len(starts):
        value, kind, length = tables[at][state]
        if kind < 0 or value == tables[at + 1][state][0]:
            at += 1
            continue
        covered += range(starts[at], starts[at] + length)
        state = (*state[:kind], state[kind] - 1, *state[kind + 1 :])
        at = after[at] if duty.gap >= length else max(after[at], at + length)
    return sum(weight.get(day, 0) for day in covered), tuple(covered)


def most_days(duty: Duty) -> int:
    """Days that one series of a duty can cover if nothing else were owed."""
    return len(cheapest_plan(duty, {})[1])


def prove_by_weights(duties: Sequence[Duty], days: Collection[int]) -> Weighed | None:
    """Weights that prove that the duties do not fit, or None where none are found.

    Args:
        duties: what is owed.
        days: days of the accompanist; each holds one thing.
    """
    calendar = sorted(days)
    duties = [duty for duty in duties if duty.times and duty.lengths]
    programme = _Prices(calendar, duties)
    weight: Mapping[int, float] = dict.fromkeys(calendar, 1.0)
    for _ in range(ROUNDS):
        found = _rounded(calendar, duties, weight)
        if found is not None:
            return found
        if not programme.cut(weight):
            return None
        weight = programme.solve()
        if programme.value <= TOLERANCE:
            return None
    return None


def _rounded(calendar: Sequence[int], duties: Sequence[Duty], weight: Mapping[int, float]) -> Weighed | None:
    # Small whole numbers first: people repeat the sum. Rounded prices may prove less, never something untrue.
    for scale in SCALES:
        whole = {day: round(weight[day] * scale) for day in calendar}
        available = sum(whole.values())
        needed = sum(duty.times * round(cheapest_plan(duty, whole)[0]) for duty in duties)
        if needed > available:
            return Weighed(whole, needed, available)
    return None


class _Prices:
    """The linear programme over weights: each duty weighs at most what each of its known plans weighs."""

    def __init__(self, calendar: Sequence[int], duties: Sequence[Duty]) -> None:
        create: Callable[[str], Any] = pywraplp.Solver.CreateSolver
        self._solver = create("GLOP")
        self._duties = duties
        self._weight = {day: self._solver.NumVar(0, 1, "") for day in calendar}
        self._least = [self._solver.NumVar(0, self._solver.infinity(), "") for _ in duties]
        objective = self._solver.Objective()
        objective.SetMaximization()
        for variable in self._weight.values():
            objective.SetCoefficient(variable, -1)
        for duty, variable in zip(duties, self._least, strict=True):
            objective.SetCoefficient(variable, duty.times)
        self.value = 0.0
        self._said = [float("inf")] * len(duties)

    def cut(self, weight: Mapping[int, float]) -> bool:
        """Add the cheapest plan of each duty under these weights; False where all were known."""
        new = False
        for duty, least, said in zip(self._duties, self._least, self._said, strict=True):
            value, covered = cheapest_plan(duty, weight)
            if said <= value + TOLERANCE:
                continue
            row = self._solver.Constraint(-self._solver.infinity(), 0)
            row.SetCoefficient(least, 1)
            for day in covered:
                row.SetCoefficient(self._weight[day], -1)
            new = True
        return new

    def solve(self) -> Mapping[int, float]:
        self._solver.Solve()
        self.value = float(self._solver.Objective().Value())
        self._said = [float(variable.solution_value()) for variable in self._least]
        return {day: float(variable.solution_value()) for day, variable in self._weight.items()}


def counted_days(weights: Mapping[int, int]) -> tuple[CountedDays, ...]:
    """Runs of days of equal weight among the days given, ascending; what weighs nothing is left out."""
    days = sorted(weights)
    edges = [0, *(i for i, (a, b) in enumerate(pairwise(days), 1) if weights[a] != weights[b]), len(days)]
    return tuple(
        CountedDays(
            first=date.fromordinal(days[a]), last=date.fromordinal(days[b - 1]), weight=weights[days[a]]
        )
        for a, b in pairwise(edges)
        if a < b and weights[days[a]]
    )
