"""Solving a model to proven optimality where that is within reach: bound, pool, cuts, set partitioning.

The same way serves the whole UGEL and each piece of the neighbourhood search; only the budget differs.
Everything is limited by counted work (rounds, caseloads listed, deterministic seconds), never by the clock,
so that every machine ends at the same answer (decision 4). Whatever limit is met first, the answer so far
and a true bound come back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq_core.planning.capacity import relax
from pusaq_core.planning.columns import Pricing, Work, thresholds
from pusaq_core.planning.cuts import PoolProgramme, tighten
from pusaq_core.planning.partition import choose
from pusaq_core.planning.pool import list_pool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq_core.planning.columns import Relaxation
    from pusaq_core.planning.master import Column, Duals, Limits, Master
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
        rounds: linear programmes of each column generation.
        families: times that capacity cuts are added to it.
        pool: most caseloads listed.
        cut_rounds: rounds of cuts over the pool.
        small: caseloads left in the pool below which no more cuts are sought.
        work: deterministic seconds of set partitioning.
        quick: deterministic seconds to choose among the columns of the column generation.
        partly: whether to list a lower part of the gap where the whole is too much.
        chosen_from: most caseloads that set partitioning is given.
    """

    rounds: int = 400
    families: int = 6
    pool: int = 300_000
    cut_rounds: int = 25
    small: int = 600
    work: float = 2.0
    quick: float = 0.3
    partly: bool = True
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
    model: Model,
    limits: Limits,
    answer: Sequence[Column],
    *,
    near: tuple[Sequence[Column], Duals] | None = None,
    budget: Budget,
    stop: Stop,
    seed: int,
) -> Exact:
    """Improve an answer until it is proven optimal or the budget is used up.

    Args:
        model: the problem.
        limits: what an answer must keep.
        answer: a known answer.
        near: columns and prices to start from, such as those of a larger problem.
        budget: work limits.
        stop: asked regularly.
        seed: random seed.

    Returns:
        The best answer and its bound.
    """
    columns, centre = near or ((), None)
    relaxation = relax(
        model,
        limits,
        list(dict.fromkeys([*answer, *columns])),
        work=Work(total(answer), budget.rounds, budget.families, stop),
        centre=centre,
    )
    return close_gap(tuple(answer), relaxation, budget=budget, stop=stop, seed=seed)


def close_gap(
    answer: tuple[Column, ...], relaxation: Relaxation, *, budget: Budget, stop: Stop, seed: int
) -> Exact:
    """List what can still be better, cut it down, and decide.

    Where the whole gap is too much to list, a lower part of it is: that still raises the bound.

    Args:
        answer: a known answer.
        relaxation: bound and columns.
        budget: work limits.
        stop: asked regularly.
        seed: random seed.

    Returns:
        The best answer and its bound.
    """
    master = relaxation.master
    best = better(answer, master.whole())
    bound = min(relaxation.bound, total(best))
    if total(best) - bound >= 1 and budget.quick and not stop():
        best = better(best, choose(master, master.columns, best, work=budget.quick, seed=seed).columns)
    pricing = Pricing(master.model, master.limits, master.cuts)
    least = pricing.least(pricing.tables(relaxation.duals))
    paid = relaxation.duals.paid(master.limits, master.cuts)
    reach = total(best)
    while total(best) - bound >= 1 and not stop():
        reach = min(reach, total(best))
        below = thresholds(master.model, master.limits, least, paid, reach)
        pool = list_pool(pricing, relaxation.duals, below, most=budget.pool)
        if pool is None and not budget.partly:
            break
        if pool is None:
            # All caseloads up to a smaller reach still prove that no answer lies below that reach: the
            # bound rises to it even where the best answer stays unproven.
            reach = bound + NARROWER * (reach - bound)
            if reach - bound < WORTHWHILE * total(best):
                break
            continue
        decided = _decide(master, pool, best, upper=reach, budget=budget, stop=stop, seed=seed)
        bound = max(bound, min(decided.bound, reach))
        if total(decided.answer) < total(best):
            best, reach = decided.answer, total(decided.answer)
        elif bound >= reach - 1:
            # Nothing below the reach: from this higher bound the rest of the gap may fit the list.
            reach = total(best)
        else:
            break
    return Exact(best, min(bound, total(best)), proven=total(best) - bound < 1)


def _decide(
    master: Master,
    pool: Pool,
    answer: tuple[Column, ...],
    *,
    upper: float,
    budget: Budget,
    stop: Stop,
    seed: int,
) -> Exact:
    """Find the best answer below `upper` that the pool contains; the bound is one on answers of the pool."""
    programme = PoolProgramme(master, pool, answer)
    tightened = tighten(programme, upper=upper, rounds=budget.cut_rounds, small=budget.small, stop=stop)
    if tightened.answer:
        return Exact(tightened.answer, tightened.bound, proven=False)
    if tightened.bound >= upper - 1 or len(tightened.pool) > budget.chosen_from or stop():
        return Exact(answer, tightened.bound, proven=False)
    units = len(master.model.sizes)
    left = [tightened.pool.column(i, units) for i in range(len(tightened.pool))]
    choice = choose(master, left, answer, work=budget.work, seed=seed)
    return Exact(better(answer, choice.columns), max(choice.bound, tightened.bound), choice.proven)


def better(answer: tuple[Column, ...], other: tuple[Column, ...]) -> tuple[Column, ...]:
    """The cheaper of an answer and another one, which may be missing."""
    return other if other and total(other) < total(answer) else answer
