"""Tests that cannot fail, tests that nobody collects, and names that pytest would pass over."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tools.checks.source import Finding, PythonFile, nodes, python_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
ASSERTING = ("assert", "raises", "warns", "fail", "expect")


def check_tests(root: Path) -> list[Finding]:
    """Tests without an assertion, and test functions in places that pytest does not look at.

    Returns:
        One finding for each function or file, sorted.
    """
    return sorted(finding for file in python_files(root, "tests") for finding in _file_findings(file))


def _file_findings(file: PythonFile) -> Iterator[Finding]:
    collected = file.path.rsplit("/", 1)[-1].startswith("test_")
    tests = list(_collected_tests(file.tree)) if collected else []
    for node in nodes(file.tree):
        if isinstance(node, FUNCTION) and node.name.startswith("test") and node not in tests:
            place = "a place where pytest does not look" if collected else "a file that pytest does not read"
            yield Finding(file.path, node.lineno, "not-collected", f"{node.name} stands in {place}")
    if collected and not tests and not _state_machines(file.tree):
        yield Finding(file.path, 0, "no-tests", "named as tests and holds none")
    asserting = _asserting_functions(file.tree)
    for test in tests:
        if not _asserts(test, asserting):
            yield Finding(file.path, test.lineno, "no-assertion", f"{test.name} cannot fail")
        for node in ast.walk(test):
            if isinstance(node, ast.Assert) and isinstance(node.test, ast.Constant | ast.Tuple):
                yield Finding(file.path, node.lineno, "no-assertion", "an assertion of a constant")


def _collected_tests(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in tree.body:
        if isinstance(node, FUNCTION) and node.name.startswith("test"):
            yield node
        elif isinstance(node, ast.ClassDef) and _is_collected(node):
            for member in node.body:
                if isinstance(member, FUNCTION) and member.name.startswith("test"):
                    yield member


def _is_collected(node: ast.ClassDef) -> bool:
    """Classes named Test… without a constructor: pytest passes over the others."""
    made = any(isinstance(m, ast.FunctionDef) and m.name == "__init__" for m in node.body)
    return node.name.startswith("Test") and not made


def _state_machines(tree: ast.Module) -> bool:
    """Whether the file hands a state machine to pytest, as in `TestAgenda = AgendaMachine.TestCase`."""
    return any(
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "TestCase"
        for node in tree.body
    )


def _asserting_functions(tree: ast.Module) -> set[str]:
    """Functions of the file that assert, themselves or through another of them."""
    functions = {n.name: n for n in nodes(tree) if isinstance(n, FUNCTION)}
    known: set[str] = set()
    while True:
        more = {name for name, node in functions.items() if name not in known and _asserts(node, known)}
        if not more:
            return known
        known |= more


def _asserts(function: ast.AST, asserting: set[str]) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = _called(node.func)
            if name in asserting or name.lstrip("_").startswith(ASSERTING) or "_assert_" in name:
                return True
    return False


def _called(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
