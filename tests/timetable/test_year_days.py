"""A year by day holds what weeks cannot, and never less than what was known."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from pusaq_core.timetable import year_days
from pusaq_core.timetable.placing import Stop
from pusaq_core.timetable.problem import week
from pusaq_core.timetable.year_days import place_most
from tests.timetable.conftest import never, task_of
from tests.timetable.invented import invented


def sound(task, stops):
    """Hard rules: one thing a day, open days, inside a week, far enough apart, no more than is owed."""
    days = Counter(day for stop in stops for day in range(stop.start, stop.start + stop.days))
    assert max(days.values(), default=1) == 1
    for teacher, owed in enumerate(task.owed):
        visits = [stop for stop in stops if stop.teacher == teacher]
        assert Counter(stop.days for stop in visits) <= Counter(owed)
        assert all(b.start - a.start >= task.rules.visit_gap for a, b in pairwise(visits))
        for stop in visits:
            span = range(stop.start, stop.start + stop.days)
            assert task.open_days[task.at[teacher]].issuperset(span)
            assert week(stop.start) == week(span[-1])
    for position, group in enumerate(task.groups):
        held = [stop.start for stop in stops if stop.group == position]
        assert len(held) <= group.times
        assert set(held) <= set(group.days)
    return True


@pytest.fixture(scope="module")
def short(calendar):
    """A year of 82 days that holds all of its 74, by days only."""
    return task_of(invented(calendar, 6, ["short"], most=3), "A0")


def test_a_year_that_weeks_cannot_hold_is_held_by_days(short):
    stops = place_most(short, (), seed=0, stop=never)
    assert sound(short, stops)
    assert sum(stop.days for stop in stops) == short.needed_days() == 74


@pytest.mark.long
def test_the_same_task_gives_the_same_days(short):
    assert place_most(short, (), seed=0, stop=never) == place_most(short, (), seed=0, stop=never)


def test_what_is_known_is_kept_where_nothing_better_is_found(short, monkeypatch):
    first = min(short.open_days[0])
    known = (Stop(first, 2, 0, teacher=0),)
    monkeypatch.setattr(year_days, "WORK_FOR_ALL", 0.0)
    monkeypatch.setattr(year_days, "WORK_FOR_MOST", 0.0)
    assert place_most(short, known, seed=0, stop=never) == known


def test_a_cancelled_search_is_sound(short):
    assert sound(short, place_most(short, (), seed=0, stop=lambda: True))


def test_more_than_the_days_hold_loses_as_little_as_possible(calendar):
    every_other_week = tuple(day for day in calendar.SCHOOL if (day - 1) % 7 < 2 and day // 7 % 2)
    rng = np.random.default_rng(17)
    task = task_of(
        calendar.ugel([calendar.caseload("A0", "full_primary", [5], rng=rng)], school=every_other_week)
    )
    stops = place_most(task, (), seed=0, stop=never)
    assert sound(task, stops)
    assert sum(stop.days for stop in stops) == task.free_days < task.needed_days()


def test_fixed_meetings_stay_where_they_are(calendar):
    rng = np.random.default_rng(3)
    people = [calendar.caseload(f"A{i}", "full_primary", [1], rng=rng, at=["S"]) for i in range(2)]
    task = task_of(calendar.ugel(people))
    fixed = [
        Stop(day, 1, group.host, group=position)
        for position, group in enumerate(task.groups)
        for day in group.fixed or ()
    ]
    assert fixed
    stops = place_most(task, fixed, seed=0, stop=never)
    assert [stop for stop in stops if stop.group is not None] == sorted(fixed, key=lambda stop: stop.start)
    free = replace(task, groups=())
    assert sound(free, [stop for stop in stops if stop.group is None])
