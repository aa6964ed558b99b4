"""Conditions of a norm as trees: a closed set of forms, each with the place where it starts in its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPARISONS = ("=", "<>", "<=", ">=", "<", ">")

Value = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal: whole number, decimal, text in single quotes, TRUE or FALSE."""

    value: Value
    offset: int = field(default=0, compare=False)

    def __eq__(self, other: object) -> bool:
        """Equal in kind and value: the number 1 is not TRUE, nor 1.0."""
        return (
            isinstance(other, Constant)
            and type(self.value) is type(other.value)
            and self.value == other.value
        )

    def __hash__(self) -> int:
        """Agrees with equality."""
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Name:
    """A datum of the registry or a derived value of the norm."""

    name: str
    offset: int = field(default=0, compare=False)


Operand = Constant | Name


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left operator right`, the operator one of `COMPARISONS`."""

    operator: str
    left: Operand
    right: Operand
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Membership:
    """`operand [NOT] IN (constants)`."""

    operand: Operand
    constants: tuple[Constant, ...]
    negated: bool
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Between:
    """`operand [NOT] BETWEEN low AND high`, both ends included."""

    operand: Operand
    low: Operand
    high: Operand
    negated: bool
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class IsNull:
    """`name IS [NOT] NULL`: the registry has the column and this service nothing in it."""

    name: Name
    negated: bool
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """`NOT operand`."""

    operand: Expression
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Junction:
    """Two or more conditions joined by the same word, `AND` or `OR`."""

    word: str
    parts: tuple[Expression, ...]
    offset: int = field(default=0, compare=False)


Expression = Constant | Name | Comparison | Membership | Between | IsNull | Not | Junction


def names_in(expression: Expression) -> Iterator[Name]:
    """Every name that a condition reads, in the order of its text, repeated where it is."""
    match expression:
        case Constant():
            return
        case Name():
            yield expression
        case IsNull(name=name):
            yield name
        case Comparison(left=left, right=right):
            yield from names_in(left)
            yield from names_in(right)
        case Membership(operand=operand) | Not(operand=operand):
            yield from names_in(operand)
        case Between(operand=operand, low=low, high=high):
            for end in (operand, low, high):
                yield from names_in(end)
        case Junction(parts=parts):
            for part in parts:
                yield from names_in(part)
        case _:  # pragma: no cover  (mypy proves that nothing else comes here)
            assert_never(expression)


def render(expression: Expression) -> str:
    """The condition as text; parsing it gives an equal tree."""
    match expression:
        case Constant() | Name():
            return _render_operand(expression)
        case Not(operand=inner):
            return f"NOT {_render_part(inner)}"
        case Junction(word=word, parts=parts):
            return f" {word} ".join(_render_part(part) for part in parts)
        case _:
            return _render_test(expression)


def _render_test(test: Comparison | Membership | Between | IsNull) -> str:
    match test:
        case IsNull(name=name, negated=negated):
            return f"{name.name} IS {_not(negated)}NULL"
        case Comparison(operator=operator, left=left, right=right):
            return f"{_render_operand(left)} {operator} {_render_operand(right)}"
        case Membership(operand=operand, constants=constants, negated=negated):
            listed = ", ".join(_render_operand(constant) for constant in constants)
            return f"{_render_operand(operand)} {_not(negated)}IN ({listed})"
        case Between(operand=operand, low=low, high=high, negated=negated):
            ends = f"{_render_operand(low)} AND {_render_operand(high)}"
            return f"{_render_operand(operand)} {_not(negated)}BETWEEN {ends}"
        case _:  # pragma: no cover  (mypy proves that nothing else comes here)
            assert_never(test)


def _not(negated: bool) -> str:  # noqa: FBT001  (the flag is the whole meaning)
    return "NOT " if negated else ""


def _render_part(part: Expression) -> str:
    return f"({render(part)})" if isinstance(part, Junction) else render(part)


def _render_operand(operand: Operand) -> str:
    if isinstance(operand, Name):
        return operand.name
    value = operand.value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value)
