"""Capacity cuts: a set of units needs at least so many caseloads, however it is served.

The linear programme serves a cluster of schools by fractions of caseloads; where the whole territory is
nearly full, these rounded capacities (Laporte, Nobert and Desrochers 1985) close much of the gap.

Finding the most violated set is itself a hard problem. What is given up is finding it for certain: sets are
grown and shrunk greedily, from clusters of neighbours and from what the programme uses in part, and only
cuts over nested or disjoint sets are kept, because the pricing can carry no others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pusaq_core.planning.columns import TOLERANCE, generate
from pusaq_core.planning.master import Cut
from pusaq_core.planning.packing import ItemType, pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from pusaq_core.planning.columns import Relaxation, Work
    from pusaq_core.planning.master import Column, Duals, Limits, Master
    from pusaq_core.planning.model import Model

VIOLATION = 0.05
STEPS = 12
"""Units that the search for a violated set adds or leaves out before it gives up."""

CUTS_A_ROUND = 20

DEPTH = 4
"""Most sets around one unit: the tables of the pricing grow with it."""

WORTHWHILE = 0.001
"""Part of the bound by which a family of cuts should raise it."""


def clusters(model: Model) -> list[frozenset[int]]:
    """Clusters of near units: average linkage from pairs upwards, without the whole.

    Args:
        model: the problem.

    Returns:
        A laminar family of at most units - 2 sets.
    """
    away = model.between / model.sizes[None, :]
    away = (away + away.T) / 2
    np.fill_diagonal(away, np.inf)
    members = [frozenset([unit]) for unit in range(len(away))]
    found = []
    for _ in range(len(away) - 2):
        first, second = sorted(divmod(int(away.argmin()), len(away)))
        a, b = len(members[first]), len(members[second])
        members[first] |= members[second]
        found.append(members[first])
        merged = (a * away[first] + b * away[second]) / (a + b)
        away[first, :], away[:, first] = merged, merged
        away[second, :], away[:, second] = np.inf, np.inf
        away[first, first] = np.inf
    return found


def _by_language(model: Model) -> list[frozenset[int]]:
    """The units of each language, where there are several."""
    spoken = sorted(set(model.languages[model.languages >= 0].tolist()))
    if len(spoken) < 2:
        return []
    return [frozenset(np.flatnonzero(model.languages == language).tolist()) for language in spoken]


def capacity_cut(model: Model, units: Iterable[int]) -> Cut:
    """The cut of a set: the fewest caseloads that its units fit in."""
    held = frozenset(units)
    return Cut(held, 1, 1, pack(_types(model, held)).fewest)


def _types(model: Model, units: Iterable[int]) -> list[ItemType]:
    return [
        ItemType(
            None if model.languages[u] < 0 else str(model.languages[u]),
            int(model.maxima[u]),
            None,
            int(model.sizes[u]),
        )
        for u in sorted(units)
    ]


def violated_capacities(master: Master, starts: Sequence[frozenset[int]] = ()) -> list[Cut]:
    """Sets that the linear programme serves with fewer caseloads than they need.

    From every start, and from every column used in part, units are added and left out one by one as long as
    that raises the need or lowers the use.

    Args:
        master: solved.
        starts: further sets to start from.

    Returns:
        Violated cuts, the most violated first.
    """
    used = master.used()
    touch = np.zeros((len(used), len(master.model.sizes)), dtype=bool)
    for row, (column, _) in enumerate(used):
        touch[row, list(column.units)] = True
    value = np.array([share for _, share in used])
    volume = master.model.sizes / master.model.maxima
    known = {cut.units for cut in master.cuts if cut.holding == 1}
    found: dict[Cut, float] = {}
    tried: set[frozenset[int]] = set()
    seen: set[frozenset[int]] = set()
    for start in [*starts, *(frozenset(c.units) for c, share in used if share < 1 - 1e-6)]:
        best = _climb(start, touch, value, volume, seen)
        if best in known or best in tried:
            continue
        tried.add(best)
        served = float(value[touch[:, sorted(best)].any(axis=1)].sum())
        # Rounding up adds less than one caseload, so this set could be violated only if it packs far worse
        # than its volume; such a cut is forgone rather than every set packed.
        if served - float(volume[sorted(best)].sum()) >= 1 - VIOLATION:
            continue
        cut = capacity_cut(master.model, best)
        if cut.rhs - served > VIOLATION:
            found[cut] = round(cut.rhs - served, 6)
    order = sorted(found, key=lambda cut: (-found[cut], len(cut.units), sorted(cut.units)))
    return order[:CUTS_A_ROUND]


def _climb(
    start: frozenset[int],
    touch: NDArray[np.bool_],
    value: NDArray[np.float64],
    volume: NDArray[np.float64],
    seen: set[frozenset[int]],
) -> frozenset[int]:
    """The most violated set on the way that adds or leaves out the best unit each time."""
    inside = np.zeros(touch.shape[1], dtype=bool)
    inside[list(start)] = True
    best, best_excess = start, -np.inf
    held = touch[:, inside].sum(axis=1)
    for _ in range(STEPS):
        # What the use of caseloads gains by a unit that none of the set's caseloads holds, and loses with
        # one that alone ties a caseload to the set.
        joins = (value[:, None] * (touch & (held == 0)[:, None])).sum(axis=0)
        leaves = (value[:, None] * (touch & (held == 1)[:, None])).sum(axis=0)
        served = float(value[held > 0].sum()) + np.where(inside, -leaves, joins)
        need = float(volume[inside].sum()) + np.where(inside, -volume, volume)
        excess = np.round(np.ceil(need - 1e-9) - served, 6)
        # Among equals, the set that is nearest to needing one caseload more.
        order = np.lexsort((np.round(served - need, 6), -excess))
        unit = int(order[0])
        inside[unit] = not inside[unit]
        held = held + np.where(inside[unit], 1, -1) * touch[:, unit]
        key = frozenset(np.flatnonzero(inside).tolist())
        if not key or key in seen:
            break
        seen.add(key)
        if excess[unit] > best_excess:
            best, best_excess = key, float(excess[unit])
    return best


def laminar(preferred: Sequence[Cut], depth: int) -> list[Cut]:
    """Keep cuts, the first ones first, whose sets are nested in or disjoint from all kept before.

    Args:
        preferred: cuts by preference.
        depth: most sets around one unit.

    Returns:
        The cuts kept.
    """
    kept: list[Cut] = []
    for cut in preferred:
        nested = all(
            cut.units <= other.units or other.units <= cut.units or cut.units.isdisjoint(other.units)
            for other in kept
        )
        if nested and max(_depth([*kept, cut], unit) for unit in cut.units) <= depth:
            kept.append(cut)
    return kept


def _depth(cuts: Sequence[Cut], unit: int) -> int:
    return sum(unit in cut.units for cut in cuts)


def relax(
    model: Model,
    limits: Limits,
    start: Sequence[Column],
    *,
    work: Work,
    centre: Duals | None = None,
) -> Relaxation:
    """Column generation, then again with violated capacity cuts, as long as these raise the bound.

    Args:
        model: the problem.
        limits: what an answer must keep.
        start: columns that contain at least one whole answer.
        work: when to end.
        centre: prices to start from, such as those of a larger problem.

    Returns:
        The relaxation of the best bound, with its cuts in the master.
    """
    best = generate(model, limits, start, work=work, centre=centre)
    near: list[frozenset[int]] = []
    for _ in range(work.families):
        if work.upper - best.bound <= TOLERANCE or best.master.whole() or work.stop():
            break
        near = near or [*clusters(model), *_by_language(model)]
        prices = best.master.duals().cuts
        # Cuts that bind come first into the family: a new one must fit them, not they it.
        binding = [cut for cut, price in zip(best.master.cuts, prices, strict=True) if price]
        family = laminar([*binding, *violated_capacities(best.master, near)], DEPTH)
        if len(family) == len(binding):
            break
        new = generate(model, limits, best.master.columns, work=work, cuts=family)
        rise = new.bound - best.bound
        if rise > 0:
            best = new
        if rise < WORTHWHILE * new.bound:
            break
    return best
