"""Days of the meetings that bind several people."""

from itertools import pairwise

import numpy as np
import pytest

from pusaq_core.timetable.meetings import meeting_groups
from pusaq_core.timetable.problem import week, weekday
from pusaq_core.timetable.shared import fix_shared_meetings, school_weeks, target_week


def rng(seed=5):
    return np.random.default_rng(seed)


@pytest.fixture
def fix(calendar):
    """Two accompanists at one building; `days` are its school days."""

    def of(days=None, *, blocked=None, profiles=("full_initial", "full_primary")):
        people = [
            calendar.caseload(f"A{i}", profile, [2], rng=rng(i), at=["S"])
            for i, profile in enumerate(profiles)
        ]
        ugel = calendar.ugel(people, own={} if days is None else {"S": days})
        groups = meeting_groups(ugel)
        fixed = fix_shared_meetings(ugel, groups, blocked=blocked or {})
        held = {
            (group.kind, group.accompanists): [
                fixed.days[index, n] for n in range(1, group.times + 1) if (index, n) in fixed.days
            ]
            for index, group in enumerate(groups)
        }
        return ugel, fixed, held

    return of


def test_every_shared_meeting_gets_a_day_with_the_gaps_of_the_rules(fix):
    ugel, fixed, held = fix()
    assert {kind: len(days) for (kind, _), days in held.items()} == {"gia": 4, "rtc": 2}
    for (kind, _), days in held.items():
        gap = ugel.rules.gaps[kind]
        assert all(b - a >= gap for a, b in pairwise(days))
    assert fixed.broken == {}


def test_one_rtc_lies_in_each_half(fix):
    ugel, _, held = fix()
    first, second = held["rtc", ("A0", "A1")]
    assert first <= ugel.middle < second


def test_nobody_has_two_meetings_on_a_day(fix):
    _, fixed, held = fix()
    for key in ("A0", "A1"):
        mine = [day for (_, keys), days in held.items() if key in keys for day in days]
        assert sorted(mine) == sorted(fixed.busy[key])
        assert len(mine) == len(set(mine))


def test_meetings_of_a_building_fall_on_the_same_days_or_on_the_edge_of_a_week(fix):
    _, fixed, held = fix()
    first, second = held["gia", ("A0",)], held["gia", ("A1",)]
    assert sum(a == b for a, b in zip(first, second, strict=True)) >= 2
    assert {weekday(day) for day in first} <= {0, 4}
    assert fixed.closed["S"] == {day for days in held.values() for day in days}


def test_blocked_days_are_left_alone(fix, calendar):
    blocked = {"A0": frozenset(calendar.SCHOOL[:100])}
    _, _, held = fix(blocked=blocked)
    assert all(
        day >= calendar.SCHOOL[100] for (_, keys), days in held.items() if "A0" in keys for day in days
    )
    assert min(held["gia", ("A1",)]) < calendar.SCHOOL[100]


def test_a_short_calendar_breaks_the_gaps_before_it_loses_a_meeting(fix, calendar):
    ugel, fixed, held = fix(calendar.SCHOOL[:30])
    assert {kind: len(days) for (kind, _), days in held.items()} == {"gia": 4, "rtc": 2}
    broken = set(fixed.broken.values())
    assert ("separacion_rtc_dias", "rtc_una_por_mitad") in broken
    assert ("separacion_gia_dias",) in broken
    tail = ugel.rules.given_up(("separacion_rtc_dias", "rtc_una_por_mitad"))
    assert tail == ugel.rules.relaxable[2:]


def test_the_last_meeting_may_lie_between_the_others(fix, calendar):
    _, _, held = fix(calendar.SCHOOL[:6])
    assert sum(len(days) for days in held.values()) <= 12
    rtc = set(held["rtc", ("A0", "A1")])
    for key in ("A0", "A1"):
        days = held["gia", (key,)]
        assert days == sorted(days)
        assert len(set(days)) == 4
        assert not rtc & set(days)


def test_where_there_are_fewer_days_than_meetings_the_rest_has_none(fix, calendar):
    _, fixed, held = fix(calendar.SCHOOL[:3])
    assert len(held["rtc", ("A0", "A1")]) == 2
    assert [len(held["gia", (key,)]) for key in ("A0", "A1")] == [1, 1]
    assert all(len(days) == 3 for days in fixed.busy.values())


def test_no_days_give_no_meetings(fix):
    _, fixed, held = fix(())
    assert fixed.days == {}
    assert all(days == [] for days in held.values())


def test_targets_close_each_part_of_the_year_for_gia_and_lie_inside_for_rtc(calendar):
    weeks = school_weeks(calendar.SCHOOL)
    assert len(weeks) == 36
    at = {weeks.index(target_week(weeks, "gia", n, 4)) for n in range(1, 5)}
    assert at == {7, 16, 25, 34}
    halves = [weeks.index(target_week(weeks, "rtc", n, 2)) for n in (1, 2)]
    assert halves[0] < 18 <= halves[1]
    assert [weeks.index(target_week(weeks, "rtc", n, 3)) for n in (1, 2, 3)] == [6, 18, 29]
    assert target_week([week(calendar.SCHOOL[0])], "gia", 1, 4) == week(calendar.SCHOOL[0])
