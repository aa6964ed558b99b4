"""One accompanist's year: what is placed, what is given up first, what is named as missing."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from pusaq_core.timetable.accompanist import solve_accompanist, usable_days
from pusaq_core.timetable.fill import fill_gaps
from pusaq_core.timetable.placing import Dropped, Stop
from pusaq_core.timetable.year import plan_by_weeks
from tests.timetable.conftest import never, task_of


def rng(seed=17):
    return np.random.default_rng(seed)


def task_for(calendar, profile, sizes, **more):
    return task_of(calendar.ugel([calendar.caseload("A0", profile, sizes, rng=rng())], **more))


def solve(task, *, work=0.1, proposals=500, stop=never):
    return solve_accompanist(task, work=work, proposals=proposals, seed=0, stop=stop)


def placed_and_dropped(task, timetable):
    """Visits of each teacher and meetings of each group add up to what is due."""
    for teacher, owed in enumerate(task.owed):
        lengths = Counter(stop.days for stop in timetable.stops if stop.teacher == teacher)
        lengths += Counter(drop.days for drop in timetable.dropped if drop.teacher == teacher)
        assert lengths == Counter(owed)
    for position, group in enumerate(task.groups):
        held = sum(stop.group == position for stop in timetable.stops)
        assert held + sum(drop.group == position for drop in timetable.dropped) == group.times
    return True


def test_a_year_that_fits_gives_nothing_up(calendar):
    task = task_for(calendar, "eib", [2, 1])
    year = solve(task)
    assert (year.key, year.dropped, year.relaxed) == ("A0", (), ())
    assert placed_and_dropped(task, year)
    assert 0 <= year.km_bound <= year.km
    assert [stop.start for stop in year.stops] == sorted(stop.start for stop in year.stops)


def test_product_rules_are_given_up_from_the_last_one_on(calendar):
    short = task_for(calendar, "full_initial", [1], school=calendar.SCHOOL[:95])
    year = solve(short)
    assert placed_and_dropped(short, year)
    assert year.relaxed == short.rules.relaxable[len(short.rules.relaxable) - len(year.relaxed) :]
    late = replace(task_for(calendar, "eib", [1]), school_weeks=((0,),))
    assert solve(late).relaxed == ("primera_visita_semanas",)


def test_what_the_span_of_the_year_cannot_hold_is_named(calendar):
    task = task_for(calendar, "full_primary", [1], school=calendar.SCHOOL[:30])
    year = solve(task)
    assert placed_and_dropped(task, year)
    lost = [drop for drop in year.dropped if drop.teacher == 0]
    assert len(lost) >= 4


def test_a_visit_longer_than_any_free_stretch_is_named(calendar):
    pairs = [day for day in calendar.SCHOOL if (day - 1) % 7 in (0, 1)]
    task = task_for(calendar, "eib", [1], school=tuple(pairs))
    year = solve(task)
    assert placed_and_dropped(task, year)
    assert Counter(drop.days for drop in year.dropped if drop.teacher == 0)[3] == 2


def test_a_caseload_beyond_the_days_of_the_year_loses_the_fewest_visits(calendar):
    every_other_week = tuple(day for day in calendar.SCHOOL if (day - 1) % 7 < 2 and day // 7 % 2)
    task = task_for(calendar, "full_primary", [5], school=every_other_week)
    short_of = task.needed_days() - usable_days(task)
    assert short_of > 0
    year = solve(task)
    assert placed_and_dropped(task, year)
    assert sum(drop.days for drop in year.dropped) == short_of
    assert year.km_bound == 0.0
    lost = Counter(drop.teacher for drop in year.dropped)
    assert max(lost.values()) <= 2


def test_single_days_hold_only_meetings(calendar):
    mondays = tuple(day for day in calendar.SCHOOL if (day - 1) % 7 == 0)
    task = task_for(calendar, "eib", [1], school=mondays)
    assert usable_days(task) == sum(group.times for group in task.groups)
    year = solve(task)
    assert placed_and_dropped(task, year)
    assert not any(stop.teacher is not None for stop in year.stops)


def test_a_place_without_days_loses_everything_and_nobody_else_does(calendar):
    task = task_for(calendar, "multigrade", [1, 1], own={"A0P1": ()})
    year = solve(task)
    assert placed_and_dropped(task, year)
    assert {drop.teacher for drop in year.dropped if drop.group is None} == {1}


def test_no_days_at_all(calendar):
    task = task_for(calendar, "eib", [1, 2], school=())
    year = solve(task)
    assert placed_and_dropped(task, year)
    assert (year.stops, year.km, year.km_bound) == ((), 0.0, 0.0)


def test_where_the_search_by_weeks_has_no_work_the_one_by_days_places_all(calendar):
    task = task_for(calendar, "full_primary", [1])
    year = solve(task, work=0.0)
    assert placed_and_dropped(task, year)
    assert year.dropped == ()


def test_what_weeks_cannot_hold_is_placed_by_days(calendar):
    """Fridays and Mondays 21 days apart are nearer than the whole weeks that stand for 21 days."""
    days = list(range(calendar.SCHOOL[0], calendar.SCHOOL[0] + 140, 21))
    task = replace(task_for(calendar, "full_primary", [1], school=tuple(days)), groups=())
    task = replace(task, owed=((1,) * 7,))
    assert plan_by_weeks(task, (), work=1.0, seed=0, stop=never) == (None, True)
    year = solve(task)
    assert [stop.start for stop in year.stops] == days
    assert year.relaxed == task.rules.relaxable


def test_shared_meetings_without_a_day_are_missing_to_each(calendar):
    school = calendar.SCHOOL[:3]
    people = [calendar.caseload(f"A{i}", "full_primary", [1], rng=rng(i), at=["S"]) for i in range(2)]
    whole = calendar.ugel(people, own={"S": school})
    for key in ("A0", "A1"):
        task = task_of(whole, key)
        year = solve(task)
        assert placed_and_dropped(task, year)
        assert any(drop.group is not None and task.groups[drop.group].fixed for drop in year.dropped)


@pytest.fixture
def gap_filled(calendar):
    task = task_for(calendar, "eib", [1])
    position = next(p for p, group in enumerate(task.groups) if group.kind == "gia")

    def fill(stops, drops):
        return fill_gaps(task, stops, [Dropped(*drop) for drop in drops])

    return task, position, fill


def test_what_has_room_day_by_day_is_added(gap_filled):
    task, position, fill = gap_filled
    first = min(task.open_days[0])
    stops = fill([Stop(first, 2, 0, teacher=0)], [(0, None, 3), (None, position, 1)])
    assert len(stops) == 3
    visit = next(stop for stop in stops if stop.days == 3)
    assert visit.start - first >= task.rules.visit_gap
    meeting = next(stop for stop in stops if stop.group == position)
    assert meeting.start not in range(first, first + 2)


def test_what_has_no_room_stays_out(gap_filled):
    task, position, fill = gap_filled
    days = sorted(task.open_days[0] | set(task.groups[position].days))
    stops = [Stop(day, 1, 0, teacher=0) for day in days]
    assert fill(stops, [(0, None, 2), (None, position, 1)]) == tuple(stops)


def test_the_day_of_a_shared_meeting_is_nobodys_to_choose(gap_filled):
    task, position, _ = gap_filled
    fixed = replace(task.groups[position], fixed=(None,) * 4)
    groups = tuple(fixed if p == position else group for p, group in enumerate(task.groups))
    assert fill_gaps(replace(task, groups=groups), (), [Dropped(None, position, 1)]) == ()
