"""A hostile reader, who knows the rule and everything that is shown, finds no hidden count."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pusaq_core.disclosure import Reason, Rule, Tree, protect, ranges

LINES = ("a1", "a2", "a3", "b1", "b2")
PARENTS = {**{line: line[0].upper() for line in LINES}, "A": "T", "B": "T"}
SMALL_RULE = Rule(threshold=4)
COUNTS = st.integers(0, 4) | st.integers(0, 9) | st.integers(5, 60)
TABLES = st.fixed_dictionaries(dict.fromkeys(LINES, COUNTS))
RATES = st.fixed_dictionaries({line: st.integers(6, 9) for line in LINES})


def shown(cells):
    return {line: cell.shown for line, cell in cells.items()}


def hidden(cells):
    return {line for line, cell in cells.items() if cell.shown is None}


def audited(cells, parents, rule):
    """Ranges of what is hidden, from the published marks alone."""
    tree = Tree(parents, {line: None for line in cells if line not in parents.values()})
    said = {}
    for line, cell in cells.items():
        if cell.shown is not None:
            said[line] = (cell.shown, cell.shown)
        elif cell.says_small:
            said[line] = (1, rule.threshold - 1)
        else:
            said[line] = (rule.threshold if tree.is_bottom(line) else 1, math.inf)
    found = ranges(tree, said)
    return {line: found[line] for line in hidden(cells)}


def tried(cells, rule, most):
    """Every table that fits what is shown, by trying all: the values that each hidden line takes."""
    choices = [
        [cell.shown]
        if (cell := cells[line]).shown is not None
        else range(1, rule.threshold)
        if cell.says_small
        else range(rule.threshold, most + 1)
        for line in LINES
    ]
    above = {line: [one for one in LINES if one[0] == line.lower()] for line in "AB"} | {"T": LINES}
    found = {line: set() for line in hidden(cells)}
    for values in itertools.product(*choices):
        table = dict(zip(LINES, values, strict=True))
        table |= {line: sum(table[one] for one in parts) for line, parts in above.items()}
        if all(cell.shown in (None, table[line]) for line, cell in cells.items()):
            for line, values_of in found.items():
                values_of.add(table[line])
    return found


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({line: st.integers(0, 9) for line in LINES}))
@example({"a1": 1, "a2": 1, "a3": 0, "b1": 1, "b2": 1})
@example({"a1": 3, "a2": 4, "a3": 0, "b1": 9, "b2": 0})
@example({"a1": 1, "a2": 0, "a3": 0, "b1": 0, "b2": 0})
def test_whoever_tries_every_table_that_fits_finds_no_hidden_count(table):
    cells = protect({"n": table}, PARENTS, SMALL_RULE)["n"]
    possible = tried(cells, SMALL_RULE, 12)
    for line, values in possible.items():
        assert len(values) >= SMALL_RULE.threshold - 1, line
        if cells[line].says_small:
            assert values == set(range(1, SMALL_RULE.threshold)), line


@settings(max_examples=150, deadline=None)
@given(TABLES)
def test_every_small_count_is_hidden_and_could_be_any_small_count(table):
    rule = Rule()
    cells = protect({"n": table}, PARENTS, rule)["n"]
    assert [cell.shown for cell in cells.values() if cell.shown in range(1, 5)] == []
    for line, (least, most) in audited(cells, PARENTS, rule).items():
        assert most - least >= 3
        if cells[line].says_small:
            assert (least, most) == (1, 4)


@settings(max_examples=150, deadline=None)
@given(TABLES)
def test_what_is_shown_is_true_and_adds_up(table):
    cells = protect({"n": table}, PARENTS)["n"]
    true = {**table, "A": table["a1"] + table["a2"] + table["a3"], "B": table["b1"] + table["b2"]}
    true["T"] = true["A"] + true["B"]
    assert all(cell.shown in (None, true[line]) for line, cell in cells.items())
    assert all(cell.shown == 0 for line, cell in cells.items() if true[line] == 0)
    assert all(cell.reason is not None for cell in cells.values() if cell.shown is None)


@settings(max_examples=100, deadline=None)
@given(TABLES)
def test_no_complementary_cell_could_be_shown(table):
    rule = Rule()
    cells = protect({"n": table}, PARENTS, rule)["n"]
    tree = Tree(PARENTS, table)
    true = tree.added(table)
    for spare, cell in cells.items():
        if cell.reason is not Reason.COMPLEMENTARY:
            continue
        said = {
            line: rule.said(
                true[line],
                is_hidden=cells[line].shown is None and line != spare,
                at_bottom=tree.is_bottom(line),
            )
            for line in tree.lines
        }
        found = ranges(tree, said)
        still = hidden(cells) - {spare}
        assert any(not rule.hides(found[line]) for line in still), spare
        assert cell.guards in cells


@settings(max_examples=100, deadline=None)
@given(st.fixed_dictionaries({line: st.just(0) | st.integers(5, 60) for line in LINES}))
def test_nothing_is_hidden_where_nothing_is_small(table):
    assert hidden(protect({"n": table}, PARENTS)["n"]) == set()


@settings(max_examples=100, deadline=None)
@given(TABLES, RATES)
def test_no_rate_leads_from_what_is_shown_to_what_is_hidden(teachers, rates):
    visits = {line: teachers[line] * rates[line] for line in LINES}
    rule = Rule(follows={"teachers": ("visits",), "visits": ("teachers",)})
    found = protect({"teachers": teachers, "visits": visits}, PARENTS, rule)
    assert hidden(found["teachers"]) == hidden(found["visits"])
    for cells in found.values():
        assert all(most - least >= 3 for least, most in audited(cells, PARENTS, rule).values())


@settings(max_examples=30, deadline=None)
@given(TABLES, TABLES, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(one, other, order):
    rule = Rule(follows={"one": ("other",)})
    found = protect({"one": one, "other": other}, PARENTS, rule)
    lines, parents = list(LINES), list(PARENTS.items())
    order.shuffle(lines)
    order.shuffle(parents)
    turned = {"other": {line: other[line] for line in lines}, "one": {line: one[line] for line in lines}}
    assert protect(turned, dict(parents), rule) == found


def test_the_smallest_count_that_suffices_is_hidden_beside_it():
    cells = protect({"n": {"a1": 2, "a2": 40, "a3": 8, "b1": 30, "b2": 5}}, PARENTS)["n"]
    assert hidden(cells) == {"a1", "a3"}
    assert (cells["a1"].reason, cells["a1"].says_small) == (Reason.SMALL, True)
    assert (cells["a3"].reason, cells["a3"].guards) == (Reason.COMPLEMENTARY, "a1")


def test_four_lines_of_one_each_do_not_betray_themselves_by_a_small_total():
    cells = protect({"n": {"a1": 1, "a2": 1, "a3": 1, "b1": 1}}, PARENTS)["n"]
    assert hidden(cells) == {"a1", "a2", "a3", "b1", "A", "B", "T"}
    assert cells["T"].reason is Reason.SMALL
    assert not cells["T"].says_small


def test_a_region_of_one_line_is_hidden_with_it():
    parents = {"a": "A", "b": "B", "c": "C", "A": "T", "B": "T", "C": "T"}
    cells = protect({"n": {"a": 3, "b": 20, "c": 90}}, parents)["n"]
    assert hidden(cells) == {"a", "A", "b", "B"}
    assert shown(cells)["T"] == 113


@pytest.mark.parametrize(
    ("ugels", "regions"), [(90, 12), pytest.param(220, 26, marks=pytest.mark.long)], ids=["wide", "as Peru"]
)
def test_a_wide_country_is_protected_within_its_sums(ugels, regions):
    parents = {f"u{n:03}": f"r{n % regions:02}" for n in range(ugels)}
    parents |= {f"r{n:02}": "T" for n in range(regions)}
    counts = {f"u{n:03}": (0, 1, 2, 6, 12, 30, 64)[n * n % 101 % 7] for n in range(ugels)}
    rule = Rule()
    cells = protect({"n": counts}, parents, rule)["n"]
    small = sum(0 < count < 5 for count in counts.values())
    more = [cell for cell in cells.values() if cell.reason is Reason.COMPLEMENTARY]
    assert 0 < len(more) <= small
    assert all(most - least >= 3 for least, most in audited(cells, parents, rule).values())


@pytest.mark.parametrize(
    ("counts", "parents", "rule", "said"),
    [
        ({"n": {"a": -1}}, {}, {}, "a counts -1"),
        ({"n": {"a": 1}}, {"a": "b", "b": "a"}, {}, "above itself"),
        ({"n": {"a": 1, "b": 2}}, {"a": "b"}, {}, "b is counted and added up at once"),
        ({"n": {"a": 1}}, {}, {"follows": {"n": ("m",)}}, "the rule names m"),
        ({"n": {"a": 1}}, {}, {"threshold": 2}, "a threshold of 2"),
    ],
)
def test_what_cannot_be_protected_is_refused(counts, parents, rule, said):
    with pytest.raises(ValueError, match=said):
        protect(counts, parents, Rule(**rule))
