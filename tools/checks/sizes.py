"""Budgets of size and names of files that say nothing."""

from __future__ import annotations

import ast
from pathlib import Path, PurePosixPath

from tools.checks.source import Finding, PythonFile, nodes, python_files

FOLDERS = ("src", "tests", "tools", "benchmarks")
FILE_SOFT = 300
FILE_HARD = 500
TEST_FILE_HARD = 600
FUNCTION_HARD = 50
EMPTY_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "services"})
BASE_ROOMS = ("src/pusaq/common/", "tests/pusaq/common/")
"""The room on which every other rests, a closed list of things: see docs/architecture.md."""


def check_sizes(root: Path) -> list[Finding]:
    """Files and functions over their hard budget, and files named after nothing.

    Returns:
        One finding for each file or function; an empty list is a clean repository.
    """
    return sorted(
        finding
        for file in python_files(root, *FOLDERS)
        for finding in (*_file_findings(file), *_function_findings(file))
    )


def long_files(root: Path) -> list[Finding]:
    """Files over the soft budget: no breach, but the next to be split."""
    return [
        Finding(file.path, 0, "file-soft", f"{file.lines} lines, more than {FILE_SOFT}")
        for file in python_files(root, *FOLDERS)
        if file.lines > FILE_SOFT
    ]


def _file_findings(file: PythonFile) -> list[Finding]:
    findings = []
    budget = TEST_FILE_HARD if file.path.startswith("tests/") else FILE_HARD
    if file.lines > budget:
        findings.append(Finding(file.path, 0, "file-size", f"{file.lines} lines, at most {budget}"))
    room = next((room for room in BASE_ROOMS if file.path.startswith(room)), "")
    path = PurePosixPath(file.path.removeprefix(room))
    findings.extend(
        Finding(file.path, 0, "empty-name", f"«{name}» does not say what is inside")
        for name in (path.stem, *path.parts[:-1])
        if name in EMPTY_NAMES
    )
    return findings


def _function_findings(file: PythonFile) -> list[Finding]:
    findings = []
    for node in nodes(file.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_HARD:
                message = f"{node.name} has {length} lines, at most {FUNCTION_HARD}"
                findings.append(Finding(file.path, node.lineno, "function-size", message))
    return findings
