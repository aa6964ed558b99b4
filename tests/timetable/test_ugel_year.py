"""The year of a UGEL as a whole: what an auditor who shares nothing with the search says of it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pusaq_core.timetable import ugel_year
from pusaq_core.timetable.problem import YearParams
from pusaq_core.timetable.ugel_year import solve_ugel_year
from tests.timetable.auditing import breaches
from tests.timetable.invented import invented

QUICK = YearParams(effort=1)
EXAMPLES = 4 if settings.default.max_examples <= 100 else 60


@pytest.fixture(autouse=True, scope="module")
def short_searches():
    """What is sound does not depend on how long one searches."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ugel_year, "WORK_PER_EFFORT", 0.05)
        patch.setattr(ugel_year, "PROPOSALS_PER_EFFORT", 4000)
        yield


def rng(seed=3):
    return np.random.default_rng(seed)


def by_kind(result, kind):
    return [activity for activity in result.activities if activity.kind == kind]


@pytest.fixture(scope="module")
def usual(calendar):
    """Three accompanists of three families; two of them meet in one building."""
    return calendar.ugel(
        [
            calendar.caseload("A0", "eib", [1, 1, 2], rng=rng(1)),
            calendar.caseload("A1", "full_initial", [2, 2], rng=rng(2), at=["S1", "S2"]),
            calendar.caseload("A2", "full_primary", [3], rng=rng(3), at=["S1"]),
        ]
    )


@pytest.fixture(scope="module")
def solved(usual):
    return solve_ugel_year(usual, params=QUICK)


def test_a_usual_year_holds_the_whole_dose(usual, solved):
    assert breaches(usual, solved) == []
    assert solved.missing == ()
    assert not solved.cut
    assert {rule for activity in solved.activities for rule in activity.relaxed} == set()
    assert len(by_kind(solved, "visit")) == 6 * 4 + 6 * 4 + 7 * 3


def test_kilometres_are_bounded_from_below(solved):
    assert set(solved.km) == {"A0", "A1", "A2"}
    assert all(0 <= solved.km_bound[key] <= solved.km[key] for key in solved.km)


def test_teachers_of_all_levels_of_a_building_hold_the_rtc_together(solved):
    joint = [a for a in by_kind(solved, "rtc") if len(a.accompanists) > 1]
    assert [a.accompanists for a in joint] == [("A1", "A2")] * 2
    assert [a.number for a in joint] == [1, 2]
    assert all(a.places == ("S1",) and len(a.teachers) == 5 for a in joint)


def test_the_same_input_gives_the_same_year(usual, solved):
    assert solve_ugel_year(usual, params=QUICK) == solved


def test_the_order_in_which_accompanists_are_solved_makes_no_difference(usual, solved):
    def backwards(function, items):
        return list(reversed([function(item) for item in reversed(list(items))]))

    assert solve_ugel_year(usual, params=QUICK, mapper=backwards) == solved


def test_a_cut_year_is_said_to_be_cut_and_is_sound(usual):
    hasty = solve_ugel_year(usual, params=QUICK, stop=lambda: True)
    assert hasty.cut
    assert breaches(usual, hasty) == []


def test_effort_is_the_only_default(usual, solved):
    assert solve_ugel_year(replace(usual, accompanists=())) == replace(
        solved, activities=(), missing=(), km={}, km_bound={}
    )
    assert YearParams().effort == 5


def test_whoever_is_away_misses_the_workshop_and_works_on_its_other_days(usual):
    whole = solve_ugel_year(usual, params=QUICK)
    workshop = next(a for a in by_kind(whole, "workshop") if a.accompanists == ("A1",))
    absent = [
        replace(a, away=frozenset({workshop.start})) if a.key == "A1" else a for a in usual.accompanists
    ]
    pinned = replace(
        usual,
        accompanists=tuple(absent),
        ugel_days=tuple(
            day
            for a in by_kind(whole, "workshop")
            if a.accompanists == ("A1",)
            for day in range(a.start, a.start + a.days)
        ),
    )
    year = solve_ugel_year(pinned, params=QUICK)
    assert breaches(pinned, year) == []
    lost = [m for m in year.missing if m.kind == "workshop" and m.accompanist == "A1"]
    assert {(m.accompanist, m.times, m.days) for m in lost} == {("A1", 1, 4)}
    assert {(m.why.code, m.why.needed, m.why.available) for m in lost} == {("away", 4, 3)}


def test_workshops_that_cannot_lie_in_both_halves_say_so(usual):
    late = tuple(day for day in usual.ugel_days if day > usual.middle)
    year = solve_ugel_year(replace(usual, ugel_days=late), params=QUICK)
    assert breaches(replace(usual, ugel_days=late), year) == []
    named = {a.relaxed for a in by_kind(year, "workshop")}
    assert named == {("taller_uno_por_mitad", "contacto_maximo_dias", "primera_visita_semanas")}


def test_a_year_without_days_places_nothing_and_says_why(calendar):
    empty = calendar.ugel([calendar.caseload("A0", "eib", [1, 2], rng=rng())], school=(), own={})
    empty = replace(empty, ugel_days=(), own_ugel_days=())
    year = solve_ugel_year(empty, params=QUICK)
    assert year.activities == ()
    assert breaches(empty, year) == []
    assert {m.kind for m in year.missing} == {"visit", "gia", "rtc", "workshop", "own_workshop"}
    assert all(m.why.available == 0 for m in year.missing if m.why.code != "no_span")


def test_a_school_without_days_takes_nothing_from_the_others(calendar):
    caseload = calendar.caseload("A0", "multigrade", [1, 1, 1], rng=rng(), at=["S1", "S2", "S3"])
    one_shut = calendar.ugel([caseload], own={"S2": ()})
    year = solve_ugel_year(one_shut, params=QUICK)
    assert breaches(one_shut, year) == []
    assert {m.teacher for m in year.missing} == {"A0T10"}
    assert {m.kind for m in year.missing} == {"visit", "gia", "rtc"}


def test_a_contract_that_begins_late_has_its_own_first_weeks(calendar):
    since = date(2026, 6, 1).toordinal()
    before = frozenset(range(date(2026, 1, 1).toordinal(), since))
    caseload = calendar.caseload("A0", "full_initial", [1], rng=rng(), away=before)
    late = calendar.ugel([replace(caseload, since=since)])
    year = solve_ugel_year(late, params=QUICK)
    assert breaches(late, year) == []
    assert all(a.start >= since for a in year.activities)
    assert len(by_kind(year, "visit")) >= 5


def check(calendar, seed, traits, most=3):
    whole = invented(calendar, seed, traits, most=most)
    assert breaches(whole, solve_ugel_year(whole, params=QUICK)) == []


@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 10_000))
def test_shared_buildings(calendar, seed):
    check(calendar, seed, ["shared", "islands"])


@pytest.mark.long
@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 10_000), more=st.sampled_from(["islands", "away"]))
def test_absences_and_far_islands(calendar, seed, more):
    check(calendar, seed, ["away", more])


@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 10_000), more=st.sampled_from(["closed", "shared", "no workshops"]))
@example(seed=95, more="closed")  # days in plenty, and hardly two in a row for a visit of two days
@example(seed=570, more="closed")
def test_calendars_of_their_own(calendar, seed, more):
    check(calendar, seed, ["calendars", more], most=2 if more == "shared" else 1)


@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 10_000), more=st.sampled_from(["late", "shared", "no school"]))
@example(seed=1007, more="late")  # no teacher's dose fits even alone, so the whole dose is what proves
def test_short_years(calendar, seed, more):
    check(calendar, seed, ["short", more], most=2 if more == "shared" else 1)
