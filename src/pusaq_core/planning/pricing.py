"""The caseload of least reduced cost for each base: a knapsack over teachers, solved for all bases at once.

Among units of one size the cheapest always go first, so a caseload is decided by how many units of each size
it takes: the table over loads (capacity at most about 15) is filled size by size, vectorised over the bases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pusaq_core.planning.model import CaseloadClass, Model

NEVER = 1e15
"""Larger than any cost in metres, small enough to be added without losing whole metres."""

SLOTS = 1024.0
"""Units are numbered inside a cost to break ties; more units than this are never in one problem."""


@dataclass(frozen=True, slots=True)
class SizeGroup:
    """Units of one size in a class: their columns, and whether they bring the minimum of the class."""

    size: int
    columns: NDArray[np.int64]
    marks: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What was decided for one size: prefix order of the units and the number taken in every state."""

    group: SizeGroup
    order: NDArray[np.int64]
    count: NDArray[np.int8]
    from_marked: NDArray[np.bool_] | None


class ClassPricer:
    """Prices the caseloads of one class.

    Args:
        model: the problem.
        kind: the class to price.
    """

    def __init__(self, model: Model, kind: CaseloadClass) -> None:
        """Lay out the units of the class by size."""
        self.kind = kind
        self.units = np.flatnonzero(kind.allowed)
        position = np.full(len(model.sizes), -1)
        position[self.units] = np.arange(len(self.units))
        fits = (model.site_unit < 0) | kind.allowed[model.site_unit]
        self.sites = np.flatnonzero(fits)
        self.cost = model.cost[np.ix_(self.sites, self.units)]
        base = model.site_unit[self.sites]
        self.base = np.where(base >= 0, position[base], -1)
        self._own = np.flatnonzero(self.base >= 0)
        self.sizes = model.sizes[self.units]
        self.marks = marks = kind.markers[self.units]
        self.planes = 1 if marks.all() else 2
        self.start_load = np.where(self.base >= 0, self.sizes[self.base], 0)
        self.start_plane = ((self.base >= 0) & marks[self.base]) * (self.planes - 1)
        self.groups = [
            SizeGroup(int(size), np.flatnonzero((self.sizes == size) & (marks == marked)), bool(marked))
            for marked in (False, True)
            for size in sorted(set(self.sizes.tolist()))
            if np.any((self.sizes == size) & (marks == marked))
        ]
        loads = np.arange(kind.cap + 1)
        self.short = np.maximum(0, kind.minimum - loads)

    def price(self, duals: NDArray[np.float64], short_price: float | None) -> Priced:
        """Fill the table for every site of the class.

        Args:
            duals: whole metres that covering each unit is worth, shape (units of the model,).
            short_price: metres for each teacher below the minimum; None where no shortfall is allowed.

        Returns:
            The best value of each site, and the way back to its units.
        """
        reduced = self.cost - duals[self.units][None, :]
        table = np.full((self.planes, len(self.sites), self.kind.cap + 1), NEVER)
        rows = np.arange(len(self.sites))
        start = np.zeros(len(self.sites))
        start[self._own] = reduced[self._own, self.base[self._own]]
        table[self.start_plane, rows, self.start_load] = start
        reduced[self._own, self.base[self._own]] = NEVER
        steps = []
        for group in self.groups:
            table, step = self._take(table, reduced, group)
            steps.append(step)
        end = table[-1] + self.end_price(short_price)[None, :]
        return Priced(self, end, steps)

    def end_price(self, short_price: float | None) -> NDArray[np.float64]:
        """What a caseload pays for its load: nothing at the minimum, `NEVER` where it is empty."""
        price = NEVER if short_price is None else short_price
        end: NDArray[np.float64] = np.minimum(price * self.short, NEVER)
        end[0] = NEVER
        return end

    def _take(
        self, table: NDArray[np.float64], reduced: NDArray[np.float64], group: SizeGroup
    ) -> tuple[NDArray[np.float64], Taken]:
        """Decide how many units of one size go in, for every site and load."""
        most = min(len(group.columns), self.kind.cap // group.size)
        keys = reduced[:, group.columns] * SLOTS + np.arange(len(group.columns))
        if most < len(group.columns):
            keys = np.partition(keys, most - 1, axis=1)[:, :most]
        keys = np.sort(keys, axis=1)
        order = np.mod(keys, SLOTS)
        prefix = np.cumsum((keys - order) / SLOTS, axis=1)
        from_marked = None
        source = table
        if self.planes == 2 and group.marks:
            from_marked = table[1] <= table[0]
            source = np.where(from_marked, table[1], table[0])[None]
        new = table.copy()
        target = new[-1:] if from_marked is not None else new
        count = np.zeros(table.shape, dtype=np.int8)
        counted = count[-1:] if from_marked is not None else count
        for copies in range(1, most + 1):
            shift = copies * group.size
            candidate = source[:, :, :-shift] + prefix[None, :, copies - 1, None]
            better = candidate < target[:, :, shift:]
            np.copyto(target[:, :, shift:], candidate, where=better)
            np.copyto(counted[:, :, shift:], np.int8(copies), where=better)
        return new, Taken(group, order.astype(np.int64), count, from_marked)


@dataclass(frozen=True, slots=True)
class Priced:
    """The filled table of one class.

    Attributes:
        pricer: the class.
        end: reduced cost of the best caseload by site and load, shape (sites of the class, loads).
        steps: what was decided for each size.
    """

    pricer: ClassPricer
    end: NDArray[np.float64]
    steps: list[Taken]

    def best(self) -> NDArray[np.float64]:
        """Least reduced cost of each site of the class, shape (sites of the class,)."""
        value: NDArray[np.float64] = self.end.min(axis=1)
        return value

    def units(self, row: int, load: int) -> tuple[int, ...]:
        """The units of the best caseload of a site with that load, ascending."""
        return tuple(sorted(self._trace(row, load)))

    def _trace(self, row: int, load: int) -> Iterator[int]:
        pricer = self.pricer
        plane = pricer.planes - 1
        for step in reversed(self.steps):
            copies = int(step.count[plane, row, load])
            if not copies:
                continue
            chosen = step.group.columns[step.order[row, :copies]]
            yield from pricer.units[chosen].tolist()
            load -= copies * step.group.size
            if step.from_marked is not None:
                plane = int(step.from_marked[row, load])
        if pricer.base[row] >= 0:
            yield int(pricer.units[pricer.base[row]])
