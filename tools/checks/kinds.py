"""Kinds of activity are rows of tables: few files name one, and the list of them is kept here.

A file names a kind where it writes its id or the key of its dose as a text of its own, or an identifier with
one of the acronyms that no other word of the code shares. What is said of a kind in comments, docstrings and
sentences for people does not count: no program reads it.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tools.checks.source import Finding, PythonFile, python_files, repository_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST = 12
"""More files than these mean that somebody decides by name what a property should decide."""

NAMING = frozenset(
    {
        "src/pusaq_core/kinds.py",
        "src/pusaq_core/checking/kinds.py",
        "src/pusaq_core/cli/kind_words.py",
        "src/pusaq_core/io/workbook_names.py",
        "src/pusaq/accompaniment/looks.py",
    }
)
"""The files that may name kinds: the recipe for a new one in CONTRIBUTING.md goes through them."""

IDS = frozenset({"visit", "gia", "rtc", "workshop", "own_workshop", "visita", "taller", "taller_propio"})
ACRONYMS = frozenset({"gia", "rtc"})
FOLDERS = ("src/pusaq", "src/pusaq_core", "frontend/src")
TEXTS = frozenset({".html", ".css", ".js", ".ts", ".svg"})
GETTEXT = frozenset({"_", "gettext", "gettext_lazy", "ngettext"})
_ACRONYM = re.compile(r"(?<![^\W_])(gia|rtc)(?![^\W_])")
_QUOTED = re.compile(rf"([\"'])({'|'.join(sorted(IDS))})\1")


def check_kinds(root: Path) -> list[Finding]:
    """Files that name a kind and are not listed, listed ones that do not, and too long a list.

    Args:
        root: repository.

    Returns:
        Findings, sorted.
    """
    naming = dict(_naming(root))
    found = [
        Finding(path, line, "kind-named", "names a kind of activity: ask the tables for the property instead")
        for path, line in naming.items()
        if path not in NAMING
    ]
    found += [
        Finding(path, 0, "kind-not-named", "is listed as naming kinds and names none")
        for path in NAMING - naming.keys()
        if (root / path).exists()
    ]
    if len(NAMING) > MOST:
        message = f"more than {MOST} files name kinds"
        found.append(Finding("tools/checks/kinds.py", 0, "kinds-in-many", message))
    return sorted(found)


def _naming(root: Path) -> Iterator[tuple[str, int]]:
    """Each file that names a kind, with the first line that does."""
    for file in python_files(root, *FOLDERS):
        line = min(_named_in(file), default=0)
        if line:
            yield file.path, line
    for path in repository_files(root, *FOLDERS):
        if path.suffix in TEXTS:
            text = path.read_text(encoding="utf-8")
            for number, line_of in enumerate(text.splitlines(), 1):
                if _ACRONYM.search(line_of) or _QUOTED.search(line_of):
                    yield path.relative_to(root).as_posix(), number
                    break


def _named_in(file: PythonFile) -> Iterator[int]:
    sentences = {id(node.value) for node in ast.walk(file.tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT:
            sentences |= {id(text) for text in node.args}
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Constant):
            if node.value in IDS and id(node) not in sentences:
                yield node.lineno
        elif any(ACRONYMS & set(name.lower().split("_")) for name in _names(node)):
            yield getattr(node, "lineno", 1)


def _names(node: ast.AST) -> Iterator[str]:
    for field in ("id", "attr", "arg", "name"):
        name = getattr(node, field, None)
        if isinstance(name, str):
            yield name
