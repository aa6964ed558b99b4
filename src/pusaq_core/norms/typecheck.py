"""Are the names of a condition known, and does it compare like with like?"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, assert_never

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
    from collections.abc import Iterator, Mapping

DataType = Literal["texto", "entero", "decimal", "logico"]
"""Kinds of values that the registry has."""


@dataclass(frozen=True, slots=True)
class NameInfo:
    """What a name of a condition stands for.

    Attributes:
        type: kind of its values; None where its declaration is itself wrong.
        is_datum: read from the registry, so that IS NULL has a meaning.
    """

    type: DataType | None
    is_datum: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a condition, at a character of its text."""

    code: str
    offset: int
    expected: str = ""
    found: str = ""


def faults_in(expression: Expression, names: Mapping[str, NameInfo]) -> list[Fault]:
    """Unknown names and comparisons of unlike things.

    Args:
        expression: the condition.
        names: what may be read where it stands.
    """
    return list(_condition_faults(expression, names))


def _condition_faults(expression: Expression, names: Mapping[str, NameInfo]) -> Iterator[Fault]:
    match expression:
        case Constant() | Name():
            yield from _unknown(expression, names)
            if _kind(expression, names) not in {None, "logico"}:
                shown = expression.name if isinstance(expression, Name) else str(expression.value)
                yield Fault("expr_type", expression.offset, "condition", shown)
        case Not(operand=inner):
            yield from _condition_faults(inner, names)
        case Junction(parts=parts):
            for part in parts:
                yield from _condition_faults(part, names)
        case IsNull(name=name):
            yield from _null_faults(name, names)
        case Comparison(operator=operator, left=left, right=right):
            yield from _unlike(left, (right,), names, ordered=operator not in {"=", "<>"})
        case Membership(operand=operand, constants=constants):
            yield from _unlike(operand, constants, names, ordered=False)
        case Between(operand=operand, low=low, high=high):
            yield from _unlike(operand, (low, high), names, ordered=True)
        case _:  # pragma: no cover  (mypy proves that nothing else comes here)
            assert_never(expression)


def _null_faults(name: Name, names: Mapping[str, NameInfo]) -> Iterator[Fault]:
    yield from _unknown(name, names)
    if name.name in names and not names[name.name].is_datum:
        yield Fault("expr_null_of_derived", name.offset, "datum", name.name)


def _unlike(
    operand: Operand, others: tuple[Operand, ...], names: Mapping[str, NameInfo], *, ordered: bool
) -> Iterator[Fault]:
    for part in (operand, *others):
        yield from _unknown(part, names)
    kind = _kind(operand, names)
    if ordered and kind in {"texto", "logico"}:
        yield Fault("expr_type", operand.offset, "number", str(kind))
        return
    for other in others:
        found = _kind(other, names)
        if kind is not None and found is not None and found != kind:
            yield Fault("expr_type", other.offset, kind, found)


def _unknown(operand: Operand, names: Mapping[str, NameInfo]) -> Iterator[Fault]:
    if isinstance(operand, Name) and operand.name not in names:
        near = difflib.get_close_matches(operand.name.lower(), sorted(names), n=1)
        expected = f"name_like:{near[0]}" if near else "name"
        yield Fault("expr_unknown_name", operand.offset, expected, operand.name)


def _kind(operand: Operand, names: Mapping[str, NameInfo]) -> str | None:
    """`numero`, `texto` or `logico`; None where it cannot be known."""
    if isinstance(operand, Name):
        info = names.get(operand.name)
        kind = info.type if info else None
        return "numero" if kind in {"entero", "decimal"} else kind
    if isinstance(operand.value, bool):
        return "logico"
    return "texto" if isinstance(operand.value, str) else "numero"
