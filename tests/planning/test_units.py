"""Premises into units, and parts made equal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pusaq_core.planning.problem import Caseload
from pusaq_core.planning.units import Service, below_minimum, even_parts, split_premises


def service(key, premises, teachers, maximum=8, minimum=None, language=""):
    return Service(key, premises, tuple(f"{key}-{i}" for i in range(teachers)), maximum, minimum, language)


def shape(split):
    return [(u.key, u.teachers, u.maximum) for u in split.units]


def test_premises_that_fit_stay_whole_under_their_lowest_maximum():
    split = split_premises([service("b", "p", 3, 8, 6), service("a", "p", 4, 7)], language_minimum=6)
    assert shape(split) == [("p", 7, 7)]
    assert split.units[0].minimum == 6
    assert split.members[0][0] == ("a", "a-0")


def test_premises_above_their_lowest_maximum_are_split_by_service():
    split = split_premises([service("a", "p", 6), service("b", "p", 5)], language_minimum=6)
    assert shape(split) == [("p/a", 6, 8), ("p/b", 5, 8)]


def test_a_service_above_its_maximum_becomes_full_parts_and_a_remainder():
    split = split_premises([service("a", "p", 40, 15)], language_minimum=6)
    assert shape(split) == [("p/a/001", 15, 15), ("p/a/002", 15, 15), ("p/a/003", 10, 15)]
    assert [len(m) for m in split.members] == [15, 15, 10]


def test_languages_of_one_premises_are_separate_units():
    split = split_premises(
        [service("a", "p", 3, language="awajún"), service("b", "p", 3, language="wampis")], language_minimum=3
    )
    assert [(u.key, u.language) for u in split.units] == [("p/awajún", "awajún"), ("p/wampis", "wampis")]
    assert split.joinable_languages == frozenset()


def test_a_small_language_stays_with_its_premises():
    services = [
        service("a", "p", 3, language="awajún"),
        service("b", "p", 1, language="iquitu"),
        service("c", "q", 4, language="awajún"),
    ]
    split = split_premises(services, language_minimum=6)
    assert [(u.key, u.teachers, u.language) for u in split.units] == [("p", 4, "awajún"), ("q", 4, "awajún")]
    assert split.joinable_languages == {"iquitu"}


def test_premises_of_small_languages_alone_stay_whole_under_the_larger_one():
    services = [service("a", "p", 1, language="iquitu"), service("b", "p", 2, language="munichi")]
    split = split_premises(services, language_minimum=6)
    assert [(u.key, u.teachers, u.language) for u in split.units] == [("p", 3, "munichi")]


@pytest.mark.parametrize(
    "services",
    [
        [service("a", "p", 1), service("a", "q", 1)],
        [service("a", "p", 0)],
        [service("a", "p", 1, maximum=0)],
    ],
)
def test_impossible_services_are_refused(services):
    with pytest.raises(ValueError, match="service"):
        split_premises(services, language_minimum=6)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.integers(1, 40),
            st.sampled_from([7, 8, 15]),
            st.sampled_from(["", "x", "y"]),
        ),
        max_size=8,
    )
)
def test_every_teacher_is_in_one_unit_that_fits(rows):
    services = [service(f"s{i}", f"p{p}", n, m, language=lang) for i, (p, n, m, lang) in enumerate(rows)]
    split = split_premises(services, language_minimum=6)
    members = [t for unit in split.members for t in unit]
    assert sorted(members) == sorted((s.key, t) for s in services for t in s.teachers)
    assert [len(m) for m in split.members] == [u.teachers for u in split.units]
    assert all(u.teachers <= u.maximum for u in split.units)
    assert [u.key for u in split.units] == sorted({u.key for u in split.units})


def alone(*units):
    return [Caseload(tuple(u), u[0], None, 0.0) for u in units]


def test_parts_that_stand_alone_are_made_equal():
    split = split_premises([service("a", "p", 40, 15)], language_minimum=6)
    even = even_parts(split, alone([0], [1], [2]))
    assert [u.teachers for u in even.units] == [14, 13, 13]
    assert sorted(t for m in even.members for t in m) == sorted(t for m in split.members for t in m)


def test_a_part_that_shares_a_caseload_with_other_premises_stays():
    split = split_premises([service("a", "p", 40, 15), service("b", "q", 3, 15)], language_minimum=6)
    even = even_parts(split, alone([0], [1], [2, 3]))
    assert [u.teachers for u in even.units] == [15, 15, 10, 3]


def test_the_rest_of_a_caseload_counts_when_parts_are_levelled():
    split = split_premises([service("a", "p", 20, 15), service("b", "p", 6, 15)], language_minimum=6)
    assert [u.teachers for u in split.units] == [15, 5, 6]
    even = even_parts(split, alone([0], [1, 2]))
    assert [u.teachers for u in even.units] == [13, 7, 6]


def test_parts_stay_where_the_accompanist_has_a_home():
    split = split_premises([service("a", "p", 20, 15)], language_minimum=6)
    homes = [Caseload((0,), None, 0, 5.0), Caseload((1,), None, 1, 9.0)]
    assert even_parts(split, homes) == split


def test_services_that_meet_in_a_caseload_are_levelled_together():
    split = split_premises([service("a", "p", 9, 8), service("b", "p", 9, 8)], language_minimum=6)
    even = even_parts(split, alone([0], [1, 3], [2]))
    assert [u.teachers for u in even.units] == [6, 3, 6, 3]


def test_a_caseload_with_two_parts_of_one_service_stays():
    split = split_premises([service("a", "p", 9, 8), service("b", "q", 1, 8)], language_minimum=6)
    assert even_parts(split, alone([0, 1], [2])) == split


def test_below_minimum_is_read_from_the_lowest_minimum():
    split = split_premises(
        [service("a", "p", 5, 8, 6), service("b", "q", 2, 10, 8), service("c", "r", 1, 8)], language_minimum=6
    )
    assert below_minimum(split.units, alone([0], [1], [2])) == (0, 1)
    assert below_minimum(split.units, alone([0, 1], [2])) == ()
