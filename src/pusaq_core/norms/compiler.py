"""From the tree of a condition to an expression of polars, with three truth values (Kleene).

Only the forms of the tree are compiled; text of a norm file never reaches an SQL engine or `eval`.
"""

from __future__ import annotations

import operator
from functools import reduce
from typing import TYPE_CHECKING, Final, assert_never

import polars as pl

from pusaq_core.norms.expressions import (
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

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

VALUE = "v:"
"""Prefix of the column that holds the value of a name; null where it is unknown."""

GIVEN = "g:"
"""Prefix of the column that says whether the registry gives a datum; null where it cannot be known."""

LEAST, MOST = "lo:", "hi:"
"""Prefixes of the columns that bound a figure; equal where it is known, null where nothing of it is."""

_COMPARE: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NO_FIGURES: Final = frozenset[str]()


def compile_expression(expression: Expression, figures: Collection[str] = _NO_FIGURES) -> pl.Expr:
    """The condition over columns `v:<name>` and `g:<name>`.

    Args:
        expression: a condition whose names and types have been checked.
        figures: names that are known only between two bounds, `lo:<name>` and `hi:<name>`.

    Returns:
        Boolean expression: true, false, or null where what is unknown decides.
    """
    match expression:
        case Constant() | Name():
            return _operand(expression)
        case Not(operand=inner):
            return ~compile_expression(inner, figures)
        case Junction(word=word, parts=parts):
            join = operator.and_ if word == "AND" else operator.or_
            return reduce(join, (compile_expression(part, figures) for part in parts))
        case _:
            return _test(expression, figures)


def _test(test: Comparison | Membership | Between | IsNull, figures: Collection[str]) -> pl.Expr:
    match test:
        case Comparison(operator=sign, left=left, right=right):
            return _compare(sign, left, right, figures)
        case Membership(operand=operand, constants=constants, negated=negated):
            equal = [_compare("=", operand, constant, figures) for constant in constants]
            return _negate(reduce(operator.or_, equal), negated=negated)
        case Between(operand=operand, low=low, high=high, negated=negated):
            inside = _compare("<=", low, operand, figures) & _compare("<=", operand, high, figures)
            return _negate(inside, negated=negated)
        case IsNull(name=name, negated=negated):
            return _negate(~pl.col(GIVEN + name.name), negated=negated)
        case _:  # pragma: no cover  (mypy proves that nothing else comes here)
            assert_never(test)


def _compare(sign: str, left: Operand, right: Operand, figures: Collection[str]) -> pl.Expr:
    """A comparison; of a figure between bounds, what holds, or fails, wherever between them it lies."""
    if not any(isinstance(one, Name) and one.name in figures for one in (left, right)):
        return _COMPARE[sign](_operand(left), _operand(right))
    if sign in {">", ">="}:
        return _compare(sign.replace(">", "<"), right, left, figures)
    (low, high), (other_low, other_high) = _ends(left, figures), _ends(right, figures)
    if sign == "<":
        holds, fails = high < other_low, low >= other_high
    elif sign == "<=":
        holds, fails = high <= other_low, low > other_high
    else:
        same, apart = (high <= other_low) & (low >= other_high), (high < other_low) | (low > other_high)
        holds, fails = (same, apart) if sign == "=" else (apart, same)
    return pl.when(holds).then(statement=True).when(fails).then(statement=False)


def _ends(operand: Operand, figures: Collection[str]) -> tuple[pl.Expr, pl.Expr]:
    if isinstance(operand, Name) and operand.name in figures:
        return pl.col(LEAST + operand.name), pl.col(MOST + operand.name)
    return _operand(operand), _operand(operand)


def _negate(expression: pl.Expr, *, negated: bool) -> pl.Expr:
    return ~expression if negated else expression


def _operand(operand: Operand) -> pl.Expr:
    return pl.col(VALUE + operand.name) if isinstance(operand, Name) else pl.lit(operand.value)
