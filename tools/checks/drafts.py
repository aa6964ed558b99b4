"""After publishing the agenda is the truth: few files touch the draft of a year, and each says what for.

A file touches it where it names the table (`PlanItem`), goes to it from a plan, a caseload or a slot
(`.items` that is no call of a dictionary, in a template `.items.` with something behind it), or asks for it
in a lookup (`items__…`, `planitem…`). What such a file gives onwards is not followed, nor a name that is put
together: that no answer keeps the old day, tests/pusaq/config/test_moved_everywhere.py holds.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from tools.checks.source import Finding, nodes, python_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SYSTEM: Final = "src/pusaq"
RULE: Final = "draft-read"

YEAR: Final = "src/pusaq/accompaniment/year"
TOUCHING: Final = {
    "src/pusaq/accompaniment/models.py": "where Django finds the table",
    f"{YEAR}/models.py": "the table",
    f"{YEAR}/domain/storing.py": "writes the draft",
    f"{YEAR}/domain/publishing.py": "makes activities of the draft",
    f"{YEAR}/queries/scheduled.py": "asks whether the plan is published, and reads the agenda then",
    f"{YEAR}/queries/owed.py": "what a published plan owes, by key, whatever became of its days",
    f"{YEAR}/queries/changed.py": "compares the agenda with what was planned, and gives counts alone",
    f"{YEAR}/queries/earlier.py": "trip and note, which no activity has",
    f"{YEAR}/shown/broken_rules.py": "rules that a draft breaks; such a plan is not published",
}
"""Files that touch the draft, and what for."""

LOOKUP: Final = re.compile(r"^-?items(__|$)|__items(__|$)|planitem", re.IGNORECASE)
IN_TEMPLATE: Final = re.compile(r"\.items\.\w|planitem", re.IGNORECASE)


def check_drafts(root: Path) -> list[Finding]:
    """Files that touch the draft of a year and are not listed, and listed ones that do not.

    Args:
        root: repository with `src/pusaq`.

    Returns:
        One finding for each file, sorted.
    """
    touching = dict(_touching(root))
    found = [
        Finding(path, line, RULE, "touches the draft of a year: ask year/queries/scheduled.py")
        for path, line in touching.items()
        if path not in TOUCHING
    ]
    found += [
        Finding(path, 0, RULE, "is listed as touching the draft of a year and does not")
        for path in TOUCHING.keys() - touching.keys()
        if (root / path).exists()
    ]
    return sorted(found)


def _touching(root: Path) -> Iterator[tuple[str, int]]:
    """Each file that touches the draft, with the first line that does."""
    for file in python_files(root, SYSTEM):
        called = {id(node.func) for node in nodes(file.tree) if isinstance(node, ast.Call) and not node.args}
        lines = [
            getattr(node, "lineno", 1)
            for node in nodes(file.tree)
            if any(map(LOOKUP.search, _words(node)))
            or (isinstance(node, ast.Attribute) and node.attr == "items" and id(node) not in called)
        ]
        if lines:
            yield file.path, min(lines)
    for path in sorted((root / SYSTEM).rglob("templates/**/*.html")):
        if found := IN_TEMPLATE.search(text := path.read_text(encoding="utf-8")):
            yield path.relative_to(root).as_posix(), text.count("\n", 0, found.start()) + 1


def _words(node: ast.AST) -> Iterator[str]:
    """What a node names or, as a single word, says."""
    match node:
        case ast.alias(name=name) | ast.ClassDef(name=name):
            yield name.rpartition(".")[2] if name != "items" else ""
        case ast.Name(id=name) | ast.Attribute(attr=name):
            yield name if name != "items" else ""
        case ast.keyword(arg=str() as name):
            yield name if name != "items" else ""
        case ast.Constant(value=str() as text) if " " not in text:
            yield text
        case _:
            return
