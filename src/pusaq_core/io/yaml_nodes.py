"""YAML read as nodes, so that every problem names line, position and path of keys."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

import yaml

from pusaq_core.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_TEXT: Final = 4 * 1024**2
"""Characters of the longest file accepted: these files are written by hand."""

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def compose(text: str, *, file: str) -> yaml.Node:
    """The document's root node.

    Args:
        text: one YAML document.
        file: name of the file, for problems.

    Raises:
        InputError: `yaml_syntax`, `file_empty`, `file_too_large`.
    """
    if len(text) > MAX_TEXT:
        raise InputError(Problem("file_too_large", file=file, expected=str(MAX_TEXT), found=str(len(text))))
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        row, position = (mark.line + 1, mark.column + 1) if mark else (None, None)
        problem = Problem("yaml_syntax", file=file, row=row, position=position, found=error.problem or "")
        raise InputError(problem) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InputError(Problem("yaml_syntax", file=file, found=str(error).splitlines()[0][:120])) from None
    if root is None:
        raise InputError(Problem("file_empty", file=file))
    return root


class NodeReader:
    """Reads nodes into values and keeps every problem on the way.

    Attributes:
        problems: found so far.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def problem(self, node: yaml.Node, path: str, code: str, *, expected: str = "", found: str = "") -> None:
        """Keep a problem at the place of a node."""
        mark = node.start_mark
        self.problems.append(
            Problem(
                code,
                file=self.file,
                row=mark.line + 1,
                column=path,
                expected=expected,
                found=found,
                position=mark.column + 1,
            )
        )

    def raise_problems(self) -> None:
        """Raise an `InputError` if there is any problem, in the order of the file."""
        if self.problems:
            raise InputError(*sorted(self.problems, key=lambda p: (p.row or 0, p.position or 0)))

    def mapping(
        self, node: yaml.Node, path: str, *, required: Collection[str] = (), optional: Collection[str] = ()
    ) -> dict[str, yaml.Node]:
        """Nodes of a mapping by key; problems for unknown, repeated and missing keys. Keys `x_…` are free."""
        if not isinstance(node, yaml.MappingNode):
            self.problem(node, path, "yaml_mapping", found=shown(node))
            return {}
        entries: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else shown(key_node)
            inner = f"{path}.{key}" if path else key
            if key in entries:
                self.problem(key_node, inner, "yaml_repeated_key", found=key)
            elif key in required or key in optional:
                entries[key] = value
            else:
                expected = ", ".join((*required, *optional))
                self.problem(key_node, inner, "yaml_unknown_key", expected=expected, found=key)
        for key in required:
            if key not in entries:
                self.problem(node, f"{path}.{key}" if path else key, "yaml_missing_key", expected=key)
        return entries

    def items(self, node: yaml.Node | None, path: str) -> list[tuple[yaml.Node, str]]:
        """Nodes of a list, each with its path; none where the key is absent."""
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.problem(node, path, "yaml_list", found=shown(node))
            return []
        return [(item, f"{path}[{index}]") for index, item in enumerate(node.value)]

    def text(self, node: yaml.Node | None, path: str) -> str:
        """A text as written, numbers too (codes keep their zeros); empty where the key is absent."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.problem(node, path, "yaml_text", found=shown(node))
            return ""
        return str(node.value).strip()

    def texts(self, node: yaml.Node | None, path: str) -> dict[str, str]:
        """A mapping of free keys to texts; empty where the key is absent."""
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.problem(node, path, "yaml_mapping", found=shown(node))
            return {}
        return {shown(key): self.text(value, f"{path}.{shown(key)}") for key, value in node.value}

    def choice(self, node: yaml.Node | None, path: str, choices: Collection[str]) -> str:
        """One of some words; empty after a problem."""
        word = self.text(node, path)
        if word in choices:
            return word
        if isinstance(node, yaml.ScalarNode):
            self.problem(node, path, "yaml_choice", expected=", ".join(choices), found=word)
        return ""

    def whole(self, node: yaml.Node | None, path: str) -> int | None:
        """A whole number; None where the key is absent and after a problem."""
        if node is None:
            return None
        word = self.text(node, path)
        if re.fullmatch(r"\d{1,9}", word):
            return int(word)
        self.problem(node, path, "yaml_whole_number", found=word)
        return None

    def day(self, node: yaml.Node, path: str) -> date | None:
        """A date YYYY-MM-DD; None after a problem."""
        word = self.text(node, path)
        try:
            if _ISO_DATE.fullmatch(word):
                return date.fromisoformat(word)
        except ValueError:
            pass
        self.problem(node, path, "date_malformed", expected="date_malformed", found=word)
        return None


def shown(node: yaml.Node) -> str:
    """A node as a problem shows it."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)[:80]
    return "[…]" if isinstance(node, yaml.SequenceNode) else "{…}"
