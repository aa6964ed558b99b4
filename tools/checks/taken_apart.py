"""Text is taken apart where it comes from outside, and each place says what text that is.

A fact that became a sentence and is read back breaks with the next word that changes. What the code itself
has written is kept as values instead (`pusaq_core.findings`, `common.Job.about` and the like).
"""

from __future__ import annotations

import ast
import tomllib
from typing import TYPE_CHECKING, Final, TypeGuard

from tools.checks.source import Finding, PythonFile, dotted, imported_names, python_files

if TYPE_CHECKING:
    from pathlib import Path

RULE: Final = "taken-apart"
REASONS: Final = "tools/taken_apart.toml"
"""Every file of `src` that takes text apart, and what text it is."""

METHODS: Final = frozenset({"split", "rsplit", "partition", "rpartition", "splitlines"})
SEARCHES: Final = frozenset({"search", "match", "fullmatch", "findall", "finditer"})
STORED: Final = frozenset({"note", "reason", "error", "title", "stage", "motive", "said", "why"})
"""Columns and attributes that hold, or once held, what people read: no reason excuses these."""

OTHER_MEANING: Final = ("numpy.",)


def check_taken_apart(root: Path) -> list[Finding]:
    """Files that take text apart without a reason, reasons without such a file, and stored words taken apart.

    Args:
        root: repository with `src` and `tools/taken_apart.toml`.
    """
    path = root / REASONS
    reasons = tomllib.loads(path.read_text(encoding="utf-8"))["files"] if path.exists() else {}
    found: list[Finding] = []
    taking = set()
    for file in python_files(root, "src"):
        names = imported_names(file.tree)
        calls = [node for node in ast.walk(file.tree) if _is_call_of_method(node)]
        places = [call for call in calls if _takes_apart(call, names)]
        found += (_stored(file, call) for call in calls if _is_stored(call))
        if places:
            taking.add(file.path)
            if not reasons.get(file.path, "").strip():
                line = min(node.lineno for node in places)
                found.append(Finding(file.path, line, RULE, f"say in {REASONS} what text this takes apart"))
    idle = sorted(set(reasons) - taking)
    return sorted(found) + [
        Finding(REASONS, 0, RULE, f"{name} takes nothing apart any more") for name in idle
    ]


def _is_call_of_method(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def _takes_apart(call: ast.Call, names: dict[str, str]) -> bool:
    """A call of the module of regular expressions, or of a method that cuts text."""
    name = dotted(call.func, names)
    return name.startswith("re.") or (_method(call) in METHODS and not name.startswith(OTHER_MEANING))


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _is_stored(call: ast.Call) -> bool:
    """Whether a column or attribute of stored words is what is cut or searched."""
    if _method(call) not in METHODS | SEARCHES or not isinstance(call.func, ast.Attribute):
        return False
    return any(_key(one) in STORED for part in (call.func.value, *call.args) for one in ast.walk(part))


def _key(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return ""


def _stored(file: PythonFile, node: ast.Call) -> Finding:
    said = f"what is stored for people is taken apart: {ast.unparse(node)}"
    return Finding(file.path, node.lineno, RULE, said)
