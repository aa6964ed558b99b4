"""Days of the meetings at premises with several accompanists, fixed before anyone's visits.

Nobody visits a premises on the day of a meeting there, so these days bind several people. They are chosen
first, close together for one premises, and every accompanist plans her visits around them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pusaq_core.timetable.problem import week, weekday

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pusaq_core.timetable.meetings import Group
    from pusaq_core.timetable.problem import District

BUSY_OTHER = 40
NEW_BLOCK = 6
SAME_WEEK = 5
OFF_TARGET = 2
EDGE_DAYS = (0, 4)
MIDDLE_OF_WEEK = 3
GIA_REACH_WEEKS = 4
RTC_REACH_WEEKS = 4
RTC_SHARE = (0.3, 0.75)


@dataclass(slots=True)
class FixedMeetings:
    """Days that were fixed.

    Attributes:
        days: (group index, number) to its day; a meeting without a day is absent.
        visitors: number of accompanists who go to each premises.
        crowded: indices of groups that meet closer together than their rule of spacing asks.
        busy: accompanist key to the days she spends in fixed meetings.
        closed: premises code to the days on which nobody may visit it.
    """

    days: dict[tuple[int, int], int] = field(default_factory=dict)
    crowded: set[int] = field(default_factory=set)
    visitors: Mapping[str, int] = field(default_factory=dict)
    busy: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    closed: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


def school_weeks(days: Sequence[int]) -> list[int]:
    """Calendar weeks that hold school days, ascending."""
    return sorted({week(day) for day in days})


def target_week(weeks: Sequence[int], kind: str, number: int, times: int) -> int:
    """Calendar week around which the number-th of `times` meetings lies best.

    A GIA closes its part of the year, so that each teacher was visited before; an RTC lies inside its half.
    """
    last = len(weeks) - 1
    if kind == "gia":
        return weeks[max(0, min(last, round(len(weeks) * number / times - 2)))]
    if times == len(RTC_SHARE):
        return weeks[round(last * RTC_SHARE[number - 1])]
    return weeks[round(last * (number - 0.5) / times)]


def fix_shared_meetings(
    district: District, groups: Sequence[Group], *, blocked: Mapping[str, frozenset[int]]
) -> FixedMeetings:
    """Choose a day for every meeting of the shared groups.

    Args:
        district: the year of the UGEL.
        groups: all groups; only the shared ones get a day here.
        blocked: accompanist key to the days taken by workshops and absences.
    """
    fixed = FixedMeetings(visitors=_visitors(district))
    rules = district.rules
    order = sorted(
        (index for index, group in enumerate(groups) if group.shared),
        key=lambda i: (groups[i].kind != "rtc", -len(groups[i].accompanists), groups[i].key),
    )
    for index in order:
        for number in range(1, groups[index].times + 1):
            previous = _previous(fixed, index, number)
            gap = rules.gia_gap if groups[index].kind == "gia" else rules.rtc_gap
            day = _pick(district, groups[index], number, previous, fixed, blocked, gap)
            if day is None:
                day = _pick(district, groups[index], number, previous, fixed, blocked, 1)
                fixed.crowded |= {index} if day is not None else set()
            if day is None:
                continue
            fixed.days[index, number] = day
            for key in groups[index].accompanists:
                fixed.busy[key].add(day)
            for place in groups[index].places:
                fixed.closed[place].add(day)
    return fixed


def _visitors(district: District) -> dict[str, int]:
    """Number of accompanists who go to each premises."""
    count: dict[str, int] = defaultdict(int)
    for accompanist in district.accompanists:
        for place in accompanist.places:
            count[place] += 1
    return count


def _previous(fixed: FixedMeetings, index: int, number: int) -> int | None:
    earlier = [fixed.days[index, n] for n in range(1, number) if (index, n) in fixed.days]
    return max(earlier) if earlier else None


def _pick(
    district: District,
    group: Group,
    number: int,
    previous: int | None,
    fixed: FixedMeetings,
    blocked: Mapping[str, frozenset[int]],
    gap: int,
) -> int | None:
    visitors = fixed.visitors
    reach = GIA_REACH_WEEKS if group.kind == "gia" else RTC_REACH_WEEKS
    possible = sorted(frozenset.intersection(*(district.premises[place].days for place in group.places)))
    weeks = school_weeks(possible)
    if not weeks:
        return None
    target = target_week(weeks, group.kind, number, group.times)
    best: tuple[int, int] | None = None
    for day in possible:
        if previous is not None and day - previous < gap:
            continue
        if any(day in fixed.busy[key] or day in blocked.get(key, ()) for key in group.accompanists):
            continue
        late = group.kind == "rtc" and group.times == 2 and (day > district.middle) != (number == 2)
        off = abs(week(day) - target)
        cost = OFF_TARGET * off + (50 * (off - reach) if off > reach else 0) + (1000 if late else 0)
        cost += 0 if weekday(day) in EDGE_DAYS else MIDDLE_OF_WEEK
        cost += sum(NEW_BLOCK * visitors[p] for p in group.places if day not in fixed.closed[p])
        cost += sum(SAME_WEEK for key in group.accompanists for d in fixed.busy[key] if week(d) == week(day))
        if best is None or (cost, day) < best:
            best = (cost, day)
    return None if best is None else best[1]
