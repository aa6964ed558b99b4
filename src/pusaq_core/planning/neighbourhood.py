"""Improving an answer piece by piece: neighbouring caseloads are taken apart and solved again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pusaq_core.planning.exact import Budget, solve_exactly, total
from pusaq_core.planning.master import Limits, make_column
from pusaq_core.planning.model import restrict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

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


def improve(
    model: Model,
    limits: Limits,
    answer: Sequence[Column],
    search: Search,
    *,
    goal: float,
    stop: Stop,
    seed: int,
) -> tuple[Column, ...]:
    """Solve pieces of an answer again until no piece of the largest size gets better.

    A piece is a caseload with those nearest to it. Pieces proven optimal are not tried again.

    Args:
        model: the problem.
        limits: what an answer must keep.
        answer: where to start.
        search: sizes and work limits.
        goal: metres at which nothing is left to gain.
        stop: asked before each piece.
        seed: random seed of the order of pieces.

    Returns:
        An answer at least as good.
    """
    rng = np.random.default_rng(seed)
    current = list(answer)
    settled: set[frozenset[tuple[int, ...]]] = set()
    solves = 0
    for size in search.sizes:
        improved = True
        while improved:
            improved = False
            for unit in rng.permutation(len(model.sizes)).tolist():
                if solves >= search.solves or total(current) - goal < 1 or stop():
                    return tuple(current)
                centre = next(i for i, column in enumerate(current) if unit in column.units)
                picked = _piece(model, current, centre, size)
                key = frozenset(current[i].units for i in picked)
                if key in settled:
                    continue
                solves += 1
                new, proven = _solve_piece(
                    model, limits, current, picked, search.budget, stop=stop, seed=seed
                )
                if proven:
                    settled.add(frozenset(column.units for column in new))
                else:
                    settled.add(key)
                if total(new) < total([current[i] for i in picked]):
                    improved = True
                    current = [column for i, column in enumerate(current) if i not in picked] + new
    return tuple(current)


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


def _solve_piece(
    model: Model,
    limits: Limits,
    answer: list[Column],
    picked: set[int],
    budget: Budget,
    *,
    stop: Stop,
    seed: int,
) -> tuple[list[Column], bool]:
    """Solve some caseloads of an answer again; also says whether the piece is proven optimal."""
    piece = [answer[i] for i in sorted(picked)]
    available = {g: group.limit for g, group in enumerate(model.groups)}
    for index, column in enumerate(answer):
        if index not in picked:
            available[column.group] -= 1
    part = restrict(model, [u for c in piece for u in c.units], {g: n for g, n in available.items() if n > 0})
    place = {int(u): i for i, u in enumerate(part.units)}
    inner_group = {g: i for i, g in enumerate(part.groups)}
    start = [make_column(part.model, [place[u] for u in c.units], inner_group[c.group]) for c in piece]
    inner = Limits(
        max(1, limits.fewest - (len(answer) - len(piece))),
        limits.most - (len(answer) - len(piece)),
        limits.short - (sum(c.short for c in answer) - sum(c.short for c in piece)),
    )
    solved = solve_exactly(part.model, inner, start, budget=budget, stop=stop, seed=seed)
    if total(solved.answer) >= total(piece):
        return piece, solved.proven
    return [outside(model, part, column) for column in solved.answer], solved.proven


def outside(model: Model, part: Part, column: Column) -> Column:
    """A column of a part as a column of the whole model."""
    return make_column(model, part.units[list(column.units)].tolist(), part.groups[column.group])
