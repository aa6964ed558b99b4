"""What a format finds wrong with a value, and its place in the file.

Formats say a fault by its code and by the keys that lead to it from where they stand; pydantic adds the keys
above. Only here do they become problems with line and character.
"""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from pusaq_core.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from pusaq_core.catalogue_reader.tree import Node

T = TypeVar("T")
Keys = tuple[str | int, ...]

_OF_PYDANTIC: Final = {
    "missing": ("missing_key", ""),
    "dataclass_type": ("wrong_type", "map"),
    "dict_type": ("wrong_type", "map"),
    "tuple_type": ("wrong_type", "list_from:0"),
}
_ABOUT_THE_KEY: Final = frozenset({"unknown_key", "misspelt_key", "numeral_forbidden"})
_WITHOUT_FOUND: Final = frozenset({"missing_key", "missing_numeral"})
_LIKENESS: Final = 0.75
"""From 0 to 1: above it a key is taken for another one misspelt."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong below the place where a check stands.

    Attributes:
        code: kind of problem.
        at: keys and positions that lead there; empty for the place itself.
        expected: what would have been right, as in `Problem`.
        found: what is there; None for what the file says at that place.
        place: line and character, where they are not those of the value itself.
    """

    code: str
    at: Keys = ()
    expected: str = ""
    found: str | None = None
    place: tuple[int, int] | None = None


def stranger(name: str, at: Keys, known: Iterable[str], given: Collection[str]) -> Fault:
    """A key that a map does not have, with the absent one for which it is meant, or with all that it has.

    Args:
        name: the key.
        at: keys that lead to it, itself the last.
        known: keys that the map may have, in the order in which they are told.
        given: keys that it has.
    """
    told = tuple(known)
    absent = {_folded(key): key for key in told if key not in given}
    if near := difflib.get_close_matches(_folded(name), absent, n=1, cutoff=_LIKENESS):
        return Fault("misspelt_key", at, f"name_like:{absent[near[0]]}")
    return Fault("unknown_key", at, "one_of:" + "|".join(told))


def _folded(name: str) -> str:
    """Small letters without accents and blanks at the ends."""
    apart = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold().strip()


def refusal(fault: Fault) -> PydanticCustomError:
    """One fault of the value itself, to be raised where a value is read."""
    return PydanticCustomError(fault.code, "refused", {"fault": fault})


def refusals(faults: Iterable[Fault], others: Iterable[InitErrorDetails] = ()) -> ValidationError:
    """Several faults, each with its own keys, to be raised where a whole is checked."""
    lines = [InitErrorDetails(type=refusal(fault), loc=fault.at, input=None) for fault in faults]
    return ValidationError.from_exception_data("", [*others, *lines])


def read_with(read: Callable[[], T], faults: Iterable[Fault]) -> T:
    """What `read` gives; or its problems and the faults together, so that none hides another.

    Raises:
        ValidationError: with both.
    """
    found, others = list(faults), []
    made: list[T] = []
    try:
        made.append(read())
    except ValidationError as error:
        others = [_again(line) for line in error.errors(include_url=False, include_input=False)]
    if found or others:
        raise refusals(found, others)
    return made[0]


def _again(line: Any) -> InitErrorDetails:  # noqa: ANN401  (a line of pydantic)
    again = PydanticCustomError(line["type"], "refused", line.get("ctx"))
    return InitErrorDetails(type=again, loc=line["loc"], input=None)


class Places:
    """Keys and values of a tree by the keys that lead to them; each map is gone through once."""

    def __init__(self, tree: Node) -> None:
        self.tree = tree
        self._pairs: dict[Keys, dict[str, tuple[Node, Node]]] = {}

    def pair(self, at: Keys, node: Node, name: str) -> tuple[Node, Node]:
        """Key and value of the map at some keys, the first of the name; without it, the map twice."""
        if at not in self._pairs:
            self._pairs[at] = {key.text: (key, value) for key, value in reversed(node.entries)}
        return self._pairs[at].get(name, (node, node))


def problem_at(places: Places, line: Any) -> Problem:  # noqa: ANN401  (a line of pydantic)
    """A line of a `ValidationError` as a problem of the file.

    Args:
        places: what was read.
        line: one of `ValidationError.errors()`.
    """
    fault: Fault | None = (line.get("ctx") or {}).get("fault")
    if fault is None:
        code, expected = _OF_PYDANTIC.get(line["type"], ("wrong_type", "value"))
        fault = Fault(code, expected=expected)
    key, value, path = _walk(places, line["loc"])
    code = (
        "missing_numeral"
        if (fault.code, path.rpartition(".")[2]) == ("missing_key", "numeral")
        else fault.code
    )
    node = key if code in _ABOUT_THE_KEY or line["loc"][-1:] == ("[key]",) else value
    found = describe(node) if fault.found is None and code not in _WITHOUT_FOUND else fault.found or ""
    row, position = fault.place or (node.line, node.column)
    return Problem(code, node.file, row, path, fault.expected, found, position=position)


def problem_of(node: Node, code: str, path: str, *, expected: str = "") -> Problem:
    """A problem at a node, which is what was found."""
    return Problem(code, node.file, node.line, path, expected, describe(node), position=node.column)


def _walk(places: Places, keys: Keys) -> tuple[Node, Node, str]:
    """Key and value at the end of some keys, and the path; where a key is absent, the map that lacks it."""
    key, node, path = places.tree, places.tree, ""
    for depth, step in enumerate(keys):
        if isinstance(step, int):
            if node.kind == "list":  # a single value may stand for a list of one
                key = node = node.items[step]
                path = f"{path}[{step}]"
        elif step != "[key]":
            path = join(path, step)
            key, node = places.pair(keys[:depth], node, step)
    return key, node, path


def describe(node: Node) -> str:
    """What stands at a node, for "found": its text, or `@list`, `@map`, `@empty`."""
    if node.empty:
        return "@empty"
    return node.text[:80] if node.kind == "text" else f"@{node.kind}"


def join(path: str, key: str) -> str:
    """Path of keys with one more key."""
    return f"{path}.{key}" if path else key


def order(problem: Problem) -> tuple[str, int, int, str, str]:
    """Place of a problem in the order of the files."""
    return problem.file, problem.row or 0, problem.position or 0, problem.column, problem.code
