"""The caseload of least reduced cost for each site: a knapsack over teachers, solved for all sites at once.

Why a table: a caseload holds at most about 15 teachers, so the exact knapsack is a table over loads, and
numpy fills it for all sites together. Because it is exact, the best reduced cost is also the bound.

Units come one after the other; the table is filled from the last unit back. A cut that pays once for every
caseload that holds any unit of a set needs to know whether one was taken already. The sets are nested or
disjoint (laminar) and units come set by set, so that it is enough to remember how many of the sets around
the present unit, from the largest in, are paid. What is given up: cuts that are not laminar, such as
subset-row inequalities, have no place in the tables; they are used only over a pool that is listed (`cuts`).
Pricing with them was not tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pusaq_core.planning.master import Duals
    from pusaq_core.planning.model import CaseloadClass, Model

NEVER = 1e15
"""Larger than any cost in metres, small enough to be added without losing whole metres."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Reduced costs of one class for some of its sites. `marked` is 0 or 1, `paid` counts sets paid.

    Attributes:
        rows: sites, as positions in `ClassPricer.sites`.
        start: reduced cost of the base alone, shape (rows,).
        reduced: reduced cost of each unit without sets, shape (rows, units).
        bonus: paid when a unit is taken and so many sets were paid before, by unit: shape (paid, rows).
        end: what a caseload pays for its load, shape (loads,).
        rest: least reduced cost from a unit on, shape (units + 1, marked, paid, rows, loads).
        more: the same, taking at least one unit; empty where it was not asked for.
    """

    rows: NDArray[np.int64]
    start: NDArray[np.float64]
    reduced: NDArray[np.float64]
    bonus: list[NDArray[np.float64]]
    end: NDArray[np.float64]
    rest: NDArray[np.float64]
    more: NDArray[np.float64]


class ClassPricer:
    """Prices the caseloads of one class.

    Args:
        model: the problem.
        kind: the class to price.
        sets: laminar sets of units, as many as the duals name cuts.
    """

    def __init__(self, model: Model, kind: CaseloadClass, sets: Sequence[frozenset[int]]) -> None:
        """Put the units of the class in an order that keeps every set together."""
        self.kind = kind
        around = {int(u): _around(int(u), sets) for u in np.flatnonzero(kind.allowed)}
        ordered = sorted(around, key=lambda u: (around[u], u))
        self.chains = [around[u] for u in ordered]
        self.common = [_common(a, b) for a, b in zip(self.chains, [*self.chains[1:], ()], strict=True)]
        self.depth = max((len(chain) for chain in self.chains), default=0)
        self.units = np.array(ordered, dtype=np.int64)
        self.sizes = model.sizes[self.units]
        position = np.full(len(model.sizes), -1)
        position[self.units] = np.arange(len(self.units))
        fits = (model.site_unit < 0) | (position[model.site_unit] >= 0)
        self.sites = np.flatnonzero(fits)
        self.cost = model.cost[self.sites][:, self.units]
        base = model.site_unit[self.sites]
        self.base = np.where(base >= 0, position[base], -1)
        self.inside = np.array([[int(b) in s for s in sets] for b in base], dtype=bool).reshape(
            len(base), len(sets)
        )
        self.marks = kind.markers[self.units]
        self.planes = 1 if self.marks.all() else 2
        self.start_load = np.where(self.base >= 0, self.sizes[self.base], 0)
        self.start_marked = ((self.base >= 0) & self.marks[self.base]) * (self.planes - 1)
        self.short = np.maximum(0, kind.minimum - np.arange(kind.cap + 1))

    def tables(
        self,
        duals: Duals,
        short_limit: int,
        *,
        rows: NDArray[np.int64] | None = None,
        more: bool = False,
    ) -> Tables:
        """Fill the tables.

        Args:
            duals: prices of the units and of the sets.
            short_limit: most teachers below the minimum.
            rows: sites, as positions in `sites`; all by default.
            more: whether to fill `Tables.more` too.

        Returns:
            The tables.
        """
        chosen = np.arange(len(self.sites)) if rows is None else rows
        reduced = self.cost[chosen] - duals.units[self.units][None, :]
        own = self.base[chosen]
        based = np.flatnonzero(own >= 0)
        start = -np.where(self.inside[chosen], duals.cuts[None, :], 0.0).sum(axis=1)
        start[based] += reduced[based, own[based]]
        # The base is in from the start, and cannot be taken a second time.
        reduced[based, own[based]] = NEVER
        gain = np.where(self.inside[chosen], 0.0, duals.cuts[None, :])
        bonus = [self._bonus(gain, chain) for chain in self.chains]
        end = self._end(duals.short, short_limit)
        shape = (len(self.units) + 1, self.planes, self.depth + 1, len(chosen), self.kind.cap + 1)
        rest = np.full(shape, NEVER)
        # Beyond the last unit only a caseload that holds a marker may end: another class has its minimum.
        rest[-1, -1, 0] = end[None, :]
        beyond = np.full(shape if more else (0,), NEVER)
        for at in range(len(self.units) - 1, -1, -1):
            self._step(at, reduced[:, at, None], bonus[at], rest, beyond if more else None)
        return Tables(chosen, start, reduced, bonus, end, rest, beyond)

    def _bonus(self, gain: NDArray[np.float64], chain: tuple[int, ...]) -> NDArray[np.float64]:
        """What the sets around a unit pay, by how many of them were paid before, shape (paid, rows)."""
        total = np.zeros((len(chain) + 1, len(gain)))
        for paid in range(len(chain) - 1, -1, -1):
            total[paid] = total[paid + 1] + gain[:, chain[paid]]
        return total

    def _end(self, short_price: float, short_limit: int) -> NDArray[np.float64]:
        end = np.where(self.short > short_limit, NEVER, short_price * self.short)
        end[0] = NEVER  # nobody is accompanied: that is no caseload
        return end

    def _step(
        self,
        at: int,
        reduced: NDArray[np.float64],
        bonus: NDArray[np.float64],
        rest: NDArray[np.float64],
        more: NDArray[np.float64] | None,
    ) -> None:
        """Fill the tables at one unit from those after it."""
        size, common = int(self.sizes[at]), self.common[at]
        room = self.kind.cap + 1 - size
        for marked in range(self.planes):
            after = self.planes - 1 if self.marks[at] else marked
            # Taking the unit pays all sets around it, so that of those around the next one the common are
            # paid; passing it by keeps what was paid, as far as the next unit shares those sets.
            taken = reduced + rest[at + 1, after, common, :, size:]
            for paid in range(len(self.chains[at]) + 1):
                value = taken - bonus[paid][:, None]
                passed = min(paid, common)
                rest[at, marked, paid] = rest[at + 1, marked, passed]
                np.minimum(rest[at, marked, paid, :, :room], value, out=rest[at, marked, paid, :, :room])
                if more is not None:
                    more[at, marked, paid] = more[at + 1, marked, passed]
                    np.minimum(more[at, marked, paid, :, :room], value, out=more[at, marked, paid, :, :room])

    def least(self, tables: Tables) -> NDArray[np.float64]:
        """Least reduced cost of each row, shape (rows,)."""
        load, marked = self.start_load[tables.rows], self.start_marked[tables.rows]
        value: NDArray[np.float64] = tables.start + tables.rest[0, marked, 0, np.arange(len(load)), load]
        return value

    def trace(self, tables: Tables, rows: NDArray[np.int64]) -> list[list[int]]:
        """The units of the best caseload of some rows of the tables."""
        load, marked = self.start_load[tables.rows[rows]], self.start_marked[tables.rows[rows]]
        paid = np.zeros(len(rows), dtype=np.int64)
        taken = np.zeros((len(rows), len(self.units)), dtype=bool)
        for at in range(len(self.units)):
            passed = np.minimum(paid, self.common[at])
            here = tables.rest[at, marked, paid, rows, load]
            take = here < tables.rest[at + 1, marked, passed, rows, load]
            taken[:, at] = take
            load = load + take * self.sizes[at]
            paid = np.where(take, self.common[at], passed)
            if self.marks[at]:
                marked = np.where(take, self.planes - 1, marked)
        own = self.base[tables.rows[rows]]
        based = np.flatnonzero(own >= 0)
        taken[based, own[based]] = True
        return [self.units[row].tolist() for row in taken]


def _around(unit: int, sets: Sequence[frozenset[int]]) -> tuple[int, ...]:
    """The sets that hold a unit, from the largest inwards."""
    holding = [index for index, members in enumerate(sets) if unit in members]
    return tuple(sorted(holding, key=lambda index: (-len(sets[index]), index)))


def _common(first: tuple[int, ...], second: tuple[int, ...]) -> int:
    """How many sets, from the largest inwards, two units share."""
    count = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        count += 1
    return count
