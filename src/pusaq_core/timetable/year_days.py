"""A hard year by day: as much of the dose as the calendar holds, product rules aside.

Weeks stand for days in the usual search, on the safe side, and a year that is very short loses by that. This
model knows every day: one boolean for each start of a visit and each day of a meeting. It only looks for what
can be placed; kilometres do not matter where something has no place.

Why two searches: a year that holds everything is found quickly as a pure question of yes or no; only where
that fails is it asked how much. Before this model was there, 11 of 96 invented UGEL with extreme calendars
had rows that only said that a search had found nothing; of 33 accompanists who had lost something to a
search, 8 lose nothing now and most others less. The worst of a thousand such years took 72 s
(benchmarks/README.md).

What is given up: the product rules, all at once. What has a place here goes back to the weeks, which know
them.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from ortools.sat.python import cp_model

from pusaq_core.timetable import counted
from pusaq_core.timetable.placing import Stop
from pusaq_core.timetable.problem import week
from pusaq_core.timetable.weights import Duty, most_days

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from pusaq_core.timetable.task import Task

WORK_FOR_ALL = 3.0
WORK_FOR_MOST = 4.0
"""Deterministic work of the two searches, some seconds; few years are so hard that they get here."""


def place_most(task: Task, known: Sequence[Stop], *, seed: int, stop: Callable[[], bool]) -> tuple[Stop, ...]:
    """Dated stays that hold as much of the dose as can be found, never less than what is known.

    First all that each teacher's and each group's own days allow, which is quick where it can be; then as
    much as possible.

    Args:
        task: the accompanist's year with the whole dose.
        known: dated stays that keep the hard rules; fixed meetings among them.
        seed: random seed.
        stop: asked at each solution.

    Returns:
        Stays, ascending, fixed meetings as they were. Days of teachers count: a meeting counts once for each
        of its members.
    """
    model = YearDays()
    slots = pose(model, task, known, itertools.count())
    found = model.most(seed=seed, stop=stop)
    if found is None:
        return tuple(known)
    fixed = [stop for stop in known if stop.group is not None and task.groups[stop.group].fixed is not None]
    placed = [
        replace(slots[slot], start=start, days=days)
        for slot, spans in found.spans.items()
        for start, days in spans
    ]
    return tuple(sorted([*fixed, *placed], key=lambda held: held.start))


def pose(model: YearDays, task: Task, known: Sequence[Stop], numbers: Iterator[int]) -> dict[int, Stop]:
    """Add an accompanist's year to a model; days of fixed meetings are no longer among her open days.

    Args:
        model: what she is added to.
        task: her year.
        known: dated stays of a known answer.
        numbers: slots to use.

    Returns:
        Slot to a stay without its days.
    """
    slots: dict[int, Stop] = {}
    for teacher, (place, owed) in enumerate(zip(task.at, task.owed, strict=True)):
        spans = {(stop.start, stop.days) for stop in known if stop.teacher == teacher}
        days, gap = task.open_days[place], task.rules.visit_gap
        slot = next(numbers)
        model.visit(slot, Visits(task.key, days, owed, gap, task.places[place], spans))
        slots[slot] = Stop(0, 0, place, teacher=teacher)
    for position, group in enumerate(task.groups):
        if group.fixed is None:
            held = {stop.start for stop in known if stop.group == position}
            days, members = frozenset(group.days), len(group.members)
            slot = next(numbers)
            model.meet(slot, Meetings((task.key,), days, group.times, members, known=held))
            slots[slot] = Stop(0, 1, group.host, group=position)
    return slots


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits that one teacher is owed.

    Attributes:
        key: the accompanist's.
        days: days on which the teacher can be visited.
        lengths: days of each visit.
        gap: least days between two starts.
        place: code of the premises; needed only where a meeting there is to be chosen too.
        known: (first day, length) of visits of a known answer.
    """

    key: str
    days: frozenset[int]
    lengths: tuple[int, ...]
    gap: int
    place: str = ""
    known: Collection[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Meetings:
    """Meetings that one group is owed.

    Attributes:
        keys: the accompanists'.
        days: days on which all of them could meet.
        times: how many.
        members: teachers who take part.
        gap: least days between two of them.
        places: premises that nobody visits on the day of a meeting.
        visitors: keys of others who visit them.
        known: days of a known answer.
    """

    keys: tuple[str, ...]
    days: frozenset[int]
    times: int
    members: int
    gap: int = 1
    places: tuple[str, ...] = ()
    visitors: Collection[str] = ()
    known: Collection[int] = ()


class Found(NamedTuple):
    """What a search by days found.

    Attributes:
        spans: slot to (first day, length) of what was placed.
        worth: days of teachers that have a place: a meeting counts once for each of its members.
        whole: nothing more could be placed, whatever the search.
    """

    spans: Mapping[int, list[tuple[int, int]]]
    worth: int
    whole: bool


class YearDays:
    """The years of one or several accompanists by day: as much of the dose as the calendar holds."""

    def __init__(self) -> None:
        """Without anybody."""
        self.model = cp_model.CpModel()
        self._known_worth = 0
        self._options: list[tuple[int, int, int, cp_model.IntVar]] = []
        self._worth: list[tuple[cp_model.IntVar, int]] = []
        self._on_day: dict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
        self._visit_on: dict[tuple[str, str, int], list[cp_model.IntVar]] = defaultdict(list)
        self._bounds: list[tuple[cp_model.LinearExprT, int]] = []
        self._alone: dict[tuple[frozenset[int], tuple[int, ...], int], int] = {}

    def visit(self, slot: int, visits: Visits) -> None:
        """Add the visits of a teacher under a number of the caller's choice."""
        lengths, free = tuple(sorted(visits.lengths)), visits.days
        # What one teacher's days can hold if nothing else were owed: worked out once for a school.
        alone = (free, lengths, visits.gap)
        if alone not in self._alone:
            self._alone[alone] = most_days(Duty(1, free, lengths, visits.gap))
        starting: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        days: list[cp_model.LinearExprT] = []
        for length, times in sorted(Counter(lengths).items()):
            options = []
            for day in sorted(free):
                stretch = range(day, day + length)
                if week(day) == week(stretch[-1]) and free.issuperset(stretch):
                    known = (day, length) in visits.known
                    options.append(self._option((slot, day, length), length, visits.key, known=known))
                    starting[day].append(options[-1])
                    for covered in stretch:
                        self._visit_on[visits.key, visits.place, covered].append(options[-1])
            self.model.add(sum(options) <= times)
            days.append(length * sum(options))
        self._bounds.append((sum(days), self._alone[alone]))
        self._apart(starting, visits.gap)

    def meet(self, slot: int, meetings: Meetings) -> None:
        """Add the meetings of a group under a number of the caller's choice, after everybody's visits."""
        starting: dict[int, list[cp_model.IntVar]] = {}
        for day in sorted(meetings.days):
            known = day in meetings.known
            literal = self._option((slot, day, 1), meetings.members, *meetings.keys, known=known)
            starting[day] = [literal]
            for key in sorted(set(meetings.visitors) - set(meetings.keys)):
                visits = [x for place in meetings.places for x in self._visit_on.get((key, place, day), ())]
                self.model.add_at_most_one([literal, *visits])
        self._apart(starting, meetings.gap)
        options = sum(x for literals in starting.values() for x in literals)
        self._bounds.append((options, min(meetings.times, len(starting))))

    def _option(self, held: tuple[int, int, int], worth: int, *keys: str, known: bool) -> cp_model.IntVar:
        literal = self.model.new_bool_var("")
        self.model.add_hint(literal, known)
        self._known_worth += worth * known
        self._options.append((*held, literal))
        self._worth.append((literal, worth))
        _, start, days = held
        for key in keys:
            for day in range(start, start + days):
                self._on_day[key, day].append(literal)
        return literal

    def _apart(self, starting: Mapping[int, list[cp_model.IntVar]], gap: int) -> None:
        for first in sorted(starting):
            # Any days of a gap hold one start: visits of one length are alike, and need no order among them.
            window = [x for day in range(first, first + gap) for x in starting.get(day, ())]
            self.model.add_at_most_one(window)

    def most(self, *, seed: int, stop: Callable[[], bool]) -> Found | None:
        """More than what is known: all that can be, else as many days as possible; None where none was found.

        Args:
            seed: random seed.
            stop: asked at each solution.
        """
        for literals in self._on_day.values():
            self.model.add_at_most_one(literals)
        for expression, most in self._bounds:
            self.model.add(expression <= most)
        # More days owed than there are: no need to ask for everything.
        if sum(most for _, most in self._bounds) <= len(self._on_day):
            everything = self._solve(whole=True, work=WORK_FOR_ALL, seed=seed, stop=stop)
            if everything is not None:
                return everything
        return self._solve(whole=False, work=WORK_FOR_MOST, seed=seed, stop=stop)

    def _solve(self, *, whole: bool, work: float, seed: int, stop: Callable[[], bool]) -> Found | None:
        model = self.model.clone()
        if whole:
            for expression, most in self._bounds:
                model.add(expression >= most)
        else:
            model.maximize(sum(worth * literal for literal, worth in self._worth))
        solver, status = counted.solve(model, work=work, seed=seed, stop=stop)
        if status not in counted.SOLVED:
            return None
        reached = sum(worth for literal, worth in self._worth if solver.boolean_value(literal))
        if reached <= self._known_worth:
            return None
        spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for slot, start, days, literal in self._options:
            if solver.boolean_value(literal):
                spans[slot].append((start, days))
        return Found(spans, reached, whole)
