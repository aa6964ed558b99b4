"""Reads values out of the tree of a norm file; notes every problem with its place and goes on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pusaq_core.catalogue_reader.tree import Node
from pusaq_core.errors import InputError, Problem
from pusaq_core.norms.numerals import NUMERAL_PATTERN

_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*\Z")
_INTEGER = re.compile(r"-?[0-9]{1,15}\Z")
_DECIMAL = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,15}\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")

Reading = Callable[["Report", Node, str], Any]
"""Reads one node at a path of keys; None after noting a problem."""


@dataclass(slots=True)
class Report:
    """Problems found so far."""

    problems: list[Problem] = field(default_factory=list)

    def note(self, code: str, node: Node, path: str, *, expected: str = "", found: str | None = None) -> None:
        """Adds a problem at the place of a node."""
        shown = describe(node) if found is None else found
        self.problems.append(
            Problem(code, node.file, node.line, path, expected, shown, position=node.column),
        )

    def raise_if_any(self) -> None:
        """Ends the reading where something is wrong.

        Raises:
            InputError: with every problem noted, in the order of the file.
        """
        if self.problems:
            raise InputError(*sorted(self.problems, key=_place))


def _place(problem: Problem) -> tuple[str, int, int, str, str]:
    return problem.file, problem.row or 0, problem.position or 0, problem.column, problem.code


def describe(node: Node) -> str:
    """What stands at a node, for "found": its text, or `@list`, `@map`, `@empty`."""
    if node.empty:
        return "@empty"
    return node.text[:80] if node.kind == "text" else f"@{node.kind}"


def join(path: str, key: str) -> str:
    """Path of keys with one more key."""
    return f"{path}.{key}" if path else key


def _scalar(report: Report, node: Node, path: str, expected: str) -> str | None:
    if node.kind != "text" or node.empty:
        report.note("wrong_type", node, path, expected=expected)
        return None
    return node.text


def text(report: Report, node: Node, path: str) -> str | None:
    """Any text that is not blank; numbers and dates stay as they are written."""
    value = _scalar(report, node, path, "text")
    if value is not None and not value.strip():
        report.note("wrong_type", node, path, expected="text", found="@empty")
        return None
    return None if value is None else " ".join(value.split())


def identifier(report: Report, node: Node, path: str) -> str | None:
    """A name in small letters without accents, joined by hyphens or underscores."""
    value = _scalar(report, node, path, "identifier")
    if value is not None and not _IDENTIFIER.match(value):
        report.note("wrong_value", node, path, expected="identifier")
        return None
    return value


def numeral(report: Report, node: Node, path: str) -> str | None:
    """One numeral of the norm, or several separated by `;`, such as `5.6.1 d; 5.2.6 b`."""
    value = _scalar(report, node, path, "numeral")
    if value is not None and not NUMERAL_PATTERN.match(value):
        report.note("wrong_value", node, path, expected="numeral")
        return None
    return value


def _plain(report: Report, node: Node, path: str, pattern: re.Pattern[str], expected: str) -> str | None:
    value = _scalar(report, node, path, expected)
    if value is not None and (node.style or not pattern.match(value)):
        report.note("wrong_type", node, path, expected=expected)
        return None
    return value


def integer(least: int | None = None, most: int | None = None) -> Reading:
    """A whole number between two bounds, both included."""
    expected = "integer" if least is None else f"integer_from:{least}"

    def read(report: Report, node: Node, path: str) -> int | None:
        value = _plain(report, node, path, _INTEGER, expected)
        if value is None:
            return None
        number = int(value)
        if most is not None and number > most:
            report.note("wrong_value", node, path, expected=f"integer_between:{least}:{most}")
            return None
        if least is not None and number < least:
            report.note("wrong_value", node, path, expected=expected)
            return None
        return number

    return read


def boolean(report: Report, node: Node, path: str) -> bool | None:
    """`true` or `false`, as YAML 1.2 writes them."""
    value = _plain(report, node, path, re.compile(r"(?:true|false)\Z"), "boolean")
    return None if value is None else value == "true"


def date(report: Report, node: Node, path: str) -> dt.date | None:
    """A day as YYYY-MM-DD."""
    value = _scalar(report, node, path, "date")
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value if _DATE.match(value) else "")
    except ValueError:
        report.note("wrong_type", node, path, expected="date")
        return None


def choice(*allowed: str) -> Reading:
    """One of a closed list of words."""
    expected = "one_of:" + "|".join(allowed)

    def read(report: Report, node: Node, path: str) -> str | None:
        value = _scalar(report, node, path, expected)
        if value is not None and value not in allowed:
            report.note("wrong_value", node, path, expected=expected)
            return None
        return value

    return read


def free_value(report: Report, node: Node, path: str) -> bool | float | str | tuple[Any, ...] | None:
    """A whole number, a decimal, yes or no, a text, or a list of these: what an assumption may hold."""
    if node.kind == "list":
        values = [free_value(report, item, f"{path}[{i}]") for i, item in enumerate(node.items)]
        return tuple(values)
    value = _scalar(report, node, path, "value")
    if value is None or node.style:
        return value
    for pattern, convert in ((_INTEGER, int), (_DECIMAL, float)):
        if pattern.match(value):
            return convert(value)
    return value == "true" if value in {"true", "false"} else value


def listed(item: Reading, *, least: int = 0) -> Reading:
    """A list, each item read in the same way."""

    def read(report: Report, node: Node, path: str) -> tuple[Any, ...] | None:
        if node.kind != "list" or len(node.items) < least:
            report.note("wrong_type", node, path, expected=f"list_from:{least}")
            return None
        return tuple(item(report, entry, f"{path}[{i}]") for i, entry in enumerate(node.items))

    return read


def one_or_more(item: Reading) -> Reading:
    """A single value or a list of values; always read as a tuple."""
    several = listed(item, least=1)

    def read(report: Report, node: Node, path: str) -> tuple[Any, ...] | None:
        return several(report, node, path) if node.kind == "list" else (item(report, node, path),)

    return read


def keyed(value: Reading, *, key: Reading = identifier) -> Reading:
    """A map whose keys are names given by the norm file itself."""

    def read(report: Report, node: Node, path: str) -> dict[str, Any] | None:
        if node.kind != "map":
            report.note("wrong_type", node, path, expected="map")
            return None
        found: dict[str, Any] = {}
        for name, entry in node.entries:
            if name.text in found:
                report.note("duplicate_key", name, join(path, name.text))
            elif key(report, name, join(path, describe(name))) is not None:
                found[name.text] = value(report, entry, join(path, name.text))
        return found

    return read


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a record.

    Attributes:
        read: how its value is read.
        field: name of the attribute that receives it.
        default: value where the key is absent; `...` where it must be there.
    """

    read: Reading
    field: str
    default: Any = ...


def record(make: Callable[..., Any], keys: dict[str, Key], *, forbidden: tuple[str, ...] = ()) -> Reading:
    """A map with a fixed set of keys, made into one object; None where any of its values is wrong.

    Args:
        make: called with the fields by name.
        keys: what each key holds.
        forbidden: keys that the format forbids for a reason of its own (`numeral` in an assumption).
    """

    def read(report: Report, node: Node, path: str) -> object | None:
        if node.kind != "map":
            report.note("wrong_type", node, path, expected="map")
            return None
        count = len(report.problems)
        values = _values(report, node, path, keys, forbidden)
        for name, key in keys.items():
            if key.field in values:
                continue
            if key.default is ...:
                code = "missing_numeral" if name == "numeral" else "missing_key"
                report.note(code, node, join(path, name), found="")
            values[key.field] = key.default
        made: object = make(**values) if len(report.problems) == count else None
        return made

    return read


def _values(
    report: Report, node: Node, path: str, keys: dict[str, Key], forbidden: tuple[str, ...]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    seen: set[str] = set()
    for name, entry in node.entries:
        place = join(path, describe(name))
        if name.text in seen:
            report.note("duplicate_key", name, place)
        elif name.text in forbidden:
            report.note("numeral_forbidden", name, place)
        elif name.text not in keys:
            report.note("unknown_key", name, place, expected="one_of:" + "|".join(sorted(keys)))
        else:
            values[keys[name.text].field] = keys[name.text].read(report, entry, place)
        seen.add(name.text)
    return values
