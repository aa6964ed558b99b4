"""A first answer: the packing filled with near units, and accompanists put where they cost least."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ortools.graph.python import linear_sum_assignment

from pusaq_core.planning.master import Column, make_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pusaq_core.planning.model import Model
    from pusaq_core.planning.packing import ItemType


def fill_packing(
    model: Model,
    types: Sequence[ItemType],
    bins: Sequence[dict[ItemType, int]],
    *,
    units: Sequence[int] | None = None,
) -> list[tuple[int, ...]]:
    """Fill each bin of a packing with units of its types that lie near each other.

    Starts from the unit that lies farthest from all others and gives it, among the bins that want its type,
    the one that can be filled at the least cost.

    Args:
        model: the problem.
        types: type of each unit.
        bins: how many units of each type every caseload takes.
        units: units to be put in, all of them by default.

    Returns:
        The units of each caseload.
    """
    # The remotest unit has the fewest neighbours to be put with. Left to the end it would get what nobody
    # wanted; greedy all the same, which the dive and the pieces mend.
    near = model.between
    left: dict[ItemType, list[int]] = {}
    wanted = range(len(types)) if units is None else units
    for unit in wanted:
        left.setdefault(types[unit], []).append(unit)
    waiting = [dict(b) for b in bins]
    order = sorted(wanted, key=lambda u: (-float(near[u].sum()), u))
    filled = []
    for seed in order:
        if seed not in left[types[seed]]:
            continue
        shapes: dict[frozenset[tuple[ItemType, int]], int] = {}
        for index, content in enumerate(waiting):
            if content.get(types[seed]):
                shapes.setdefault(frozenset(content.items()), index)
        offers = [(_nearest(near, seed, waiting[index], left), index) for index in shapes.values()]
        (_, chosen), index = min(offers, key=lambda offer: (offer[0][0], offer[1]))
        waiting.pop(index)
        for unit in chosen:
            left[types[unit]].remove(unit)
        filled.append(tuple(sorted(chosen)))
    return filled


def _nearest(
    near: NDArray[np.float64],
    seed: int,
    content: dict[ItemType, int],
    left: dict[ItemType, list[int]],
) -> tuple[float, list[int]]:
    """Cost per teacher and units of a bin filled around a seed."""
    chosen = [seed]
    for t, copies in content.items():
        others = sorted((u for u in left[t] if u != seed), key=lambda u: (float(near[seed, u]), u))
        chosen.extend(others[: copies - (seed in left[t])])
    load = sum(t.size * copies for t, copies in content.items())
    return float(near[seed, chosen].sum()) / load, chosen


def put_accompanists(model: Model, shares: Sequence[tuple[int, ...]]) -> list[Column]:
    """Give every caseload an accompanist, at the least cost in all.

    Args:
        model: the problem; it has at least as many accompanists as there are caseloads.
        shares: the units of each caseload.

    Returns:
        One column a caseload, in the same order.

    Raises:
        ValueError: fewer accompanists than caseloads.
    """
    if len(model.groups) == 1 and model.groups[0].limit >= len(shares):
        return [make_column(model, share, 0) for share in shares]
    seats = [g for g, group in enumerate(model.groups) for _ in range(min(group.limit, len(shares)))]
    if len(seats) < len(shares):
        raise ValueError(f"{len(shares)} caseloads are needed and there are {len(seats)} accompanists")
    offers = [{g: make_column(model, share, g) for g in sorted(set(seats))} for share in shares]
    solver: Any = linear_sum_assignment.SimpleLinearSumAssignment()
    for row in range(len(seats)):
        for seat, group in enumerate(seats):
            cost = int(offers[row][group].cost) if row < len(shares) else 0
            solver.add_arc_with_cost(row, seat, cost)
    if solver.solve() != solver.OPTIMAL:
        raise RuntimeError("the assignment of accompanists to caseloads failed")
    return [offers[row][seats[solver.right_mate(row)]] for row in range(len(shares))]
