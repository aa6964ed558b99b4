"""Raising the bound over a pool: subset-row cuts, and caseloads left out by their reduced cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pusaq_core.planning.columns import cheapest
from pusaq_core.planning.master import Master

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pusaq_core.planning.master import Column, Duals, Limits
    from pusaq_core.planning.model import Model
    from pusaq_core.planning.pool import Pool
    from pusaq_core.planning.problem import Stop

CUTS_A_ROUND = 60
CUTS_A_UNIT = 6
VIOLATION = 0.02
ENTERING = 200
SMALL = 1500
"""A pool so small is decided at once by set partitioning."""


@dataclass(frozen=True, slots=True)
class Tightened:
    """What is left of a pool.

    Attributes:
        pool: caseloads that a better answer can still contain.
        bound: lower bound in metres on every answer made of the pool; never above `upper`.
        answer: a better answer, where the linear programme itself was whole; otherwise empty.
    """

    pool: Pool
    bound: float
    answer: tuple[Column, ...]


class PoolProgramme:
    """The linear programme over a pool, with cuts.

    Args:
        model: the problem.
        limits: what an answer must keep.
        pool: caseloads that may be used.
        answer: a known answer, so that the programme is feasible.
    """

    def __init__(self, model: Model, limits: Limits, pool: Pool, answer: Sequence[Column]) -> None:
        """Start from the known answer alone."""
        self.model = model
        self.limits = limits
        self.pool = pool
        self.master = Master(model, limits)
        for column in answer:
            self.master.add(column)
        self._hits: list[NDArray[np.int64]] = []
        self.bound = -np.inf

    def solve(self, stop: Stop) -> float:
        """Solve to the optimum over the pool; afterwards `reduced` and `bound` are up to date."""
        units = len(self.model.sizes)
        while True:
            value = self.master.solve()
            duals = self.master.duals()
            self.reduced = self._reduced(duals)
            self._update_bound(duals)
            gain = self.reduced - self.master.thresholds()[self.pool.group]
            entering = np.flatnonzero(gain < -1.0)
            if len(entering) > ENTERING:
                entering = entering[np.argsort(gain[entering], kind="stable")[:ENTERING]]
            added = sum(self.master.add(self.pool.column(int(i), units)) for i in entering)
            if not added or stop():
                return value

    def _reduced(self, duals: Duals) -> NDArray[np.float64]:
        reduced = self.pool.reduced(duals)
        for price, hit in zip(duals.cuts, self._hits, strict=True):
            if price:
                reduced[hit] += price
        return reduced

    def _update_bound(self, duals: Duals) -> None:
        least = np.full(len(self.model.groups), 1e15)
        np.minimum.at(least, self.pool.group, self.reduced)
        self.paid = float(duals.units.sum()) - duals.short * self.limits.short - sum(duals.cuts)
        self.least = least
        self.bound = max(self.bound, self.paid + cheapest(self.model, self.limits, least))

    def drop(self, upper: float) -> None:
        """Leave out caseloads that cannot be part of an answer below `upper`."""
        below = thresholds(self.model, self.limits, self.least, self.paid, upper)
        kept = self.reduced <= below[self.pool.group]
        if kept.mean() < 0.8:
            self.pool = self.pool.keep(kept)
            self.reduced = self.reduced[kept]
            self._hits = [self._hit_by(cut) for cut in self.master.cuts]

    def add_cuts(self, cuts: Sequence[frozenset[int]]) -> None:
        """Add cuts to the programme."""
        self._hits.extend(self._hit_by(cut) for cut in cuts)
        self.master.add_cuts(cuts)

    def _hit_by(self, cut: frozenset[int]) -> NDArray[np.int64]:
        inside = np.zeros(len(self.model.sizes) + 1, dtype=np.int8)
        inside[list(cut)] = 1
        return np.flatnonzero(inside[self.pool.members].sum(axis=1, dtype=np.int8) > 1)


def thresholds(
    model: Model, limits: Limits, least: NDArray[np.float64], paid: float, upper: float
) -> NDArray[np.float64]:
    """Largest reduced cost by group that an answer cheaper than `upper` can contain, shape (groups,)."""
    return np.array(
        [upper - 1 - paid - cheapest(model, limits, least, taken=g) for g in range(len(model.groups))]
    )


def tighten(
    model: Model,
    limits: Limits,
    pool: Pool,
    answer: Sequence[Column],
    *,
    upper: float,
    rounds: int,
    stop: Stop,
) -> Tightened:
    """Add violated cuts round by round, leaving out caseloads as the bound rises.

    Args:
        model: the problem.
        limits: what an answer must keep.
        pool: caseloads that a better answer can contain.
        answer: the best known answer.
        upper: metres that a better answer must stay below.
        rounds: most rounds of cuts.
        stop: asked at every linear programme.

    Returns:
        The rest of the pool, its bound, and perhaps a better answer.
    """
    programme = PoolProgramme(model, limits, pool, answer)
    for _ in range(rounds):
        programme.solve(stop)
        if programme.bound >= upper - 1:
            return Tightened(pool.keep(np.zeros(len(pool), dtype=bool)), upper, ())
        whole = _whole(programme.master)
        if whole and sum(column.cost for column in whole) < upper:
            return Tightened(programme.pool, programme.bound, whole)
        programme.drop(upper)
        if len(programme.pool) <= SMALL or stop():
            break
        cuts = violated(programme.master)
        if not cuts:
            break
        programme.add_cuts(cuts)
    return Tightened(programme.pool, min(programme.bound, upper), ())


def _whole(master: Master) -> tuple[Column, ...]:
    """The columns in use when none is used in part."""
    values = master.values()
    if np.any((values > 1e-6) & (values < 1 - 1e-6)):
        return ()
    return tuple(column for column, value in zip(master.columns, values, strict=True) if value > 0.5)


def violated(master: Master) -> list[frozenset[int]]:
    """Triples of units of which the linear programme puts two together more than once."""
    values = master.values()
    used = [
        (master.columns[i], float(values[i])) for i in np.flatnonzero((values > 1e-6) & (values < 1 - 1e-6))
    ]
    count = len(master.model.sizes)
    pair = np.zeros((count, count))
    for column, value in used:
        held = np.array(column.units)
        pair[np.ix_(held, held)] += value
    np.fill_diagonal(pair, 0.0)
    found: list[tuple[float, tuple[int, int, int]]] = []
    for first in range(count - 2):
        near = first + 1 + np.flatnonzero(pair[first, first + 1 :] + pair[first + 1 :].max(axis=1) > 1)
        if len(near) < 2:
            continue
        total = pair[first, near][:, None] + pair[first, near][None, :] + pair[np.ix_(near, near)]
        all_three = np.zeros_like(total)
        place = {int(u): i for i, u in enumerate(near)}
        for column, value in used:
            if first in column.units:
                inside = np.array([place[u] for u in column.units if u in place], dtype=np.int64)
                all_three[np.ix_(inside, inside)] += value
        excess = np.triu(total - 2 * all_three - 1, k=1)
        for a, b in np.argwhere(excess > VIOLATION).tolist():
            found.append((round(float(excess[a, b]), 6), (first, int(near[a]), int(near[b]))))
    found.sort(key=lambda item: (-item[0], item[1]))
    return _spread(found, set(master.cuts), count)


def _spread(
    found: list[tuple[float, tuple[int, int, int]]], known: set[frozenset[int]], count: int
) -> list[frozenset[int]]:
    """The most violated cuts, a few for each unit."""
    load = [0] * count
    chosen: list[frozenset[int]] = []
    for _, triple in found:
        cut = frozenset(triple)
        if cut in known or any(load[unit] >= CUTS_A_UNIT for unit in triple):
            continue
        for unit in triple:
            load[unit] += 1
        chosen.append(cut)
        if len(chosen) >= CUTS_A_ROUND:
            break
    return chosen
