"""Outings: which visits and meetings to join in one trip, and the least kilometres that any year can have.

A pattern is what one outing holds: so many stays of so many days at so many places. The cheapest set of
patterns that covers the whole dose and fits the lengths of the weeks is an integer programme with a few
hundred columns. Its bound holds for every timetable, for dropping all other rules only helps.

Why only the bound: the cover itself is no plan. Calendars that use exactly its outings were mostly proven
impossible (decision 11). SCIP ends within a counted number of nodes and a gap of a thousandth, and its own
bound is taken, so the figure stays true when it is cut. What is given up: spacing, order, and when shared
schools meet. Where schools are shared the bound is therefore loose: 1.065 of it is what was reached, and how
much of that is the bound is not known.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

from ortools.math_opt.python import model as mathopt_model
from ortools.math_opt.python import parameters
from ortools.math_opt.python import solve as mathopt_solve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

LONGEST_WEEK = 5
MOST_PATTERNS = 6000
NODE_LIMIT = 200
GAP = 0.001
SLACK_KM = 1e-6


class Stay(NamedTuple):
    """A visit or a meeting as an outing sees it.

    Attributes:
        place: index of the place.
        days: length.
        kind: id of the kind, travelling or hosted.
    """

    place: int
    days: int
    kind: str


@dataclass(frozen=True, slots=True)
class Demand:
    """What is due in the year.

    Attributes:
        times: how many stays of each kind.
        most: (place index, kind) to the most of them that one week can hold: a teacher is visited once,
            a group meets once.
    """

    times: Mapping[Stay, int]
    most: Mapping[tuple[int, str], int]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What one outing holds.

    Attributes:
        stays: ascending, with repetitions; never at the base.
        days: length in all.
        km: length of the shortest round trip from the base through its places.
    """

    stays: tuple[Stay, ...]
    days: int
    km: float


@dataclass(frozen=True, slots=True)
class TripPlan:
    """The cheapest outings.

    Attributes:
        patterns: all patterns that were considered.
        counts: how often each is used in the best cover found; empty when none was found.
        km: kilometres of that cover.
        km_bound: proven lower bound.
    """

    patterns: tuple[Pattern, ...]
    counts: tuple[int, ...]
    km: float
    km_bound: float


class Tours:
    """Shortest round trips from the base (row 0) through sets of places.

    Args:
        km: road kilometres, shape (places + 1, places + 1).
    """

    def __init__(self, km: NDArray[np.float64]) -> None:
        self._km = [[float(value) for value in row] for row in km]
        self.length = lru_cache(maxsize=None)(self._length)

    def at_base(self, place: int) -> bool:
        """Whether a place is so near to the base that going there is no trip."""
        return self._km[0][place + 1] <= SLACK_KM

    def leg(self, here: int, there: int) -> float:
        """Kilometres between two places; -1 is the base."""
        return self._km[here + 1][there + 1]

    def _length(self, places: frozenset[int]) -> float:
        away = sorted(place for place in places if not self.at_base(place))
        if not away:
            return 0.0
        return min(self.route(order) for order in permutations(away) if order[0] <= order[-1])

    def route(self, order: Sequence[int]) -> float:
        """Kilometres of base, places in the order given, base."""
        km, here, total = self._km, 0, 0.0
        for place in order:
            total += km[here][place + 1]
            here = place + 1
        return total + km[here][0]


def enumerate_patterns(
    demand: Demand, tours: Tours, *, longest: int, most: int = MOST_PATTERNS
) -> tuple[Pattern, ...]:
    """Every pattern of stays that are in demand and fit into `longest` days, by length, cost and stays.

    Beyond `most`, patterns of more than two places are left out (their bound stays valid only for the
    patterns kept, so `cheapest_trips` then uses the bound by days).
    """
    stays = sorted(stay for stay, n in demand.times.items() if n > 0 and not tours.at_base(stay.place))
    found: list[Pattern] = []

    def extend(first: int, chosen: list[Stay], days: int, limit: int) -> None:
        for index in range(first, len(stays)):
            stay = stays[index]
            alike = sum(s.place == stay.place and s.kind == stay.kind for s in chosen)
            if days + stay.days > longest or chosen.count(stay) >= demand.times[stay]:
                continue
            if alike >= demand.most[stay.place, stay.kind]:
                continue
            now = [*chosen, stay]
            places = frozenset(s.place for s in now)
            if len(places) > limit:
                continue
            found.append(Pattern(tuple(now), days + stay.days, tours.length(places)))
            if len(found) > most and limit > 2:
                raise _TooManyError
            extend(index, now, days + stay.days, limit)

    try:
        extend(0, [], 0, LONGEST_WEEK)
    except _TooManyError:
        found.clear()
        extend(0, [], 0, 2)
    return tuple(sorted(found, key=lambda pattern: (-pattern.days, round(pattern.km, 6), pattern.stays)))


class _TooManyError(Exception):
    """More patterns than wanted."""


def cheapest_trips(
    demand: Demand, tours: Tours, lengths: Sequence[int], *, relaxed: bool = False
) -> TripPlan:
    """Cover the demand with the cheapest outings that fit the unbroken pieces of the calendar.

    Args:
        demand: how many stays of each kind are due; stays at the base cost nothing but days.
        tours: round trips from the base.
        lengths: lengths of the unbroken pieces of weeks that are free.
        relaxed: leave out the lengths (for a year in which not everything fits).
    """
    longest = min(LONGEST_WEEK, max(lengths, default=0))
    if relaxed:
        longest = max(LONGEST_WEEK, *(stay.days for stay in demand.times))
    patterns = enumerate_patterns(demand, tours, longest=max(longest, 1))
    away = {stay: n for stay, n in demand.times.items() if n > 0 and not tours.at_base(stay.place)}
    if not away:
        return TripPlan((), (), 0.0, 0.0)
    if {stay for pattern in patterns for stay in pattern.stays} < set(away):
        return cheapest_trips(demand, tours, lengths, relaxed=True)
    model = mathopt_model.Model()
    use = [model.add_integer_variable(lb=0, ub=sum(away.values())) for _ in patterns]
    holds = [Counter(pattern.stays) for pattern in patterns]
    for stay, times in sorted(away.items()):
        model.add_linear_constraint(sum(held[stay] * x for held, x in zip(holds, use, strict=True)) >= times)
    if not relaxed:
        # An outing lies inside one piece of the calendar, so there are no more outings of so many days or
        # longer than pieces that long.
        for least in range(1, longest + 1):
            room = sum(length >= least for length in lengths)
            long = [x for x, pattern in zip(use, patterns, strict=True) if pattern.days >= least]
            if long:
                model.add_linear_constraint(sum(long) <= room)
        at_base = sum(n * stay.days for stay, n in demand.times.items() if tours.at_base(stay.place))
        total = sum(pattern.days * x for x, pattern in zip(use, patterns, strict=True))
        model.add_linear_constraint(total <= sum(lengths) - at_base)
    model.minimize(sum(pattern.km * x for x, pattern in zip(use, patterns, strict=True)))
    params = parameters.SolveParameters(random_seed=1, relative_gap_tolerance=GAP, node_limit=NODE_LIMIT)
    result = mathopt_solve.solve(model, parameters.SolverType.GSCIP, params=params)
    if not result.has_primal_feasible_solution():
        if relaxed:
            return TripPlan(patterns, (), 0.0, max(0.0, _finite(result.dual_bound())))
        return cheapest_trips(demand, tours, lengths, relaxed=True)
    counts = tuple(round(result.variable_values(x)) for x in use)
    km = sum(pattern.km * n for pattern, n in zip(patterns, counts, strict=True))
    return TripPlan(patterns, counts, km, min(km, max(0.0, _finite(result.dual_bound()))))


def _finite(value: float) -> float:
    return value if abs(value) < float("inf") else 0.0
