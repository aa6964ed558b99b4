from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pusaq_core.timetable.trips import Demand, Stay, Tours, cheapest_trips, enumerate_patterns


def matrix(spots):
    points = np.array([spots[0], *spots], dtype=float)
    return np.abs(points[:, None, :] - points[None, :, :]).sum(-1)


LINE = matrix([(0, 0), (10, 0), (11, 0)])
"""The base, and schools at 0, 10 and 11 km on one road."""


def demand(stays, most):
    return Demand(Counter(stays), Counter(most))


def test_a_tour_visits_near_schools_on_one_way():
    tours = Tours(LINE)
    assert tours.length(frozenset({1})) == 20
    assert tours.length(frozenset({1, 2})) == 22
    assert tours.length(frozenset({0})) == 0
    assert tours.at_base(0)
    assert not tours.at_base(1)


def test_a_route_keeps_its_order():
    tours = Tours(LINE)
    assert tours.route([1, 2]) == 22
    assert tours.route([2, 1, 2]) == 24


def test_two_visits_of_neighbours_share_an_outing():
    due = demand({Stay(1, 2, "visit"): 1, Stay(2, 3, "visit"): 1}, {(1, "visit"): 1, (2, "visit"): 1})
    plan = cheapest_trips(due, Tours(LINE), [5])
    assert plan.km == pytest.approx(22)
    assert plan.km_bound == pytest.approx(22)


def test_short_weeks_force_two_outings():
    due = demand({Stay(1, 2, "visit"): 1, Stay(2, 3, "visit"): 1}, {(1, "visit"): 1, (2, "visit"): 1})
    assert cheapest_trips(due, Tours(LINE), [3, 2]).km == pytest.approx(42)


def test_one_teacher_is_not_visited_twice_in_an_outing():
    due = demand({Stay(1, 2, "visit"): 2}, {(1, "visit"): 1})
    assert cheapest_trips(due, Tours(LINE), [5, 5]).km == pytest.approx(40)


def test_what_does_not_fit_the_calendar_still_has_a_bound():
    due = demand({Stay(1, 3, "visit"): 2}, {(1, "visit"): 2})
    plan = cheapest_trips(due, Tours(LINE), [2])
    assert plan.km_bound == pytest.approx(40)


def test_visits_at_the_base_cost_nothing():
    plan = cheapest_trips(demand({Stay(0, 2, "visit"): 6}, {(0, "visit"): 3}), Tours(LINE), [5] * 4)
    assert (plan.km, plan.km_bound, plan.patterns) == (0.0, 0.0, ())


def test_too_many_patterns_fall_back_to_pairs():
    spots = [(i, i % 3) for i in range(9)]
    due = demand({Stay(i, 1, "visit"): 4 for i in range(9)}, {(i, "visit"): 4 for i in range(9)})
    patterns = enumerate_patterns(due, Tours(matrix(spots)), longest=5, most=300)
    assert patterns
    assert max(len({s.place for s in p.stays}) for p in patterns) == 2


@settings(max_examples=25, deadline=None)
@given(
    spots=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=4, unique=True),
    lengths=st.lists(st.sampled_from([2, 3]), min_size=1, max_size=3),
)
def test_the_bound_is_what_brute_force_finds(spots, lengths):
    tours = Tours(matrix(spots))
    places = range(1, len(spots))
    stays = [Stay(p, n, "visit") for p in places for n in lengths]
    due = demand(stays, {(p, "visit"): 1 for p in places})
    plan = cheapest_trips(due, tours, [5] * len(stays))
    assert plan.km_bound <= plan.km + 1e-6
    assert plan.km == pytest.approx(_best_pairing(tuple(stays), tours), rel=2e-3)


def _best_pairing(stays, tours):
    """Cheapest division into single stays and pairs of different places that fit a week."""
    if not stays:
        return 0.0
    first, rest = stays[0], stays[1:]
    best = tours.length(frozenset({first.place})) + _best_pairing(rest, tours)
    for i, other in enumerate(rest):
        if other.place != first.place and other.days + first.days <= 5:
            left = (*rest[:i], *rest[i + 1 :])
            best = min(best, tours.length(frozenset({first.place, other.place})) + _best_pairing(left, tours))
    return best


def test_tours_match_every_order():
    rng = np.random.default_rng(4)
    tours = Tours(matrix([tuple(p) for p in rng.integers(0, 50, (5, 2))]))
    for size in (2, 3, 4):
        places = frozenset(range(1, size + 1))
        assert tours.length(places) == pytest.approx(min(tours.route(o) for o in permutations(places)))
