"""The text of a file of the catalogue as a tree in which every node knows its line and column.

Only maps, lists and plain text are accepted: no tags, anchors or aliases, so that a file is what it seems
and cannot unfold into something larger than itself. What a text means (number, date, yes or no) is decided
by the format of each key, never by the guesses of YAML: `no`, `1:30` and `012` are what is written. Accents
are joined with their letters (NFC), however the file has them: what looks alike is equal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

import yaml

from pusaq_core.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CHARACTERS = 2_000_000
"""A norm of twenty pages takes some 60,000; more than this was not written by hand."""

MAX_NODES = 50_000
"""Maps, lists and texts: ten times those of the longest norm."""

MAX_DEPTH = 20
"""Nesting of the deepest section is 6."""

MAX_BREAKS = 20
"""Hidden line breaks named at once: more say nothing new."""

_HIDDEN_BREAKS = {"\u0085": "@next_line", "\u2028": "@line_separator", "\u2029": "@paragraph_separator"}
"""Line breaks of YAML that no editor counts: behind them every line would be told wrong."""

_LETTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)
"""A sign with the accents that stand apart after it."""

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Kind = Literal["map", "list", "text"]


@dataclass(frozen=True, slots=True)
class Node:
    """One map, list or text of a file.

    Attributes:
        kind: `map`, `list` or `text`.
        file: name of the file as the user gave it.
        line: line on which it starts, from 1.
        column: character of that line, from 1.
        text: content of a `text`, in NFC; empty for the others.
        style: how the text stands in the file: empty (plain), `'`, `"`, `|` or `>`.
        raw: the same text exactly as the file writes it, with quotes, escapes and line breaks.
        entries: (key, value) pairs of a `map`, in the order of the file.
        items: values of a `list`.
    """

    kind: Kind
    file: str
    line: int
    column: int
    text: str = ""
    style: str = ""
    raw: str = field(default="", compare=False, repr=False)
    entries: tuple[tuple[Node, Node], ...] = ()
    items: tuple[Node, ...] = ()

    @property
    def empty(self) -> bool:
        """True for a key without a value."""
        return self.kind == "text" and not self.style and self.text in {"", "~", "null"}

    def get(self, key: str) -> Node | None:
        """Value of a key of a map; None where the map has no such key or this is no map."""
        return next((value for name, value in self.entries if name.text == key), None)

    def texts(self, section: str, key: str) -> tuple[str, ...]:
        """What a key says in each map of a list, as far as it can be read: names that others may use."""
        listed = self.get(section)
        found = (item.get(key) for item in (listed.items if listed is not None else ()))
        return tuple(node.text for node in found if node is not None and node.kind == "text")

    def locate(self, offset: int) -> tuple[int, int]:
        """Line and column, in the file, of the character at `offset` of the text.

        Walks the text as written: quotes, doubled quotes, escapes, indentation and folded line breaks are
        stepped over.
        """
        raw = unicodedata.normalize("NFC", self.raw)
        spot = _content_start(raw, self.style)
        for character in self.text[:offset]:
            spot = _past(raw, spot, character, self.style)
        following = self.text[offset : offset + 1]
        if following and not following.isspace():
            spot = _find(raw, spot, following)
        before = _as_in_file(self.raw, raw, spot).split("\n")
        column = len(before[-1]) + (self.column if len(before) == 1 else 1)
        return self.line + len(before) - 1, column


def _as_in_file(raw: str, joined: str, spot: int) -> str:
    """What `raw` has where its NFC has `joined[:spot]`."""
    if raw == joined:
        return raw[:spot]
    seen = 0
    for letter in _LETTER.finditer(raw):
        if seen >= spot:
            return raw[: letter.start()]
        seen += len(unicodedata.normalize("NFC", letter[0]))
    return raw


def _content_start(raw: str, style: str) -> int:
    if style in {"|", ">"}:
        return raw.find("\n") + 1
    return 1 if style else 0


def _find(raw: str, spot: int, character: str) -> int:
    found = raw.find(character, spot)
    return found if found >= 0 else min(spot, len(raw))


def _past(raw: str, spot: int, character: str, style: str) -> int:
    """Index in `raw` after `character`, which stands at `spot` or behind layout that is not text."""
    if character.isspace():
        end = spot
        while end < len(raw) and raw[end].isspace():
            end += 1
        return end
    found = _find(raw, spot, character) + 1
    return found + 1 if style == character == "'" else found


def read_tree(text: str, *, file: str) -> Node:
    """Tree of the one document in `text`.

    Args:
        text: content of the file.
        file: its name, for errors.

    Raises:
        InputError: no YAML, several documents, too large, too deep, of too many parts, or with tags, anchors,
            aliases or line breaks that cannot be seen.
    """
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            Problem("file_too_big", file=file, expected=f"at_most:{MAX_CHARACTERS}", found=str(len(text)))
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if breaks := [*islice(re.finditer("[\u0085\u2028\u2029]", text), MAX_BREAKS)]:
        raise InputError(*(_hidden_break(text, found.start(), file) for found in breaks))
    try:
        return _Builder(text, file).build()
    except UnicodeEncodeError as error:
        line, column = _line_and_column(text, error.start)
        raise InputError(
            Problem("not_text", file=file, row=line, position=column, found=ascii(text[error.start]))
        ) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise InputError(
            Problem(
                "yaml_syntax",
                file=file,
                row=mark.line + 1 if mark else None,
                position=mark.column + 1 if mark else None,
                found=error.problem or "",
            )
        ) from error
    except yaml.reader.ReaderError as error:
        line, column = _line_and_column(text, error.position)
        raise InputError(
            Problem("not_text", file=file, row=line, position=column, found=f"U+{error.character:04X}")
        ) from error


def _hidden_break(text: str, index: int, file: str) -> Problem:
    line, column = _line_and_column(text, index)
    return Problem("hidden_break", file=file, row=line, position=column, found=_HIDDEN_BREAKS[text[index]])


def _line_and_column(text: str, index: int) -> tuple[int, int]:
    before = text[:index]
    return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1


class _Builder:
    """Makes nodes out of the events of the YAML parser, without recursion in the parser's hands."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.events: Iterator[Any] = yaml.parse(text, Loader=_Loader)
        self.nodes = 0

    def build(self) -> Node:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise self._refusal("several_documents", event)
                root = self._node(next(self.events), 0)
        if root is None:
            raise InputError(Problem("empty_file", file=self.file, row=1, position=1, expected="map"))
        return root

    def _refusal(self, code: str, event: Any, found: str = "", expected: str = "") -> InputError:  # noqa: ANN401  (the parser's events are untyped)
        mark = event.start_mark
        place = (self.file, mark.line + 1)
        return InputError(Problem(code, *place, "", expected, found, position=mark.column + 1))

    def _node(self, event: Any, depth: int) -> Node:  # noqa: ANN401  (same)
        if event.anchor:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            raise self._refusal("alias_not_allowed", event, found=f"{sign}{event.anchor}")
        if event.tag:
            raise self._refusal("tag_not_allowed", event, found=event.tag)
        if depth > MAX_DEPTH:
            raise self._refusal("too_deep", event, expected=f"at_most:{MAX_DEPTH}")
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self._refusal("too_many_nodes", event, expected=f"at_most:{MAX_NODES}")
        place = (self.file, event.start_mark.line + 1, event.start_mark.column + 1)
        raw = self.text[event.start_mark.index : event.end_mark.index]
        if isinstance(event, yaml.ScalarEvent):
            text = unicodedata.normalize("NFC", event.value)
            return Node("text", *place, text=text, style=event.style or "", raw=raw)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node("list", *place, items=tuple(self._items(depth)))
        return Node("map", *place, entries=tuple(self._entries(depth)))

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _entries(self, depth: int) -> Iterator[tuple[Node, Node]]:
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            yield key, self._node(next(self.events), depth + 1)
