"""Prices, pools and cuts against every caseload there can be."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pusaq_core.planning.capacity import capacity_cut, clusters, laminar, violated_capacities
from pusaq_core.planning.columns import Pricing, Work, generate, thresholds
from pusaq_core.planning.cuts import PoolProgramme, tighten, violated_triples
from pusaq_core.planning.exact import Budget, close_gap, solve_exactly, total
from pusaq_core.planning.master import Column, Cut, Duals, Limits, Master, make_column
from pusaq_core.planning.model import build_model
from pusaq_core.planning.packing import item_types, pack
from pusaq_core.planning.partition import choose
from pusaq_core.planning.pool import list_pool
from pusaq_core.planning.problem import never_stop
from pusaq_core.planning.start import fill_packing, put_accompanists
from tests.planning.stopping import StopAfterCalls

RANDOM = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def prepared(problem):
    """Model, limits and a first answer; None where homes are too few."""
    model, types = build_model(problem), item_types(problem)
    packed = pack(types)
    if problem.homes and len(problem.homes) < len(packed.bins):
        return None
    answer = tuple(put_accompanists(model, fill_packing(model, types, packed.bins)))
    return model, Limits(len(answer), len(answer), sum(c.short for c in answer)), answer


def every_column(model, limits):
    """All lawful caseloads of all groups."""
    units = range(len(model.sizes))
    return [
        make_column(model, held, group)
        for size in range(1, len(model.sizes) + 1)
        for held in itertools.combinations(units, size)
        if model.lawful(held) and model.shortfall(held) <= limits.short
        for group in range(len(model.groups))
    ]


def reduced_cost(column, duals, cuts):
    paid = sum(p for p, cut in zip(duals.cuts, cuts, strict=True) if cut.units.intersection(column.units))
    return column.cost - duals.units[list(column.units)].sum() + duals.short * column.short - paid


def random_duals(model, limits, cuts, seed):
    rng = np.random.default_rng(seed)
    scale = float(model.between.mean()) * 2
    return Duals(
        np.round(rng.uniform(-0.2, 1, len(model.sizes)) * scale),
        float(round(rng.uniform(0, scale))) if limits.short else 0.0,
        np.round(rng.uniform(0, scale, len(cuts))),
    )


@RANDOM
@given(data=st.data())
def test_prices_and_pools_agree_with_every_caseload(data, small):
    problem = data.draw(small(most=7, languages=data.draw(st.booleans()), homes=data.draw(st.booleans())))
    ready = prepared(problem)
    if ready is None:
        return
    model, limits, _ = ready
    sets = laminar([capacity_cut(model, units) for units in clusters(model)], 3)
    pricing = Pricing(model, limits, sets)
    duals = random_duals(model, limits, sets, data.draw(st.integers(0, 1000)))
    columns = every_column(model, limits)
    true = {(c.group, c.units): reduced_cost(c, duals, sets) for c in columns}
    least = pricing.least(pricing.tables(duals))
    for group in range(len(model.groups)):
        assert least[group] == min(cost for (g, _), cost in true.items() if g == group)
    below = least + abs(least).max() / 3
    pool = list_pool(pricing, duals, below, most=100_000)
    listed = {(c.group, c.units): c for c in (pool.column(i, len(model.sizes)) for i in range(len(pool)))}
    assert set(listed) == {key for key, cost in true.items() if cost <= below[key[0]]}
    assert all(column in columns for column in listed.values())
    priced = pricing.columns(pricing.tables(duals), below, 1000)
    assert {(c.group, c.units) for c in priced} <= set(listed)


@RANDOM
@given(data=st.data())
def test_the_bound_of_any_prices_is_below_the_optimum(data, small, oracle):
    problem = data.draw(small())
    model, limits, _ = prepared(problem)
    cuts = laminar([capacity_cut(model, units) for units in clusters(model)], 3)
    pricing = Pricing(model, limits, cuts)
    duals = random_duals(model, limits, cuts, data.draw(st.integers(0, 1000)))
    bound = pricing.bound(duals, pricing.least(pricing.tables(duals)))
    if not problem.spare:
        assert bound <= oracle(problem).km * 1000 + len(problem.units)


@pytest.fixture(scope="module")
def tight(rural):
    """A UGEL whose linear programme is far from whole."""
    return prepared(rural(28, 1))


@pytest.fixture(scope="module")
def best(tight):
    """Its optimum."""
    model, limits, answer = tight
    solved = solve_exactly(model, limits, answer, budget=Budget(), stop=never_stop, seed=0)
    assert solved.proven
    return solved


def relaxed(ready, **more):
    model, limits, answer = ready
    work = Work(np.inf, 200, 0, never_stop)
    return generate(model, limits, answer, work=work, **more)


def test_capacity_cuts_raise_the_bound_and_hold_for_the_answer(tight):
    model, _, answer = tight
    plain = relaxed(tight)
    cuts = laminar(violated_capacities(plain.master, clusters(model)), 4)
    assert cuts
    assert relaxed(tight, cuts=cuts).bound > plain.bound + 1000
    for cut in cuts:
        assert sum(bool(cut.units.intersection(c.units)) for c in answer) >= cut.rhs


def test_laminar_families_are_nested_or_disjoint_and_not_too_deep():
    cuts = [Cut(frozenset(units), 1, 1, 1) for units in ("abcd", "ab", "bc", "cd", "c", "ef", "abcdef")]
    kept = laminar(cuts, 2)
    assert ["".join(sorted(cut.units)) for cut in kept] == ["abcd", "ab", "cd", "ef"]


def test_triples_forbid_what_a_half_of_each_pair_does():
    model = build_model_of_three()
    master = Master(
        model, Limits(1, 3, 0), [make_column(model, pair, 0) for pair in ((0, 1), (1, 2), (0, 2))]
    )
    master.solve()
    assert violated_triples(master) == [Cut(frozenset({0, 1, 2}), 2, -1, 1)]
    assert master.whole() == ()


def build_model_of_three():
    from pusaq_core.planning.problem import CaseloadProblem, Unit  # noqa: PLC0415  (one test alone needs them)

    units = tuple(Unit(f"u{i}", f"p{i}", 1, 2) for i in range(3))
    return build_model(CaseloadProblem(units, np.ones((3, 3)) - np.eye(3), 6))


def full_pool(ready, upper):
    relaxation = relaxed(ready)
    master = relaxation.master
    pricing = Pricing(master.model, master.limits, master.cuts)
    least = pricing.least(pricing.tables(relaxation.duals))
    paid = relaxation.duals.paid(master.limits, master.cuts)
    below = thresholds(master.model, master.limits, least, paid, upper)
    return relaxation, list_pool(pricing, relaxation.duals, below, most=10**6)


def test_tightening_a_pool_keeps_every_caseload_of_a_better_answer(tight, best):
    model, _, answer = tight
    upper = total(best.answer) + 2
    relaxation, pool = full_pool(tight, upper)
    programme = PoolProgramme(relaxation.master, pool, answer)
    left = tighten(programme, upper=upper, rounds=12, small=0, stop=never_stop)
    assert len(left.pool) < len(pool)
    assert relaxation.bound < left.bound <= total(best.answer)
    kept = {left.pool.column(i, len(model.sizes)).units for i in range(len(left.pool))}
    assert {column.units for column in best.answer} <= kept


def test_a_pool_below_the_optimum_is_empty(tight, best):
    relaxation, pool = full_pool(tight, total(best.answer))
    result = close_gap(best.answer, relaxation, budget=Budget(), stop=never_stop, seed=0)
    assert result.proven
    assert result.bound == total(best.answer)
    assert len(pool) > 0


@pytest.mark.parametrize(
    "budget",
    [
        Budget(pool=300),
        Budget(pool=300, partly=False),
        Budget(pool=20, families=0),
        Budget(rounds=3, families=0),
        Budget(cut_rounds=1, small=10**9, work=0.0, quick=0.0),
        Budget(cut_rounds=1, chosen_from=1),
        Budget(families=0, cut_rounds=30, small=0),
    ],
)
def test_a_small_budget_still_gives_a_bound(tight, best, budget):
    model, limits, answer = tight
    cheap = solve_exactly(model, limits, answer, budget=budget, stop=never_stop, seed=0)
    assert cheap.bound <= total(best.answer) <= total(cheap.answer) <= total(answer)


@pytest.mark.parametrize("calls", range(0, 30, 4))
def test_a_stopped_proof_still_gives_a_bound(tight, best, calls):
    model, limits, answer = tight
    cheap = solve_exactly(model, limits, answer, budget=Budget(), stop=StopAfterCalls(calls), seed=0)
    assert cheap.bound <= total(best.answer) <= total(cheap.answer)


def test_columns_that_cannot_cover_everything_give_no_choice(tight):
    model, limits, answer = tight
    master = Master(model, limits, answer)
    choice = choose(master, answer[1:], (), work=1.0, seed=0)
    assert (choice.columns, choice.bound, choice.proven) == ((), np.inf, True)


def test_a_linear_programme_without_an_answer_is_an_error(tight):
    model, limits, answer = tight
    with pytest.raises(RuntimeError, match="linear programme"):
        Master(model, limits, answer[1:]).solve()


def test_a_known_column_is_not_added_twice(tight):
    model, limits, answer = tight
    master = Master(model, limits, answer)
    assert not master.add(Column(*answer[0]))
    assert len(master.columns) == len(answer)
