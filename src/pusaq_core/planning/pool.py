"""Every caseload that an answer better than the best known one can contain.

A caseload whose reduced cost exceeds the gap between bound and best answer cannot be part of a better one
(Baldacci, Christofides and Mingozzi 2008). The others are listed site by site: units join in order of reduced
cost, all open caseloads at once, and a caseload is left as soon as nothing that may still join brings it
below the threshold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pusaq_core.planning.master import Column
from pusaq_core.planning.pricing import NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pusaq_core.planning.columns import Pricing
    from pusaq_core.planning.master import Duals
    from pusaq_core.planning.pricing import ClassPricer

SITES_AT_ONCE = 64
"""Sites listed together; bounds the memory of the tables."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Caseloads as arrays.

    Attributes:
        members: units ascending, filled up with the number of units, shape (caseloads, most units).
        group: group of accompanists, shape (caseloads,).
        site: best site, shape (caseloads,).
        cost: metres, shape (caseloads,).
        short: teachers below the minimum, shape (caseloads,).
    """

    members: NDArray[np.int16]
    group: NDArray[np.int64]
    site: NDArray[np.int64]
    cost: NDArray[np.float64]
    short: NDArray[np.int64]

    def __len__(self) -> int:
        """How many caseloads there are."""
        return len(self.cost)

    def keep(self, which: NDArray[np.bool_]) -> Pool:
        """The caseloads of a mask."""
        return Pool(
            self.members[which], self.group[which], self.site[which], self.cost[which], self.short[which]
        )

    def column(self, index: int, units: int) -> Column:
        """One caseload as a column of the master; `units` is the number of units of the problem."""
        held = tuple(u for u in self.members[index].tolist() if u < units)
        return Column(
            int(self.group[index]),
            held,
            int(self.site[index]),
            float(self.cost[index]),
            int(self.short[index]),
        )

    def reduced(self, duals: Duals) -> NDArray[np.float64]:
        """Reduced cost of each caseload without row prices and cuts, shape (caseloads,)."""
        worth = np.append(duals.units, 0.0)[self.members].sum(axis=1)
        reduced: NDArray[np.float64] = self.cost - worth + duals.short * self.short
        return reduced


def list_pool(pricing: Pricing, duals: Duals, below: NDArray[np.float64], *, most: int) -> Pool | None:
    """List every caseload whose reduced cost is at most the threshold of its group.

    Args:
        pricing: the classes of the model.
        duals: prices of the units.
        below: threshold in metres of each group, shape (groups,).
        most: give up above so many.

    Returns:
        The pool, or None when there are more.
    """
    model = pricing.model
    short_price = duals.short if pricing.limits.short else None
    parts: list[_Listed] = []
    total = 0
    for pricer in pricing.pricers:
        for first in range(0, len(pricer.sites), SITES_AT_ONCE):
            rows = np.arange(first, min(first + SITES_AT_ONCE, len(pricer.sites)))
            threshold = below[model.site_group[pricer.sites[rows]]]
            part = _list_sites(pricer, rows, duals, short_price, threshold, most - total)
            if part is None:
                return None
            total += len(part.value)
            parts.append(part)
    return _without_repeats(pricing, parts)


@dataclass(frozen=True, slots=True)
class _Listed:
    members: NDArray[np.int16]
    site: NDArray[np.int64]
    value: NDArray[np.float64]


@dataclass(slots=True)
class _Open:
    """Caseloads under construction: row of the site, load, plane, reduced cost, members."""

    row: NDArray[np.int64]
    load: NDArray[np.int64]
    plane: NDArray[np.int64]
    value: NDArray[np.float64]
    count: NDArray[np.int64]
    members: NDArray[np.int16]

    def take(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> _Open:
        return _Open(
            self.row[which],
            self.load[which],
            self.plane[which],
            self.value[which],
            self.count[which],
            self.members[which],
        )

    def joined(self, other: _Open) -> _Open:
        return _Open(
            np.concatenate([self.row, other.row]),
            np.concatenate([self.load, other.load]),
            np.concatenate([self.plane, other.plane]),
            np.concatenate([self.value, other.value]),
            np.concatenate([self.count, other.count]),
            np.concatenate([self.members, other.members]),
        )


@dataclass(frozen=True, slots=True)
class _Tables:
    """Per position in the order of each site: unit, reduced cost, size, mark, and the best completions."""

    order: NDArray[np.int64]
    reduced: NDArray[np.float64]
    size: NDArray[np.int64]
    marks: NDArray[np.bool_]
    end: NDArray[np.float64]
    rest: NDArray[np.float64]
    more: NDArray[np.float64]


def _list_sites(
    pricer: ClassPricer,
    rows: NDArray[np.int64],
    duals: Duals,
    short_price: float | None,
    threshold: NDArray[np.float64],
    most: int,
) -> _Listed | None:
    """List the caseloads of some sites of a class; None when there are more than `most`."""
    reduced = pricer.cost[rows] - duals.units[pricer.units][None, :]
    own = pricer.base[rows]
    based = np.flatnonzero(own >= 0)
    tables = _tables(pricer, reduced, own, pricer.end_price(short_price))
    width = pricer.kind.cap // int(pricer.sizes.min()) + 1
    state = _Open(
        row=np.arange(len(rows)),
        load=pricer.start_load[rows],
        plane=pricer.start_plane[rows],
        value=np.zeros(len(rows)),
        count=(own >= 0).astype(np.int64),
        members=np.full((len(rows), width), -1, dtype=np.int16),
    )
    state.value[based] = reduced[based, own[based]]
    state.members[based, 0] = own[based]
    done = [state.take((state.count > 0) & _closes(state, tables, threshold, pricer.planes))]
    total = len(done[0].row)
    for position in range(reduced.shape[1]):
        useful = state.value + tables.more[position, state.plane, state.row, state.load]
        state = state.take(useful <= threshold[state.row])
        if not len(state.row):
            break
        grown = _grow(state, tables, position, threshold)
        closing = grown.take(_closes(grown, tables, threshold, pricer.planes))
        total += len(closing.row)
        if total > most or len(state.row) + len(grown.row) > most:
            return None
        done.append(closing)
        state = state.joined(grown)
    members = np.concatenate([part.members for part in done])
    row = np.concatenate([part.row for part in done])
    value = np.concatenate([part.value + tables.end[part.load] for part in done])
    names = np.append(pricer.units, -1).astype(np.int16)[members]
    return _Listed(names, pricer.sites[rows[row]], value)


def _closes(state: _Open, tables: _Tables, threshold: NDArray[np.float64], planes: int) -> NDArray[np.bool_]:
    """Whether a caseload is lawful as it stands and within the threshold."""
    closes: NDArray[np.bool_] = (state.plane == planes - 1) & (
        state.value + tables.end[state.load] <= threshold[state.row]
    )
    return closes


def _grow(state: _Open, tables: _Tables, position: int, threshold: NDArray[np.float64]) -> _Open:
    """All caseloads that take the unit at a position and can still end within the threshold."""
    load = state.load + tables.size[state.row, position]
    fits = np.flatnonzero(load < len(tables.end))
    row, load = state.row[fits], load[fits]
    value = state.value[fits] + tables.reduced[row, position]
    last = len(tables.more[0]) - 1
    plane = np.where(tables.marks[row, position], last, state.plane[fits])
    good = value + tables.rest[position + 1, plane, row, load] <= threshold[row]
    grown = state.take(fits[good])
    grown.load, grown.value, grown.plane = load[good], value[good], plane[good]
    grown.members[np.arange(len(grown.row)), grown.count] = tables.order[grown.row, position]
    grown.count = grown.count + 1
    return grown


def _tables(
    pricer: ClassPricer, reduced: NDArray[np.float64], own: NDArray[np.int64], end: NDArray[np.float64]
) -> _Tables:
    """Order the units of each site and fill in the best completions from the last position on."""
    others = reduced.copy()
    based = np.flatnonzero(own >= 0)
    others[based, own[based]] = NEVER
    order = np.argsort(others, axis=1, kind="stable")
    ordered = np.take_along_axis(others, order, axis=1)
    size, marks = pricer.sizes[order], pricer.marks[order]
    rows, units = others.shape
    cap, planes = pricer.kind.cap, pricer.planes
    rest = np.full((units + 1, planes, rows, cap + 1), NEVER)
    more = np.full((units + 1, planes, rows, cap + 1), NEVER)
    rest[units, planes - 1] = end[None, :]
    loads = np.arange(cap + 1)
    for position in range(units - 1, -1, -1):
        load = loads[None, :] + size[:, position, None]
        fits = load <= cap
        after = np.minimum(load, cap)
        for plane in range(planes):
            ahead = np.take_along_axis(rest[position + 1, plane], after, axis=1)
            if plane < planes - 1:
                marked = np.take_along_axis(rest[position + 1, planes - 1], after, axis=1)
                ahead = np.where(marks[:, position, None], marked, ahead)
            taken = np.where(fits, ahead + ordered[:, position, None], NEVER)
            np.minimum(rest[position + 1, plane], taken, out=rest[position, plane])
            np.minimum(more[position + 1, plane], taken, out=more[position, plane])
    return _Tables(order, ordered, size, marks, end, rest, more)


def _without_repeats(pricing: Pricing, parts: list[_Listed]) -> Pool:
    """One entry a group and set of units, at its cheapest site."""
    model = pricing.model
    count = len(model.sizes)
    width = max((part.members.shape[1] for part in parts), default=1)
    members = np.concatenate(
        [np.pad(p.members, ((0, 0), (0, width - p.members.shape[1])), constant_values=-1) for p in parts]
    )
    members = np.where(members < 0, np.int16(count), members)
    members.sort(axis=1)
    site = np.concatenate([part.site for part in parts])
    cost = model.cost[site[:, None], np.minimum(members, count - 1)]
    cost = np.where(members < count, cost, 0.0).sum(axis=1)
    group = model.site_group[site]
    mixed = group.astype(np.uint64)
    for place in range(width):
        mixed = mixed * np.uint64(1_000_003) + members[:, place].astype(np.uint64)
    by = np.lexsort((site, cost, mixed))
    same = mixed[by][1:] == mixed[by][:-1]
    same &= (members[by][1:] == members[by][:-1]).all(axis=1) & (group[by][1:] == group[by][:-1])
    first = by[np.append(True, ~same)] if len(by) else by
    members, group, site, cost = members[first], group[first], site[first], cost[first]
    return Pool(members, group, site, cost, _shortfalls(pricing, members))


def _shortfalls(pricing: Pricing, members: NDArray[np.int16]) -> NDArray[np.int64]:
    model = pricing.model
    load = np.append(model.sizes, 0)[members].sum(axis=1)
    none = np.iinfo(np.int64).max
    wished = np.append(np.where(model.minima > 0, model.minima, none), none)[members].min(axis=1)
    return np.where(wished < none, np.maximum(0, wished - load), 0)
