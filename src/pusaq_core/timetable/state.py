"""A year being improved: what lies in which segment, and whether the rules around one item still hold.

Differences of calendar weeks stand for differences of days where they matter, on the safe side. Only the rule
that a meeting follows a visit looks closer: a visit in the same segment counts, because days are later chosen
so that the meeting comes after it.

Only the rules around what moved are asked: `improve` asks at every change that its cost lets through.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pusaq_core.kinds import KINDS
from pusaq_core.timetable.problem import (
    CONTACT,
    FIRST_VISIT,
    week,
)
from pusaq_core.timetable.task import WEEKDAYS_APART, weeks_apart
from pusaq_core.timetable.year import WeekPlan

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pusaq_core.timetable.task import Task, TaskGroup

HALVES = 2


@dataclass(slots=True)
class Item:
    """A visit or a meeting that may move.

    Attributes:
        place: index of the place.
        days: length.
        teacher: index of the teacher visited; -1 for a meeting.
        group: position of the group; -1 for a visit.
        number: number of the meeting; 0 for a visit.
        at: segment in which it lies.
    """

    place: int
    days: int
    teacher: int = -1
    group: int = -1
    number: int = 0
    at: int = 0


class YearState:
    """Items in segments, and the rules that a change must keep.

    Args:
        task: the accompanist's year.
        plan: a year that keeps the active rules.
        active: ids of the product rules that hold.
    """

    def __init__(self, task: Task, plan: WeekPlan, active: Collection[str]) -> None:
        self.task = task
        self.active = frozenset(active)
        self.items = [
            Item(task.at[teacher], days, teacher=teacher, at=index) for teacher, days, index in plan.visits
        ]
        self.items += [
            Item(task.groups[position].host, 1, group=position, number=number, at=index)
            for position, number, index in plan.meetings
        ]
        self.starts = [segment.start for segment in task.segments]
        self.inside: list[list[int]] = [[] for _ in task.segments]
        for index, item in enumerate(self.items):
            self.inside[item.at].append(index)
        self.room = [
            segment.days - sum(self.items[i].days for i in held)
            for segment, held in zip(task.segments, self.inside, strict=True)
        ]
        self.allowed = [self._allowed(item) for item in self.items]
        self.visits_of: list[list[int]] = [[] for _ in task.at]
        self.meetings_of: list[list[int]] = [[] for _ in task.groups]
        for index, item in enumerate(self.items):
            (self.visits_of[item.teacher] if item.teacher >= 0 else self.meetings_of[item.group]).append(
                index
            )
        self._groups_of = [
            [p for p, group in enumerate(task.groups) if teacher in group.members]
            for teacher in range(len(task.at))
        ]
        self._first_limit = [max(task.first_weeks(place), default=0) for place in task.at]
        self._visit_apart = weeks_apart(task.rules.visit_gap)
        self._passed = [_days_passed(weeks | task.contact_weeks) for weeks in task.class_weeks]
        self._contact_apart = task.rules.contact_gap - WEEKDAYS_APART + 1
        self._fixed = [sorted(day for day in group.fixed or () if day is not None) for group in task.groups]
        self._apart = [self._meetings_apart(group) for group in task.groups]
        self._after_visit = [KINDS[group.kind].after_visit in self.active for group in task.groups]

    def _meetings_apart(self, group: TaskGroup) -> int:
        return weeks_apart(self.task.rules.gap(group.kind, self.active))

    def _allowed(self, item: Item) -> frozenset[int]:
        task = self.task
        if item.teacher >= 0:
            return frozenset(
                i for i, s in enumerate(task.segments) if s.days >= item.days and item.place in s.open
            )
        group = task.groups[item.group]
        days = frozenset(group.days)
        return frozenset(
            i
            for i, s in enumerate(task.segments)
            if s.start in days
            and all(p in s.open for p in group.places)
            and self._in_half(group, item.number, s.start)
        )

    def _in_half(self, group: TaskGroup, number: int, day: int) -> bool:
        if group.times != HALVES or KINDS[group.kind].halves not in self.active:
            return True
        return day + WEEKDAYS_APART <= self.task.middle if number == 1 else day > self.task.middle

    def _meeting_days(self, position: int) -> list[int]:
        """First days of the segments of a group's meetings, or their days where fixed; ascending."""
        if self.task.groups[position].fixed is not None:
            return self._fixed[position]
        return sorted(self.starts[self.items[i].at] for i in self.meetings_of[position])

    def _teacher_kept(self, teacher: int) -> bool:
        days = sorted([self.starts[self.items[i].at] for i in self.visits_of[teacher]])
        if not days:
            return True
        weeks = [week(day) for day in days]
        apart = self._visit_apart
        if any(b - a < apart for a, b in pairwise(weeks)):
            return False
        if FIRST_VISIT in self.active and weeks[0] > self._first_limit[teacher]:
            return False
        contacts = set(weeks)
        for position in self._groups_of[teacher]:
            held = self._meeting_days(position)
            contacts.update(week(day) for day in held)
            if self._after_visit[position] and not _visit_before_each(days, held):
                return False
        if CONTACT in self.active:
            contacts |= self.task.contact_weeks
            passed = self._passed[self.task.at[teacher]]
            between = sorted([passed[c] for c in contacts if weeks[0] <= c <= weeks[-1]])
            return all(b - a <= self._contact_apart for a, b in pairwise(between))
        return True

    def _group_kept(self, position: int) -> bool:
        apart = self._apart[position]
        weeks = [week(day) for day in self._meeting_days(position)]
        if any(b - a < apart for a, b in pairwise(weeks)):
            return False
        return all(self._teacher_kept(teacher) for teacher in self.task.groups[position].members)

    def kept(self, index: int) -> bool:
        """Whether the rules hold around one item."""
        item = self.items[index]
        return self._teacher_kept(item.teacher) if item.teacher >= 0 else self._group_kept(item.group)

    def move(self, index: int, target: int) -> None:
        """Put an item into another segment."""
        item = self.items[index]
        self.inside[item.at].remove(index)
        self.room[item.at] += item.days
        self.inside[target].append(index)
        self.room[target] -= item.days
        item.at = target

    def snapshot(self) -> tuple[int, ...]:
        """The segment of each item."""
        return tuple(item.at for item in self.items)

    def restore(self, snapshot: tuple[int, ...]) -> None:
        """Put every item where a snapshot has it."""
        for index, at in enumerate(snapshot):
            if self.items[index].at != at:
                self.move(index, at)

    def plan(self) -> WeekPlan:
        """The year as it stands; meetings are numbered by date."""
        meetings = []
        for position, held in enumerate(self.meetings_of):
            for number, at in enumerate(sorted(self.items[i].at for i in held), 1):
                meetings.append((position, number, at))
        visits = sorted((i.teacher, i.days, i.at) for i in self.items if i.teacher >= 0)
        return WeekPlan(tuple(visits), tuple(sorted(meetings)))


def _days_passed(weeks: Collection[int]) -> dict[int, int]:
    """For each week the days since the first one that count as time without contact.

    Of a week of vacation at most the weekend counts.
    """
    passed, days = {}, 0
    for at in range(min(weeks, default=0), max(weeks, default=0) + 1):
        passed[at] = days
        days += 7 if at in weeks else 2
    return passed


def _visit_before_each(visits: Sequence[int], meetings: Sequence[int]) -> bool:
    """Whether a visit lies before the first meeting and between each two; the same segment is before."""
    before = -1
    for held in meetings:
        if bisect_right(visits, before) >= bisect_right(visits, held):
            return False
        before = held
    return True
