"""Kilometres of the runs of a calendar: segments and fixed meetings without a day off between them.

An outing goes on across the segments of a run and across the day of a fixed meeting, so the cost belongs to
the run: its parts are passed through in the order of their days, and each segment may end with the way home
and begin anew where it has a day to spare.

Exact, by dynamic programming over the place where a piece ends: a segment holds at most five days, so all
orders of its places can be tried. Every load of a run is worked out once; the search in `improve` asks for
the same ones again and again, which is what makes it quick.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise, permutations
from typing import TYPE_CHECKING, NamedTuple

from pusaq_core.timetable.problem import week

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq_core.timetable.task import Task
    from pusaq_core.timetable.trips import Tours

DAY_BITS = 3
HOME = -1


class Part(NamedTuple):
    """A piece of a run.

    Attributes:
        segment: index of the segment; -1 for a fixed meeting.
        place: index of the place of the fixed meeting; -1 for a segment.
        days: length.
    """

    segment: int
    place: int
    days: int


class _Order(NamedTuple):
    """An order of the places of a segment.

    Attributes:
        left: places joined to the day before the segment.
        right: places joined to the day after it, after a night at home.
        km: kilometres between them.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    km: float


def runs_of(task: Task) -> tuple[tuple[Part, ...], ...]:
    """Segments and fixed meetings of a year, joined where one day follows the other; ascending."""
    pieces = [(s.start, Part(i, HOME, s.days)) for i, s in enumerate(task.segments)]
    pieces += [
        (day, Part(-1, group.host, 1))
        for group in task.groups
        for day in group.fixed or ()
        if day is not None
    ]
    runs: list[list[Part]] = []
    end = 0
    for start, part in sorted(pieces):
        if start != end or week(start) != week(end - 1):
            runs.append([])
        runs[-1].append(part)
        end = start + part.days
    return tuple(tuple(run) for run in runs)


def places_in(load: int) -> tuple[tuple[int, int], ...]:
    """(place, days) of a load: three bits of days for each place."""
    found = []
    place = 0
    while load:
        if load & 7:
            found.append((place, load & 7))
        load >>= DAY_BITS
        place += 1
    return tuple(found)


class Legs:
    """Shortest way through a run, remembered by what its segments hold.

    Args:
        tours: distances.
    """

    def __init__(self, tours: Tours) -> None:
        self._tours = tours
        self._orders = lru_cache(maxsize=None)(self._possible_orders)

    def km(self, run: Sequence[Part], loads: Sequence[int]) -> float:
        """Kilometres of a run.

        Args:
            run: its parts.
            loads: for each segment of the run, in order, what it holds away from the base.
        """
        if len(run) == 1 and run[0].segment >= 0:
            return self._tours.length(frozenset(place for place, _ in places_in(loads[0])))
        ways = {HOME: 0.0}
        waiting = iter(loads)
        for part in run:
            if part.segment < 0:
                ways = self._to_meeting(ways, part.place)
                continue
            held = places_in(next(waiting))
            slack = part.days - sum(days for _, days in held)
            ways = self._through(ways, tuple(place for place, _ in held), whole=slack == 0)
        return min(km + self._tours.leg(place, HOME) for place, km in ways.items())

    def _to_meeting(self, ways: dict[int, float], place: int) -> dict[int, float]:
        target = HOME if self._tours.at_base(place) else place
        return {target: min(km + self._tours.leg(here, target) for here, km in ways.items())}

    def _through(self, ways: dict[int, float], places: tuple[int, ...], *, whole: bool) -> dict[int, float]:
        """Places at the end of a segment, each with the least kilometres so far.

        Args:
            ways: the same at its beginning.
            places: where it has stays.
            whole: no day of it is left, so that nobody goes home in between.
        """
        leg = self._tours.leg
        found: dict[int, float] = {}
        for left, right, inner in self._orders(places, whole=whole):
            first = left[0] if left else HOME
            last = right[-1] if right else left[-1] if whole and left else HOME
            best = min(km + leg(here, first) for here, km in ways.items()) + inner
            if best < found.get(last, float("inf")):
                found[last] = best
        return found

    def _possible_orders(self, places: tuple[int, ...], *, whole: bool) -> tuple[_Order, ...]:
        found = []
        for order in permutations(places):
            for cut in (len(order),) if whole else range(len(order) + 1):
                left, right = order[:cut], order[cut:]
                way = left if whole else (*left, HOME, *right)
                inner = sum(self._tours.leg(a, b) for a, b in pairwise(way))
                found.append(_Order(left, right, inner))
        return tuple(found)
