"""The year of one accompanist, cut out of the UGEL's: all that her own timetable depends on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq_core.kinds import visit
from pusaq_core.timetable.problem import week
from pusaq_core.timetable.segments import Segment, cut_segments
from pusaq_core.timetable.trips import Demand, Stay

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pusaq_core.timetable.meetings import Group
    from pusaq_core.timetable.problem import Accompanist, Rules, UgelYear
    from pusaq_core.timetable.shared import FixedMeetings

WEEKDAYS_APART = 4
"""Two days of different weeks can lie this much closer than whole weeks: Friday to Monday."""


def weeks_apart(days: int) -> int:
    """Least difference of calendar weeks that guarantees `days` days between two starts."""
    return -(-(days + WEEKDAYS_APART) // 7)


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """A group of meetings as one accompanist sees it.

    Attributes:
        index: position in the UGEL's list of groups.
        kind: id of a hosted kind.
        host: index of the place where it meets.
        places: indices of all its places.
        members: indices of her teachers who take part.
        times: meetings in the year.
        fixed: day of each number where it was fixed before; None where she chooses.
        days: days on which she may hold it, ascending; empty where it was fixed.
    """

    index: int
    kind: str
    host: int
    places: tuple[int, ...]
    members: tuple[int, ...]
    times: int
    fixed: tuple[int | None, ...] | None
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """One accompanist's year.

    Attributes:
        key: code of the accompanist.
        places: premises codes.
        km: as in `Accompanist`.
        at: for each teacher the index of the place.
        owed: for each teacher the days of each visit that is due, ascending.
        open_days: for each place the days on which she may visit it.
        segments: unbroken pieces of her calendar.
        free_runs: lengths of the unbroken runs of school days, fixed meetings not taken off.
        free_days: school days left to her for visits and meetings, fixed ones included.
        groups: meetings she takes part in.
        contact_weeks: weeks in which all her teachers meet her at a workshop.
        school_weeks: for each place its school weeks since her contract began, ascending.
        class_weeks: for each place the weeks of the year that are no vacation, whatever event falls on them.
        middle: day in the middle of the school year.
        rules: product rules.
    """

    key: str
    places: tuple[str, ...]
    km: NDArray[np.float64]
    at: tuple[int, ...]
    owed: tuple[tuple[int, ...], ...]
    open_days: tuple[frozenset[int], ...]
    segments: tuple[Segment, ...]
    free_runs: tuple[int, ...]
    free_days: int
    groups: tuple[TaskGroup, ...]
    contact_weeks: frozenset[int]
    school_weeks: tuple[tuple[int, ...], ...]
    class_weeks: tuple[frozenset[int], ...]
    middle: int
    rules: Rules

    def first_weeks(self, place: int) -> frozenset[int]:
        """School weeks of a place within which the first visit falls, counted from her contract on."""
        return frozenset(self.school_weeks[place][: self.rules.first_visit_weeks])

    def same_days(self, other: Task) -> bool:
        """Whether another task of the same accompanist leaves her the same days."""
        return (self.open_days, self.groups) == (other.open_days, other.groups)

    def needed_days(self) -> int:
        """Days that the whole dose takes of her calendar."""
        return sum(map(sum, self.owed)) + sum(group.times for group in self.groups)

    def demand(self, *, with_fixed: bool) -> Demand:
        """Stays that are due; fixed meetings count only for the bound of the whole year."""
        times: Counter[Stay] = Counter()
        most: Counter[tuple[int, str]] = Counter()
        kind = visit().id
        for place, lengths in zip(self.at, self.owed, strict=True):
            most[place, kind] += 1
            for length in lengths:
                times[Stay(place, length, kind)] += 1
        for group in self.groups:
            if with_fixed or group.fixed is None:
                most[group.host, group.kind] += 1
                times[Stay(group.host, 1, group.kind)] += group.times
        return Demand(times, most)


def make_task(
    ugel: UgelYear,
    accompanist: Accompanist,
    groups: Sequence[tuple[int, Group]],
    fixed: FixedMeetings,
    *,
    blocked: frozenset[int],
    contact_weeks: frozenset[int],
) -> Task:
    """Cut one accompanist's year out of the UGEL's.

    Args:
        ugel: the year of the UGEL.
        accompanist: whose year.
        groups: (index, group) of all groups in which she takes part.
        fixed: meetings fixed before.
        blocked: days taken by workshops and absences.
        contact_weeks: weeks of the workshops for teachers.
    """
    own_fixed = fixed.busy.get(accompanist.key, set())
    taken = blocked | own_fixed
    index = {place: i for i, place in enumerate(accompanist.places)}
    school = [ugel.premises[place].days for place in accompanist.places]
    closed = {i: frozenset(fixed.closed.get(place, ())) for place, i in index.items()}
    open_days = tuple(frozenset(days - taken - closed[i]) for i, days in enumerate(school))
    union = frozenset().union(*school) if school else frozenset()
    runs = cut_segments([union], taken=blocked, closed={})
    return Task(
        key=accompanist.key,
        places=accompanist.places,
        km=accompanist.km,
        at=tuple(index[place] for _, place in accompanist.teachers),
        owed=(tuple(sorted(ugel.doses[accompanist.profile].visits.lengths)),) * len(accompanist.teachers),
        open_days=open_days,
        segments=cut_segments(school, taken=taken, closed=closed),
        free_runs=tuple(run.days for run in runs),
        free_days=sum(run.days for run in runs),
        groups=tuple(_task_group(i, group, accompanist, index, school, taken, fixed) for i, group in groups),
        contact_weeks=contact_weeks,
        school_weeks=tuple(_school_weeks(ugel, days, accompanist.since) for days in school),
        class_weeks=tuple(_class_weeks(ugel, days) for days in school),
        middle=ugel.middle,
        rules=ugel.rules,
    )


def _school_weeks(ugel: UgelYear, days: frozenset[int], since: int) -> tuple[int, ...]:
    """Weeks with school days from a day on; in the UGEL's own calendar a week lost to events is one too."""
    planned = frozenset(ugel.school_days)
    held = days | planned if days <= planned else days
    return tuple(sorted({week(day) for day in held if day >= since}))


def _class_weeks(ugel: UgelYear, days: frozenset[int]) -> frozenset[int]:
    """Weeks that are no vacation at a place; a place with a calendar of its own is said to have none."""
    held = {week(day) for day in (*ugel.school_days, *days)}
    if days <= frozenset(ugel.school_days):
        return frozenset(held)
    return frozenset(range(min(held), max(held) + 1))


def _task_group(
    number: int,
    group: Group,
    accompanist: Accompanist,
    index: Mapping[str, int],
    school: Sequence[frozenset[int]],
    taken: frozenset[int],
    fixed: FixedMeetings,
) -> TaskGroup:
    places = tuple(index[place] for place in group.places if place in index)
    position = {teacher: i for i, (teacher, _) in enumerate(accompanist.teachers)}
    members = tuple(position[teacher] for teacher in group.teachers if teacher in position)
    days: tuple[int, ...] = ()
    held: tuple[int | None, ...] | None = None
    if group.shared:
        held = tuple(fixed.days.get((number, n)) for n in range(1, group.times + 1))
    else:
        days = tuple(sorted(frozenset.intersection(*(school[i] for i in places)) - taken))
    return TaskGroup(number, group.kind, places[0], places, members, group.times, held, days)
