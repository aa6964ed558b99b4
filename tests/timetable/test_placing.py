"""From weeks to days."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from pusaq_core.timetable.placing import Stop, held_numbers, outing_km, outings, place_days
from pusaq_core.timetable.segments import Segment
from pusaq_core.timetable.trips import Tours
from pusaq_core.timetable.year import WeekPlan, plan_by_weeks
from tests.timetable.conftest import never, task_of

MONDAY = 739_691
ROAD = np.abs(np.subtract.outer([0.0, 0.0, 10.0, 11.0], [0.0, 0.0, 10.0, 11.0]))
"""The base, a school at the base, and schools 10 and 11 km away on one road."""


@pytest.fixture(scope="module")
def task(calendar):
    caseload = calendar.caseload(
        "A0", "multigrade", [1, 1, 1], rng=np.random.default_rng(2), at=["P", "Q", "R"]
    )
    return task_of(calendar.ugel([replace(caseload, km=ROAD)]))


def test_the_calendar_of_the_examples_begins_on_a_monday():
    assert (MONDAY - 1) % 7 == 0


def test_stays_on_following_days_are_one_outing():
    tours = Tours(ROAD)
    stops = [
        Stop(MONDAY, 2, 1, teacher=1),
        Stop(MONDAY + 2, 1, 2, teacher=2),
        Stop(MONDAY + 4, 1, 2, group=0),
    ]
    assert [len(outing) for outing in outings(stops, tours)] == [2, 1]
    assert outing_km(stops, tours) == pytest.approx(22 + 22)


def test_a_stay_at_the_base_ends_the_outing():
    tours = Tours(ROAD)
    stops = [Stop(MONDAY, 1, 1), Stop(MONDAY + 1, 1, 0), Stop(MONDAY + 2, 1, 2)]
    assert [len(outing) for outing in outings(stops, tours)] == [1, 1, 1]
    assert outing_km(stops, tours) == pytest.approx(20 + 0 + 22)


def test_a_weekend_ends_the_outing():
    stops = [Stop(MONDAY + 4, 1, 1), Stop(MONDAY + 7, 1, 1)]
    assert len(outings(stops, Tours(ROAD))) == 2
    assert outings([], Tours(ROAD)) == []


def test_meetings_are_listed_by_group_and_date():
    stops = [Stop(MONDAY + 7, 1, 1, group=2), Stop(MONDAY, 1, 1, group=2), Stop(MONDAY + 1, 2, 1, teacher=0)]
    assert held_numbers(stops) == {2: (MONDAY, MONDAY + 7)}


def week_of(task, *, fixed=()):
    """One free week in which the places may be visited; group 0 is fixed on the days given."""
    group = replace(task.groups[0], kind="gia", fixed=fixed, times=len(fixed), host=2, places=(2,))
    return replace(task, segments=(Segment(MONDAY, 5, frozenset({0, 1, 2})),), groups=(group,))


def test_neighbours_are_visited_on_one_way(task):
    stops = place_days(week_of(task), WeekPlan(((1, 2, 0), (2, 3, 0)), ()))
    assert sorted(stop.days for stop in stops) == [2, 3]
    assert stops[0].start == MONDAY
    assert stops[1].start == MONDAY + stops[0].days
    assert outing_km(stops, Tours(task.km)) == pytest.approx(22)


def test_the_base_does_not_come_between_two_far_schools(task):
    stops = place_days(week_of(task), WeekPlan(((0, 1, 0), (1, 2, 0), (2, 2, 0)), ()))
    assert [stop.place for stop in stops][1] != 0
    assert outing_km(stops, Tours(task.km)) == pytest.approx(22)


def test_stays_move_towards_a_fixed_meeting_of_the_same_week(task):
    segment = Segment(MONDAY, 4, frozenset({0, 1, 2}))
    friday = replace(week_of(task, fixed=(MONDAY + 4, None)), segments=(segment,))
    stops = place_days(friday, WeekPlan(((1, 2, 0),), ()))
    assert [(stop.start, stop.group) for stop in stops] == [(MONDAY + 2, None), (MONDAY + 4, 0)]
    assert outing_km(stops, Tours(task.km)) == pytest.approx(22)


def test_every_stay_lies_inside_its_segment(task):
    plan, _ = plan_by_weeks(task, task.rules.relaxable, work=0.2, seed=0, stop=never)
    stops = place_days(task, plan)
    assert len(stops) == len(plan.visits) + len(plan.meetings)
    assert all(a.start + a.days <= b.start for a, b in pairwise(stops))
    open_on = {
        day: segment.open
        for segment in task.segments
        for day in range(segment.start, segment.start + segment.days)
    }
    for stop in stops:
        assert (stop.start - 1) // 7 == (stop.start + stop.days - 2) // 7
        if stop.teacher is not None:
            assert all(stop.place in open_on[day] for day in range(stop.start, stop.start + stop.days))
