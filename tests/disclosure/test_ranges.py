from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pusaq_core.disclosure import Tree, ranges

PARENTS = {"a": "A", "b": "A", "c": "B", "d": "B", "A": "T", "B": "T"}
PARTS = {"A": "ab", "B": "cd", "T": "abcd"}
BOUNDS = st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 3))


@settings(max_examples=200, deadline=None)
@given(st.lists(BOUNDS, min_size=4, max_size=4), st.sets(st.sampled_from("ABT")))
def test_ranges_are_what_trying_every_table_gives(bounds, known):
    """Each line at the bottom lies between two bounds around its count; some totals are known."""
    counts = {line: count for line, (count, _less, _more) in zip("abcd", bounds, strict=True)}
    said = {line: (max(0, n - less), n + more) for line, (n, less, more) in zip("abcd", bounds, strict=True)}
    for line, parts in PARTS.items():
        total = sum(counts[one] for one in parts)
        said[line] = (total, total) if line in known else (0, math.inf)
    fitting = []
    for values in itertools.product(*(range(said[one][0], said[one][1] + 1) for one in "abcd")):
        table = dict(zip("abcd", values, strict=True))
        table |= {line: sum(table[one] for one in parts) for line, parts in PARTS.items()}
        if all(said[line][0] <= value <= said[line][1] for line, value in table.items()):
            fitting.append(table)
    found = ranges(Tree(PARENTS, counts), said)
    for line, (least, most) in found.items():
        assert {table[line] for table in fitting} == set(range(least, most + 1))


@pytest.mark.parametrize(
    ("total", "found"),
    [((9, 9), (5, 8)), ((6, 6), (5, 5)), ((0, math.inf), (5, math.inf))],
    ids=["known", "tight", "open"],
)
def test_a_small_count_bounds_the_one_beside_it(total, found):
    tree = Tree({"a": "T", "b": "T"}, {"a": 1, "b": 1})
    assert ranges(tree, {"a": (1, 4), "b": (5, math.inf), "T": total})["b"] == found
