"""The rest of an accompanist's year by day: a constraint model that moves as little as possible.

Each start day of what may move is a boolean. Least is, in this order: how much moves, how far; what a
person put where it is counts as several.
Visits of a teacher and meetings of a group keep their order, so that each keeps its number and its id.

Why by day here and by weeks when the year is new: a plan that is under way has its days, and moving little
means days; a model of weeks would shift everything within its week. It stays small because only what is
blocked may move at first, then more and more (`replan`). Measured on 47 accompanists: 0.02 s for each and
99.5 % and more of the days kept after lost days or a lost week; two lost months took a median of 2.5 s, the
worst 8.8 s (benchmarks/README.md).

What is given up: kilometres are not looked at, so outings may get longer, and a replanned year has no bound
for them.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from pusaq_core.kinds import KINDS, travels
from pusaq_core.timetable import counted
from pusaq_core.timetable.problem import (
    CONTACT,
    FIRST_VISIT,
    week,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from pusaq_core.timetable.rest import DayTask, Item

MOVED = 10_000
"""One move weighs as much as so many days of distance."""
BY_HAND = 3
"""Moving what a person put somewhere weighs as much as moving so many others."""
HALVES = 2
REST_OF_WEEKS = 12
"""Days of the two weeks at the ends of a gap that lie outside its full weeks."""


class DaysModel:
    """Builds and solves the model of one rest of a year.

    Args:
        task: the rest of the year.
        free: key of each item that may move to the days on which it may start; the others stay.
        active: ids of the product rules that hold.
        known: first days of an answer to start from; without one, the days as planned.
    """

    def __init__(
        self,
        task: DayTask,
        free: Mapping[str, Sequence[int]],
        active: Collection[str],
        known: Mapping[str, int] | None = None,
    ) -> None:
        self.task = task
        self.active = frozenset(active)
        self.possible = True
        self.model = cp_model.CpModel()
        self.items = {item.key: item for item in task.items}
        self.start: dict[str, dict[int, cp_model.IntVar]] = {
            key: {day: self.model.new_bool_var("") for day in days} for key, days in sorted(free.items())
        }
        self._known = known or {}
        self._series = task.series()
        self._visits = {
            teacher: visits
            for visits in self._series.values()
            if travels(visits[0].kind)
            for teacher in visits[-1].teachers
        }
        self._exist()
        self._one_thing_a_day()
        self._order()
        self._product_rules()
        self._objective()

    def _exist(self) -> None:
        for literals in self.start.values():
            if literals:
                self.model.add_exactly_one(literals.values())
            else:
                self.possible = False

    def _fixed(self, item: Item) -> bool:
        return item.key not in self.start

    def _one_thing_a_day(self) -> None:
        taken = {d for item in self.task.items if self._fixed(item) for d in item.span()}
        by_day: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for key, literals in self.start.items():
            for first, literal in literals.items():
                span = range(first, first + self.items[key].days)
                if not taken.isdisjoint(span):
                    self.model.add(literal == 0)
                for day in span:
                    by_day[day].append(literal)
        for literals_of_day in by_day.values():
            self.model.add_at_most_one(literals_of_day)

    def _expr(self, item: Item) -> cp_model.LinearExpr:
        if self._fixed(item):
            return self.model.new_constant(item.start or 0)
        literals = self.start[item.key]
        return cp_model.LinearExpr.weighted_sum(list(literals.values()), list(literals))

    def _order(self) -> None:
        for series in self._series.values():
            gap = self.task.gap(series[0].kind, self.active)
            for before, after in pairwise(series):
                self._apart(before, after, gap)
            self._windows(series, gap)
            if KINDS[series[0].kind].halves in self.active and len(series) == HALVES:
                self._in_halves(series)

    def _windows(self, series: Sequence[Item], gap: int) -> None:
        """At most one start in any days of a gap: implied, and what lets the search count."""
        starting: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for item in series:
            for day, literal in self.start.get(item.key, {}).items():
                starting[day].append(literal)
        for first in sorted(starting):
            window = [x for day in range(first, first + gap) for x in starting.get(day, ())]
            if len(window) > 1:
                self.model.add_at_most_one(window)

    def _apart(self, before: Item, after: Item, gap: int) -> None:
        """`after` starts so many days later."""
        if not (self._fixed(before) and self._fixed(after)):
            self.model.add(self._expr(after) - self._expr(before) >= gap)

    def _in_halves(self, series: Sequence[Item]) -> None:
        middle = self.task.ugel.middle
        for half, item in enumerate(series):
            for day, literal in self.start.get(item.key, {}).items():
                if (day > middle) != (half > 0):
                    self.model.add(literal == 0)

    def _product_rules(self) -> None:
        if FIRST_VISIT in self.active:
            self._first_visits()
        for series in self._series.values():
            if KINDS[series[0].kind].after_visit in self.active:
                for previous, item in pairwise([None, *series]):
                    owed = item is not None and item.key in self.items
                    for teacher in item.teachers if item is not None and owed else ():
                        self._visited_between(previous, item, teacher)
        if CONTACT in self.active:
            weeks = _school_weeks(self.task)
            for teacher in sorted(self._visits):
                self._contact(teacher, weeks)

    def _first_visits(self) -> None:
        weeks = [w for w in _school_weeks(self.task) if w >= week(self._contract())]
        limit = weeks[: self.task.ugel.rules.first_visit_weeks]
        for visits in self._visits.values():
            first = visits[0]
            for day, literal in self.start.get(first.key, {}).items():
                if limit and week(day) > limit[-1]:
                    self.model.add(literal == 0)

    def _too_late(self) -> bool:
        """Whether some first visit has no day in the first weeks, so that no search is needed."""
        weeks = [w for w in _school_weeks(self.task) if w >= week(self._contract())]
        limit = weeks[: self.task.ugel.rules.first_visit_weeks]
        firsts = [self.start[v[0].key] for v in self._visits.values() if v[0].key in self.start]
        return any(limit and all(week(day) > limit[-1] for day in days) for days in firsts)

    def _contract(self) -> int:
        mine = (a for a in self.task.ugel.accompanists if a.key == self.task.key)
        return max(1, *(a.since for a in mine), 1)

    def _visited_between(self, previous: Item | None, meeting: Item | None, teacher: str) -> None:
        """Some visit to the teacher starts after the previous meeting and before this one."""
        visits = self._visits.get(teacher, ())
        if meeting is None or not visits or self._settled(previous, meeting, visits):
            return
        if all(self._fixed(item) for item in (meeting, *visits, *([previous] if previous else []))):
            self.possible = False  # freeing more may mend it
            return
        ways: list[cp_model.IntVar] = []
        for visit in visits:
            # One way for each visit that could be the witness; only what may move needs a literal.
            if self._fixed(visit) and self._fixed(meeting) and (previous is None or self._fixed(previous)):
                continue  # it does not lie between them, or the rule were settled
            way = self.model.new_bool_var("")
            begin = self._expr(visit)
            self.model.add(self._expr(meeting) - begin >= 1).only_enforce_if(way)
            if previous is not None:
                self.model.add(begin - self._expr(previous) >= 1).only_enforce_if(way)
            ways.append(way)
        self.model.add_bool_or(ways)

    def _settled(self, previous: Item | None, meeting: Item, visits: Sequence[Item]) -> bool:
        """Nothing of it may move, or what may not move already keeps the rule."""
        ends = [item for item in (previous, meeting) if item is not None]
        if not all(self._fixed(item) for item in ends):
            return False
        low = 0 if previous is None else previous.start or 0
        high = meeting.start or 0
        if any(self._fixed(v) and low < (v.start or 0) < high for v in visits):
            return True
        mendable = any(v.key in self.items and v.key not in self.task.pinned for v in visits)
        return meeting.key in self.task.excused or not mendable

    def _contact(self, teacher: str, weeks: Sequence[int]) -> None:
        """No stretch of full school weeks without contact between the first and the last visit."""
        width = (self.task.ugel.rules.contact_gap - REST_OF_WEEKS) // 7 + 1
        fixed, moving = self._contacts(teacher)
        visits = self._visits[teacher]
        for place in range(len(weeks) - width + 1):
            first, last = weeks[place], weeks[place + width - 1]
            if last < week(self.task.since) or any(first <= w <= last for w in fixed):
                continue
            literals = [x for w, found in moving.items() if first <= w <= last for x in found]
            outside = [*self._beyond(visits[-1], before=first), *self._beyond(visits[0], after=last)]
            if not any(x is None for x in outside):
                self.model.add_bool_or([x for x in (*literals, *outside) if x is not None])

    def _contacts(self, teacher: str) -> tuple[frozenset[int], Mapping[int, list[cp_model.IntVar]]]:
        """Weeks with a contact that stays, and literals of those that may move, by week."""
        fixed = {week(day) for day in self.task.contact_days}
        moving: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for series in self._series.values():
            for item in series:
                if teacher in item.teachers and self._fixed(item):
                    fixed.add(week(item.start or 0))
                elif teacher in item.teachers:
                    for day, literal in self.start[item.key].items():
                        moving[week(day)].append(literal)
        return frozenset(fixed), moving

    def _beyond(
        self, item: Item, *, before: int | None = None, after: int | None = None
    ) -> list[cp_model.IntVar | None]:
        """Literals that say that an item starts before or after some week; None where it surely does."""
        if self._fixed(item):
            at = week(item.start or 0)
            sure = (before is not None and at < before) or (after is not None and at > after)
            return [None] if sure else []
        return [
            x
            for day, x in self.start[item.key].items()
            if (before is not None and week(day) < before) or (after is not None and week(day) > after)
        ]

    def _objective(self) -> None:
        costs: list[tuple[cp_model.IntVar, int]] = []
        for key, literals in self.start.items():
            planned = self.items[key].start
            first = self._known.get(key, planned)
            for day, literal in literals.items():
                if first is not None:
                    self.model.add_hint(literal, day == first)
                if planned is not None and day != planned:
                    weight = BY_HAND if key in self.task.by_hand else 1
                    costs.append((literal, weight * MOVED + abs(day - planned)))
        if costs:
            self.model.minimize(
                cp_model.LinearExpr.weighted_sum([x for x, _ in costs], [cost for _, cost in costs])
            )

    def solve(self, *, work: float, seed: int, stop: Callable[[], bool]) -> dict[str, int] | None:
        """Start of each item that may move; None where no answer was found.

        Args:
            work: deterministic work.
            seed: random seed.
            stop: asked at each solution.
        """
        if not self.possible or (FIRST_VISIT in self.active and self._too_late()):
            return None
        solver, status = counted.solve(self.model, work=work, seed=seed, stop=stop)
        if status not in counted.SOLVED:
            return None
        return {
            key: next(day for day, x in literals.items() if solver.boolean_value(x))
            for key, literals in self.start.items()
        }


def _school_weeks(task: DayTask) -> list[int]:
    """Weeks with school days in the UGEL or at one of her premises, ascending."""
    days = set(task.ugel.school_days)
    for place in task.open_days:
        days |= task.ugel.premises[place].days
    return sorted({week(day) for day in days})
