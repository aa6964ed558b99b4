"""Every file of the product lies where the contracts of imports see it, and no text reaches a room above.

The contracts know packages: a folder of Python without `__init__.py` is none, and its files are in nobody's
layer. Nor do they see what is imported by its name in a text: a dotted path of a room above, or its label
given to `get_model`. A path that is put together when it runs is not seen.
"""

from __future__ import annotations

import ast
import configparser
import re
from typing import TYPE_CHECKING, Final

from tools.checks.source import Finding, PythonFile, nodes, python_files, repository_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATH: Final = re.compile(r"pusaq\.(\w+)(\.\w+)*")
MODEL: Final = frozenset({"get_model", "get_app_config"})

ROOF: Final = {
    "src/pusaq/config": frozenset(
        {
            *("__init__", "access", "api", "asked", "commands", "demo", "deployment", "environment"),
            *("formats", "rooms", "settings", "supervisor", "urls", "worker", "wsgi"),
        }
    )
}
"""What the roof holds: a file without such a role belongs to a room."""


def check_placing(root: Path) -> list[Finding]:
    """Folders that are no package, files of the roof without a role, and texts that name a room above.

    Args:
        root: repository with `src`.

    Returns:
        One finding for each folder, file or text, sorted.
    """
    found = [*_no_packages(root), *_without_role(root)]
    floors = _floors(root)
    for file in python_files(root, "src/pusaq"):
        found += _upwards(file, floors)
    return sorted(found)


def _no_packages(root: Path) -> Iterator[Finding]:
    for folder in sorted({path.parent for path in repository_files(root, "src") if path.suffix == ".py"}):
        if not (folder / "__init__.py").exists():
            place = folder.relative_to(root).as_posix()
            yield Finding(place, 0, "no-package", "holds Python without __init__.py: no contract sees it")


def _without_role(root: Path) -> Iterator[Finding]:
    for folder, roles in ROOF.items():
        for path in sorted((root / folder).glob("*")):
            is_python = path.suffix == ".py" or (path.is_dir() and any(path.rglob("*.py")))
            if is_python and path.stem not in roles:
                name = path.relative_to(root).as_posix()
                yield Finding(
                    name, 0, "no-role", "has no role in the roof: its room, or a line beside the others"
                )


def _floors(root: Path) -> dict[str, int]:
    """Room to its floor, the roof at 0; neighbours have one number."""
    contracts = configparser.ConfigParser()
    contracts.read(root / ".importlinter", encoding="utf-8")
    layers = contracts.get("importlinter:contract:floors", "layers", fallback="")
    rows = [row for row in layers.split("\n") if row.strip()]
    return {room.strip(): floor for floor, row in enumerate(rows) for room in row.split("|")}


def _upwards(file: PythonFile, floors: dict[str, int]) -> Iterator[Finding]:
    room = file.path.split("/")[2].removesuffix(".py")
    for node in nodes(file.tree):
        named = ""
        match node:
            case ast.Constant(value=str() as text) if path := PATH.fullmatch(text):
                named = path[1]
            case ast.Call(func=ast.Attribute(attr=method), args=[ast.Constant(value=str() as label), *_]):
                named = label.split(".")[0] if method in MODEL else ""
        if room in floors and named in floors and named != room and floors[named] <= floors[room]:
            message = f"reaches {named}, which is not below: ask by a port"
            yield Finding(file.path, getattr(node, "lineno", 0), "room-above", message)
