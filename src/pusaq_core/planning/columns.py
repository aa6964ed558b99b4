"""Column generation: caseloads worth considering, and a lower bound that holds after every round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pusaq_core.planning.master import Column, Duals, Limits, Master, make_column
from pusaq_core.planning.pricing import NEVER, ClassPricer, Priced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from pusaq_core.planning.model import Model
    from pusaq_core.planning.problem import Stop

SMOOTHING = 0.7
"""Weight of the best duals so far (Wentges 1997)."""

TOLERANCE = 1.0
"""Metres below which a column is not worth adding."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The state of column generation.

    Attributes:
        bound: lower bound in metres on every answer within the limits.
        duals: the prices that give `bound`.
        columns: every column made.
        values: use of each column in the last linear programme.
        converged: True when no column improves the linear programme.
    """

    bound: float
    duals: Duals
    columns: list[Column]
    values: NDArray[np.float64]
    converged: bool


class Pricing:
    """All classes of a model, priced together.

    Args:
        model: the problem.
        limits: what an answer must keep.
    """

    def __init__(self, model: Model, limits: Limits) -> None:
        """Lay out one table a class."""
        self.model = model
        self.limits = limits
        self.pricers = [ClassPricer(model, kind) for kind in model.classes]

    def price(self, duals: Duals) -> list[Priced]:
        """Fill the table of every class."""
        short = duals.short if self.limits.short else None
        return [pricer.price(duals.units, short) for pricer in self.pricers]

    def least(self, priced: list[Priced]) -> NDArray[np.float64]:
        """Least reduced cost of each group of accompanists, shape (groups,)."""
        least = np.full(len(self.model.groups), NEVER)
        for table in priced:
            np.minimum.at(least, self.model.site_group[table.pricer.sites], table.best())
        return least

    def bound(self, duals: Duals, least: NDArray[np.float64]) -> float:
        """Lagrangian bound: what the duals pay, plus the cheapest lawful number of caseloads."""
        return (
            float(duals.units.sum())
            - duals.short * self.limits.short
            + cheapest(self.model, self.limits, least)
        )

    def columns(self, priced: list[Priced], below: NDArray[np.float64], most: int) -> list[Column]:
        """The best columns, at most one a site and class, whose reduced cost is below their group's value."""
        offers: list[tuple[float, int, int]] = []
        for index, table in enumerate(priced):
            gain = table.best() - below[self.model.site_group[table.pricer.sites]]
            offers.extend((float(gain[row]), index, int(row)) for row in np.flatnonzero(gain < -TOLERANCE))
        offers.sort()
        made = []
        for _, index, row in offers[:most]:
            table = priced[index]
            units = table.units(row, int(table.end[row].argmin()))
            made.append(make_column(self.model, units, int(self.model.site_group[table.pricer.sites[row]])))
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
    for group in np.argsort(least, kind="stable").tolist():
        room = model.groups[group].limit - (group == taken)
        want = fewest if least[group] >= 0 else most
        number = max(0, min(room, want - count))
        total += number * float(least[group])
        count += number
    return total


def generate(
    model: Model,
    limits: Limits,
    start: Iterable[Column],
    *,
    rounds: int,
    stop: Stop,
    upper: Callable[[], float] | None = None,
) -> Relaxation:
    """Generate columns until none improves the linear programme, or the rounds are used up.

    Args:
        model: the problem.
        limits: what an answer must keep.
        start: columns that contain at least one whole answer.
        rounds: most linear programmes solved.
        stop: asked once a round.
        upper: metres of the best answer known; reaching it with the bound ends the search.

    Returns:
        Columns, bound and duals.
    """
    master = Master(model, limits)
    for column in start:
        master.add(column)
    pricing = Pricing(model, limits)
    per_round = max(30, len(model.sizes))
    best, centre = -np.inf, Duals(np.zeros(len(model.sizes)), 0.0)
    converged = False
    for _ in range(rounds):
        value = master.solve()
        duals = master.duals()
        below = master.thresholds()
        added = 0
        for weight in (SMOOTHING, 0.0) if np.isfinite(best) else (0.0,):
            point = _between(centre, duals, weight)
            priced = pricing.price(point)
            bound = pricing.bound(point, pricing.least(priced))
            if bound > best:
                best, centre = bound, point
            columns = pricing.columns(priced, below, per_round)
            for column in columns:
                if _reduced(column, duals) < below[column.group] - TOLERANCE:
                    added += master.add(column)
            if added:
                break
        if not added or value - best <= 1e-6 * abs(value):
            converged = True
            break
        if stop() or (upper is not None and best >= upper() - TOLERANCE):
            break
    return Relaxation(best, centre, master.columns, master.values(), converged)


def _between(centre: Duals, duals: Duals, weight: float) -> Duals:
    return Duals(
        np.round(weight * centre.units + (1 - weight) * duals.units),
        float(round(weight * centre.short + (1 - weight) * duals.short)),
    )


def _reduced(column: Column, duals: Duals) -> float:
    return column.cost - float(duals.units[list(column.units)].sum()) + duals.short * column.short
