"""Amendments: files that change values of a norm from a date on, each value with its numeral.

An amendment changes the tree of the norm, and the result is read again from the start: what it breaks is
reported at the line of the amendment that broke it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import model_validator

from pusaq_core.catalogue_reader.faults import Fault, describe, refusals
from pusaq_core.catalogue_reader.sheet import FILE, NODE, Sheet, at_least, key, made_of, read_sheet
from pusaq_core.catalogue_reader.tree import Node, read_tree
from pusaq_core.catalogue_reader.values import ANYTHING, Day, Flag, Identifier, Text, choice, matching
from pusaq_core.errors import InputError, Problem
from pusaq_core.norms.loader import build_norm, digest
from pusaq_core.norms.norm import Change, Norm
from pusaq_core.norms.numerals import Numeral, split_numerals

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

FROM_ITS_DATE = "desde_la_fecha"
NEXT_YEAR = "siguiente_anio"

_CODE = re.compile(r"[^\W\d][\w./-]*\Z")
"""Of one word, so that it can stand before a numeral."""

_STEP = re.compile(r"[^.\[\]]+|\[[0-9]+\]")
_PATH = re.compile(r"[a-z0-9_-]+(?:\.[A-Za-z0-9_-]+|\[[0-9]+\])*\Z")


@dataclass(frozen=True, slots=True)
class Edit:
    """One line of `cambios`.

    Attributes:
        path: keys that lead to the value; items of a list by their `id`, or by position as `[0]`.
        numeral: numeral of the amendment.
        value: new value; None where nothing replaces it.
        added: item that joins the list at `path`; None where none does.
        removed: the value at `path` is taken out.
        node: the line itself, for errors.
    """

    path: str
    numeral: str
    node: Node
    value: Node | None = None
    added: Node | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True)
class _Line(Sheet):
    """A line of `cambios`; what it puts in a place is whatever that place takes."""

    path: Annotated[str, matching(_PATH, "path"), key("ruta")]
    numeral: Numeral
    node: Annotated[Node, ANYTHING, key(NODE)]
    value: Annotated[Any, ANYTHING, key("valor")] = None
    added: Annotated[Any, ANYTHING, key("agrega")] = None
    removed: Annotated[Flag, key("quita")] = False

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        if [self.value is not None, self.added is not None, self.removed].count(True) != 1:
            raise refusals([Fault("edit_action", expected="one_of:valor|agrega|quita", found="")])
        return self


def _edits(lines: tuple[_Line, ...]) -> tuple[Edit, ...]:
    return tuple(
        Edit(one.path, one.numeral, one.node, one.node.get("valor"), one.node.get("agrega"), one.removed)
        for one in lines
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment(Sheet):
    """An amending norm.

    Attributes:
        id: its name in the catalogue.
        title: its title.
        code: its official code, which stands before its numerals.
        approved_by: document that approved it.
        modifies: id of the norm that it changes.
        since: day from which it applies.
        applies: `siguiente_anio` (years that start on or after the day) or `desde_la_fecha` (also the rest
            of the year that is under way).
        edits: what it changes, in order.
        file: name of its file.
        sha256: of its text.
    """

    id: Identifier
    title: Annotated[Text, key("titulo")]
    code: Annotated[str, matching(_CODE, "code"), key("codigo")]
    approved_by: Annotated[Text, key("aprobada_por")]
    modifies: Annotated[Identifier, key("modifica")]
    since: Annotated[Day, key("fecha")]
    applies: Annotated[str, choice(NEXT_YEAR, FROM_ITS_DATE), key("aplica")] = NEXT_YEAR
    edits: Annotated[tuple[Edit, ...], made_of(tuple[_Line, ...], _edits), at_least(1), key("cambios")]
    file: Annotated[str, key(FILE)]
    sha256: Annotated[str, key("@sha256")] = ""


def is_amendment(text: str, *, file: str) -> bool:
    """Whether a file of the catalogue changes another norm instead of being one.

    Raises:
        InputError: it is no YAML.
    """
    return changes_another(read_tree(text, file=file))


def changes_another(tree: Node) -> bool:
    """Whether the tree of a file is that of an amendment."""
    return tree.get("modifica") is not None


def load_amendment(text: str, *, file: str) -> Amendment:
    """Reads an amending norm.

    Args:
        text: content of the file.
        file: its name, for errors.

    Raises:
        InputError: every problem of the file, in its order.
    """
    return replace(read_sheet(Amendment, text, file=file), sha256=digest(text))


def apply_amendments(base: Norm, amendments: Iterable[Amendment], *, on: dt.date) -> Norm:
    """The norm with every amendment that applies on a day.

    For a school year, `on` is its first school day; `versions_of_year` gives what changes during it.

    Args:
        base: norm as loaded, without amendments.
        amendments: in any order; those of other norms and later dates are left aside.
        on: the day.

    Returns:
        The norm; `changes` says what is no longer as first published, `sha256` covers all texts.

    Raises:
        InputError: a path leads nowhere, or the result is no valid norm.
    """
    current = base
    for amendment in _in_order(base, amendments):
        if amendment.since <= on:
            current = _amended(current, amendment)
    return current


def versions_of_year(
    base: Norm, amendments: Iterable[Amendment], *, first: dt.date, last: dt.date
) -> tuple[tuple[dt.date, Norm], ...]:
    """What governs a school year: the values of its first day, and changes that reach into it.

    Args:
        base: norm as loaded, without amendments.
        amendments: in any order.
        first: first school day.
        last: last school day.

    Returns:
        (day from which it governs, norm) in order, the first on `first`. Amendments of the year that do not
        say `aplica: desde_la_fecha` are left for the next one.
    """
    amendments = list(amendments)
    current = apply_amendments(base, amendments, on=first)
    versions = [(first, current)]
    for amendment in _in_order(base, amendments):
        if first < amendment.since <= last and amendment.applies == FROM_ITS_DATE:
            current = _amended(current, amendment)
            versions.append((amendment.since, current))
    return tuple(versions)


def _in_order(base: Norm, amendments: Iterable[Amendment]) -> list[Amendment]:
    own = [amendment for amendment in amendments if amendment.modifies == base.id]
    return sorted(own, key=lambda amendment: (amendment.since, amendment.id))


def _amended(norm: Norm, amendment: Amendment) -> Norm:
    if norm.tree is None:
        raise ValueError("only a norm that was loaded from text can be amended")
    tree, changes, problems = norm.tree, list(norm.changes), []
    for edit in amendment.edits:
        steps = _STEP.findall(edit.path)
        try:
            tree, before, base_numeral = _edited(tree, steps, edit, amendment.code)
        except KeyError as missing:
            problems.append(_lost_path(edit, str(missing.args[0])))
            continue
        after = "" if edit.removed else _as_text(edit.value or edit.added or edit.node)
        changes.append(
            Change(edit.path, before, after, edit.numeral, amendment.id, amendment.since, base_numeral)
        )
    if problems:
        raise InputError(*problems)
    sha256 = digest(f"{norm.sha256}\n{amendment.sha256}")
    return build_norm(tree, file=norm.file, sha256=sha256, changes=tuple(changes))


def _lost_path(edit: Edit, step: str) -> Problem:
    place = edit.node.get("ruta") or edit.node
    return Problem("path_not_found", place.file, place.line, edit.path, found=step, position=place.column)


def _edited(node: Node, steps: list[str], edit: Edit, code: str) -> tuple[Node, str, str]:
    """The node with the value at the end of the steps changed; what it was; the numeral it rested on."""
    if not steps:
        if edit.added is None:
            return _replacement(node, edit.value or node, code), _as_text(node), _numeral_of(node)
        if node.kind != "list":
            raise KeyError(edit.path)
        return replace(node, items=(*node.items, _signed(edit.added, code))), "", ""
    place = _place(node, steps[0])
    below = _children(node)[place]
    if len(steps) == 1 and edit.removed:
        return _without(node, place), _as_text(below), _numeral_of(below) or _numeral_of(node)
    changed, before, base_numeral = _edited(below, steps[1:], edit, code)
    node = _with_child(node, place, changed)
    if not base_numeral and _numeral_of(node):
        base_numeral = _numeral_of(node)
        node = _cited(node, f"{code} {edit.numeral}")
    return node, before, base_numeral


def _place(node: Node, step: str) -> int:
    """Position, among the children of a node, of the one that a step names."""
    if step.startswith("["):
        index = int(step[1:-1])
        if node.kind == "list" and index < len(node.items):
            return index
        raise KeyError(step)
    names = [word.text for word, _ in node.entries]
    if node.kind == "list":
        ids = [item.get("id") for item in node.items]
        names = [name.text if name is not None else "" for name in ids]
    if step not in names:
        raise KeyError(step)
    return names.index(step)


def _children(node: Node) -> list[Node]:
    return list(node.items) if node.kind == "list" else [value for _, value in node.entries]


def _with_child(node: Node, place: int, child: Node) -> Node:
    if node.kind == "list":
        return replace(node, items=(*node.items[:place], child, *node.items[place + 1 :]))
    pair = (node.entries[place][0], child)
    return replace(node, entries=(*node.entries[:place], pair, *node.entries[place + 1 :]))


def _without(node: Node, place: int) -> Node:
    if node.kind == "list":
        return replace(node, items=node.items[:place] + node.items[place + 1 :])
    return replace(node, entries=node.entries[:place] + node.entries[place + 1 :])


def _numeral_of(node: Node) -> str:
    numeral = node.get("numeral")
    return numeral.text if numeral is not None else ""


def _cited(node: Node, citation: str) -> Node:
    """A map whose numeral also names the amendment, so that whoever reads the value sees both."""
    entries = tuple(
        (word, replace(value, text=f"{value.text}; {citation}") if word.text == "numeral" else value)
        for word, value in node.entries
    )
    return replace(node, entries=entries)


def _replacement(old: Node, new: Node, code: str) -> Node:
    """The new value; a map keeps the numeral of the old one beside its own."""
    signed = _signed(new, code)
    if not (_numeral_of(old) and _numeral_of(signed)):
        return signed
    both = f"{_numeral_of(old)}; {_numeral_of(signed)}"
    entries = tuple(
        (word, replace(value, text=both) if word.text == "numeral" else value)
        for word, value in signed.entries
    )
    return replace(signed, entries=entries)


def _signed(node: Node, code: str) -> Node:
    """New text whose numerals say that they are the amendment's."""
    if node.kind == "list":
        return replace(node, items=tuple(_signed(item, code) for item in node.items))
    entries = []
    for word, value in node.entries:
        text = "; ".join(f"{code} {one}" for one in split_numerals(value.text))
        signed = replace(value, text=text) if word.text == "numeral" else _signed(value, code)
        entries.append((word, signed))
    return replace(node, entries=tuple(entries))


def _as_text(node: Node) -> str:
    """Short text of any node, for people who compare before and after."""
    if node.kind == "list":
        return "[" + ", ".join(_as_text(item) for item in node.items) + "]"
    if node.kind == "map":
        pairs = (f"{describe(word)}: {_as_text(value)}" for word, value in node.entries)
        return "{" + ", ".join(pairs) + "}"
    return node.text
