"""Who meets with whom."""

from dataclasses import replace

import numpy as np
import pytest

from pusaq_core.timetable.meetings import meeting_groups, shared_places
from pusaq_core.timetable.problem import Accompanist
from tests.timetable.conftest import without


def on_a_road(key, profile, schools, *, base=0.0):
    """Schools on one road: name to (kilometre, teachers)."""
    names = sorted(schools)
    spots = np.array([base, *(schools[name][0] for name in names)], dtype=float)
    teachers = tuple((f"{key}-{name}-{i}", name) for name in names for i in range(schools[name][1]))
    family = "full" if profile.startswith("full") else profile
    return Accompanist(key, profile, family, teachers, tuple(names), np.abs(spots[:, None] - spots))


def places(ugel, kind):
    return [group.places for group in meeting_groups(ugel) if group.kind == kind]


@pytest.fixture
def of(calendar):
    def build(*people, **more):
        return calendar.ugel(people, **more)

    return build


def test_larger_schools_hold_their_own_gia(of):
    caseload = on_a_road("A0", "full_primary", {"P": (1, 2), "Q": (2, 3)})
    assert places(of(caseload), "gia") == [("P",), ("Q",)]


def test_schools_with_one_teacher_share_it_as_evenly_as_the_limit_allows(of):
    caseload = on_a_road("A0", "eib", {name: (i, 1) for i, name in enumerate("PQRST")})
    assert places(of(caseload), "gia") == [("P", "Q"), ("R", "S", "T")]


def test_the_host_is_the_school_nearest_to_the_base(of):
    caseload = on_a_road("A0", "eib", {"P": (9, 1), "Q": (2, 1), "R": (5, 1)})
    assert places(of(caseload), "gia") == [("Q", "P", "R")]


def test_a_network_comes_before_nearness(of):
    caseload = on_a_road("A0", "eib", {name: (i, 1) for i, name in enumerate("PQRST")})
    found = places(of(caseload, networks={"T": "red 1", "P": "red 1", "Q": "red 1"}), "gia")
    assert found == [("P", "Q", "T"), ("R", "S")]


def test_a_school_left_alone_joins_the_nearest_group(of):
    caseload = on_a_road("A0", "eib", {"P": (0, 1), "Q": (7, 3), "R": (9, 2)})
    (whole,) = [p for p in places(of(caseload), "gia") if "P" in p]
    assert whole == ("P", "Q")


def test_a_school_alone_with_nobody_near_enough_in_the_calendar_stays_alone(of):
    caseload = on_a_road("A0", "eib", {"P": (0, 1), "Q": (7, 3)})
    year = of(caseload)
    days = sorted(year.premises["P"].days)
    apart = {"P": days[:60], "Q": days[100:]}
    assert places(of(caseload, own=apart), "gia") == [("P",), ("Q",)]
    assert places(of(caseload, own=apart), "rtc") == [("P",), ("Q",)]


def test_what_counts_is_all_teachers_of_the_profile_there(of):
    first = on_a_road("A0", "eib", {"P": (0, 1), "Q": (1, 1)})
    second = on_a_road("A1", "eib", {"Q": (1, 1)})
    other_profile = on_a_road("A2", "full_initial", {"P": (0, 4)})
    groups = meeting_groups(of(first, second, other_profile))
    gia = {g.accompanists[0]: g for g in groups if g.kind == "gia" and g.accompanists == ("A0",)}
    assert gia["A0"].places == ("P", "Q")
    assert gia["A0"].teachers == ("A0-P-0", "A0-Q-0")
    assert gia["A0"].shared


def test_only_the_profiles_that_the_norm_names_hold_the_rtc_together(of):
    schools = {"P": (5, 1), "Q": (2, 2), "R": (3, 1)}
    assert places(of(on_a_road("A0", "multigrade", schools)), "rtc") == [("Q", "P", "R")]
    assert places(of(on_a_road("A0", "full_initial", schools)), "rtc") == [("P",), ("Q",), ("R",)]


def test_premises_of_several_accompanists_hold_the_rtc_alone_and_together(of):
    first = on_a_road("A0", "multigrade", {"P": (0, 1), "Q": (1, 1), "R": (2, 1)})
    second = on_a_road("A1", "full_initial", {"Q": (1, 2)})
    ugel = of(first, second)
    assert shared_places(ugel.accompanists) == {"Q": ("A0", "A1")}
    rtc = {g.places: g for g in meeting_groups(ugel) if g.kind == "rtc"}
    assert set(rtc) == {("P", "R"), ("Q",)}
    assert rtc["Q",].accompanists == ("A0", "A1")
    assert rtc["Q",].teachers == ("A0-Q-0", "A1-Q-0", "A1-Q-1")
    assert rtc["Q",].shared
    assert not rtc["P", "R"].shared


def test_a_norm_without_meetings_has_no_groups(of):
    first = on_a_road("A0", "eib", {"P": (0, 2)})
    second = on_a_road("A1", "eib", {"P": (0, 2)})
    ugel = of(first, second)
    none = replace(ugel, doses={"eib": without(ugel.doses["eib"], "gia", "rtc")})
    assert meeting_groups(none) == ()


def test_groups_stand_in_a_stable_order(of):
    people = [on_a_road(f"A{i}", "eib", {f"P{i}": (i, 2), f"Q{i}": (0, 1)}) for i in range(3)]
    groups = meeting_groups(of(*people))
    assert [g.key for g in groups] == sorted(g.key for g in groups)
