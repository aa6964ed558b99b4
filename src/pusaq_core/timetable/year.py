"""The year timetable of one accompanist by weeks: which visit and which meeting lies in which segment.

A constraint model over the segments of her calendar that looks for any year that keeps the rules; `improve`
then shortens its outings. Differences of calendar weeks stand for differences of days, on the safe side, so
that days can be chosen later.

Why without an objective: with the kilometres inside, one worker was still a tenth above the bound after ten
seconds (decision 11); any year that keeps the rules, shortened afterwards, takes about half a second. A
model by days with the kilometres was exact and ten times slower for the same quality. Fixing the cheapest
outings first and asking for a calendar that uses exactly these was mostly proven impossible after seconds: a
teacher cannot be visited whenever a trip has room.

What is given up: whole weeks lose a little where a year is very short, because two starts 21 days apart can
lie in weeks that the model calls too near. `year_days` gives it back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from pusaq_core.kinds import KINDS
from pusaq_core.timetable import counted
from pusaq_core.timetable.problem import (
    CONTACT,
    FIRST_VISIT,
    week,
)
from pusaq_core.timetable.shared import target_week
from pusaq_core.timetable.task import WEEKDAYS_APART, weeks_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from pusaq_core.timetable.segments import Segment
    from pusaq_core.timetable.task import Task, TaskGroup

NEAR_WEEKS = 1
HALVES = 2

Literal = cp_model.IntVar | int


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """What lies in which segment.

    Attributes:
        visits: (teacher index, days, segment index).
        meetings: (group position in the task, number, segment index).
    """

    visits: tuple[tuple[int, int, int], ...]
    meetings: tuple[tuple[int, int, int], ...]


class YearModel:
    """Builds and solves the model of one task.

    Args:
        task: the accompanist's year.
        active: ids of the product rules that hold.
        reach: most weeks between a meeting and its part of the year; None for anywhere.
    """

    def __init__(self, task: Task, active: Collection[str], *, reach: int | None) -> None:
        self.task = task
        self._reach = reach
        self.active = frozenset(active)
        self.model = cp_model.CpModel()
        self.weeks = sorted({segment.week for segment in task.segments})
        self.visit: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self.meet: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self._by_week: list[dict[int, list[cp_model.IntVar]]] = [defaultdict(list) for _ in task.at]
        self.possible = self._visits() and self._meetings()
        if self.possible:
            self._lengths()
            self._order_of_meetings()
            self._product_rules()

    def _visits(self) -> bool:
        task = self.task
        for teacher, place in enumerate(task.at):
            for length, times in sorted(Counter(task.owed[teacher]).items()):
                options = []
                for index, segment in enumerate(task.segments):
                    if segment.days >= length and place in segment.open:
                        literal = self.model.new_bool_var("")
                        self.visit[teacher, length, index] = literal
                        self._by_week[teacher][segment.week].append(literal)
                        options.append(literal)
                if len(options) < times:
                    return False
                self.model.add(sum(options) == times)
            self._spacing(teacher)
        return True

    def _spacing(self, teacher: int) -> None:
        # At most one visit in any weeks of a gap. Visits of one length are alike; a difference for each
        # pair of them would give the search their order to choose as well.
        apart = weeks_apart(self.task.rules.visit_gap)
        by_week = self._by_week[teacher]
        for first in sorted(by_week):
            window = [x for w in range(first, first + apart) for x in by_week.get(w, ())]
            if len(window) > 1:
                self.model.add_at_most_one(window)

    def _meetings(self) -> bool:
        for position, group in enumerate(self.task.groups):
            if group.fixed is not None:
                continue
            days = frozenset(group.days)
            weeks = sorted({week(day) for day in group.days})
            for number in range(1, group.times + 1):
                options = []
                for index, segment in enumerate(self.task.segments):
                    possible = segment.start in days and all(p in segment.open for p in group.places)
                    if possible and self._in_window(group, number, segment, weeks):
                        literal = self.model.new_bool_var("")
                        self.meet[position, number, index] = literal
                        options.append(literal)
                if not options:
                    return False
                self.model.add_exactly_one(options)
        return True

    def _in_window(self, group: TaskGroup, number: int, segment: Segment, weeks: Sequence[int]) -> bool:
        """Keeps each meeting near its part of the weeks in which it can be held, and inside its half."""
        if KINDS[group.kind].halves in self.active and group.times == HALVES:
            early = segment.start + WEEKDAYS_APART <= self.task.middle
            if not (early if number == 1 else segment.start > self.task.middle):
                return False
        off = abs(segment.week - target_week(weeks, group.kind, number, group.times))
        return self._reach is None or off <= self._reach

    def _lengths(self) -> None:
        """What lies in a segment fits into it."""
        load: dict[int, list[cp_model.LinearExprT]] = defaultdict(list)
        for (_, length, index), literal in self.visit.items():
            load[index].append(length * literal)
        for (_, _, index), literal in self.meet.items():
            load[index].append(literal)
        for index, parts in sorted(load.items()):
            self.model.add(sum(parts) <= self.task.segments[index].days)

    def _held_in(self, position: int, number: int) -> dict[int, Literal]:
        """Calendar week to the literal that says the meeting is held then; 1 where it is fixed."""
        group = self.task.groups[position]
        if group.fixed is not None:
            day = group.fixed[number - 1]
            return {} if day is None else {week(day): 1}
        found: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for (p, n, index), literal in self.meet.items():
            if (p, n) == (position, number):
                found[self.task.segments[index].week].append(literal)
        held: dict[int, Literal] = {}
        for at_week, literals in sorted(found.items()):
            held[at_week] = literals[0]
            if len(literals) > 1:
                held[at_week] = self.model.new_bool_var("")
                self.model.add(sum(literals) == held[at_week])
        return held

    def _order_of_meetings(self) -> None:
        self.held = {
            (position, number): self._held_in(position, number)
            for position, group in enumerate(self.task.groups)
            for number in range(1, group.times + 1)
        }
        rules = self.task.rules
        for position, group in enumerate(self.task.groups):
            if group.fixed is not None:
                continue
            apart = weeks_apart(rules.gap(group.kind, self.active))
            for number in range(2, group.times + 1):
                before, after = self.held[position, number - 1], self.held[position, number]
                self.model.add(_sum_weeks(after) - _sum_weeks(before) >= apart)

    def _product_rules(self) -> None:
        if FIRST_VISIT in self.active:
            for teacher, place in enumerate(self.task.at):
                if not self.task.owed[teacher]:
                    continue
                early = self.task.first_weeks(place)
                self.model.add_at_least_one(
                    x for w in sorted(early) for x in self._by_week[teacher].get(w, ())
                )
        for position, group in enumerate(self.task.groups):
            if KINDS[group.kind].after_visit in self.active:
                self._visited_before_each(position, group)
        if CONTACT in self.active:
            for teacher in range(len(self.task.at)):
                self._contact(teacher)

    def _visited_before_each(self, position: int, group: TaskGroup) -> None:
        """Each member has a visit later than the meeting before, if any, and earlier than this one."""
        before: Mapping[int, Literal] = {}
        for number in range(1, group.times + 1):
            after = self.held[position, number]
            if not after:
                continue
            last = max(after)
            # «The meeting before was held by week w» and «this one is held in week w or later», as
            # literals: a visit in a week is a witness where both hold.
            since = self._prefix(before)
            until = self._prefix({-w: literal for w, literal in after.items()})
            for teacher in group.members:
                witnesses = []
                for w, visits in sorted(self._by_week[teacher].items()):
                    if w >= last or (before and w <= min(before)):
                        continue
                    seen = self.model.new_bool_var("")
                    self.model.add_bool_or([*visits, seen.negated()])
                    for bound, at_week in ((since, w - 1), (until, -w - 1)):
                        holds = [literal for known, literal in bound if known <= at_week]
                        if bound and not isinstance(holds[-1], int):
                            self.model.add_implication(seen, holds[-1])
                    witnesses.append(seen)
                self.model.add_bool_or(witnesses)
            before = after

    def _prefix(self, held: Mapping[int, Literal]) -> list[tuple[int, Literal]]:
        """For each key, ascending, a literal that says that one with this or a smaller key is true."""
        found: list[tuple[int, Literal]] = []
        for key, literal in sorted(held.items()):
            until = literal
            if found and not isinstance(literal, int):
                until = self.model.new_bool_var("")
                self.model.add_bool_or([found[-1][1], literal, until.negated()])
            found.append((key, until))
        return found

    def _contact(self, teacher: int) -> None:
        """No stretch between two visits without a visit, meeting or workshop, counted in whole weeks."""
        # Whole weeks that surely lie between two contacts that are too far apart; the weekend counts
        # against us.
        width = (self.task.rules.contact_gap - WEEKDAYS_APART) // 7
        possible = sorted(self._by_week[teacher])
        if len(self.task.owed[teacher]) < 2:
            return
        meetings: dict[int, list[Literal]] = defaultdict(list)
        for (position, _), held in self.held.items():
            if teacher in self.task.groups[position].members:
                for at_week, literal in held.items():
                    meetings[at_week].append(literal)
        for first in range(possible[0] + 1, possible[-1] - width + 1):
            span = range(first, first + width)
            if any(w in self.task.contact_weeks for w in span):
                continue
            literals = [x for w in span for x in (*self._by_week[teacher].get(w, ()), *meetings.get(w, ()))]
            if not any(isinstance(x, int) for x in literals):
                self.model.add_at_least_one(literals)

    def solve(self, *, work: float, seed: int, stop: Callable[[], bool]) -> tuple[WeekPlan | None, bool]:
        """The best plan found within the work given, and whether the answer is proven.

        A plan of None with a proof means that there is none under the active rules.
        """
        if not self.possible:
            return None, True
        solver, status = counted.solve(self.model, work=work, seed=seed, stop=stop)
        if status not in counted.SOLVED:
            return None, status == cp_model.INFEASIBLE
        plan = WeekPlan(
            visits=tuple(sorted(k for k, x in self.visit.items() if solver.boolean_value(x))),
            meetings=tuple(sorted(k for k, x in self.meet.items() if solver.boolean_value(x))),
        )
        return plan, status == cp_model.OPTIMAL


def _sum_weeks(held: Mapping[int, Literal]) -> cp_model.LinearExpr:
    return cp_model.LinearExpr.weighted_sum(list(held.values()), list(held))


def plan_by_weeks(
    task: Task, active: Collection[str], *, work: float, seed: int, stop: Callable[[], bool]
) -> tuple[WeekPlan | None, bool]:
    """A year under the rules given, or None and whether it was proven that there is none.

    Meetings are first looked for near their part of the year, which is quick, then anywhere.

    Args:
        task: the accompanist's year.
        active: ids of the product rules that hold.
        work: deterministic work of each of the two searches.
        seed: random seed.
        stop: asked at each solution.
    """
    near, _ = YearModel(task, active, reach=NEAR_WEEKS).solve(work=work, seed=seed, stop=stop)
    if near is not None:
        return near, False
    return YearModel(task, active, reach=None).solve(work=2 * work, seed=seed, stop=stop)
