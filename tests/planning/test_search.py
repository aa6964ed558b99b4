"""What surrounds the search: accompanists too many, bounds where languages are not spoken, hard instances."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pusaq_core.planning import caseloads, search
from pusaq_core.planning.caseloads import solve_caseloads
from pusaq_core.planning.dive import Dive
from pusaq_core.planning.effort import plan_of
from pusaq_core.planning.exact import Budget, total
from pusaq_core.planning.master import Limits, Master, make_column
from pusaq_core.planning.model import build_model
from pusaq_core.planning.neighbourhood import Neighbourhoods
from pusaq_core.planning.neighbourhood import Search as PieceSearch
from pusaq_core.planning.packing import item_types, pack
from pusaq_core.planning.problem import CaseloadParams, Home, never_stop
from pusaq_core.planning.start import fill_packing, put_accompanists
from tests.planning.stopping import StopAfterCalls


@pytest.fixture
def spoken(rural):
    """Two languages, accompanists who nearly all speak one of them."""
    problem = rural(16, 3)
    units = tuple(replace(u, language="awajún" if i % 2 else "wampis") for i, u in enumerate(problem.units))
    rng = np.random.default_rng(1)
    homes = tuple(Home(f"a{h}", rng.uniform(1, 40, 16), frozenset({"wampis"})) for h in range(7))
    return replace(problem, units=units, homes=homes)


def test_needless_accompanists_are_given_up(line_problem):
    model = build_model(replace(line_problem, km=np.zeros((6, 6))))
    answer = tuple(make_column(model, (2 * i, 2 * i + 1), 0) for i in range(3))
    assert len(search._without_needless(model, answer, Limits(2, 3, 0))) == 3
    ones = tuple(make_column(model, (i,), 0) for i in range(6))
    assert [c.units for c in search._without_needless(model, ones, Limits(2, 6, 0))] == [(0, 1, 2), (3, 4, 5)]


def test_accompanists_that_save_kilometres_are_kept(line_problem):
    model = build_model(line_problem)
    answer = tuple(make_column(model, (2 * i, 2 * i + 1), 0) for i in range(3))
    assert search._without_needless(model, answer, Limits(2, 3, 0)) == answer


def test_a_bound_without_proof_leaves_the_charge_for_languages_out(spoken, monkeypatch):
    proven = solve_caseloads(spoken)
    assert proven.km_bound == pytest.approx(proven.km, abs=0.05)

    def unproven(*arguments):
        found = search.search(*arguments)
        return found._replace(bound=found.bound / 2)

    monkeypatch.setattr(caseloads, "search", unproven)
    result = solve_caseloads(spoken)
    assert result.km == proven.km
    assert 0.5 * result.km < result.km_bound <= result.km


def ready(problem):
    model, types = build_model(problem), item_types(problem)
    answer = tuple(put_accompanists(model, fill_packing(model, types, pack(types).bins)))
    return model, types, answer


def test_a_dive_gives_a_whole_answer(rural):
    model, types, answer = ready(rural(40, 6))
    master = Master(model, Limits(len(answer), len(answer), 0), answer)
    dived = Dive(master, types).run(never_stop)
    assert sorted(u for column in dived for u in column.units) == list(range(40))
    assert len(dived) == len(answer)
    assert total(dived) < total(answer)


def test_a_dive_that_may_not_use_any_column_ends_without_an_answer(rural, monkeypatch):
    model, types, answer = ready(rural(20, 6))
    monkeypatch.setattr(Dive, "_fix", lambda *_: False)
    assert Dive(Master(model, Limits(len(answer), len(answer), 0), answer), types).run(never_stop) == []


def test_a_dive_that_is_stopped_ends_without_an_answer(rural):
    model, types, answer = ready(rural(20, 6))
    master = Master(model, Limits(len(answer), len(answer), 0), answer)
    assert Dive(master, types).run(StopAfterCalls(0)) == []


def test_pieces_improve_an_answer_and_are_not_solved_twice(rural):
    model, _, answer = ready(rural(40, 6))
    limits = Limits(len(answer), len(answer), 0)
    relaxation = search.relax(model, limits, answer, work=search.Work(np.inf, 100, 1, never_stop))
    pieces = Neighbourhoods(relaxation, PieceSearch((14,), 500, Budget(quick=0)), never_stop, 0)
    better = pieces.improve(answer)
    assert relaxation.bound <= total(better) < total(answer)
    done = pieces.solves
    assert set(pieces.improve(better)) == set(better)
    assert pieces.solves == done


def test_more_effort_allows_more_work():
    plans = [plan_of(effort) for effort in range(1, 11)]
    assert [p.budget.pool for p in plans] == sorted(p.budget.pool for p in plans)
    assert len({p.search.solves for p in plans}) == 10


def test_a_bound_stays_below_the_kilometres_of_a_hard_instance(rural, lacking):
    problem = rural(50, 12)
    result = solve_caseloads(problem, params=CaseloadParams(1))
    assert 0.7 * result.km < result.km_bound <= result.km
    assert not any(lacking(problem, c.units) for c in result.caseloads)
