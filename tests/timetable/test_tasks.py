"""One accompanist's year, cut out of the UGEL's."""

from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pusaq_core.timetable.problem import Rules, week
from pusaq_core.timetable.segments import most_starts
from pusaq_core.timetable.task import weeks_apart
from pusaq_core.timetable.trips import Stay
from tests.timetable.conftest import task_of


def rng(seed=7):
    return np.random.default_rng(seed)


@given(st.integers(1, 120), st.integers(739_000, 739_030), st.integers(0, 400))
def test_weeks_apart_guarantees_the_days(days, start, later):
    other = start + later
    on_weekdays = (start - 1) % 7 < 5 and (other - 1) % 7 < 5
    if on_weekdays and week(other) - week(start) >= weeks_apart(days):
        assert later >= days


@given(st.sets(st.integers(0, 40), max_size=8), st.integers(1, 12))
def test_most_starts_is_the_most_that_any_choice_has(days, gap):
    best = max(
        size
        for size in range(len(days) + 1)
        for chosen in combinations(sorted(days), size)
        if all(b - a >= gap for a, b in pairwise(chosen))
    )
    assert most_starts(sorted(days), gap) == best


@pytest.fixture(scope="module")
def two(calendar):
    """An EIB caseload of three schools; at one of them another accompanist works too."""
    mine = calendar.caseload("A0", "eib", [1, 2, 1], rng=rng(), at=["P", "Q", "S"])
    return calendar.ugel([mine, calendar.caseload("A1", "full_primary", [2], rng=rng(), at=["S"])])


def test_dose_and_meetings_add_up_to_the_days_needed(two):
    task = task_of(two)
    assert task.owed == ((2, 2, 2, 2, 3, 3),) * 4
    assert task.at == (0, 1, 1, 2)
    times = {(group.kind, group.places): group.times for group in task.groups}
    assert set(times.values()) == {4, 2}
    assert task.needed_days() == 4 * 14 + sum(times.values())


def test_shared_meetings_are_fixed_and_her_own_are_free(two):
    groups = {(g.kind, g.places): g for g in task_of(two).groups}
    joint = groups["rtc", (2,)]
    assert joint.fixed is not None
    assert joint.members == (3,)
    assert joint.days == ()
    own = next(g for (kind, _), g in groups.items() if kind == "rtc" and g is not joint)
    assert own.fixed is None
    assert set(own.days) <= two.premises["P"].days & two.premises["Q"].days


def test_segments_hold_neither_workshops_nor_meetings_of_the_place(two):
    task = task_of(two)
    fixed = {day for g in task.groups if g.fixed is not None for day in g.fixed}
    busy = {day for s in task.segments for day in range(s.start, s.start + s.days)}
    assert fixed
    assert not fixed & busy
    other = task_of(two, "A1")
    closed = {day for g in other.groups if g.fixed is not None for day in g.fixed}
    for segment in task.segments:
        days = set(range(segment.start, segment.start + segment.days))
        assert not (2 in segment.open and days & closed)
    assert task.free_days == sum(task.free_runs) >= sum(s.days for s in task.segments)


def test_first_weeks_follow_the_calendar_of_the_place(calendar):
    late = calendar.weekdays(((4, 13), (12, 18)))
    mine = calendar.caseload("A0", "eib", [1, 1], rng=rng(), at=["P", "Q"])
    task = task_of(calendar.ugel([mine], own={"Q": late}))
    assert min(task.first_weeks(0)) == week(calendar.SCHOOL[0])
    assert min(task.first_weeks(1)) == week(date(2026, 4, 13).toordinal())
    assert len(task.first_weeks(0)) == len(task.first_weeks(1)) == 8


def test_first_weeks_begin_with_her_contract(calendar):
    since = date(2026, 6, 3).toordinal()
    mine = replace(calendar.caseload("A0", "eib", [1], rng=rng()), since=since)
    assert min(task_of(calendar.ugel([mine])).first_weeks(0)) == week(since)


def test_demand_counts_what_one_week_can_hold(two):
    task = task_of(two)
    whole, free = task.demand(with_fixed=True), task.demand(with_fixed=False)
    assert whole.times[Stay(1, 2, "visit")] == 8
    assert whole.most[1, "visit"] == 2
    assert whole.times[Stay(2, 1, "rtc")] == 2
    assert free.times[Stay(2, 1, "rtc")] == 0


def test_a_workshop_she_misses_is_no_contact(two, calendar):
    whole = task_of(two)
    away = frozenset(day for day in calendar.WORKING if week(day) in whole.contact_weeks and day > two.middle)
    absent = [replace(a, away=away) if a.key == "A0" else a for a in two.accompanists]
    company = calendar.caseload("A2", "eib", [1], rng=rng())
    pinned = replace(
        two,
        accompanists=(*absent, company),
        premises={**two.premises, **calendar.ugel([company]).premises},
        ugel_days=tuple(day for day in calendar.WORKING if week(day) in whole.contact_weeks),
    )
    assert task_of(pinned).contact_weeks < whole.contact_weeks
    assert task_of(pinned, "A2").contact_weeks == whole.contact_weeks


def test_giving_up_a_rule_gives_up_all_that_matter_less(calendar):
    rules: Rules = calendar.RULES
    assert rules.given_up(()) == ()
    assert rules.given_up(("no such rule",)) == ()
    assert rules.given_up(("primera_visita_semanas",)) == ("primera_visita_semanas",)
    assert rules.given_up(("primera_visita_semanas", "separacion_gia_dias")) == rules.relaxable[1:]


def test_weeks_lost_to_events_count_among_the_first_school_weeks(calendar):
    """The first eight school weeks end when they end, strike or not; another calendar knows no lost weeks."""
    person = calendar.caseload("A0", "eib", [1, 1], rng=rng(), at=["P", "Q"])
    weeks = sorted({week(day) for day in calendar.SCHOOL})
    strike = [day for day in calendar.SCHOOL if week(day) not in weeks[1:4]]
    own = calendar.weekdays(((4, 6), (12, 18)))
    task = task_of(calendar.ugel([person], own={"P": strike, "Q": own}))
    assert task.first_weeks(0) == frozenset(weeks[:8])
    assert min(task.first_weeks(1)) == week(own[0])
    assert len(task.first_weeks(1)) == 8
