"""From the tree of a condition to an expression of polars, with three truth values (Kleene).

Only the forms of the tree are compiled; text of a norm file never reaches an SQL engine or `eval`.
"""

from __future__ import annotations

import operator
from functools import reduce
from typing import TYPE_CHECKING, assert_never

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
    from collections.abc import Callable

VALUE = "v:"
"""Prefix of the column that holds the value of a name; null where it is unknown."""

GIVEN = "g:"
"""Prefix of the column that says whether the registry gives a datum; null where it cannot be known."""

_COMPARE: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compile_expression(expression: Expression) -> pl.Expr:
    """The condition over columns `v:<name>` and `g:<name>`.

    Args:
        expression: a condition whose names and types have been checked.

    Returns:
        Boolean expression: true, false, or null where what is unknown decides.
    """
    match expression:
        case Constant() | Name():
            return _operand(expression)
        case Not(operand=inner):
            return ~compile_expression(inner)
        case Junction(word=word, parts=parts):
            join = operator.and_ if word == "AND" else operator.or_
            return reduce(join, (compile_expression(part) for part in parts))
        case _:
            return _test(expression)


def _test(test: Comparison | Membership | Between | IsNull) -> pl.Expr:
    match test:
        case Comparison(operator=sign, left=left, right=right):
            return _COMPARE[sign](_operand(left), _operand(right))
        case Membership(operand=operand, constants=constants, negated=negated):
            equal = [_operand(operand) == _operand(constant) for constant in constants]
            return _negate(reduce(operator.or_, equal), negated=negated)
        case Between(operand=operand, low=low, high=high, negated=negated):
            inside = (_operand(low) <= _operand(operand)) & (_operand(operand) <= _operand(high))
            return _negate(inside, negated=negated)
        case IsNull(name=name, negated=negated):
            return _negate(~pl.col(GIVEN + name.name), negated=negated)
        case _:  # pragma: no cover  (mypy proves that nothing else comes here)
            assert_never(test)


def _negate(expression: pl.Expr, *, negated: bool) -> pl.Expr:
    return ~expression if negated else expression


def _operand(operand: Operand) -> pl.Expr:
    return pl.col(VALUE + operand.name) if isinstance(operand, Name) else pl.lit(operand.value)
