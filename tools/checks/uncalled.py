"""Nothing stands in the sources that only tests call, or nobody."""

from __future__ import annotations

import ast
import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from vulture import Vulture

from tools.checks.source import Finding, PythonFile, nodes, python_files, repository_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

CALLERS: Final = ("src", "tools", "benchmarks")
KINDS: Final = frozenset({"class", "function", "method", "property"})
"""Fields and variables are named by forms, tables and enums in too many ways to judge."""

CALLED_BY_LIBRARIES: Final = (
    # Django and allauth, django-tables2 and django-filter, ninja, click, OR-Tools, pytest, Python.
    *("Meta", "*Config", "handler*", "ready", "process_view", "_save", "is_open_for_signup"),
    *("render_*", "value_*", "order_*", "conducted_by"),
    *("resolve_*", "format_usage", "format_options", "on_solution_callback", "pytest_*", "__*__"),
)
REGISTERED: Final = (
    "@model_validator",
    "@api.*",
    "@router.*",
    "@register",
    "@register.*",
    "@*.command",
    "@click.*",
    "@*.exception_handler",
)
"""Decorators that hand over what they decorate."""

AWAITED: Final = "tools/awaited.toml"
"""Names that wait for their caller, each with which it will be."""

WORD: Final = re.compile(r"[A-Za-z_]\w*")
TAG: Final = re.compile(r"{[{%].*?[%}]}", re.DOTALL)


def check_uncalled(root: Path) -> list[Finding]:
    """Functions, methods, properties and classes whose name occurs nowhere outside tests.

    A name counts as called where code loads it, a tag or a value of a template says it, or a dotted path in a
    string ends with it; that a package offers it in `__all__` is no call. That is generous: whatever has the
    same name, or is called by itself alone, passes. A finding is true, silence proves nothing.

    Returns:
        One finding for each, and one for each awaited name that has its caller or is gone.
    """
    looked = Vulture(ignore_names=CALLED_BY_LIBRARIES, ignore_decorators=REGISTERED)
    for file in python_files(root, *CALLERS):
        looked.scan(_without_offers(file), file.path)
        looked.used_names.update((*_ends_of_paths(file), *_protocols(file)))
    looked.used_names.update(_words_of_templates(root), _entry_points(root))
    awaited = set(_table(root, AWAITED).get("names", {}))
    unused = [item for item in looked.get_unused_code() if item.typ in KINDS]
    found = [
        Finding(str(item.filename), item.first_lineno, "uncalled", f"nobody calls the {item.typ} {item.name}")
        for item in unused
        if item.name not in awaited
    ]
    idle = sorted(awaited - {item.name for item in unused})
    return sorted(found) + [Finding(AWAITED, 0, "uncalled", f"{name} is called or gone") for name in idle]


def _without_offers(file: PythonFile) -> str:
    """The text without `__all__`, line by line where it was."""
    lines = file.text.splitlines()
    for node in file.tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            for number in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[number] = ""
    return "\n".join(lines)


def _ends_of_paths(file: PythonFile) -> Iterator[str]:
    """Last names of dotted paths in strings: how settings, ports and handlers name what they call."""
    for node in nodes(file.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            path, _, name = node.value.replace(":", ".").rpartition(".")
            if path and all(part.isidentifier() for part in (*path.split("."), name)):
                yield name


def _protocols(file: PythonFile) -> Iterator[str]:
    """Ports are answered by whatever has their methods: nobody names them."""
    for node in nodes(file.tree):
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "Protocol" for base in node.bases):
            yield node.name


def _words_of_templates(root: Path) -> Iterator[str]:
    for path in repository_files(root, "src"):
        if path.suffix in {".html", ".txt"}:
            for tag in TAG.findall(path.read_text(encoding="utf-8")):
                yield from WORD.findall(tag)


def _entry_points(root: Path) -> Iterator[str]:
    project = _table(root, "pyproject.toml").get("project", {})
    tables: Iterable[dict[str, str]] = [project.get("scripts", {}), *project.get("entry-points", {}).values()]
    for table in tables:
        for path in table.values():
            yield path.split(" ")[0].rpartition(":")[2]


def _table(root: Path, name: str) -> dict[str, Any]:
    path = root / name
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
