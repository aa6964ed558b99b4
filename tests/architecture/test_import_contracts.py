"""The contracts of `.importlinter` hold here, and break where a small tree breaks them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGES = ("cli", "io", "yearplan", "norms", "planning", "timetable", "checking", "synthetic", "outlines")
LAYERS = "Each package imports only packages below it"
PURE = "What computes reaches no file"
CHECKER = "The checker shares nothing"
SYNTHETIC = "The product works without the synthetic country"


def _lint(root: Path, source: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(source), "COLUMNS": "200"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  (our own words)


@pytest.fixture
def tree(tmp_path, repository):
    """A package of the same shape without a single import."""
    package = tmp_path / "pusaq_core"
    for name in PACKAGES:
        (package / name).mkdir(parents=True)
        (package / name / "__init__.py").write_text("", encoding="utf-8")
    for name in ("__init__", "errors"):
        (package / f"{name}.py").write_text("", encoding="utf-8")
    shutil.copy(repository / ".importlinter", tmp_path / ".importlinter")
    return tmp_path


def test_repository_keeps_every_contract(repository):
    answer = _lint(repository, repository / "src")
    assert answer.returncode == 0, answer.stdout
    assert "7 kept, 0 broken" in answer.stdout


def test_empty_tree_keeps_every_contract(tree):
    assert "7 kept, 0 broken" in _lint(tree, tree).stdout


@pytest.mark.parametrize(
    ("module", "statement", "broken"),
    [
        ("planning", "from pusaq_core import norms", {LAYERS}),
        ("timetable", "import pusaq_core.planning", {LAYERS}),
        ("norms", "import pusaq_core.yearplan", {LAYERS}),
        ("errors", "import pusaq_core.norms", {LAYERS}),
        ("io", "import pusaq_core.cli", {LAYERS}),
        ("checking", "import pusaq_core.planning", {LAYERS, CHECKER}),
        ("checking", "from ortools.sat.python import cp_model", {CHECKER}),
        ("planning", "from pathlib import Path", {PURE}),
        ("timetable", "import os", {PURE}),
        ("norms", "import sqlite3", {PURE}),
        ("yearplan", "from time import monotonic", {PURE}),
        ("io", "import pusaq_core.synthetic", {SYNTHETIC}),
    ],
)
def test_breach_is_found(tree, module, statement, broken):
    place = tree / "pusaq_core" / module
    file = place / "part.py" if place.is_dir() else place.with_suffix(".py")
    file.write_text(f"{statement}\n", encoding="utf-8")
    answer = _lint(tree, tree)
    assert answer.returncode == 1
    found = {line for line in answer.stdout.splitlines() if line.endswith(" BROKEN")}
    assert {
        name for name in (LAYERS, PURE, CHECKER, SYNTHETIC) if any(f.startswith(name) for f in found)
    } == broken


def test_package_that_no_contract_names_is_found(tree):
    (tree / "pusaq_core" / "sampling").mkdir()
    (tree / "pusaq_core" / "sampling" / "__init__.py").write_text("", encoding="utf-8")
    answer = _lint(tree, tree)
    assert answer.returncode == 1
    assert "sampling" in answer.stdout
