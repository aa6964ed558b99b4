"""In the system only `domain` writes to the database, and only `common.clock` reads the clock."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tools.checks.source import Finding, PythonFile, dotted, imported_names, nodes, python_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SYSTEM = "src/pusaq"
CLOCK_FILE = "src/pusaq/common/clock.py"
WRITERS = frozenset(
    {
        "save",
        "create",
        "acreate",
        "bulk_create",
        "bulk_update",
        "get_or_create",
        "update_or_create",
        "delete",
        "asave",
        "adelete",
        "raw",
    }
)
"""Methods of models and managers that write, or whose SQL nobody here can read."""

WRITES_BY_KEYWORD = frozenset({"update", "aupdate", "add", "set", "remove", "clear"})
"""Methods that dictionaries and sets have too: they count where the call goes through a manager."""

CLOCK_CALLS = frozenset(
    {
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "datetime.date.today",
        "django.utils.timezone.now",
        "django.utils.timezone.localdate",
        "django.utils.timezone.localtime",
        "django.utils.timezone.localnow",
        "django.db.models.functions.Now",
        "time.time",
        "time.localtime",
        "time.gmtime",
    }
)
CLOCK_FIELDS = frozenset({"auto_now", "auto_now_add"})


def check_writes(root: Path) -> list[Finding]:
    """Writes outside `domain`, and readings of the clock outside `common.clock`.

    Args:
        root: repository with `src/pusaq`.

    Returns:
        One finding for each call, sorted.
    """
    return sorted(finding for file in python_files(root, SYSTEM) for finding in _file_findings(file))


def _file_findings(file: PythonFile) -> Iterator[Finding]:
    names = imported_names(file.tree)
    may_write = _is_domain(file.path)
    for node in nodes(file.tree):
        if not isinstance(node, ast.Call):
            continue
        if not may_write and (method := _writes(node)):
            message = f".{method}() writes: only domain does"
            yield Finding(file.path, node.lineno, "write-outside-domain", message)
        if file.path != CLOCK_FILE and (name := _reads_clock(node, names)):
            yield Finding(file.path, node.lineno, "clock", f"{name} reads the clock: ask common.clock")


def _is_domain(path: str) -> bool:
    """`domain.py` or a file of `domain/`, of a room or of a sub-room."""
    parts = path.removeprefix(f"{SYSTEM}/").split("/")
    return any(part in {"domain", "domain.py"} for part in parts[1:3])


def _writes(call: ast.Call) -> str:
    if not isinstance(call.func, ast.Attribute):
        return ""
    method = call.func.attr
    through = _through_manager(call.func.value)
    if method in {"create", "delete", "raw", "save"} and not through:
        # Forms, storages and libraries have such methods too; of these only a model's own take part.
        return method if method in {"save", "delete"} and _is_plain_name(call.func.value) else ""
    if method in WRITERS or (method in WRITES_BY_KEYWORD and through):
        return method
    return ""


def _is_plain_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id not in {"super", "form", "self"}


def _through_manager(node: ast.expr) -> bool:
    """Whether an expression goes through a manager (`….objects…`) or a queryset method."""
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            if node.attr in {"objects", "_default_manager", "_base_manager", "filter", "exclude", "within"}:
                return True
            node = node.value
        else:
            return False


def _reads_clock(call: ast.Call, names: dict[str, str]) -> str:
    name = dotted(call.func, names)
    if name in CLOCK_CALLS:
        return name
    return next((word.arg for word in call.keywords if word.arg in CLOCK_FIELDS), "")
