"""`python -m tools.changed_tests`: the folders of tests that a change touches, for `make check`.

A file of a package of the core asks for the tests of that package. In the system, an edge of a room (a page,
a template, a form) asks for the tests of that room and of the roof; anything else in it, for those of every
room above as well, in the order of the floors. What nobody can follow by imports asks for more: models,
migrations, settings, the frame of pages and data ask for all rooms, what everything rests on for all tests.
The rules of the house and the tools are always looked at. `make test` runs everything whatever this says.
"""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

ALWAYS = ("tests/architecture", "tests/tools")
EVERYTHING = (
    "pyproject.toml",
    "uv.lock",
    "tests/conftest.py",
    "tests/settings.py",
    "tests/small_country.py",
    "tests/skips.toml",
    "src/pusaq_core/yearplan/tables.py",
    "tests/made_up_kind.py",
)
"""Beside what lies in the core outside of its packages, as `errors.py`."""

CORE = {
    "findings": ("wording", "timetable", "yearplan", "checking", "io", "cli", "pusaq"),
    "wording": ("cli", "io", "pusaq"),
    "catalogue_reader": ("norms", "io", "cli", "pusaq"),
    "norms": ("yearplan", "io", "cli"),
    "planning": ("yearplan",),
    "timetable": ("yearplan", "cli", "kinds"),
    "yearplan": ("io", "cli", "kinds"),
    "checking": ("yearplan", "io", "cli", "kinds"),
    "synthetic": ("cli", "yearplan"),
    "io": ("cli", "kinds", "pusaq"),
    "locale": ("cli", "wording", "io"),
}
"""Packages of the core and those whose tests would notice a change, beside their own: who imports them.

Rooms of the system that do are found in their files."""

ROOF = "config"
READ = {
    "catalogue/norms/": ("norms", "io", "cli", "kinds", "yearplan", "pusaq"),
    "catalogue/competencies/": ("norms", "io", "cli", "pusaq"),
    "catalogue/": ("io", "cli", "pusaq"),
    **dict.fromkeys(("tools/", "Makefile", ".importlinter"), (f"pusaq/{ROOF}",)),
    "docs/norms.md": ("norms",),
    "docs/synthetic.md": ("synthetic",),
    "docs/checking.md": ("checking",),
    "docs/way-of-a-teacher.md": ("yearplan",),
    "docs/drawings/": ("yearplan",),
}
"""Data, documents and shared files that tests read, the nearest first.

Of `frontend` only tests in a browser see anything, once it is built: `make test-full`.
"""

TABLES = frozenset({"addresses.txt", "days.toml", "pages.toml"})
"""What stands beside the tests of a room and is read by those of the roof, which ask every address."""

UPSTREAM = "origin/main"
EDGES = frozenset({"pages", "templates", "urls.py", "forms.py", "exports.py", "api.py", "management"})
"""Parts of a room, also of its sub-rooms, that no other room imports."""

EVERYWHERE = frozenset({"models.py", "models", "migrations", "settings.py", "locale", "static"})
"""Parts of a room that reach others without an import."""

IMPORT = re.compile(r"^\s*(?:from|import) pusaq_core\.(\w+)", re.MULTILINE)
FRAME = frozenset({"common", "shell"})
"""Rooms on which every page rests."""


def main(root: Path) -> int:
    """Print the folders in one line, ready for pytest.

    Returns:
        Exit code 0; git's complaint is raised.
    """
    print(" ".join(folders_of_tests(changed_files(root), root)))
    return 0


def changed_files(root: Path) -> list[str]:
    """Files that differ from what is published, or from the last commit where nothing is published.

    Returns:
        Paths relative to the root, sorted: committed since, changed, and new.
    """
    published = _git(root, "merge-base", "HEAD", UPSTREAM, check=False)
    base = published[0] if published else "HEAD"
    changed = _git(root, "diff", "--name-only", base)
    new = _git(root, "ls-files", "--others", "--exclude-standard")
    return sorted({*changed, *new})


def folders_of_tests(changed: list[str], root: Path) -> list[str]:
    """Folders of tests that answer for some files.

    Args:
        changed: paths relative to the root.
        root: the repository; only folders that exist are named.

    Returns:
        Sorted folders, none within another; `["tests"]` where everything is touched.
    """
    if any(path in EVERYTHING or Path(path).parent.as_posix() == "src/pusaq_core" for path in changed):
        return ["tests"]
    floors = floors_of(root)
    areas = {f"tests/{name}" for path in changed for name in (*_areas(path, floors), *_users(path, root))}
    wanted = {folder for folder in {*ALWAYS, *areas} if (root / folder).is_dir()}
    return sorted(f for f in wanted if not wanted & {parent.as_posix() for parent in Path(f).parents})


def floors_of(root: Path) -> list[list[str]]:
    """Rooms of the system from the roof down, those of one floor together; none where no contract says so."""
    contracts = configparser.ConfigParser()
    contracts.read(root / ".importlinter", encoding="utf-8")
    layers = contracts.get("importlinter:contract:floors", "layers", fallback="")
    return [[room.strip() for room in row.split("|")] for row in layers.split("\n") if row.strip()]


def _areas(path: str, floors: list[list[str]]) -> tuple[str, ...]:
    parts = path.split("/")
    if path.startswith(("src/pusaq/", "tests/pusaq/")):
        return _of_the_system(parts, floors)
    if path.startswith("src/pusaq_core/") and len(parts) > 3:
        return (parts[2], *CORE.get(parts[2], ()))
    if parts[0] == "tests" and len(parts) > 2:
        return (parts[1],)
    return next((areas for start, areas in READ.items() if path.startswith(start)), ())


def _users(path: str, root: Path) -> set[str]:
    """Rooms of the system that import the package of the core in which a file lies."""
    parts = path.split("/")
    in_package = path.startswith("src/pusaq_core/") and len(parts) > 3
    return {room for room, package in _imports(root) if package == parts[2]} if in_package else set()


@cache
def _imports(root: Path) -> frozenset[tuple[str, str]]:
    """Rooms of the system and the packages of the core that they import."""
    system = root / "src/pusaq"
    return frozenset(
        (f"pusaq/{file.relative_to(system).parts[0]}", package)
        for file in system.rglob("*.py")
        for package in IMPORT.findall(file.read_text(encoding="utf-8"))
    )


def _of_the_system(parts: list[str], floors: list[list[str]]) -> tuple[str, ...]:
    """Areas that answer for a file of the system or of its tests."""
    if parts[0] == "tests":
        asked_of_all = (f"pusaq/{ROOF}",) if parts[-1] in TABLES else ()
        return (f"pusaq/{parts[2]}" if len(parts) > 3 else "pusaq", *asked_of_all)
    return _rooms(parts[2], frozenset(parts[3:]), floors)


def _rooms(room: str, within: frozenset[str], floors: list[list[str]]) -> tuple[str, ...]:
    """Rooms of the system whose tests answer for a part of one of them."""
    floor = next((number for number, rooms in enumerate(floors) if room in rooms), None)
    if floor is None or room in FRAME or within & EVERYWHERE:
        return ("pusaq",)
    above = [] if within & EDGES else [other for rooms in floors[:floor] for other in rooms]
    return tuple(f"pusaq/{name}" for name in (ROOF, room, *above))


def _git(root: Path, *words: str, check: bool = True) -> list[str]:
    command = ["git", "-c", "core.quotepath=off", *words]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=check)  # noqa: S603  (fixed words)
    return answer.stdout.splitlines() if answer.returncode == 0 else []


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
