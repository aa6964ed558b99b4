"""In the system only `domain` writes to the database, and only `common.clock` reads the clock.

A write is seen by its method and by what it is called on: a manager, a queryset, a name that an assignment of
the file gave to one, a row by its name or as an attribute, what is related to a row. A form, a storage or a
session that has such a method is not meant; what is written through a function of a library is not seen.
"""

from __future__ import annotations

import ast
import re
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
        "_raw_delete",
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
        "time.time_ns",
        "time.strftime",
        "time.ctime",
        "time.localtime",
        "time.gmtime",
    }
)
STATEMENTS = frozenset({"execute", "executemany", "executescript"})
"""Methods of a cursor: nobody here can read what they do."""

MANAGERS = frozenset({"objects", "_default_manager", "_base_manager", "filter", "exclude", "within", "all"})
NO_ROWS = re.compile(r"super|self|cls|form|\w*_?(form|formset|storage|session|file|files|cache|book|image)")
"""Names of what has a method like `save` or `delete` and is no row."""

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
    querysets = frozenset() if may_write else _querysets(file)
    for node in nodes(file.tree):
        if isinstance(node, ast.Call) and not may_write and (method := _writes(node, querysets)):
            message = f".{method}() writes: only domain does"
            yield Finding(file.path, node.lineno, "write-outside-domain", message)
        if file.path != CLOCK_FILE and (name := _reads_clock(node, names)):
            line = getattr(node, "lineno", 0)
            yield Finding(file.path, line, "clock", f"{name} reads the clock: ask common.clock")


def _is_domain(path: str) -> bool:
    """`domain.py` or a file of `domain/`, of a room or of a sub-room."""
    parts = path.removeprefix(f"{SYSTEM}/").split("/")
    return any(part in {"domain", "domain.py"} for part in parts[1:3])


def _querysets(file: PythonFile) -> frozenset[str]:
    """Names that an assignment of the file gives to a queryset, wherever in it."""
    return frozenset(
        target.id
        for node in nodes(file.tree)
        if isinstance(node, ast.Assign) and _through_manager(node.value, frozenset())
        for target in node.targets
        if isinstance(target, ast.Name)
    )


def _writes(call: ast.Call, querysets: frozenset[str]) -> str:
    if not isinstance(call.func, ast.Attribute):
        return ""
    method, of = call.func.attr, call.func.value
    through = _through_manager(of, querysets)
    if method in STATEMENTS:
        return "" if _is_of_django(call) else method
    if method in {"create", "delete", "raw", "save"} and not through:
        # Forms, storages and libraries have such methods too; of these only a model's own take part.
        is_row = method in {"save", "delete"} and _is_row(of)
        return method if is_row or (method == "create" and _is_related(call)) else ""
    if method in WRITERS or (method in WRITES_BY_KEYWORD and (through or _is_related(call))):
        return method
    return ""


def _is_of_django(call: ast.Call) -> bool:
    """`execute(*rows.query.sql_with_params())`: the SELECT of a queryset."""
    match call.args:
        case [ast.Starred(value=ast.Call(func=ast.Attribute(attr="sql_with_params")))]:
            return True
        case _:
            return False


def _is_row(node: ast.expr) -> bool:
    """A name, an attribute or something just made, that is not called like a form or a file."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return not NO_ROWS.fullmatch(name)
        case ast.Call(func=ast.Name(id=name)):
            return name[:1].isupper() and not name.endswith("Form")
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in {"get", "first", "last"}
        case _:
            return False


def _is_related(call: ast.Call) -> bool:
    """`plan.slots.set(…)`: something of a row, and no set or dictionary of the page itself."""
    match call.func:
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id=owner), attr=name)):
            return (
                owner not in {"self", "cls"} and not NO_ROWS.fullmatch(name) and name not in {"GET", "POST"}
            )
        case _:
            return False


def _through_manager(node: ast.expr, querysets: frozenset[str]) -> bool:
    """Whether an expression goes through a manager (`….objects…`), a queryset method or a name of one."""
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            if node.attr in MANAGERS:
                return True
            node = node.value
        else:
            return isinstance(node, ast.Name) and node.id in querysets


def _reads_clock(node: ast.AST, names: dict[str, str]) -> str:
    """What reads the clock: a call, or a function that a field is given as its default."""
    if isinstance(node, ast.Call) and (name := dotted(node.func, names)) in CLOCK_CALLS:
        return name
    if isinstance(node, ast.keyword):
        given = dotted(node.value, names)
        return node.arg or "" if node.arg in CLOCK_FIELDS else given if given in CLOCK_CALLS else ""
    return ""
