from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from pusaq_core.io.catalogue import read_norm
from pusaq_core.timetable.problem import weekday
from pusaq_core.timetable.ugel_year import _workshops
from pusaq_core.timetable.workshops import choose_workshops, runs


def choose(calendar, *, dose=(2, 10, 2, 16), away=(), ugel_days=None, own_days=None):
    return choose_workshops(
        ugel_days=calendar.WORKING if ugel_days is None else ugel_days,
        own_days=calendar.ANY_DAY if own_days is None else own_days,
        school_days=calendar.SCHOOL,
        middle=date(2026, 8, 1).toordinal(),
        dose=dose,
        away=away,
    )


def test_runs_break_at_gaps():
    assert runs([5, 1, 2, 6, 9]) == [[1, 2], [5, 6], [9]]


def test_workshops_lie_in_management_weeks_and_cost_no_school_day(calendar):
    chosen = choose(calendar)
    days = [day for workshop in (*chosen.teachers, *chosen.own) for day in workshop.days]
    assert len(days) == len(set(days)) == 26
    assert not set(days) & set(calendar.SCHOOL)
    assert [len(w.days) for w in chosen.teachers] == [5, 5]
    assert [len(w.rows()) for w in chosen.teachers] == [1, 1]
    assert sum(len(w.days) for w in chosen.own) == 16
    assert chosen.halves_kept
    assert [w.number for w in chosen.teachers] == [1, 2]


def test_workshops_of_eight_days_take_two_short_weeks(calendar):
    chosen = choose(calendar, dose=(2, 8, 2, 12))
    assert [len(w.days) for w in chosen.teachers] == [4, 4]
    assert chosen.missing_teacher_days == chosen.missing_own_days == 0


@pytest.mark.requirement("AP-049")
@pytest.mark.parametrize(
    ("profile", "days"),
    [("eib", 10), ("multigrade", 10), ("full_initial", 8), ("full_primary", 8), ("full_secondary", 8)],
)
def test_the_two_workshops_of_the_norm_take_the_days_of_a_whole_year(calendar, profile, days):
    norm = read_norm("nt-026-minedu-2019")
    person = calendar.caseload("A0", profile, (2, 1), rng=np.random.default_rng(3))
    year = replace(calendar.ugel([person]), doses={profile: norm.dose(profile)})
    chosen = _workshops(year)[person.family]
    assert [len(workshop.days) for workshop in chosen.teachers] == [days // 2] * 2
    assert norm.dose(profile).of("workshop").place == "UGEL"


def test_rows_never_hold_a_weekend(calendar):
    for workshop in choose(calendar).own:
        for start, length in workshop.rows():
            assert [weekday(start + i) for i in range(length)] == list(
                range(weekday(start), weekday(start) + length)
            )


def test_absences_are_avoided_where_other_days_exist(calendar):
    away = frozenset(range(date(2026, 5, 18).toordinal(), date(2026, 5, 23).toordinal()))
    chosen = choose(calendar, away=[away, frozenset()])
    assert all(away.isdisjoint(w.days) for w in (*chosen.teachers, *chosen.own))


def test_each_workshop_lies_near_its_part_of_the_year(calendar):
    chosen = choose_workshops(
        ugel_days=calendar.WORKING,
        own_days=calendar.ANY_DAY,
        school_days=(),
        middle=date(2026, 8, 1).toordinal(),
        dose=(2, 10, 2, 10),
        away=(),
    )
    days = calendar.WORKING
    for workshop, part in zip(chosen.teachers, (1 / 3, 3 / 4), strict=True):
        assert abs(workshop.days[0] - days[0] - part * (days[-1] - days[0])) <= 14, workshop


def test_without_a_first_half_the_rule_of_halves_gives_way(calendar):
    late = [day for day in calendar.WORKING if day > date(2026, 8, 10).toordinal()]
    chosen = choose(calendar, ugel_days=late)
    assert not chosen.halves_kept
    assert sum(len(w.days) for w in chosen.teachers) == 10


def test_no_days_at_all_are_counted_as_missing(calendar):
    chosen = choose(calendar, ugel_days=[], own_days=[])
    assert chosen.teachers == chosen.own == ()
    assert (chosen.missing_teacher_days, chosen.missing_own_days) == (10, 16)


def test_a_norm_without_workshops_needs_none(calendar):
    chosen = choose(calendar, dose=(0, 0, 0, 0))
    assert chosen.teachers == chosen.own == ()
    assert chosen.missing_teacher_days == 0


def test_three_workshops_keep_their_order(calendar):
    chosen = choose(calendar, dose=(3, 9, 2, 12))
    starts = [w.days[0] for w in chosen.teachers]
    assert starts == sorted(starts)
    assert [len(w.days) for w in chosen.teachers] == [3, 3, 3]


def starts(workshops):
    return [date.fromordinal(workshop.days[0]) for workshop in workshops]


def test_workshops_lie_near_their_part_of_the_year(calendar):
    for dose in ((2, 10, 2, 16), (2, 8, 2, 12)):
        chosen = choose(calendar, dose=dose)
        assert starts(chosen.own) == [date(2026, 3, 2), date(2026, 7, 27)]
        assert starts(chosen.teachers) == [date(2026, 5, 18), date(2026, 10, 12)]


def test_one_workshop_lies_in_the_first_part_of_the_year(calendar):
    chosen = choose(calendar, dose=(1, 5, 1, 6))
    assert starts(chosen.teachers) == [date(2026, 5, 18)]
    assert starts(chosen.own) == [date(2026, 3, 2)]


def test_the_target_weighs_less_than_a_school_day(calendar):
    only_december = [day for day in calendar.ANY_DAY if day >= date(2026, 12, 21).toordinal()]
    school = [day for day in calendar.SCHOOL if day < date(2026, 4, 20).toordinal()]
    chosen = choose(calendar, dose=(0, 0, 1, 6), own_days=sorted({*only_december, *school}))
    assert starts(chosen.own) == [date(2026, 12, 21)]


def test_days_far_apart_hold_a_workshop_where_there_are_no_others(calendar):
    mondays = [day for day in calendar.ANY_DAY if weekday(day) == 0]
    chosen = choose(calendar, dose=(2, 4, 2, 6), ugel_days=mondays, own_days=mondays)
    assert sum(len(w.days) for w in chosen.teachers) == 4
    assert sum(len(w.days) for w in chosen.own) == 6
    days = [day for w in (*chosen.teachers, *chosen.own) for day in w.days]
    assert len(set(days)) == 10


def test_own_workshops_take_the_days_that_are_left(calendar):
    monday = date(2026, 3, 2).toordinal()
    own_days = [monday + i for i in (0, 1, 2, 3, 14, 15)]
    chosen = choose(calendar, dose=(1, 2, 1, 4), ugel_days=[monday + 2, monday + 3], own_days=own_days)
    assert [w.days for w in chosen.own] == [(monday, monday + 1, monday + 14, monday + 15)]
    assert chosen.missing_own_days == 0


def test_own_workshops_are_missing_where_those_for_teachers_leave_too_few_days(calendar):
    days = calendar.ANY_DAY[:12]
    chosen = choose(calendar, dose=(1, 4, 1, 10), ugel_days=days[:4], own_days=days)
    assert [w.days for w in chosen.teachers] == [days[:4]]
    assert (chosen.own, chosen.missing_own_days) == ((), 10)


def test_a_day_on_which_nobody_of_the_family_is_there_is_no_day(calendar):
    first_half = frozenset(range(date(2026, 1, 1).toordinal(), date(2026, 8, 2).toordinal()))
    chosen = choose(calendar, away=[first_half])
    assert not chosen.halves_kept
    assert all(w.days[0] >= date(2026, 8, 2).toordinal() for w in (*chosen.teachers, *chosen.own))
    shared = choose(calendar, away=[first_half, frozenset()])
    assert shared.halves_kept
