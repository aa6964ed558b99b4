"""`python -m tools.changed_tests`: the folders of tests that a change touches, for `make check`.

A file of a package asks for the tests of that package; what everything rests on asks for all of them. The
rules of the house and the tools are always looked at. `make test` runs everything whatever this says.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ALWAYS = ("tests/architecture", "tests/tools")
EVERYTHING = (
    "pyproject.toml",
    "uv.lock",
    "tests/conftest.py",
    "tests/skips.toml",
    "src/pusaq_core/__init__.py",
    "src/pusaq_core/errors.py",
)
CATALOGUE = {"catalogue/norms/": ("norms", "cli", "pusaq"), "catalogue/": ("io", "cli", "pusaq")}
TRANSLATIONS = "src/pusaq_core/locale/"
UPSTREAM = "origin/main"


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
        Sorted folders; `["tests"]` where everything is touched.
    """
    if any(path in EVERYTHING for path in changed):
        return ["tests"]
    folders = {*ALWAYS, *(f"tests/{name}" for path in changed for name in _areas(path))}
    return sorted(folder for folder in folders if (root / folder).is_dir())


def _areas(path: str) -> tuple[str, ...]:
    parts = path.split("/")
    if path.startswith(("src/pusaq/", "tests/pusaq/")):
        return ("pusaq",)
    if path.startswith(TRANSLATIONS):
        return ("cli",)
    if path.startswith("src/pusaq_core/") and len(parts) > 3:
        return (parts[2],)
    if parts[0] == "tests" and len(parts) > 2:
        return (parts[1],)
    for folder, areas in CATALOGUE.items():
        if path.startswith(folder):
            return areas
    return ()


def _git(root: Path, *words: str, check: bool = True) -> list[str]:
    command = ["git", "-c", "core.quotepath=off", *words]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=check)  # noqa: S603  (fixed words)
    return answer.stdout.splitlines() if answer.returncode == 0 else []


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
