"""Raising the bound over a pool: subset-row cuts, and caseloads left out by their reduced cost.

Once every promising caseload is listed, any cut can be counted for each of them, and no pricing has to know
it. So the strong cuts that the pricing cannot carry come here, over tens of thousands of columns of which
the linear programme holds only those that help. Bound and pool feed each other: a higher bound drops
caseloads, fewer caseloads make the next programme and the set partitioning at the end smaller. What is given
up: where the gap is too wide for a list there are no such cuts, which is why gaps of several per cent stay
at 150 units and more (benchmarks/README.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pusaq_core.planning.capacity import clusters, violated_capacities
from pusaq_core.planning.columns import cheapest, thresholds
from pusaq_core.planning.master import Cut, Master
from pusaq_core.planning.pricing import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pusaq_core.planning.master import Column, Duals
    from pusaq_core.planning.pool import Pool
    from pusaq_core.planning.problem import Stop

CUTS_A_ROUND = 60
CUTS_A_UNIT = 6
VIOLATION = 0.02
ENTERING = 200
IDLE_CUTS = 40
NEAR = 0.002
"""Part of the bound by which a column may miss the linear programme and still be kept in it."""
WORTH_DROPPING = 0.8
"""The pool is copied when at most this part of it is left."""


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
    """The linear programme over a pool, with cuts of any shape.

    Args:
        relaxed: a solved programme, whose cuts and used columns are taken over; it is not changed.
        pool: caseloads that may be used.
        answer: a whole answer, so that the programme is feasible.
    """

    def __init__(self, relaxed: Master, pool: Pool, answer: Sequence[Column]) -> None:
        """Start from the answer and what the relaxed programme uses."""
        self.model = relaxed.model
        self.limits = relaxed.limits
        self.pool = pool
        self.answer = tuple(answer)
        self.master = Master(self.model, self.limits)
        first = dict.fromkeys([*self.answer, *(column for column, _ in relaxed.used())])
        self.master.restart(first, relaxed.cuts)
        self._hits = [pool.holding(cut) for cut in relaxed.cuts]
        self.bound = -np.inf

    def solve(self, stop: Stop) -> float:
        """Solve to the optimum over the pool; afterwards `reduced` and `bound` are up to date."""
        units = len(self.model.sizes)
        while True:
            value = self.master.solve()
            duals = self.master.duals()
            self.reduced = self._reduced(duals)
            self._update_bound(duals)
            # The pool is its own pricing: whatever would improve the programme enters it, the best first.
            gain = self.reduced - self.master.thresholds()[self.pool.group]
            entering = np.flatnonzero(gain < -1.0)
            if len(entering) > ENTERING:
                entering = entering[np.argsort(gain[entering], kind="stable")[:ENTERING]]
            added = sum(self.master.add(self.pool.column(int(i), units)) for i in entering)
            if not added or stop():
                return value

    def _reduced(self, duals: Duals) -> NDArray[np.float64]:
        reduced = self.pool.reduced(duals)
        for price, cut, hit in zip(duals.cuts.tolist(), self.master.cuts, self._hits, strict=True):
            if price:
                reduced[hit] -= cut.sense * price
        return reduced

    def _update_bound(self, duals: Duals) -> None:
        self.least = np.full(len(self.model.groups), NEVER)
        np.minimum.at(self.least, self.pool.group, self.reduced)
        self.paid = duals.paid(self.limits, self.master.cuts)
        self.bound = max(self.bound, self.paid + cheapest(self.model, self.limits, self.least))

    def drop(self, upper: float) -> None:
        """Leave out caseloads that cannot be part of an answer below `upper`."""
        below = thresholds(self.model, self.limits, self.least, self.paid, upper)
        kept = self.reduced <= below[self.pool.group]
        if kept.mean() < WORTH_DROPPING:
            self.pool = self.pool.keep(kept)
            self._hits = [self.pool.holding(cut) for cut in self.master.cuts]

    def add_cuts(self, cuts: Sequence[Cut]) -> None:
        """Add cuts; when many no longer bind, start afresh without them and without unused columns."""
        duals = self.master.duals()
        binding = np.flatnonzero(duals.cuts)
        if len(duals.cuts) - len(binding) > IDLE_CUTS:
            below = self.master.thresholds()
            near = [
                column
                for column in self.master.columns
                if self._reduced_column(column, duals) <= below[column.group] + NEAR * abs(self.bound)
            ]
            self._hits = [self._hits[i] for i in binding]
            self.master.restart(dict.fromkeys([*self.answer, *near]), [self.master.cuts[i] for i in binding])
        self._hits += [self.pool.holding(cut) for cut in cuts]
        self.master.add_cuts(cuts)

    def _reduced_column(self, column: Column, duals: Duals) -> float:
        reduced = column.cost - float(duals.units[list(column.units)].sum()) + duals.short * column.short
        for price, cut in zip(duals.cuts.tolist(), self.master.cuts, strict=True):
            if price and len(cut.units.intersection(column.units)) >= cut.holding:
                reduced -= cut.sense * price
        return reduced


def tighten(programme: PoolProgramme, *, upper: float, rounds: int, small: int, stop: Stop) -> Tightened:
    """Add violated cuts round by round, leaving out caseloads as the bound rises.

    Args:
        programme: the linear programme over the pool.
        upper: metres that a better answer must stay below.
        rounds: most rounds of cuts.
        small: a pool so small is left to set partitioning.
        stop: asked at every linear programme.

    Returns:
        The rest of the pool, its bound, and perhaps a better answer.
    """
    for _ in range(rounds):
        programme.solve(stop)
        if programme.bound >= upper - 1 or not len(programme.pool):
            return Tightened(programme.pool.keep(np.zeros(len(programme.pool), dtype=bool)), upper, ())
        whole = programme.master.whole()
        if whole and sum(column.cost for column in whole) < upper:
            return Tightened(programme.pool, programme.bound, whole)
        programme.drop(upper)
        if len(programme.pool) <= small or stop():
            break
        cuts = violated_triples(programme.master) + violated_capacities(programme.master)
        # Clusters are costly to try and were used by the relaxation already: only where nothing else is
        # found.
        cuts = cuts or violated_capacities(programme.master, clusters(programme.model))
        if not cuts:
            break
        programme.add_cuts(cuts)
    return Tightened(programme.pool, min(programme.bound, upper), ())


def violated_triples(master: Master) -> list[Cut]:
    """Three units of which the linear programme puts two together more than once."""
    used = [(column, value) for column, value in master.used() if value < 1 - 1e-6]
    count = len(master.model.sizes)
    pair = np.zeros((count, count))
    for column, value in used:
        held = np.array(column.units)
        pair[np.ix_(held, held)] += value
    np.fill_diagonal(pair, 0.0)
    found: list[tuple[float, tuple[int, int, int]]] = []
    for first in range(count - 2):
        near = first + 1 + np.flatnonzero(pair[first, first + 1 :] > 1e-6)
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
    cuts = [Cut(frozenset(triple), 2, -1, 1) for _, triple in found]
    return _spread(cuts, set(master.cuts), count)


def _spread(cuts: list[Cut], known: set[Cut], count: int) -> list[Cut]:
    """The first cuts that are new, a few for each unit."""
    load = [0] * count
    chosen: list[Cut] = []
    for cut in cuts:
        if cut in known or any(load[unit] >= CUTS_A_UNIT for unit in cut.units):
            continue
        for unit in cut.units:
            load[unit] += 1
        chosen.append(cut)
        if len(chosen) >= CUTS_A_ROUND:
            break
    return chosen
