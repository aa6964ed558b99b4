"""Ids are made in one place, and looked up instead of being taken apart."""

import pytest

from pusaq_core.kinds import KINDS, visit
from pusaq_core.yearplan.ids import next_name, numbered, series, series_of, visited_posts


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_the_series_of_an_activity_is_what_its_id_was_made_of(kind):
    of = series(2026, kind, "090009-EIB-01", "000-142")
    assert series_of(numbered(of, 12)) == of


def test_a_post_is_found_whatever_signs_its_code_has():
    """A code may hold what stands between the parts of an id, even what looks like another visit."""
    posts = ["PZ-1", "PZ-V-1", "2026-V-PZ", "1"]
    found = visited_posts(2026, posts)
    assert [found[series_of(numbered(series(2026, visit(), post), 3))] for post in posts] == posts
    assert "2025-V-1" not in found


@pytest.mark.parametrize(
    ("used", "name"),
    [
        ((), "A-01"),
        (("A-01", "A-02"), "A-03"),
        (("A-01", "A-03"), "A-04"),
        (("A-02",), "A-03"),
        (("B-01", "AB-02", ""), "A-01"),
        (tuple(f"A-{n:02d}" for n in range(1, 100)), "A-100"),
    ],
)
def test_a_new_name_is_no_name_that_is_used(used, name):
    assert next_name("A", set(used), digits=2) == name
