"""The year by weeks: what the model finds, what it proves impossible."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from pusaq_core.timetable.improve import shorten
from pusaq_core.timetable.placing import held_numbers, outing_km, place_days
from pusaq_core.timetable.problem import week
from pusaq_core.timetable.trips import Tours
from pusaq_core.timetable.year import YearModel, plan_by_weeks
from tests.timetable.conftest import never, task_of

WORK = 0.2


def rng(seed=11):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def task(calendar):
    return task_of(calendar.ugel([calendar.caseload("A0", "multigrade", [1, 2, 1], rng=rng())]))


@pytest.fixture(scope="module")
def planned(task):
    plan, _ = plan_by_weeks(task, task.rules.relaxable, work=WORK, seed=0, stop=never)
    assert plan is not None
    return plan


def weeks_of_visits(task, plan, teacher):
    return sorted(task.segments[index].week for t, _, index in plan.visits if t == teacher)


def keeps_its_rules(task, plan):
    """Dose, open days and spacing, recounted from the days that come out of the plan."""
    stops = place_days(task, plan)
    busy = Counter(day for stop in stops for day in range(stop.start, stop.start + stop.days))
    assert max(busy.values()) == 1
    held = held_numbers(stops)
    for position, group in enumerate(task.groups):
        assert len(held[position]) == group.times
        if group.fixed is None:
            assert set(held[position]) <= set(group.days)
        gap = task.rules.gaps["gia"] if group.kind == "gia" else task.rules.gaps["rtc"]
        assert all(b - a >= gap for a, b in pairwise(held[position]))
    for teacher, owed in enumerate(task.owed):
        mine = [stop for stop in stops if stop.teacher == teacher]
        assert Counter(stop.days for stop in mine) == Counter(owed)
        days = {day for stop in mine for day in range(stop.start, stop.start + stop.days)}
        assert days <= task.open_days[task.at[teacher]]
        starts = [stop.start for stop in mine]
        assert all(b - a >= task.rules.visit_gap for a, b in pairwise(starts))
        assert week(starts[0]) in task.first_weeks(task.at[teacher])
        contacts = {7 * w + 1 for w in task.contact_weeks} | set(starts)
        for position, group in enumerate(task.groups):
            if teacher in group.members:
                contacts |= set(held[position])
                if group.kind == "gia":
                    assert all(any(a < d < b for d in starts) for a, b in pairwise([0, *held[position]]))
        inside = sorted(day for day in contacts if starts[0] <= day <= starts[-1])
        counted = task.class_weeks[task.at[teacher]] | task.contact_weeks
        gaps = [sum(week(day) in counted for day in range(a + 1, b)) for a, b in pairwise(inside)]
        assert all(gap <= task.rules.contact_gap for gap in gaps)
    return True


def test_a_year_keeps_every_rule(task, planned):
    assert keeps_its_rules(task, planned)


def test_one_rtc_lies_in_each_half_of_the_year(task, planned):
    (position,) = [p for p, group in enumerate(task.groups) if group.kind == "rtc"]
    first, second = [task.segments[i].start for p, _, i in sorted(planned.meetings) if p == position]
    assert first <= task.middle < second


def test_without_segments_there_is_provably_no_year(task):
    bare = replace(task, segments=())
    assert plan_by_weeks(bare, (), work=WORK, seed=0, stop=never) == (None, True)


def test_more_visits_than_the_span_holds_are_provably_impossible(task):
    many = replace(task, owed=((1,) * 12, *task.owed[1:]))
    assert plan_by_weeks(many, (), work=1.0, seed=0, stop=never) == (None, True)


def test_a_group_without_a_day_of_its_own_is_provably_impossible(task):
    groups = tuple(replace(group, days=()) for group in task.groups)
    assert plan_by_weeks(replace(task, groups=groups), (), work=WORK, seed=0, stop=never) == (None, True)


def test_meetings_are_looked_for_near_their_part_of_the_year_then_anywhere(task):
    two_weeks = {week(task.groups[0].days[20]), week(task.groups[0].days[-20])}
    far_apart = tuple(
        replace(g, days=tuple(d for d in g.days if week(d) in two_weeks), times=2) for g in task.groups
    )
    moved = replace(task, groups=far_apart)
    near, proven = YearModel(moved, (), reach=1).solve(work=WORK, seed=0, stop=never)
    assert (near, proven) == (None, True)
    wide, _ = plan_by_weeks(moved, (), work=WORK, seed=0, stop=never)
    assert wide is not None
    assert {moved.segments[index].week for _, _, index in wide.meetings} == two_weeks


def test_rtc_in_one_half_only_is_impossible_until_the_rule_of_halves_gives_way(task):
    early = tuple(
        replace(g, days=tuple(d for d in g.days if d <= task.middle)) if g.kind == "rtc" else g
        for g in task.groups
    )
    moved = replace(task, groups=early)
    assert plan_by_weeks(moved, ("rtc_una_por_mitad",), work=WORK, seed=0, stop=never)[0] is None
    assert plan_by_weeks(moved, (), work=WORK, seed=0, stop=never)[0] is not None


def test_a_visit_before_each_fixed_gia_is_asked_of_the_visits(calendar):
    mine = calendar.caseload("A0", "eib", [2], rng=rng(), at=["S"])
    task = task_of(calendar.ugel([mine, calendar.caseload("A1", "eib", [2], rng=rng(), at=["S"])]))
    (gia,) = [group for group in task.groups if group.kind == "gia"]
    assert gia.fixed is not None
    plan, _ = plan_by_weeks(task, ("gia_tras_visita",), work=WORK, seed=0, stop=never)
    for teacher in gia.members:
        visits = weeks_of_visits(task, plan, teacher)
        held = [week(day) for day in gia.fixed]
        assert all(any(a < w < b for w in visits) for a, b in zip([0, *held], held, strict=False))


def test_teachers_without_visits_ask_for_nothing(task):
    idle = replace(task, owed=((), (2,), *task.owed[2:]), groups=())
    rules = ("contacto_maximo_dias", "primera_visita_semanas")
    plan, _ = plan_by_weeks(idle, rules, work=WORK, seed=0, stop=never)
    assert weeks_of_visits(idle, plan, 0) == []
    assert weeks_of_visits(idle, plan, 1)[0] in idle.first_weeks(task.at[1])


def test_a_stop_at_the_first_solution_still_gives_it(task):
    plan, proven = YearModel(task, (), reach=1).solve(work=WORK, seed=0, stop=lambda: True)
    assert plan is not None
    assert isinstance(proven, bool)


def test_no_work_finds_nothing_and_proves_nothing(task):
    assert YearModel(task, task.rules.relaxable, reach=None).solve(work=0.0, seed=0, stop=never) == (
        None,
        False,
    )


def kilometres(task, plan):
    return outing_km(place_days(task, plan), Tours(task.km))


def better(task, plan, **changed):
    wanted = {"goal": 0.0, "proposals": 1500, "seed": 3, "stop": never} | changed
    return shorten(task, plan, task.rules.relaxable, **wanted)


def test_shorter_outings_keep_the_rules_and_number_meetings_by_date(task, planned):
    shorter = better(task, planned)
    assert keeps_its_rules(task, shorter)
    assert kilometres(task, shorter) < kilometres(task, planned)
    assert better(task, planned) == shorter


@pytest.mark.parametrize("seed", range(4))
def test_searching_never_makes_the_year_longer(calendar, seed):
    caseload = calendar.caseload("A0", "full_initial", [1, 2, 2], rng=rng(seed))
    other = task_of(calendar.ugel([caseload]))
    plan, _ = plan_by_weeks(other, other.rules.relaxable, work=WORK, seed=0, stop=never)
    shorter = better(other, plan, proposals=300, seed=seed)
    assert kilometres(other, shorter) <= kilometres(other, plan) + 1e-6
    assert keeps_its_rules(other, shorter)


def test_a_search_that_is_stopped_or_has_reached_its_goal_leaves_the_year_alone(task, planned):
    asked = better(task, planned, stop=lambda: True)
    reached = better(task, planned, goal=1e9)
    assert Counter(asked.visits) == Counter(reached.visits) == Counter(planned.visits)


def test_an_empty_year_has_nothing_to_shorten(task):
    empty = replace(task, owed=((),) * len(task.at), groups=())
    plan, _ = plan_by_weeks(empty, (), work=WORK, seed=0, stop=never)
    assert better(empty, plan) == plan
