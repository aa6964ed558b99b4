"""Solving a model to proven optimality where that is within reach: bound, pool, cuts, set partitioning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq_core.planning.columns import Pricing, Relaxation, generate
from pusaq_core.planning.cuts import thresholds, tighten
from pusaq_core.planning.partition import choose
from pusaq_core.planning.pool import list_pool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq_core.planning.master import Column, Limits
    from pusaq_core.planning.model import Model
    from pusaq_core.planning.pool import Pool
    from pusaq_core.planning.problem import Stop


NARROWER = 0.6
"""Part of the gap that is listed next, where the whole was too much."""

WORTHWHILE = 0.002
"""Part of an answer's metres by which listing a pool should at least raise the bound."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Work limits of one exact solve.

    Attributes:
        rounds: linear programmes of the column generation.
        pool: most caseloads listed.
        cut_rounds: rounds of cuts.
        work: deterministic seconds of set partitioning.
        quick: deterministic seconds to choose among the columns of the column generation.
        chosen_from: most caseloads that set partitioning is given.
    """

    rounds: int = 400
    pool: int = 300_000
    cut_rounds: int = 25
    work: float = 2.0
    quick: float = 0.3
    chosen_from: int = 20_000


@dataclass(frozen=True, slots=True)
class Exact:
    """An answer and its bound.

    Attributes:
        answer: the best answer known.
        bound: lower bound in metres; equal to the cost of the answer when proven.
        proven: True when the answer is optimal.
    """

    answer: tuple[Column, ...]
    bound: float
    proven: bool


def total(answer: Sequence[Column]) -> float:
    """Metres of an answer."""
    return sum(column.cost for column in answer)


def solve_exactly(
    model: Model, limits: Limits, answer: Sequence[Column], *, budget: Budget, stop: Stop, seed: int
) -> Exact:
    """Improve an answer until it is proven optimal or the budget is used up.

    Args:
        model: the problem.
        limits: what an answer must keep.
        answer: a known answer.
        budget: work limits.
        stop: asked regularly.
        seed: random seed.

    Returns:
        The best answer and its bound.
    """
    relaxation = generate(model, limits, answer, rounds=budget.rounds, stop=stop, upper=lambda: total(answer))
    return close_gap(model, limits, answer, relaxation, budget=budget, stop=stop, seed=seed)


def close_gap(
    model: Model,
    limits: Limits,
    answer: Sequence[Column],
    relaxation: Relaxation,
    *,
    budget: Budget,
    stop: Stop,
    seed: int,
) -> Exact:
    """List what can still be better, cut it down, and decide; see `solve_exactly`."""
    best = tuple(answer)
    bound = min(relaxation.bound, total(best))
    if total(best) - bound >= 1 and not stop():
        quick = choose(model, limits, relaxation.columns, best, work=budget.quick, seed=seed)
        best = _better(best, quick.columns)
    pricing = Pricing(model, limits)
    least = pricing.least(pricing.price(relaxation.duals))
    paid = float(relaxation.duals.units.sum()) - relaxation.duals.short * limits.short
    reach = total(best)
    while total(best) - bound >= 1 and not stop():
        reach = min(reach, total(best))
        below = thresholds(model, limits, least, paid, reach)
        pool = list_pool(pricing, relaxation.duals, below, most=budget.pool)
        if pool is None:
            reach = bound + NARROWER * (reach - bound)
            if reach - bound < WORTHWHILE * total(best):
                break
            continue
        decided = _decide(model, limits, pool, best, upper=reach, budget=budget, stop=stop, seed=seed)
        bound = max(bound, min(decided.bound, reach))
        if total(decided.answer) < total(best):
            best, reach = decided.answer, total(decided.answer)
        elif bound >= reach - 1:
            reach = total(best)
        else:
            break
    return Exact(best, min(bound, total(best)), proven=total(best) - bound < 1)


def _decide(
    model: Model,
    limits: Limits,
    pool: Pool,
    answer: tuple[Column, ...],
    *,
    upper: float,
    budget: Budget,
    stop: Stop,
    seed: int,
) -> Exact:
    """Find the best answer below `upper` that the pool contains; the bound is one on answers of the pool."""
    tightened = tighten(model, limits, pool, answer, upper=upper, rounds=budget.cut_rounds, stop=stop)
    if tightened.answer:
        return Exact(tightened.answer, tightened.bound, proven=False)
    if tightened.bound >= upper - 1 or len(tightened.pool) > budget.chosen_from or stop():
        return Exact(answer, tightened.bound, proven=False)
    columns = [tightened.pool.column(i, len(model.sizes)) for i in range(len(tightened.pool))]
    choice = choose(model, limits, columns, answer, work=budget.work, seed=seed)
    return Exact(_better(answer, choice.columns), max(choice.bound, tightened.bound), choice.proven)


def _better(answer: tuple[Column, ...], other: tuple[Column, ...]) -> tuple[Column, ...]:
    return other if other and total(other) < total(answer) else answer
