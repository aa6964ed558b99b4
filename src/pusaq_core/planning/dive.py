"""A good first answer: caseloads that the linear programme likes are fixed one after the other.

Rounding the programme once leaves units over that fit nowhere. So after every fixing new columns are
generated for the units that are left (Joncour, Michel, Sadykov, Sverdlov and Vanderbeck 2010), and nothing
is fixed unless what is left still fits the caseloads that are left, which the packing decides. What is given
up: nothing is ever taken back. A dive that can fix no more says so with an empty answer, and the answer made
from the packing stays; the pieces that are solved again afterwards mend what a dive got wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pusaq_core.planning.columns import Pricing
from pusaq_core.planning.master import Column, Duals, Master, make_column
from pusaq_core.planning.packing import pack
from pusaq_core.planning.start import fill_packing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq_core.planning.packing import ItemType
    from pusaq_core.planning.problem import Stop

BLOCKED = 1e11
"""Metres added to units that are fixed already, so that no new column takes them."""

SURE = 0.95
CANDIDATES = 6
ROUNDS = 12


class Dive:
    """One dive.

    Args:
        master: a linear programme whose columns contain a whole answer; it is not changed.
        types: item type of each unit.
    """

    def __init__(self, master: Master, types: Sequence[ItemType]) -> None:
        """Put the known columns into a new linear programme."""
        self.model = model = master.model
        self.limits = master.limits
        self.types = types
        self.pricing = Pricing(model, master.limits, master.cuts)
        self.master = Master(model, master.limits)
        self.master.restart(master.columns, master.cuts)
        self.fixed: list[int] = []
        self.left = set(range(len(model.sizes)))
        self.rooms = [group.limit for group in model.groups]

    def run(self, stop: Stop) -> list[Column]:
        """Fix columns until all units have a caseload; empty where no column can be fixed any more."""
        while self.left:
            if stop():
                return []
            self._regenerate()
            if not self._fix_some():
                return []
        return [self.master.columns[i] for i in self.fixed]

    def _regenerate(self) -> None:
        """Generate columns for the units that are left."""
        done = np.ones(len(self.model.sizes), dtype=bool)
        done[list(self.left)] = False
        for _ in range(ROUNDS):
            self.master.solve()
            duals = self.master.duals()
            # Units that are done cost so much, and groups that are used up demand so much, that no column
            # asks.
            units = np.where(done, -BLOCKED, duals.units)
            below = self.master.thresholds()
            below = np.where(np.array(self.rooms) > 0, below, -BLOCKED)
            tables = self.pricing.tables(Duals(units, duals.short, duals.cuts))
            columns = self.pricing.columns(tables, below, max(30, len(self.left)))
            if not sum(self.master.add(column) for column in columns):
                return

    def _fix_some(self) -> bool:
        """Fix all columns that are nearly whole, and at least the best one that leaves a packing."""
        self.master.solve()
        values = self.master.values()
        order = sorted(
            (i for i in np.flatnonzero(values > 1e-6).tolist() if i not in set(self.fixed)),
            key=lambda i: (
                -round(float(values[i]), 6),
                self.master.columns[i].cost,
                self.master.columns[i].units,
            ),
        )
        fixed = 0
        for index in order[: CANDIDATES + sum(1 for i in order if values[i] >= SURE)]:
            if fixed and values[index] < SURE:
                break
            fixed += self._fix(index)
        return fixed > 0

    def _fix(self, index: int) -> bool:
        """Fix a column if the units that are left still fit; adds columns of one way to do it."""
        column = self.master.columns[index]
        if not self.left.issuperset(column.units) or not self.rooms[column.group]:
            return False
        left = sorted(self.left.difference(column.units))
        seats = self.limits.most - len(self.fixed) - 1
        packing = pack([self.types[u] for u in left], enough=seats)
        missing = sum(self.master.columns[i].short for i in self.fixed) + column.short + packing.shortfall
        if len(packing.bins) > seats or missing > self.limits.short:
            return False
        self.fixed.append(index)
        self.left = set(left)
        self.rooms[column.group] -= 1
        self.master.fix(index)
        # With one way to serve the rest among its columns the programme stays feasible.
        self._add_packing(left, packing.bins)
        return True

    def _add_packing(self, left: list[int], bins: Sequence[dict[ItemType, int]]) -> None:
        groups = [g for g, room in enumerate(self.rooms) for _ in range(min(room, len(bins)))]
        shares = fill_packing(self.model, self.types, bins, units=left)
        for share, group in zip(shares, groups, strict=False):
            self.master.add(make_column(self.model, share, group))
