"""Assertions that hold too easily: of one thing or another, of a thing with itself, of a page nobody saw."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tools.checks.source import Finding, PythonFile, python_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
SAME = (ast.Eq, ast.LtE, ast.GtE, ast.Is, ast.In)
ANYTHING = frozenset({"", ".", ".*", ".+"})
"""Patterns that every message matches."""

SEEN = frozenset({"status_code", "context", "streaming_content"})
"""What an answer has where the page was made: whoever looks at it has seen the page."""


def check_weak_asserts(root: Path) -> list[Finding]:
    """Assertions that hold too easily.

    Returns:
        One finding for each, sorted.
    """
    return sorted(finding for file in python_files(root, "tests") for finding in _file_findings(file))


def _file_findings(file: PythonFile) -> Iterator[Finding]:
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Assert) and _either_or(node.test):
            said = "one thing or another: it holds where either does; say when which must"
            yield Finding(file.path, node.lineno, "either-or", said)
        elif isinstance(node, ast.Compare) and _with_itself(node):
            yield Finding(file.path, node.lineno, "with-itself", f"{ast.unparse(node)} cannot be otherwise")
        elif isinstance(node, ast.keyword) and _matches_all(node):
            said = f"every message matches {ast.unparse(node.value)}"
            yield Finding(file.path, node.value.lineno, "matches-all", said)
    functions = {node.name: node for node in ast.walk(file.tree) if isinstance(node, FUNCTION)}
    openers = {name for name, node in functions.items() if _opens(node) and not _sees(node)}
    for name, node in functions.items():
        if name.startswith("test"):
            for line in _unseen(node, openers):
                yield Finding(
                    file.path, line, "page-unseen", "not on a page of which nobody saw that it opened"
                )


def _either_or(node: ast.expr) -> bool:
    return isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or)


def _matches_all(node: ast.keyword) -> bool:
    return node.arg == "match" and isinstance(node.value, ast.Constant) and node.value.value in ANYTHING


def _with_itself(node: ast.Compare) -> bool:
    """A comparison of the same words; what is called twice may answer twice, and a test may want to know."""
    if len(node.ops) != 1 or not isinstance(node.ops[0], SAME):
        return False
    calls = any(isinstance(part, ast.Call) for part in ast.walk(node))
    return not calls and ast.dump(node.left) == ast.dump(node.comparators[0])


def _opens(node: ast.AST) -> bool:
    """Whether text of an answer is read."""
    return any(isinstance(part, ast.Attribute) and part.attr == "content" for part in ast.walk(node))


def _sees(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr in SEEN for part in ast.walk(node))


def _unseen(test: ast.FunctionDef | ast.AsyncFunctionDef, openers: set[str]) -> Iterator[int]:
    """Lines on which something is missed on a page that nothing in the test shows to have opened."""
    if _sees(test):
        return
    pages = {
        target.id
        for node in ast.walk(test)
        if isinstance(node, ast.Assign) and _is_page(node.value, openers)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    asserted = [node.test for node in ast.walk(test) if isinstance(node, ast.Assert)]
    missed = [one for one in asserted if isinstance(one, ast.Compare) and isinstance(one.ops[0], ast.NotIn)]
    shown = {name for node in ast.walk(test) if node not in missed for name in _shown(node)}
    for one in missed:
        where = one.comparators[0]
        names = {part.id for part in ast.walk(where) if isinstance(part, ast.Name)} & pages
        if (names and not names & shown) or (not names and _is_page(where, openers)):
            yield one.lineno


def _is_page(node: ast.AST, openers: set[str]) -> bool:
    called = {
        part.func.id
        for part in ast.walk(node)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name)
    }
    return _opens(node) or bool(called & openers)


def _shown(node: ast.AST) -> Iterator[str]:
    """Names of texts that something must hold: asserted with `in` or `==`, or cut at a word of theirs."""
    if isinstance(node, ast.Assert) and not (
        isinstance(node.test, ast.Compare) and isinstance(node.test.ops[0], ast.NotIn)
    ):
        yield from (part.id for part in ast.walk(node.test) if isinstance(part, ast.Name))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "index":
        yield from (part.id for part in ast.walk(node.func) if isinstance(part, ast.Name))
    elif isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
        yield from (part.id for part in ast.walk(node.value) if isinstance(part, ast.Name))
