"""Days of the meetings at premises with several accompanists, fixed before anyone's visits.

Nobody visits a premises on the day of a meeting there, so these days bind several people. They are chosen
first, close together for one premises, and every accompanist plans her visits around them.

Greedy, meeting after meeting, by a cost that says what a good day is: near its part of the year, on a day on
which the school is shut to visits already, in a week in which none of them meets yet, and on a Friday, where
it cuts nobody's week in two. Putting them on Fridays brought the outings of those who share schools from
1.122 to 1.065 times their bound (benchmarks/README.md). What is given up: a day once given is not taken
back, and no visit is thought of; `reshare` looks again where it hurts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from pusaq_core.kinds import KINDS
from pusaq_core.timetable.problem import week, weekday

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pusaq_core.timetable.meetings import Group
    from pusaq_core.timetable.problem import UgelYear

NEW_BLOCK = 6
SAME_WEEK = 5
OFF_TARGET = 2
FAR_WEEK = 50
OTHER_HALF = 1000
EDGE_DAYS = (4,)
MIDDLE_OF_WEEK = 3
REACH_WEEKS = 4
SHARE_OF_HALVES = (0.33, 0.84)


@dataclass(slots=True)
class FixedMeetings:
    """Days that were fixed.

    Attributes:
        days: (group index, number) to its day; a meeting without a day is absent.
        visitors: number of accompanists who go to each premises.
        broken: group index to the product rules that its days do not keep.
        busy: accompanist key to the days she spends in fixed meetings.
        closed: premises code to the days on which nobody may visit it.
    """

    days: dict[tuple[int, int], int] = field(default_factory=dict)
    broken: dict[int, tuple[str, ...]] = field(default_factory=dict)
    visitors: Mapping[str, int] = field(default_factory=dict)
    busy: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    closed: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


def school_weeks(days: Sequence[int]) -> list[int]:
    """Calendar weeks that hold school days, ascending."""
    return sorted({week(day) for day in days})


def target_week(weeks: Sequence[int], kind: str, number: int, times: int) -> int:
    """Calendar week around which the number-th of `times` meetings lies best.

    A kind that follows visits closes its part of the year, so that each teacher was visited before; one of
    two halves lies inside its half.
    """
    last = len(weeks) - 1
    if KINDS[kind].after_visit:
        return weeks[max(0, min(last, round(len(weeks) * number / times - 2)))]
    if KINDS[kind].halves and times == len(SHARE_OF_HALVES):
        return weeks[round(last * SHARE_OF_HALVES[number - 1])]
    return weeks[round(last * (number - 0.5) / times)]


def fix_shared_meetings(
    ugel: UgelYear, groups: Sequence[Group], *, blocked: Mapping[str, frozenset[int]]
) -> FixedMeetings:
    """Choose a day for every meeting of the shared groups.

    Args:
        ugel: the year of the UGEL.
        groups: all groups; only the shared ones get a day here.
        blocked: accompanist key to the days taken by workshops and absences.
    """
    fixed = FixedMeetings(visitors=_visitors(ugel))
    order = sorted(
        (index for index, group in enumerate(groups) if group.shared),
        key=lambda i: (not KINDS[groups[i].kind].joint, -len(groups[i].accompanists), groups[i].key),
    )
    for index in order:
        group = groups[index]
        possible = frozenset.intersection(*(ugel.premises[place].days for place in group.places))
        possible -= frozenset().union(*(blocked.get(key, frozenset()) for key in group.accompanists))
        held: list[int] = []
        for number in range(1, group.times + 1):
            day = _pick(ugel, group, number, sorted(possible), held, fixed)
            if day is None:
                break
            held.append(day)
            for key in group.accompanists:
                fixed.busy[key].add(day)
            for place in group.places:
                fixed.closed[place].add(day)
        fixed.days |= {(index, number): day for number, day in enumerate(sorted(held), 1)}
        broken = _broken_rules(ugel, group, sorted(held))
        if broken:
            fixed.broken[index] = broken
    return fixed


def fixed_on(ugel: UgelYear, groups: Sequence[Group], days: Mapping[tuple[int, int], int]) -> FixedMeetings:
    """Fixed meetings from their days.

    Args:
        ugel: the year of the UGEL.
        groups: all groups.
        days: (group index, number) to its day.
    """
    fixed = FixedMeetings(days=dict(days), visitors=_visitors(ugel))
    held: dict[int, list[int]] = defaultdict(list)
    for (index, _), day in sorted(days.items()):
        held[index].append(day)
        for key in groups[index].accompanists:
            fixed.busy[key].add(day)
        for place in groups[index].places:
            fixed.closed[place].add(day)
    for index, found in held.items():
        broken = _broken_rules(ugel, groups[index], sorted(found))
        if broken:
            fixed.broken[index] = broken
    return fixed


def meeting_gap(ugel: UgelYear, group: Group) -> int:
    """Days that should lie between two meetings of a group."""
    return ugel.rules.gaps.get(group.kind, 1)


def _broken_rules(ugel: UgelYear, group: Group, held: Sequence[int]) -> tuple[str, ...]:
    """Product rules that the days of a group do not keep."""
    kind, gap = KINDS[group.kind], meeting_gap(ugel, group)
    broken = [kind.gap] if any(b - a < gap for a, b in pairwise(held)) else []
    late = sum(day > ugel.middle for day in held)
    if kind.halves and max(late, len(held) - late) > -(-group.times // 2):
        broken.append(kind.halves)
    return tuple(broken)


def _visitors(ugel: UgelYear) -> dict[str, int]:
    """Number of accompanists who go to each premises."""
    count: dict[str, int] = defaultdict(int)
    for accompanist in ugel.accompanists:
        for place in accompanist.places:
            count[place] += 1
    return count


def _pick(
    ugel: UgelYear,
    group: Group,
    number: int,
    possible: Sequence[int],
    held: Sequence[int],
    fixed: FixedMeetings,
) -> int | None:
    """The best day of a meeting: spaced as it should be, else later than those before, else any."""
    weeks = school_weeks(possible)
    free = [day for day in possible if not any(day in fixed.busy[key] for key in group.accompanists)]
    gap = meeting_gap(ugel, group)
    last = max(held, default=None)
    spaced = [day for day in free if last is None or day - last >= gap]
    later = [day for day in free if last is None or day > last]
    days = spaced or later or free
    if not days:
        return None
    target = target_week(weeks, group.kind, number, group.times)
    return min(days, key=lambda day: (_cost(ugel, group, number, day, target, fixed), day))


def _cost(ugel: UgelYear, group: Group, number: int, day: int, target: int, fixed: FixedMeetings) -> int:
    halved = KINDS[group.kind].halves and group.times == len(SHARE_OF_HALVES)
    other_half = halved and (day > ugel.middle) != (number == len(SHARE_OF_HALVES))
    off = abs(week(day) - target)
    cost = OFF_TARGET * off + FAR_WEEK * max(0, off - REACH_WEEKS) + (OTHER_HALF if other_half else 0)
    cost += 0 if weekday(day) in EDGE_DAYS else MIDDLE_OF_WEEK
    cost += sum(NEW_BLOCK * fixed.visitors[p] for p in group.places if day not in fixed.closed[p])
    return cost + sum(
        SAME_WEEK for key in group.accompanists for d in fixed.busy[key] if week(d) == week(day)
    )
