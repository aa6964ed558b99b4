"""Three truth values: the compiled condition against a reference evaluator in plain Python."""

from __future__ import annotations

import operator
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pusaq_core.norms.compiler import GIVEN, VALUE, compile_expression
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
    Operand,
)
from pusaq_core.norms.parser import parse_expression

TYPES: dict[str, pl.DataType] = {
    "n": pl.Int64(),
    "m": pl.Int64(),
    "t": pl.String(),
    "p": pl.Boolean(),
    "q": pl.Boolean(),
}

OPERATIONS: dict[str, Any] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt,
    "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip

Row = dict[str, Any]


def kleene_not(value: bool | None) -> bool | None:  # noqa: FBT001  (the value is the subject)
    return None if value is None else not value


def kleene_and(values: list[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def reference(expression: Expression, row: Row) -> bool | None:
    match expression:
        case Constant() | Name():
            found: bool | None = read(expression, row)
        case Not(operand=inner):
            found = kleene_not(reference(inner, row))
        case Junction(word=word, parts=parts):
            values = [reference(part, row) for part in parts]
            if word == "AND":
                found = kleene_and(values)
            else:
                found = kleene_not(kleene_and([kleene_not(value) for value in values]))
        case Comparison(operator=sign, left=left, right=right):
            found = compare(sign, read(left, row), read(right, row))
        case Membership(operand=operand, constants=constants, negated=negated):
            equal = [compare("=", read(operand, row), constant.value) for constant in constants]
            inside = kleene_not(kleene_and([kleene_not(value) for value in equal]))
            found = kleene_not(inside) if negated else inside
        case Between(operand=operand, low=low, high=high, negated=negated):
            value = read(operand, row)
            inside = kleene_and([compare("<=", read(low, row), value), compare("<=", value, read(high, row))])
            found = kleene_not(inside) if negated else inside
        case IsNull(name=name, negated=negated):
            given_there = row[GIVEN + name.name]
            found = given_there if negated else kleene_not(given_there)
    return found


def read(operand: Operand, row: Row) -> Any:
    return row[operand.name] if isinstance(operand, Name) else operand.value


def compare(sign: str, left: Any, right: Any) -> bool | None:
    return None if left is None or right is None else bool(OPERATIONS[sign](left, right))


def compiled(expression: Expression, row: Row) -> bool | None:
    columns = {
        key if key.startswith(GIVEN) else VALUE + key: pl.Series([value], dtype=TYPES.get(key, pl.Boolean()))
        for key, value in row.items()
    }
    answer: bool | None = pl.DataFrame(columns).select(compile_expression(expression).alias("x"))["x"][0]
    return answer


rows = st.fixed_dictionaries(
    {
        "n": st.one_of(st.none(), st.integers(-3, 3)),
        "m": st.one_of(st.none(), st.integers(-3, 3)),
        "t": st.one_of(st.none(), st.sampled_from(["a", "b", "ñ"])),
        "p": st.one_of(st.none(), st.booleans()),
        "q": st.one_of(st.none(), st.booleans()),
        **{GIVEN + name: st.one_of(st.none(), st.booleans()) for name in "nmt"},
    }
)
numbers = st.one_of(st.sampled_from([Name("n"), Name("m")]), st.builds(Constant, st.integers(-3, 3)))
texts = st.one_of(st.just(Name("t")), st.builds(Constant, st.sampled_from(["a", "b", "ñ"])))
flags = st.one_of(st.sampled_from([Name("p"), Name("q")]), st.builds(Constant, st.booleans()))
number_lists = st.lists(st.builds(Constant, st.integers(-3, 3)), min_size=1, max_size=3).map(tuple)
text_lists = st.lists(st.builds(Constant, st.sampled_from("abñ")), min_size=1, max_size=3).map(tuple)
atoms = st.one_of(
    flags,
    st.builds(Comparison, st.sampled_from(COMPARISONS), numbers, numbers),
    st.builds(Comparison, st.sampled_from(["=", "<>"]), texts, texts),
    st.builds(Comparison, st.sampled_from(["=", "<>"]), flags, flags),
    st.builds(Membership, numbers, number_lists, st.booleans()),
    st.builds(Membership, texts, text_lists, st.booleans()),
    st.builds(Between, numbers, numbers, numbers, st.booleans()),
    st.builds(IsNull, st.sampled_from([Name("n"), Name("m"), Name("t")]), st.booleans()),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(
            Junction, st.sampled_from(["AND", "OR"]), st.lists(inner, min_size=2, max_size=3).map(tuple)
        ),
    ),
    max_leaves=8,
)


@given(conditions, rows)
def test_polars_answers_as_the_reference(condition: Expression, row: Row) -> None:
    assert compiled(condition, row) == reference(condition, row)


@given(conditions, conditions, rows)
def test_de_morgan_holds_with_unknowns(one: Expression, other: Expression, row: Row) -> None:
    neither = Not(Junction("OR", (one, other)))
    both_not = Junction("AND", (Not(one), Not(other)))
    assert compiled(neither, row) == compiled(both_not, row)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("n > 1 AND FALSE", False),
        ("n > 1 OR TRUE", True),
        ("n > 1", None),
        ("NOT n > 1", None),
        ("n IN (1, 2)", None),
        ("n NOT IN (1, 2)", None),
        ("n BETWEEN 1 AND 2", None),
        ("n IS NULL OR n > 1", True),
        ("m IS NULL", None),
    ],
)
def test_what_is_unknown_stays_unknown_unless_something_else_decides(
    text: str, *, answer: bool | None
) -> None:
    row = {"n": None, "m": None, GIVEN + "n": False, GIVEN + "m": None}
    assert compiled(parse_expression(text), row) is answer
