"""What every check shares: the files of a repository, and how a finding is told."""

from __future__ import annotations

import ast
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CACHES = frozenset(
    {
        ".git",
        ".venv",
        ".pytest_cache",
        ".mypy_cache",
        ".ruff_cache",
        ".hypothesis",
        ".import_linter_cache",
        "__pycache__",
        "node_modules",
    }
)
"""Folders of tools, wherever they lie."""

MADE = frozenset({"build", "demo", "demo-plan", "dist", "htmlcov", "tmp", "var"})
"""Folders at the root that are made, never committed."""

MIGRATION = re.compile(r"\d{4}_\w+\.py$")
"""What Django writes; any other file beside them is one of ours."""

BUILT = Path("src/pusaq/shell/static/pusaq")
"""Scripts and styles that the build of the pages makes, with names out of our own sources."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One breach of one rule.

    Attributes:
        path: file, relative to the root that was looked at.
        line: line of the file, counted from 1; 0 where the whole file is meant.
        rule: short name of the rule.
        message: what is wrong, in a few words.
    """

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        """As compilers say it, so that editors can jump to the place."""
        return f"{self.path}:{self.line}: [{self.rule}] {self.message}"


@dataclass(frozen=True, slots=True)
class PythonFile:
    """A parsed source file.

    Attributes:
        path: relative to the root, with forward slashes.
        text: content.
        tree: its syntax tree.
    """

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """Number of lines."""
        return len(self.text.splitlines())


def repository_files(root: Path, *folders: str) -> list[Path]:
    """Files below `root` (or only below some of its folders) that could be committed, sorted by path.

    Args:
        root: the repository.
        folders: names relative to the root; none means everything. A folder that is not there holds nothing.

    Returns:
        Absolute paths of regular files.
    """
    starts = [root / folder for folder in folders] or [root]
    return sorted({path for start in starts for path in _below(start, root)})


def _below(start: Path, root: Path) -> Iterator[Path]:
    """Folders that are made are not entered: packages alone are tens of thousands of files."""
    for folder, inner, names in os.walk(start):
        here = Path(folder)
        inner[:] = [name for name in inner if not _is_made((here / name).relative_to(root))]
        for name in names:
            path = here / name
            if path.is_file() and not _is_made(path.relative_to(root)):
                yield path


def _is_made(path: Path) -> bool:
    measured = path.name.startswith(".coverage")
    return measured or path == BUILT or path.parts[0] in MADE or not CACHES.isdisjoint(path.parts)


def python_files(root: Path, *folders: str) -> list[PythonFile]:
    """Parsed Python files below some folders of a repository, sorted by path, but for migrations.

    Raises:
        SyntaxError: a file is no Python.
    """
    files = []
    for path in repository_files(root, *folders):
        is_migration = path.parent.name == "migrations" and MIGRATION.match(path.name)
        if path.suffix == ".py" and not is_migration:
            text = path.read_text(encoding="utf-8")
            files.append(_parsed(path.relative_to(root).as_posix(), text))
    return files


@lru_cache(maxsize=4096)
def _parsed(path: str, text: str) -> PythonFile:
    """Every rule looks at the same trees, and none changes them."""
    return PythonFile(path, text, ast.parse(text, filename=path))


@lru_cache(maxsize=4096)
def nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """Every node of a file: a tree is walked once, however many rules look at it."""
    return tuple(ast.walk(tree))


@lru_cache(maxsize=4096)
def imported_names(tree: ast.Module) -> dict[str, str]:
    """Local name → dotted origin, for every import of the file; nobody changes the answer."""
    names = {}
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.name if alias.asname else alias.name.split(".")[0]
                names[alias.asname or name] = name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    """Dotted name of what is called with imports resolved; empty where it is no plain name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([names.get(node.id, node.id), *reversed(parts)])
