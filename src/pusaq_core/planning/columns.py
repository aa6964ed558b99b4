"""Column generation: caseloads worth considering, and a lower bound that holds after every round.

Why a caseload is one variable: minimum, maximum, language and the choice of the base are then inside a
column, and the linear programme sees only that each unit is in one. A model of units and bases in CP-SAT
ended at 150 units, after 20 s, with 77 to 90 % of its kilometres above its bound; this search leaves 0 to 10
% in up to 36 s (benchmarks/README.md).

Prices of any kind give a true bound (Lagrange): what the rows pay, plus the cheapest lawful number of
caseloads at these prices. So the search may end after any round, prices may be rounded, and smoothing them
towards the best ones so far, which keeps them from swinging in the first rounds, costs no truth. What is
given up: the bound is that of the linear programme, not of whole caseloads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pusaq_core.planning.master import Column, Cut, Duals, Limits, Master, make_column
from pusaq_core.planning.pricing import NEVER, ClassPricer, Tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pusaq_core.planning.model import Model
    from pusaq_core.planning.problem import Stop

SMOOTHING = 0.7
"""Weight of the best duals so far (Wentges 1997)."""

TOLERANCE = 1.0
"""Metres below which a column is not worth adding."""


@dataclass(frozen=True, slots=True)
class Work:
    """When column generation ends.

    Attributes:
        upper: metres of the best answer known; a bound that reaches it ends the search.
        rounds: most linear programmes of each column generation.
        families: times that capacity cuts are added.
        stop: asked once a round.
    """

    upper: float
    rounds: int
    families: int
    stop: Stop


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What column generation leaves.

    Attributes:
        bound: lower bound in metres on every answer within the limits.
        duals: the prices that give `bound`, of the cuts of `master`.
        master: the linear programme with every column made, solved.
    """

    bound: float
    duals: Duals
    master: Master


class Pricing:
    """All classes of a model, priced together.

    Args:
        model: the problem.
        limits: what an answer must keep.
        cuts: capacity cuts over laminar sets; the duals name one price for each.
    """

    def __init__(self, model: Model, limits: Limits, cuts: Sequence[Cut]) -> None:
        """Lay out one table a class."""
        self.model = model
        self.limits = limits
        self.cuts = tuple(cuts)
        self.pricers = [ClassPricer(model, kind, [cut.units for cut in cuts]) for kind in model.classes]

    def tables(self, duals: Duals) -> list[Tables]:
        """Fill the tables of every class."""
        return [pricer.tables(duals, self.limits.short) for pricer in self.pricers]

    def least(self, tables: Sequence[Tables]) -> NDArray[np.float64]:
        """Least reduced cost of each group of accompanists, shape (groups,)."""
        least = np.full(len(self.model.groups), NEVER)
        for pricer, table in zip(self.pricers, tables, strict=True):
            np.minimum.at(least, self.model.site_group[pricer.sites], pricer.least(table))
        return least

    def bound(self, duals: Duals, least: NDArray[np.float64]) -> float:
        """Lagrangian bound: what the rows pay, plus the cheapest lawful number of caseloads."""
        return duals.paid(self.limits, self.cuts) + cheapest(self.model, self.limits, least)

    def columns(self, tables: Sequence[Tables], below: NDArray[np.float64], most: int) -> list[Column]:
        """The best columns, at most one a site and class, whose reduced cost is below their group's value."""
        offers: list[tuple[float, int, int]] = []
        for index, (pricer, table) in enumerate(zip(self.pricers, tables, strict=True)):
            gain = pricer.least(table) - below[self.model.site_group[pricer.sites]]
            offers.extend((float(gain[row]), index, int(row)) for row in np.flatnonzero(gain < -TOLERANCE))
        offers.sort()
        made: list[Column] = []
        for index, (pricer, table) in enumerate(zip(self.pricers, tables, strict=True)):
            rows = np.array([row for _, of, row in offers[:most] if of == index], dtype=np.int64)
            groups = self.model.site_group[pricer.sites[rows]].tolist()
            made.extend(
                make_column(self.model, units, group)
                for units, group in zip(pricer.trace(table, rows), groups, strict=True)
            )
        return made


def cheapest(model: Model, limits: Limits, least: NDArray[np.float64], *, taken: int | None = None) -> float:
    """Least sum of reduced costs of a lawful number of caseloads, each group used up to its limit.

    Args:
        model: the problem.
        limits: how many caseloads there may be.
        least: least reduced cost of each group.
        taken: a group of which one is already used; one caseload fewer is then counted.

    Returns:
        The sum in metres.
    """
    used = 0 if taken is None else 1
    fewest, most = limits.fewest - used, limits.most - used
    total, count = 0.0, 0
    # Groups in the order of their cheapest caseload. Those that cost are taken only until there are enough,
    # those that gain as long as there may be more.
    for group in np.argsort(least, kind="stable").tolist():
        room = model.groups[group].limit - (group == taken)
        want = fewest if least[group] >= 0 else most
        number = max(0, min(room, want - count))
        total += number * float(least[group])
        count += number
    return total


def thresholds(
    model: Model, limits: Limits, least: NDArray[np.float64], paid: float, upper: float
) -> NDArray[np.float64]:
    """Largest reduced cost by group that an answer cheaper than `upper` can contain, shape (groups,)."""
    return np.array(
        [upper - 1 - paid - cheapest(model, limits, least, taken=g) for g in range(len(model.groups))]
    )


def generate(
    model: Model,
    limits: Limits,
    start: Sequence[Column],
    *,
    work: Work,
    cuts: Sequence[Cut] = (),
    centre: Duals | None = None,
) -> Relaxation:
    """Generate columns until none improves the linear programme, or the rounds are used up.

    Args:
        model: the problem.
        limits: what an answer must keep.
        start: columns that contain at least one whole answer.
        work: when to end.
        cuts: capacity cuts over laminar sets.
        centre: prices near which to start.

    Returns:
        Columns, bound and duals.
    """
    master = Master(model, limits)
    master.restart(start, cuts)
    pricing = Pricing(model, limits, cuts)
    best, smoothing = -np.inf, SMOOTHING if centre is not None else 0.0
    centre = centre or Duals(np.zeros(len(model.sizes)), 0.0, np.zeros(len(cuts)))
    for _ in range(work.rounds):
        value = master.solve()
        duals, below = master.duals(), master.thresholds()
        added = 0
        # Smoothed prices may find nothing although true ones would (a mis-pricing): then the true ones are
        # asked.
        for weight in (smoothing, 0.0) if smoothing else (0.0,):
            point = _between(centre, duals, weight)
            tables = pricing.tables(point)
            bound = pricing.bound(point, pricing.least(tables))
            if bound > best:
                best, centre = bound, point
            columns = pricing.columns(tables, below, max(30, len(model.sizes)))
            added = sum(master.add(column) for column in columns)
            if added:
                break
        smoothing = SMOOTHING
        if not added or value - best <= TOLERANCE or best >= work.upper - TOLERANCE or work.stop():
            break
    master.solve()
    return Relaxation(best, centre, master)


def _between(centre: Duals, duals: Duals, weight: float) -> Duals:
    # Whole metres: sums of them are exact, so the order of summing cannot change which column is best.
    return Duals(
        np.round(weight * centre.units + (1 - weight) * duals.units),
        float(round(weight * centre.short + (1 - weight) * duals.short)),
        np.round(weight * centre.cuts + (1 - weight) * duals.cuts),
    )
