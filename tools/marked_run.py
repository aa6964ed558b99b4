"""The marked tests of one row, in a tree, in a process that has read the libraries already.

What a run costs is mostly reading polars, Django and the like: two seconds of processor, of which the tests
themselves take a tenth. So one process reads them once, and each run is a fork of it that reads the product
and the tests of its own tree, and nothing else of another one.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 300
"""Seconds after which a run is given up."""

LIBRARIES = (
    *("pytest", "hypothesis", "numpy", "polars", "ortools.sat.python.cp_model", "pydantic", "yaml", "click"),
    *("rich.table", "shapely", "xlsxwriter", "python_calamine", "icalendar"),
    *("django.db.models", "django.contrib.auth", "django.test", "django.core.management"),
)
"""Read once. No plugin of pytest is among them: it wants to be read by pytest itself."""

OURS = 64
"""Added to the exit code of pytest: a process that breaks down ends with 1, as where a test fails."""

PRODUCT = ("pusaq", "pusaq_core", "tests")


def marked_run(tree: Path, row: str, files: list[str], said: Path, *, broken: bool = False) -> int | None:
    """Run the tests that carry the mark of a row.

    Args:
        tree: the repository, or a copy of it.
        row: id of the row.
        files: test files in which the mark stands, from the tree's root.
        said: file that takes what is printed.
        broken: the tree is a copy that is broken on purpose: databases of tests are those of the whole one.

    Returns:
        Exit code of pytest; None where it took too long, or something else ended it.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(LIBRARIES))
    process = context.Process(target=_run, args=(str(tree), row, files, str(said), broken))
    process.start()
    process.join(LONGEST)
    if process.is_alive():
        process.kill()
        process.join()
        return None
    code = process.exitcode
    return code - OURS if code is not None and code >= OURS else None


def _run(tree: str, row: str, files: list[str], said: str, broken: bool) -> None:  # noqa: FBT001  (of our own)
    printed = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    os.chdir(tree)
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)  # the tree's own settings say it
    os.environ |= {
        "PYTHONPATH": f"{tree}/src",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    if broken:
        os.environ["TEST_STATES_AS_KEPT"] = "1"
    sys.path[:0] = [f"{tree}/src", tree]
    sys.dont_write_bytecode = True
    if read := [name for name in PRODUCT if name in sys.modules]:
        sys.exit(f"read before the run: {', '.join(read)}")

    import pytest  # noqa: PLC0415  (read before the fork)

    options = ["-q", "-x", "--no-header", "-p", "no:cacheprovider", "-p", "pytest_django.plugin"]
    sys.exit(OURS + int(pytest.main([*options, "--requirement", row, *files])))
