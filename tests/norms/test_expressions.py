"""The grammar of conditions: what it accepts, what it refuses, and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pusaq_core.errors import InputError, Problem
from pusaq_core.norms.expressions import (
    COMPARISONS,
    Between,
    Comparison,
    Constant,
    Expression,
    IsNull,
    Junction,
    Membership,
    Name,
    Not,
    names_in,
    render,
)
from pusaq_core.norms.parser import MAX_DEPTH, parse_expression
from pusaq_core.norms.tokens import KEYWORDS, MAX_LENGTH


@pytest.mark.parametrize(
    ("text", "position"), [("edad = 012", 8), ("edad = -01", 8), ("a IN (1, 00)", 10), ("a < 00.5", 5)]
)
def test_a_number_with_a_zero_in_front_is_refused_with_its_place(text: str, position: int) -> None:
    """It reads as 12, as ten, or as a code, which is text: only who wrote it knows."""
    with pytest.raises(InputError) as caught:
        parse_expression(text)
    (problem,) = caught.value.problems
    assert (problem.code, problem.expected, problem.position) == ("expr_syntax", "no_leading_zero", position)


def test_zero_itself_and_its_decimals_are_numbers() -> None:
    assert parse_expression("a IN (0, 0.5)") == Membership(
        Name("a"), (Constant(0), Constant(0.5)), negated=False
    )


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("frontera", Name("frontera")),
        ("TRUE", Constant(value=True)),
        ("a = 1", Comparison("=", Name("a"), Constant(1))),
        ("a <> 'it''s'", Comparison("<>", Name("a"), Constant("it's"))),
        ("a <= -1.5", Comparison("<=", Name("a"), Constant(-1.5))),
        ("1 < b", Comparison("<", Constant(1), Name("b"))),
        ("año >= b_2", Comparison(">=", Name("año"), Name("b_2"))),
        ("a in ('x', 'y')", Membership(Name("a"), (Constant("x"), Constant("y")), negated=False)),
        ("a NOT IN (1)", Membership(Name("a"), (Constant(1),), negated=True)),
        ("a Between 1 and 2", Between(Name("a"), Constant(1), Constant(2), negated=False)),
        ("a NOT BETWEEN 1 AND b", Between(Name("a"), Constant(1), Name("b"), negated=True)),
        ("a IS NULL", IsNull(Name("a"), negated=False)),
        ("a IS NOT NULL", IsNull(Name("a"), negated=True)),
        ("NOT a", Not(Name("a"))),
        ("a AND b AND c", Junction("AND", (Name("a"), Name("b"), Name("c")))),
        ("a OR b AND c", Junction("OR", (Name("a"), Junction("AND", (Name("b"), Name("c")))))),
        ("(a OR b) AND c", Junction("AND", (Junction("OR", (Name("a"), Name("b"))), Name("c")))),
        ("NOT a AND b", Junction("AND", (Not(Name("a")), Name("b")))),
        ("NOT (a AND b)", Not(Junction("AND", (Name("a"), Name("b"))))),
        (
            "a BETWEEN 1 AND 2 AND b",
            Junction("AND", (Between(Name("a"), Constant(1), Constant(2), negated=False), Name("b"))),
        ),
        ("  (  ( a ) )\n", Name("a")),
    ],
)
def test_text_becomes_this_tree(text: str, tree: Expression) -> None:
    assert parse_expression(text) == tree


def problem_in(text: str) -> Problem:
    with pytest.raises(InputError) as caught:
        parse_expression(text)
    return caught.value.problems[0]


@pytest.mark.parametrize(
    ("text", "position", "expected", "found"),
    [
        ("", 1, "operand", "@end"),
        ("a =", 4, "operand", "@end"),
        ("a = = 1", 5, "operand", "="),
        ("a 1", 3, "and_or_end", "1"),
        ("a AND", 6, "operand", "@end"),
        ("(a", 3, "word:)", "@end"),
        ("a)", 2, "and_or_end", ")"),
        ("a IN 1", 6, "word:(", "1"),
        ("a IN ()", 7, "operand", ")"),
        ("a IN (b)", 7, "constant", "b"),
        ("a IN (1", 8, "word:)", "@end"),
        ("a BETWEEN 1 OR 2", 13, "word:AND", "OR"),
        ("a IS 1", 6, "word:NULL", "1"),
        ("a NOT 1", 7, "word:IN|BETWEEN", "1"),
        ("a = 'x", 5, "closing_quote", "'x"),
        ("a; DROP TABLE x", 2, "condition", "; DROP TABLE"),
        ("a = 1 --", 7, "condition", "--"),
        ('a = "x"', 5, "condition", '"x"'),
        ("f(a)", 2, "and_or_end", "("),
        ("SELECT a", 8, "and_or_end", "a"),
        ("a + 1", 3, "condition", "+ 1"),
        ("1.2.3", 1, "condition", "1.2.3"),
        ("1e5", 1, "condition", "1e5"),
        ("a.b", 2, "condition", ".b"),
        ("__import__('os').system('true')", 17, "condition", ".system('tru"),
    ],
)
def test_anything_else_is_refused_where_it_stops_making_sense(
    text: str, position: int, expected: str, found: str
) -> None:
    problem = problem_in(text)
    assert (problem.code, problem.position) == ("expr_syntax", position)
    assert (problem.expected, problem.found) == (expected, found)


def test_null_is_asked_of_data_only() -> None:
    assert problem_in("b AND 1 IS NULL").code == "expr_null_of_constant"
    assert problem_in("b AND 1 IS NULL").position == 7


def test_hostile_depth_and_length_are_refused() -> None:
    assert problem_in("(" * 100_000).code == "expr_too_long"
    assert problem_in("(" * 3_000).code == "expr_too_deep"
    assert problem_in("NOT " * 900 + "a").code == "expr_too_deep"
    nested = "(" * (MAX_DEPTH - 1) + "a" + ")" * (MAX_DEPTH - 1)
    assert parse_expression(nested) == Name("a")
    assert len("a" * MAX_LENGTH) == MAX_LENGTH
    assert parse_expression("a" * MAX_LENGTH) == Name("a" * MAX_LENGTH)


def test_the_number_one_is_neither_true_nor_a_decimal() -> None:
    assert Constant(1) != Constant(value=True)
    assert Constant(1) != Constant(1.0)
    assert Constant(1) != 1
    assert len({Constant(1), Constant(1.0), Constant(value=True), Constant(1)}) == 3


def test_names_are_listed_in_order() -> None:
    text = "a = b OR NOT (c IN (1) AND d BETWEEN e AND 2) OR f IS NULL OR TRUE"
    assert [name.name for name in names_in(parse_expression(text))] == ["a", "b", "c", "d", "e", "f"]


names = st.from_regex(r"[a-zñ_][a-z0-9_]{0,5}", fullmatch=True).filter(lambda n: n.upper() not in KEYWORDS)
numbers = st.one_of(
    st.integers(-(10**14), 10**14),
    st.decimals(-(10**6), 10**6, places=3).map(float),
)
constants = st.builds(Constant, st.one_of(st.booleans(), numbers, st.text(max_size=6)))
operands = st.one_of(st.builds(Name, names), constants)
tests = st.one_of(
    operands,
    st.builds(Comparison, st.sampled_from(COMPARISONS), operands, operands),
    st.builds(Membership, operands, st.lists(constants, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(Between, operands, operands, operands, st.booleans()),
    st.builds(IsNull, st.builds(Name, names), st.booleans()),
)
expressions = st.recursive(
    tests,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(
            Junction, st.sampled_from(["AND", "OR"]), st.lists(inner, min_size=2, max_size=3).map(tuple)
        ),
    ),
    max_leaves=12,
)


@given(expressions)
def test_rendered_and_parsed_again_it_is_the_same(expression: Expression) -> None:
    assert parse_expression(render(expression)) == expression


pieces = st.one_of(
    st.sampled_from([*sorted(KEYWORDS), "(", ")", ",", "=", "<>", "'", "''", ";", "--", "a", "1", "1.5"]),
    st.text(max_size=3),
)


@given(st.one_of(st.text(), st.lists(pieces, max_size=12).map(" ".join)))
def test_no_text_does_anything_but_parse_or_be_refused_with_its_place(text: str) -> None:
    try:
        tree = parse_expression(text)
    except InputError as error:
        (problem,) = error.problems
        assert problem.position is not None
        assert 1 <= problem.position <= len(text) + 1
    else:
        assert parse_expression(render(tree)) == tree
