"""The caseloads against exhaustive search, and what every answer must keep."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pusaq_core.planning.caseloads import solve_caseloads
from pusaq_core.planning.problem import CaseloadParams, CaseloadProblem, Home, Unit
from tests.planning.stopping import StopAfterCalls

QUICK = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def assert_lawful(problem, result, shortfall):
    held = sorted(u for c in result.caseloads for u in c.units)
    assert held == list(range(len(problem.units)))
    used = [c.home for c in result.caseloads if c.home is not None]
    assert len(used) == len(set(used))
    for caseload in result.caseloads:
        units = [problem.units[u] for u in caseload.units]
        assert sum(u.teachers for u in units) <= min(u.maximum for u in units)
        assert len({u.language for u in units} - problem.joinable_languages) <= 1
        if caseload.base is not None:
            assert caseload.base in caseload.units
        home = None if caseload.home is None else problem.homes[caseload.home]
        row = problem.km[caseload.base] if home is None or home.km is None else home.km
        km = sum(problem.units[u].teachers * problem.visits * 2 * row[u] for u in caseload.units)
        assert caseload.km == pytest.approx(km)
    assert result.km == pytest.approx(sum(c.km for c in result.caseloads))
    assert 0 <= result.km_bound <= result.km
    assert result.fewest <= len(result.caseloads) <= result.fewest + problem.spare
    short = [i for i, c in enumerate(result.caseloads) if shortfall(problem, c.units)]
    assert list(result.below_minimum) == short


def assert_optimal(problem, result, optimum, shortfall):
    assert_lawful(problem, result, shortfall)
    assert result.fewest == optimum.number
    assert sum(shortfall(problem, c.units) for c in result.caseloads) == optimum.short
    assert result.km == pytest.approx(optimum.km, abs=0.01)
    assert result.km_bound <= optimum.km + 1e-6


@QUICK
@given(data=st.data())
def test_small_problems_are_solved_to_the_optimum(data, small, oracle, lacking):
    problem = data.draw(small())
    result = solve_caseloads(problem)
    assert_optimal(problem, result, oracle(problem), lacking)
    assert result.km_bound == pytest.approx(result.km, abs=0.05)


@QUICK
@given(data=st.data())
def test_a_caseload_holds_one_language_except_for_small_ones(data, small, oracle, lacking):
    problem = data.draw(small(languages=True))
    assert_optimal(problem, solve_caseloads(problem), oracle(problem), lacking)


@QUICK
@given(data=st.data())
def test_homes_are_given_where_they_cost_least(data, small, oracle, lacking):
    problem = data.draw(small(most=5, languages=True, homes=True))
    optimum = oracle(problem)
    if optimum is None:
        with pytest.raises(ValueError, match="accompanists"):
            solve_caseloads(problem)
        return
    assert_optimal(problem, solve_caseloads(problem), optimum, lacking)


def with_homes(problem, count, *, free=()):
    rng = np.random.default_rng(count)
    homes = tuple(
        Home(f"a{h}", None if h in free else rng.uniform(1, 40, len(problem.units)), None)
        for h in range(count)
    )
    return replace(problem, homes=homes)


def test_a_rural_ugel_is_proven_optimal(lacking, rural):
    problem = rural(30, 3)
    result = solve_caseloads(problem)
    assert_lawful(problem, result, lacking)
    assert result.km_bound == result.km
    assert not result.cut


@pytest.mark.parametrize("effort", range(1, 11))
def test_every_effort_gives_a_lawful_answer(effort, lacking, rural):
    problem = rural(18, effort)
    assert_lawful(problem, solve_caseloads(problem, params=CaseloadParams(effort)), lacking)


@pytest.mark.parametrize("effort", [0, 11])
def test_effort_outside_one_to_ten_is_refused(effort, rural):
    with pytest.raises(ValueError, match="effort"):
        solve_caseloads(rural(5), params=CaseloadParams(effort))


@pytest.mark.long
def test_twice_the_same_question_gives_the_same_answer(rural):
    problem = rural(28, 4)
    first, second = (solve_caseloads(problem, seed=7, params=CaseloadParams(1)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("calls", [0, 1, 5, 20, 40, 60])
def test_a_search_that_is_stopped_returns_its_best_answer(calls, lacking, rural):
    problem = rural(28, 4)
    result = solve_caseloads(problem, stop=StopAfterCalls(calls))
    assert result.cut
    assert_lawful(problem, result, lacking)


@pytest.mark.parametrize("calls", [0, 10, 40])
def test_a_stopped_search_with_homes_returns_its_best_answer(calls, lacking, rural):
    problem = with_homes(rural(25, 5), 8, free=(3,))
    result = solve_caseloads(problem, stop=StopAfterCalls(calls))
    assert_lawful(problem, result, lacking)


def test_progress_rises_to_one(rural):
    told = []
    solve_caseloads(rural(30, 5), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_nothing_to_share_out_is_an_empty_answer():
    result = solve_caseloads(CaseloadProblem((), np.zeros((0, 0)), 6))
    assert (result.caseloads, result.km, result.km_bound, result.fewest) == ((), 0.0, 0.0, 0)


def test_a_lonely_school_is_below_the_minimum():
    result = solve_caseloads(CaseloadProblem((Unit("u", "p", 1, 8, 6),), np.zeros((1, 1)), 6))
    assert result.below_minimum == (0,)
    assert [(c.units, c.base, c.km) for c in result.caseloads] == [((0,), 0, 0.0)]


def test_schools_as_large_as_the_maximum_stand_alone(lacking):
    units = tuple(Unit(f"u{i}", f"p{i}", n, 15) for i, n in enumerate([15, 15, 3, 15, 2]))
    problem = CaseloadProblem(units, np.full((5, 5), 7.0) - 7 * np.eye(5), 7)
    result = solve_caseloads(problem)
    assert_lawful(problem, result, lacking)
    assert [c.units for c in result.caseloads] == [(0,), (1,), (2, 4), (3,)]
    assert result.km == 2 * 7 * 2 * 7.0


def test_schools_at_one_place_cost_nothing():
    units = tuple(Unit(f"u{i}", f"p{i}", 3, 8, 6) for i in range(4))
    result = solve_caseloads(CaseloadProblem(units, np.zeros((4, 4)), 6))
    assert (len(result.caseloads), result.km, result.below_minimum) == (2, 0.0, ())


def test_a_far_island_is_not_a_numerical_problem(lacking, rural):
    problem = rural(20, 1)
    km = problem.km.copy()
    km[0, 1:] = km[1:, 0] = 4000.0
    problem = replace(problem, km=km)
    result = solve_caseloads(problem)
    assert_lawful(problem, result, lacking)
    assert result.km_bound == pytest.approx(result.km, rel=1e-6)


def test_a_road_is_cut_in_the_middle(line_problem):
    result = solve_caseloads(line_problem)
    assert [c.units for c in result.caseloads] == [(0, 1, 2), (3, 4, 5)]
    assert [c.base for c in result.caseloads] == [1, 4]
    assert result.km == 4 * 6 * 2 * 10


def test_spare_accompanists_are_used_only_where_they_save_kilometres(line_problem):
    assert len(solve_caseloads(replace(line_problem, spare=1)).caseloads) == 3
    together = replace(line_problem, km=np.zeros((6, 6)), spare=2)
    assert len(solve_caseloads(together).caseloads) == 2


def test_spare_accompanists_never_leave_more_below_the_minimum(line_problem):
    units = tuple(replace(u, minimum=3) for u in line_problem.units)
    result = solve_caseloads(replace(line_problem, units=units, spare=3))
    assert (len(result.caseloads), result.below_minimum) == (2, ())


def test_more_kilometres_for_a_language_that_is_spoken():
    units = (Unit("u0", "p0", 2, 4, language="awajún"), Unit("u1", "p1", 2, 4, language="wampis"))
    homes = (
        Home("a0", np.array([1.0, 1.0]), frozenset({"wampis"})),
        Home("a1", np.array([90.0, 90.0]), frozenset({"awajún"})),
    )
    result = solve_caseloads(CaseloadProblem(units, np.full((2, 2), 5.0), 6, homes=homes))
    assert [(c.units, c.home) for c in result.caseloads] == [((0,), 1), ((1,), 0)]


def test_bound_holds_where_nobody_speaks_a_language(lacking, rural):
    problem = rural(45, 3)
    spoken = tuple(replace(u, language="awajún" if i % 2 else "wampis") for i, u in enumerate(problem.units))
    homes = tuple(
        Home(h.key, h.km, frozenset({"wampis"})) for h in with_homes(problem, 16, free=(0, 1)).homes
    )
    problem = replace(problem, units=spoken, homes=homes)
    result = solve_caseloads(problem, params=CaseloadParams(1))
    assert_lawful(problem, result, lacking)
    assert result.km_bound > 0.8 * result.km


def test_fewer_homes_than_caseloads_are_refused(rural):
    with pytest.raises(ValueError, match="2 caseloads are needed and there are 1 accompanists"):
        solve_caseloads(with_homes(rural(8, 3, maximum=10), 1))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"km": np.zeros((2, 3))}, "2 units need kilometres"),
        ({"km": np.array([[0, np.nan], [1, 0]])}, "kilometres must be numbers"),
        ({"km": np.array([[0, -1.0], [1, 0]])}, "kilometres must be numbers"),
        ({"units": (Unit("u0", "p0", 9, 8), Unit("u1", "p1", 1, 8))}, "u0: 9 teachers do not fit"),
        ({"units": (Unit("u0", "p0", 0, 8), Unit("u1", "p1", 1, 8))}, "u0: 0 teachers do not fit"),
        ({"visits": -1}, "visits and spare"),
        ({"spare": -1}, "visits and spare"),
        ({"homes": (Home("a", np.array([1.0])),)}, "a home needs kilometres to each of 2"),
        ({"homes": (Home("a", np.array([1.0, np.inf])),)}, "kilometres must be numbers"),
    ],
)
def test_impossible_data_are_refused(change, said):
    units = (Unit("u0", "p0", 1, 8), Unit("u1", "p1", 1, 8))
    problem = CaseloadProblem(units, np.array([[0.0, 1.0], [1.0, 0.0]]), 6)
    with pytest.raises(ValueError, match=said):
        solve_caseloads(replace(problem, **change))
