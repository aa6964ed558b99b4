"""Conditions of a norm file: read by the closed grammar, with every fault at its own character."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pusaq_core.catalogue_reader.faults import Fault, refusals
from pusaq_core.catalogue_reader.values import Reads, as_written
from pusaq_core.errors import InputError
from pusaq_core.norms.parser import parse_expression
from pusaq_core.norms.typecheck import NameInfo, faults_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pusaq_core.norms.expressions import Expression


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as written and as tree."""

    text: str
    tree: Expression


def condition_over(names: Callable[[Mapping[str, Any]], Mapping[str, NameInfo]]) -> Reads:
    """A condition over names that the context of the reading holds.

    Args:
        names: which of them it may read.
    """

    def read(value: Any, context: Mapping[str, Any]) -> Condition:  # noqa: ANN401  (whatever stands there)
        text = as_written(value)
        try:
            tree = parse_expression(text)
        except InputError as error:
            problems = error.problems
            raise refusals(
                Fault(one.code, (), one.expected, one.found, value.locate((one.position or 1) - 1))
                for one in problems
            ) from None
        faults = faults_in(tree, names(context))
        if faults:
            raise refusals(
                Fault(one.code, (), one.expected, one.found, value.locate(one.offset)) for one in faults
            )
        return Condition(" ".join(text.split()), tree)

    return Reads(read, in_context=True)
