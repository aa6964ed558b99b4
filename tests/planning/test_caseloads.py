"""The caseloads against exhaustive search, and what every answer must keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pusaq_core.planning.caseloads import solve_caseloads
from pusaq_core.planning.problem import CaseloadParams, CaseloadProblem, Home, StopAfterCalls, Unit

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
        assert caseload.base is None or caseload.base in caseload.units
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
