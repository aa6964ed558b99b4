"""Pieces of the calendar in which an accompanist can work without a break.

A segment lies inside one week, its days follow each other, and every place is either open on all of its
days or on none. So whatever fits by length fits in any order, and a search by weeks needs no days inside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq_core.timetable.problem import week

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Segment:
    """An unbroken piece of a week.

    Attributes:
        start: first day.
        days: length.
        open: indices of the places that can be visited on all of its days.
    """

    start: int
    days: int
    open: frozenset[int]

    @property
    def week(self) -> int:
        """Calendar week that holds the segment."""
        return week(self.start)


def cut_segments(
    places: Sequence[Collection[int]], *, taken: Collection[int], closed: Mapping[int, Collection[int]]
) -> tuple[Segment, ...]:
    """Segments of one accompanist's year, ascending.

    Args:
        places: for each place of the caseload its school days.
        taken: days on which the accompanist cannot visit (workshops, absences, fixed meetings).
        closed: place index to the days of meetings there, on which nobody visits it.
    """
    open_on: dict[int, set[int]] = {}
    for index, days in enumerate(places):
        shut = closed.get(index, ())
        for day in days:
            if day not in taken and day not in shut:
                open_on.setdefault(day, set()).add(index)
    segments: list[Segment] = []
    current: list[int] = []
    for day in sorted(open_on):
        follows = (
            bool(current)
            and day == current[-1] + 1
            and week(day) == week(current[-1])
            and open_on[day] == open_on[current[-1]]
        )
        if current and not follows:
            segments.append(Segment(current[0], len(current), frozenset(open_on[current[0]])))
            current = []
        current.append(day)
    if current:
        segments.append(Segment(current[0], len(current), frozenset(open_on[current[0]])))
    return tuple(segments)


def most_starts(days: Sequence[int], gap: int) -> int:
    """Most of these days (ascending) that lie at least `gap` apart; taking the earliest is best."""
    count, last = 0, None
    for day in days:
        if last is None or day - last >= gap:
            count, last = count + 1, day
    return count


def fits(days: Collection[int], start: int, length: int) -> bool:
    """Whether so many days in a row, inside one week, are all among the days."""
    stretch = range(start, start + length)
    return week(start) == week(stretch[-1]) and all(day in days for day in stretch)


def most_visits(days: Collection[int], length: int, gap: int) -> int:
    """Most visits of a length whose starts lie at least `gap` days apart; taking the earliest is best."""
    known = frozenset(days)
    count, earliest = 0, 0
    for day in sorted(known):
        if day >= earliest and fits(known, day, length):
            count, earliest = count + 1, day + max(gap, length)
    return count
