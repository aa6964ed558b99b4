"""Every caseload that an answer better than the best known one can contain.

A caseload whose reduced cost exceeds the gap between bound and best answer cannot be part of a better one
(Baldacci, Christofides and Mingozzi 2008). The others are listed site by site: units join one after the
other, all open caseloads at once, and a caseload is left as soon as nothing that may still join brings it
below the threshold.

Why a list instead of branching: no tree, no node whose prices must be found anew, and every step is an
operation on whole arrays. It ends the small UGEL (25 problems of five real UGEL were all proven optimal;
benchmarks/README.md). What is given up: the number of caseloads grows with the gap, so there is a limit, and
above it no list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pusaq_core.planning.master import Column

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pusaq_core.planning.columns import Pricing
    from pusaq_core.planning.master import Cut, Duals
    from pusaq_core.planning.pricing import ClassPricer, Tables

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
        """Reduced cost of each caseload without what cuts pay, shape (caseloads,)."""
        worth = np.append(duals.units, 0.0)[self.members].sum(axis=1)
        reduced: NDArray[np.float64] = self.cost - worth + duals.short * self.short
        return reduced

    def holding(self, cut: Cut) -> NDArray[np.int64]:
        """Caseloads that a cut counts."""
        inside = np.zeros(int(self.members.max(initial=max(cut.units))) + 1, dtype=np.int8)
        inside[list(cut.units)] = 1
        return np.flatnonzero(inside[self.members].sum(axis=1, dtype=np.int8) >= cut.holding)


def list_pool(pricing: Pricing, duals: Duals, below: NDArray[np.float64], *, most: int) -> Pool | None:
    """List every caseload whose reduced cost is at most the threshold of its group.

    Args:
        pricing: the classes of the model and the cuts priced.
        duals: prices.
        below: threshold in metres of each group, shape (groups,).
        most: give up above so many.

    Returns:
        The pool, or None when there are more.
    """
    parts: list[_Listed] = []
    room = most
    for pricer in pricing.pricers:
        for first in range(0, len(pricer.sites), SITES_AT_ONCE):
            rows = np.arange(first, min(first + SITES_AT_ONCE, len(pricer.sites)))
            tables = pricer.tables(duals, pricing.limits.short, rows=rows, more=True)
            threshold = below[pricing.model.site_group[pricer.sites[rows]]]
            part = _list_sites(pricer, tables, threshold, room)
            if part is None:
                return None
            room -= len(part.site)
            parts.append(part)
    return _without_repeats(pricing, parts)


@dataclass(frozen=True, slots=True)
class _Listed:
    members: NDArray[np.int16]
    site: NDArray[np.int64]


@dataclass(slots=True)
class _Open:
    """Caseloads under construction: row of the tables, load, state of the tables, reduced cost, members."""

    row: NDArray[np.int64]
    load: NDArray[np.int64]
    marked: NDArray[np.int64]
    paid: NDArray[np.int64]
    value: NDArray[np.float64]
    count: NDArray[np.int64]
    members: NDArray[np.int16]

    def take(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> _Open:
        return _Open(
            self.row[which],
            self.load[which],
            self.marked[which],
            self.paid[which],
            self.value[which],
            self.count[which],
            self.members[which],
        )

    def joined(self, other: _Open) -> _Open:
        return _Open(
            np.concatenate([self.row, other.row]),
            np.concatenate([self.load, other.load]),
            np.concatenate([self.marked, other.marked]),
            np.concatenate([self.paid, other.paid]),
            np.concatenate([self.value, other.value]),
            np.concatenate([self.count, other.count]),
            np.concatenate([self.members, other.members]),
        )


def _list_sites(
    pricer: ClassPricer, tables: Tables, threshold: NDArray[np.float64], most: int
) -> _Listed | None:
    """List the caseloads of some sites of a class; None when there are more than `most`."""
    count = len(tables.rows)
    own = pricer.base[tables.rows]
    state = _Open(
        row=np.arange(count),
        load=pricer.start_load[tables.rows],
        marked=pricer.start_marked[tables.rows],
        paid=np.zeros(count, dtype=np.int64),
        value=tables.start.copy(),
        count=(own >= 0).astype(np.int64),
        members=np.full((count, pricer.kind.cap // int(pricer.sizes.min()) + 1), -1, dtype=np.int16),
    )
    state.members[:, 0] = own
    done = [state.take((state.count > 0) & _closes(state, tables, threshold, pricer.planes))]
    total = len(done[0].row)
    for at in range(len(pricer.units)):
        # The best that can still become of each: the tables know it exactly, so nothing lawful is lost.
        useful = state.value + tables.more[at, state.marked, state.paid, state.row, state.load]
        state = state.take(useful <= threshold[state.row])
        if not len(state.row):
            break
        grown = _grow(pricer, tables, state, at, threshold)
        closing = grown.take(_closes(grown, tables, threshold, pricer.planes))
        total += len(closing.row)
        if total > most or len(state.row) + len(grown.row) > most:
            return None
        done.append(closing)
        state.paid = np.minimum(state.paid, pricer.common[at])
        state = state.joined(grown)
    members = np.concatenate([part.members for part in done])
    row = np.concatenate([part.row for part in done])
    return _Listed(np.append(pricer.units, -1).astype(np.int16)[members], pricer.sites[tables.rows[row]])


def _closes(state: _Open, tables: Tables, threshold: NDArray[np.float64], planes: int) -> NDArray[np.bool_]:
    """Whether a caseload is lawful as it stands and within the threshold."""
    closes: NDArray[np.bool_] = (state.value + tables.end[state.load] <= threshold[state.row]) & (
        state.marked == planes - 1
    )
    return closes


def _grow(
    pricer: ClassPricer, tables: Tables, state: _Open, at: int, threshold: NDArray[np.float64]
) -> _Open:
    """All caseloads that take the unit at a position and can still end within the threshold."""
    load = state.load + int(pricer.sizes[at])
    fits = np.flatnonzero((load < len(tables.end)) & (pricer.base[tables.rows[state.row]] != at))
    row, load = state.row[fits], load[fits]
    value = state.value[fits] + tables.reduced[row, at] - tables.bonus[at][state.paid[fits], row]
    marked = np.full(len(fits), pricer.planes - 1) if pricer.marks[at] else state.marked[fits]
    after = pricer.common[at]
    good = value + tables.rest[at + 1, marked, after, row, load] <= threshold[row]
    grown = state.take(fits[good])
    grown.load, grown.value, grown.marked = load[good], value[good], marked[good]
    grown.paid = np.full(len(grown.row), after)
    grown.members[np.arange(len(grown.row)), grown.count] = at
    grown.count = grown.count + 1
    return grown


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
    # One number for each set of units finds nearly all repeats by sorting; what it confuses is compared in
    # full.
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
