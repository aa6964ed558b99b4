"""Meetings that bind several accompanists: those that cannot be held as planned get another day first.

Before anybody's own year, as when the year is new, and greedily: meetings that may stay keep their day
before any that moves chooses one. The cost of a day counts whom it displaces, product rules it breaks, then
how far it is. What is given up: a move is never taken back for the sake of another meeting.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pusaq_core.kinds import KINDS, travels
from pusaq_core.timetable.meetings import shared_places
from pusaq_core.timetable.shared import school_weeks, target_week

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pusaq_core.timetable.rest import Item, Rest

DISPLACED_COST = 1_000
RULE_COST = 3_000
HALVES = 2
NEVER = 10**7


@dataclass(slots=True)
class SharedDays:
    """What was settled.

    Attributes:
        items: accompanist key to the meetings of hers whose day is settled; those without a day have none.
        closed: premises code to the days of meetings there, on which nobody visits.
        lost: meetings for which there is no day.
        relaxed: id of a meeting to the product rules that its new day does not keep, and all less important.
    """

    items: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    closed: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    lost: list[Item] = field(default_factory=list)
    relaxed: dict[str, tuple[str, ...]] = field(default_factory=dict)


def settle_shared(rest: Rest, *, workshops: Mapping[str, frozenset[int]]) -> SharedDays:
    """Settle the day of every meeting at premises with several accompanists.

    Args:
        rest: the rest of the year.
        workshops: accompanist key to all days of workshops.
    """
    crowded = frozenset(shared_places(rest.ugel.accompanists))
    meetings = [
        i
        for i in rest.items
        if not travels(i.kind) and (len(i.accompanists) > 1 or not crowded.isdisjoint(i.places))
    ]
    chooser = _Chooser(rest, workshops)
    staying = [i for i in meetings if chooser.possible(i, i.start)]
    for item in sorted(staying, key=lambda i: (i.start or 0, i.key)):
        chooser.settle(item if chooser.possible(item, item.start) else chooser.moved(item))
    kept = {i.key for i in staying}
    for item in sorted((i for i in meetings if i.key not in kept), key=lambda i: (i.number, i.key)):
        chooser.settle(chooser.moved(item))
    return chooser.settled


class _Chooser:
    """Knows who is where on which day."""

    def __init__(self, rest: Rest, workshops: Mapping[str, frozenset[int]]) -> None:
        self._rest = rest
        self._ugel = rest.ugel
        self.settled = SharedDays()
        self._busy = {a.key: set(a.away | workshops[a.key]) for a in rest.ugel.accompanists}
        self._visited: dict[str, set[int]] = defaultdict(set)
        self._series: dict[str, dict[int, int | None]] = defaultdict(dict)
        self._visits: dict[str, list[int]] = defaultdict(list)
        self._mixed: set[str] = set()
        for item in rest.done:
            for key in item.accompanists:
                self._busy.setdefault(key, set()).update(item.span())
            for place in item.places if travels(item.kind) else ():
                self._visited[place].update(item.span())
        for item in (*rest.done, *rest.items):
            self._series[item.series][item.number] = item.start
            if travels(item.kind) and item.start is not None:
                for teacher in item.teachers:
                    self._visits[teacher].append(item.start)

    def possible(self, item: Item, day: int | None) -> bool:
        """Whether everyone could hold a meeting on a day, whatever else of the plan lies there."""
        if day is None or day < self._rest.since:
            return False
        open_there = all(
            day in self._ugel.premises[p].days and day not in self._visited[p] for p in item.places
        )
        return open_there and all(day not in self._busy[key] for key in item.accompanists)

    def settle(self, item: Item) -> None:
        """Write a meeting down; one without a day is lost."""
        self._series[item.series][item.number] = item.start
        if item.start is None:
            self.settled.lost.append(item)
            return
        for key in item.accompanists:
            self._busy[key].add(item.start)
            self.settled.items[key].append(item)
        for place in item.places:
            self.settled.closed[place].add(item.start)
        if item.series in self._mixed:
            self._put_in_order(item.series)

    def moved(self, item: Item) -> Item:
        """The meeting on the best day that is left; without a start where there is none."""
        numbers = self._series[item.series]
        low = max((d for n, d in numbers.items() if n < item.number and d is not None), default=0)
        high = min((d for n, d in numbers.items() if n > item.number and d is not None), default=NEVER)
        common = frozenset.intersection(*(self._ugel.premises[p].days for p in item.places))
        possible = [d for d in sorted(common) if self.possible(item, d)]
        between = {d: (low, high) for d in possible if low < d < high}
        if possible and not between:
            # What was not held comes last in its series, and the last of these may lie at the end of the
            # year: it takes a day among them, and each of them the day of the one before or after it.
            self._mixed.add(item.series)
            held = sorted(d for n, d in numbers.items() if n != item.number and d is not None)
            between = {d: _beside(held, d) for d in possible}
        best = min(between, key=lambda d: (self._cost(item, d, *between[d]), d), default=None)
        if best is not None:
            given_up = self._ugel.rules.given_up(self._broken(item, best, *between[best]))
            if given_up:
                self.settled.relaxed[item.key] = given_up
        return item.at(best)

    def _put_in_order(self, series: str) -> None:
        """Days of a series by its numbers; its meetings have the same people and places."""
        listed = self.settled.items.values()
        found = {one.key: one for items in listed for one in items if one.series == series}
        by_number = sorted(found.values(), key=lambda one: one.number)
        days = sorted(one.start for one in by_number if one.start is not None)
        anew = {one.key: one.at(day) for one, day in zip(by_number, days, strict=True)}
        for items in listed:
            items[:] = [anew.get(one.key, one) for one in items]
        self._series[series].update({one.number: one.start for one in anew.values()})

    def _cost(self, item: Item, day: int, low: int, high: int) -> int:
        displaced = sum(
            day in other.span()
            and (
                not set(item.accompanists).isdisjoint(other.accompanists)
                or (travels(other.kind) and not set(item.places).isdisjoint(other.places))
            )
            for other in self._rest.items
            if other.key != item.key
        )
        away = abs(day - (item.start if item.start is not None else self._target(item, day)))
        return DISPLACED_COST * displaced + RULE_COST * len(self._broken(item, day, low, high)) + away

    def _target(self, item: Item, day: int) -> int:
        """Where a meeting that was never planned lies best."""
        weeks = school_weeks(sorted(self._ugel.premises[item.places[0]].days))
        times = max(self._series[item.series])
        return target_week(weeks, item.kind, item.number, times) * 7 + 3 if weeks else day

    def _broken(self, item: Item, day: int, low: int, high: int) -> set[str]:
        """The product rules that the day breaks."""
        rules, kind = self._ugel.rules, KINDS[item.kind]
        gap = rules.gaps.get(kind.id, 1)
        broken = {kind.gap} if day - low < gap or high - day < gap else set()
        if kind.halves and len(self._series[item.series]) == HALVES:
            broken |= {kind.halves} if (day > self._ugel.middle) != (item.number > 1) else set()
        if kind.after_visit:
            for teacher in item.teachers:
                starts = self._visits[teacher]
                before = any(low < start < day for start in starts)
                after = high == NEVER or any(day < start < high for start in starts)
                broken |= set() if before and after else {kind.after_visit}
        return broken & set(rules.relaxable)


def _beside(days: Sequence[int], day: int) -> tuple[int, int]:
    """The days before and after a day among others, ascending."""
    at = bisect_left(days, day)
    return (days[at - 1] if at else 0), (days[at] if at < len(days) else NEVER)
