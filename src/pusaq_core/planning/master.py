"""The linear programme over known caseloads (Dantzig and Wolfe 1960), solved by GLOP from its last basis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from ortools.linear_solver import pywraplp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from pusaq_core.planning.model import Model

SCALE = 1000.0
"""GLOP sees kilometres: its tolerances are absolute."""


class Column(NamedTuple):
    """One possible caseload of one group of accompanists, at its best site."""

    group: int
    units: tuple[int, ...]
    site: int
    cost: float
    short: int


class Limits(NamedTuple):
    """What a whole answer must keep: number of caseloads, and teachers missing below the minima."""

    fewest: int
    most: int
    short: int


class Cut(NamedTuple):
    """An inequality that every answer keeps and the linear programme may not.

    It counts the caseloads that hold at least `holding` of the units.

    `sense` 1: at least `rhs` of them, because the units need as many caseloads (rounded capacity, holding 1).
    `sense` -1: at most `rhs` (subset-row inequality of Jepsen, Petersen, Spoorendonk and Pisinger 2008: of
    three units at most one caseload holds two).
    """

    units: frozenset[int]
    holding: int
    sense: int
    rhs: int


class Duals(NamedTuple):
    """Prices in whole metres: of the units; of a missing teacher and of each cut, which are not negative."""

    units: NDArray[np.float64]
    short: float
    cuts: NDArray[np.float64]

    def paid(self, limits: Limits, cuts: Sequence[Cut]) -> float:
        """What the rows pay in all, without the number of caseloads."""
        of_cuts = sum(float(price) * cut.sense * cut.rhs for price, cut in zip(self.cuts, cuts, strict=True))
        return float(self.units.sum()) - self.short * limits.short + of_cuts


def make_column(model: Model, units: Iterable[int], group: int) -> Column:
    """A caseload with its cost from the best site of a group."""
    held = tuple(sorted(units))
    site, cost = model.best_site(held, group)
    return Column(group, held, site, cost, model.shortfall(held))


class Master:
    """Restricted master: each unit once, so many caseloads, so many of a group, so much shortfall, cuts.

    Args:
        model: the problem.
        limits: what an answer must keep.
        columns: the first columns.
    """

    def __init__(self, model: Model, limits: Limits, columns: Iterable[Column] = ()) -> None:
        """Set up the rows."""
        self.model = model
        self.limits = limits
        self.columns: list[Column] = []
        self.cuts: list[Cut] = []
        self._known: set[tuple[int, tuple[int, ...]]] = set()
        self._build()
        for column in columns:
            self.add(column)

    def _build(self) -> None:
        """A fresh solver with all columns and cuts."""
        create: Callable[[str], Any] = pywraplp.Solver.CreateSolver
        self._solver = create("GLOP")
        self._solver.SuppressOutput()
        inf = self._solver.infinity()
        self._cover = [self._solver.Constraint(1, 1) for _ in self.model.sizes]
        self._number = self._solver.Constraint(self.limits.fewest, self.limits.most)
        # A row that can never bind is left out: positions made as needed have no limit of their own.
        self._groups = [
            self._solver.Constraint(-inf, group.limit) if group.limit < len(self.model.sizes) else None
            for group in self.model.groups
        ]
        self._short = self._solver.Constraint(-inf, self.limits.short) if self.limits.short else None
        self._cut_rows = [
            self._solver.Constraint(*((c.rhs, inf) if c.sense > 0 else (-inf, c.rhs))) for c in self.cuts
        ]
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()
        self._variables: list[Any] = []
        for column in self.columns:
            self._enter(column)

    def add(self, column: Column) -> bool:
        """Add a column; False where it is known."""
        if (column.group, column.units) in self._known:
            return False
        self._known.add((column.group, column.units))
        self.columns.append(column)
        self._enter(column)
        return True

    def _enter(self, column: Column) -> None:
        variable = self._solver.NumVar(0, self._solver.infinity(), "")
        self._objective.SetCoefficient(variable, column.cost / SCALE)
        for unit in column.units:
            self._cover[unit].SetCoefficient(variable, 1)
        self._number.SetCoefficient(variable, 1)
        of_group = self._groups[column.group]
        if of_group is not None:
            of_group.SetCoefficient(variable, 1)
        if self._short is not None and column.short:
            self._short.SetCoefficient(variable, column.short)
        for cut, row in zip(self.cuts, self._cut_rows, strict=True):
            if len(cut.units.intersection(column.units)) >= cut.holding:
                row.SetCoefficient(variable, 1)
        self._variables.append(variable)

    def fix(self, index: int) -> None:
        """Use a column wholly from now on, as long as the cuts stay as they are."""
        self._variables[index].SetLb(1.0)

    def add_cuts(self, cuts: Sequence[Cut]) -> None:
        """Add cuts to the present programme."""
        inf = self._solver.infinity()
        for cut in cuts:
            row = self._solver.Constraint(*((cut.rhs, inf) if cut.sense > 0 else (-inf, cut.rhs)))
            for column, variable in zip(self.columns, self._variables, strict=True):
                if len(cut.units.intersection(column.units)) >= cut.holding:
                    row.SetCoefficient(variable, 1)
            self.cuts.append(cut)
            self._cut_rows.append(row)

    def restart(self, columns: Iterable[Column], cuts: Sequence[Cut]) -> None:
        """Start afresh with these columns and cuts only."""
        self.columns = list(columns)
        self._known = {(column.group, column.units) for column in self.columns}
        self.cuts = list(cuts)
        self._build()

    def solve(self) -> float:
        """Solve the linear programme; the value in metres.

        Raises:
            RuntimeError: GLOP did not reach an optimum, which known feasible columns exclude.
        """
        status = self._solver.Solve()
        if status != pywraplp.Solver.OPTIMAL:
            # Should GLOP lose its way from the last basis, it starts once more from none.
            self._build()
            status = self._solver.Solve()
        if status != pywraplp.Solver.OPTIMAL:
            raise RuntimeError(f"the linear programme over caseloads ended with status {status}")
        return float(self._objective.Value()) * SCALE

    def duals(self) -> Duals:
        """Prices after `solve`, rounded to whole metres."""
        # Rounded, and cut at 0 where a price of the wrong sign could only be noise: any such prices bound
        # truly.
        units = np.round(np.array([row.dual_value() for row in self._cover]) * SCALE)
        short = 0.0 if self._short is None else max(0.0, -round(self._short.dual_value() * SCALE))
        cuts = [
            max(0.0, cut.sense * round(row.dual_value() * SCALE))
            for cut, row in zip(self.cuts, self._cut_rows, strict=True)
        ]
        return Duals(units, short, np.array(cuts))

    def thresholds(self) -> NDArray[np.float64]:
        """Reduced cost below which a column of each group lowers the value, shape (groups,)."""
        number = self._number.dual_value()
        rows = [number + (0.0 if row is None else row.dual_value()) for row in self._groups]
        return np.array(rows) * SCALE

    def values(self) -> NDArray[np.float64]:
        """How much of each column is used, after `solve`."""
        return np.array([variable.solution_value() for variable in self._variables])

    def used(self) -> list[tuple[Column, float]]:
        """The columns in use, with how much of each."""
        values = self.values()
        return [(self.columns[i], float(values[i])) for i in np.flatnonzero(values > 1e-6)]

    def whole(self) -> tuple[Column, ...]:
        """The answer, where the linear programme uses no column in part; otherwise empty."""
        used = self.used()
        if any(value < 1 - 1e-6 for _, value in used):
            return ()
        return tuple(column for column, _ in used)
