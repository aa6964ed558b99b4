"""What each teacher is owed in a year, and whether planned visits and meetings pay it."""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pusaq_core.errors import InputError
from pusaq_core.norms.dose_model import counts_as, judge_visits, splits

if TYPE_CHECKING:
    from pusaq_core.norms.norm import Norm

ALL = ("eib", "multigrade", "full_initial", "full_primary", "full_secondary")
RURAL = ("eib", "multigrade")
FULL = ("full_initial", "full_primary", "full_secondary")


def codes(norm: Norm, profile: str, lengths: list[int]) -> list[tuple[str, str]]:
    return [(finding.code, finding.level) for finding in judge_visits(norm.dose(profile), lengths)]


@pytest.mark.parametrize(("profile", "numeral"), [("eib", "5.6.1 c"), ("multigrade", "5.6.2 c")])
def test_six_visits_of_two_or_three_days_add_up_to_fourteen(nt026: Norm, profile: str, numeral: str) -> None:
    visits = nt026.dose(profile).visits
    assert (visits.times, visits.days, visits.lengths) == (6, 14, (2, 2, 2, 2, 3, 3))
    assert visits.numeral == numeral
    assert splits(6, 14, [2, 3]) == [(2, 2, 2, 2, 3, 3)]
    assert codes(nt026, profile, [2, 2, 2, 2, 3, 3]) == []
    assert codes(nt026, profile, [3, 2, 2, 3, 2, 2]) == []
    assert codes(nt026, profile, [2] * 6) == [("visit_days_missing", "error")]
    assert codes(nt026, profile, [3] * 6) == [("visit_days_over", "warning")]


def test_initial_has_two_visits_of_each_length_and_twelve_days(nt026: Norm) -> None:
    visits = nt026.dose("full_initial").visits
    assert (visits.times, visits.days, visits.lengths, visits.numeral) == (
        6,
        12,
        (1, 1, 2, 2, 3, 3),
        "5.6.3 c",
    )
    assert codes(nt026, "full_initial", [3, 3, 2, 2, 1, 1]) == []
    assert codes(nt026, "full_initial", [3, 3, 2, 2, 2]) == [
        ("visits_missing", "error"), ("visit_mix_missing", "error"),
    ]  # fmt: skip
    assert codes(nt026, "full_initial", [2] * 6) == [("visit_mix_missing", "error")]
    assert codes(nt026, "full_initial", [3, 3, 2, 1, 1, 1]) == [
        ("visit_days_missing", "error"), ("visit_mix_missing", "error"),
    ]  # fmt: skip


@pytest.mark.parametrize("profile", ["full_primary", "full_secondary"])
def test_primary_and_secondary_have_one_visit_of_two_days_and_six_of_one(nt026: Norm, profile: str) -> None:
    visits = nt026.dose(profile).visits
    assert (visits.times, visits.days, visits.lengths, visits.numeral) == (7, 8, (1,) * 6 + (2,), "5.6.3 c")
    assert codes(nt026, profile, [1, 1, 2, 1, 1, 1, 1]) == []
    assert codes(nt026, profile, [2, 1, 1, 1, 1, 2]) == [
        ("visits_missing", "error"), ("visit_mix_missing", "error"),
    ]  # fmt: skip
    assert codes(nt026, profile, [1] * 7) == [("visit_days_missing", "error"), ("visit_mix_missing", "error")]
    assert codes(nt026, profile, [2, 2, 2, 2]) == [
        ("visits_missing", "error"),
        ("visit_mix_missing", "error"),
    ]


def test_findings_say_what_was_expected_and_found(nt026: Norm) -> None:
    (finding,) = judge_visits(nt026.dose("eib"), [2, 2, 2, 2, 2, 2])
    assert (finding.numeral, finding.expected, finding.found) == ("5.6.1 c", "14", "12")
    (mix,) = judge_visits(nt026.dose("full_initial"), [2] * 6)
    assert (mix.expected, mix.found) == ("1+1+2+2+3+3", "2+2+2+2+2+2")


def test_more_visits_or_days_than_owed_never_are_an_error(nt026: Norm) -> None:
    assert codes(nt026, "eib", [2, 2, 2, 2, 3, 3, 2]) == [
        ("visits_over", "warning"),
        ("visit_days_over", "warning"),
    ]
    assert codes(nt026, "full_initial", [3, 3, 3, 2, 2, 1]) == [("visit_days_over", "warning")]


def test_a_visit_shorter_than_the_norm_allows_is_an_error(nt026: Norm) -> None:
    assert codes(nt026, "eib", [1, 2, 2, 3, 3, 3]) == [("visit_too_short", "error")]
    assert codes(nt026, "eib", []) == [("visits_missing", "error"), ("visit_days_missing", "error")]


@given(st.sampled_from(ALL), st.lists(st.integers(1, 4), max_size=9), st.integers(1, 4))
def test_a_plan_that_pays_still_pays_with_one_visit_more(
    nt026: Norm, profile: str, lengths: list[int], more: int
) -> None:
    dose = nt026.dose(profile)
    longer = max(more, dose.visits.shortest)
    errors = [f for f in judge_visits(dose, lengths) if f.level == "error"]
    after = [f for f in judge_visits(dose, [*lengths, longer]) if f.level == "error"]
    assert len(after) <= len(errors)


@given(st.integers(0, 6), st.integers(0, 12), st.lists(st.integers(1, 4), max_size=4))
def test_splits_are_all_the_ways_and_nothing_else(total: int, days: int, lengths: list[int]) -> None:
    found = splits(total, days, lengths)
    ways = combinations_with_replacement(sorted(set(lengths)), total)
    assert sorted(found) == sorted(way for way in ways if sum(way) == days)


@pytest.mark.parametrize("profile", ALL)
def test_four_peer_groups_of_three_hours(nt026: Norm, profile: str) -> None:
    dose = nt026.dose(profile)
    assert (dose.of("gia").times, dose.of("gia").hours, dose.of("gia").led_by) == (4, 3, "acompañante")
    assert dose.of("gia").outside_visits
    assert [counts_as(dose, "gia", minutes) for minutes in (170, 179, 180, 240)] == [False, False, True, True]


@pytest.mark.parametrize("profile", ALL)
def test_two_collegiate_meetings_of_three_hours(nt026: Norm, profile: str) -> None:
    dose = nt026.dose(profile)
    assert (dose.of("rtc").times, dose.of("rtc").hours, dose.of("rtc").led_by) == (2, 3, "directivo")
    assert dose.of("rtc").outside_visits
    assert [counts_as(dose, "rtc", minutes) for minutes in (170, 179, 180, 240)] == [False, False, True, True]


def test_meetings_by_network_and_joint_ones_only_where_the_norm_allows(nt026: Norm) -> None:
    assert [p for p in ALL if nt026.dose(p).of("rtc").by_network] == list(RURAL)
    assert [p for p in ALL if nt026.dose(p).of("rtc").joint] == list(FULL)
    assert [p for p in ALL if nt026.dose(p).of("gia").by_network or nt026.dose(p).of("gia").joint] == []


@pytest.mark.requirement("AP-049")
def test_days_of_workshops_are_those_of_the_year(nt026: Norm) -> None:
    taught = {p: (nt026.dose(p).of("workshop").times, nt026.dose(p).of("workshop").days) for p in ALL}
    assert taught == dict.fromkeys(RURAL, (2, 10)) | dict.fromkeys(FULL, (2, 8))
    assert {nt026.dose(p).of("workshop").place for p in ALL} == {"UGEL"}
    own = {p: (nt026.dose(p).of("own_workshop").times, nt026.dose(p).of("own_workshop").days) for p in ALL}
    assert own == dict.fromkeys(RURAL, (2, 16)) | dict.fromkeys(FULL, (2, 12))


def test_families_and_numerals(nt026: Norm) -> None:
    assert [nt026.dose(p).family for p in ALL] == ["eib", "multigrade", "full", "full", "full"]
    eib = nt026.dose("eib")
    numerals = [owed.numeral for owed in eib.owed.values()]
    assert numerals == ["5.6.1 c", "5.6.1 d; 5.2.6 b", "5.6.1 f; 5.2.7", "5.6.1 e", "5.6.1; 5.2.8"]


def test_a_dose_is_found_by_either_name_of_its_profile(nt026: Norm) -> None:
    assert nt026.dose("primaria_completa") is nt026.dose("full_primary")
    with pytest.raises(InputError) as caught:
        nt026.dose("full_primari")
    (problem,) = caught.value.problems
    assert (problem.code, problem.expected) == ("unknown_profile", "name_like:full_primary")


def test_another_norm_has_other_doses(invented: Norm) -> None:
    country = invented.dose("country")
    assert (country.visits.lengths, country.visits.shortest, country.visits.fixed_mix) == (
        (1, 2, 2, 2, 2),
        1,
        False,
    )
    assert (country.of("gia").times, country.of("rtc").hours, country.of("own_workshop").times) == (3, 4, 3)
    assert codes(invented, "country", [1, 1, 2, 2, 2]) == [("visit_days_missing", "error")]
    assert codes(invented, "town", [1, 1, 2]) == []
    assert not counts_as(country, "rtc", 239)
    assert counts_as(country, "gia", 120)
