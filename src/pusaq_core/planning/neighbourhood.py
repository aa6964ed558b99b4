"""Improving an answer piece by piece: neighbouring caseloads are taken apart and solved again.

Why exact pieces: what makes a caseload long lies in its neighbours as well, and a dozen or two of units
around it are a problem that the same column generation decides within a small budget, starting from the
prices of the whole. Sizes grow from pass to pass; a piece that was settled is not tried again.

What is given up: schools at two ends of a UGEL never change places in one step, and the result is best only
among answers that differ in one piece. The bound of the whole relaxation says how much that can matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pusaq_core.planning.exact import Budget, solve_exactly, total
from pusaq_core.planning.master import Duals, Limits, make_column
from pusaq_core.planning.model import restrict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pusaq_core.planning.columns import Relaxation
    from pusaq_core.planning.master import Column
    from pusaq_core.planning.model import Model, Part
    from pusaq_core.planning.problem import Stop


@dataclass(frozen=True, slots=True)
class Search:
    """How a neighbourhood search goes.

    Attributes:
        sizes: units taken apart at once, one pass after the other.
        solves: most pieces solved in all.
        budget: work limits of one piece.
    """

    sizes: tuple[int, ...]
    solves: int
    budget: Budget


class Neighbourhoods:
    """The search around one relaxation.

    Args:
        relaxation: of the whole problem; its columns and prices help with every piece.
        search: sizes and work limits.
        stop: asked before each piece.
        seed: random seed of the order of pieces.
    """

    def __init__(self, relaxation: Relaxation, search: Search, stop: Stop, seed: int) -> None:
        """Nothing is settled yet."""
        self.relaxation = relaxation
        self.model = relaxation.master.model
        self.limits = relaxation.master.limits
        self.search = search
        self.stop = stop
        self.seed = seed
        self.solves = 0
        self._settled: set[frozenset[tuple[int, ...]]] = set()

    def improve(self, answer: Sequence[Column]) -> tuple[Column, ...]:
        """Solve pieces of an answer again until no piece of the largest size gets better.

        A piece is a caseload with those nearest to it. Pieces settled before are not tried again.

        Args:
            answer: where to start.

        Returns:
            An answer at least as good.
        """
        rng = np.random.default_rng(self.seed)
        current = list(answer)
        for size in self.search.sizes:
            before = np.inf
            while total(current) < before:
                before = total(current)
                # In an order of chance, so that no corner of the map is always settled first.
                for unit in rng.permutation(len(self.model.sizes)).tolist():
                    gap = total(current) - self.relaxation.bound
                    if self.solves >= self.search.solves or gap < 1 or self.stop():
                        return tuple(current)
                    current = self._around(current, unit, size)
        return tuple(current)

    def _around(self, current: list[Column], unit: int, size: int) -> list[Column]:
        """The answer with the piece around a unit solved again."""
        centre = next(i for i, column in enumerate(current) if unit in column.units)
        picked = _piece(self.model, current, centre, size)
        key = frozenset(current[i].units for i in picked)
        if key in self._settled:
            return current
        self.solves += 1
        new = self._solve(current, picked)
        self._settled.add(frozenset(column.units for column in new))
        return [column for i, column in enumerate(current) if i not in picked] + new

    def _solve(self, answer: list[Column], picked: set[int]) -> list[Column]:
        """Solve some caseloads of an answer again."""
        piece = [answer[i] for i in sorted(picked)]
        available = [group.limit for group in self.model.groups]
        for index, column in enumerate(answer):
            if index not in picked:
                available[column.group] -= 1
        part = restrict(
            self.model, [u for c in piece for u in c.units], {g: n for g, n in enumerate(available) if n > 0}
        )
        others = len(answer) - len(piece)
        inner = Limits(
            max(1, self.limits.fewest - others),
            self.limits.most - others,
            self.limits.short - (sum(c.short for c in answer) - sum(c.short for c in piece)),
        )
        duals = self.relaxation.duals
        solved = solve_exactly(
            part.model,
            inner,
            [inside(part, column) for column in piece],
            near=(self._known(part), Duals(duals.units[part.units], duals.short, np.zeros(0))),
            budget=self.search.budget,
            stop=self.stop,
            seed=self.seed,
        )
        # Equal is not better: an answer that moves without gain would make plans differ for nothing.
        if total(solved.answer) >= total(piece):
            return piece
        return [outside(self.model, part, column) for column in solved.answer]

    def _known(self, part: Part) -> list[Column]:
        """The columns of the whole problem that lie within a part."""
        units, groups = set(part.units.tolist()), set(part.groups)
        return [
            inside(part, column)
            for column in self.relaxation.master.columns
            if column.group in groups and units.issuperset(column.units)
        ]


def _piece(model: Model, answer: list[Column], centre: int, size: int) -> set[int]:
    """The caseload `centre` and its nearest ones, until they hold `size` units."""
    owner = np.zeros(len(model.sizes), dtype=np.int64)
    for index, column in enumerate(answer):
        owner[list(column.units)] = index
    away = distance_to(model, answer[centre].units)
    nearest = np.full(len(answer), np.inf)
    np.minimum.at(nearest, owner, away)
    picked: set[int] = set()
    units = 0
    for index in np.argsort(nearest, kind="stable").tolist():
        if picked and units + len(answer[index].units) > size:
            break
        picked.add(index)
        units += len(answer[index].units)
    return picked


def distance_to(model: Model, units: Sequence[int]) -> NDArray[np.float64]:
    """Metres of one teacher's year from every unit to the nearest of some units, shape (units,)."""
    held = list(units)
    rows: NDArray[np.float64] = (model.between[held] / model.sizes[None, :]).min(axis=0)
    return rows


def inside(part: Part, column: Column) -> Column:
    """A column of the whole model as a column of a part that holds its units."""
    units = np.searchsorted(part.units, column.units).tolist()
    return make_column(part.model, units, part.groups.index(column.group))


def outside(model: Model, part: Part, column: Column) -> Column:
    """A column of a part as a column of the whole model."""
    return make_column(model, part.units[list(column.units)].tolist(), part.groups[column.group])
