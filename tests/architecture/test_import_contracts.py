"""The contracts of `.importlinter` hold here, and break where a small tree breaks them."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pusaq.config.rooms import ROOMS as HOUSE

PACKAGES = (
    "cli",
    "io",
    "yearplan",
    "norms",
    "planning",
    "timetable",
    "checking",
    "synthetic",
    "outlines",
    "disclosure",
    "catalogue_reader",
    "findings",
    "wording",
)
ROOMS = ("config", *HOUSE)
SUBROOMS_IN_ORDER = ("targeting", "caseloads", "year", "field")
LAYERS = "Each package imports only packages below it"
PURE = "What computes reaches no file"
CHECKER = "The checker shares nothing"
SYNTHETIC = "The product works without the synthetic country"
CORE = "The core knows nothing of the system"
FLOORS = "A room imports only rooms on lower floors"
ROLES = "Inside a room"
BASE = "Inside the base"
FRAME = "Inside the frame"
SUBROOMS = "Inside accompaniment"
YAML = "Files of the catalogue are read by their declarations"
CONTRACTS = (LAYERS, PURE, CHECKER, SYNTHETIC, CORE, FLOORS, ROLES, BASE, FRAME, SUBROOMS, YAML)


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
    for name in ("__init__", "cell_text", "errors", "kinds"):
        (package / f"{name}.py").write_text("", encoding="utf-8")
    for room in ROOMS:
        (tmp_path / "pusaq" / room).mkdir(parents=True)
        (tmp_path / "pusaq" / room / "__init__.py").write_text("", encoding="utf-8")
    for name in SUBROOMS_IN_ORDER:
        (tmp_path / "pusaq" / "accompaniment" / name).mkdir()
        (tmp_path / "pusaq" / "accompaniment" / name / "__init__.py").touch()
    (tmp_path / "pusaq" / "__init__.py").write_text("", encoding="utf-8")
    shutil.copy(repository / ".importlinter", tmp_path / ".importlinter")
    return tmp_path


def test_every_package_of_the_core_but_the_reader_is_kept_from_yaml(repository):
    contracts = configparser.ConfigParser()
    contracts.read(repository / ".importlinter", encoding="utf-8")
    sources = contracts["importlinter:contract:yaml"]["source_modules"].split()
    core = {f"pusaq_core.{name}" for name in (*PACKAGES, "cell_text", "errors", "kinds")}
    assert {*sources} == {"pusaq"} | core - {"pusaq_core.catalogue_reader"}


def test_repository_keeps_every_contract(repository):
    answer = _lint(repository, repository / "src")
    assert answer.returncode == 0, answer.stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in answer.stdout


def test_empty_tree_keeps_every_contract(tree):
    assert f"{len(CONTRACTS)} kept, 0 broken" in _lint(tree, tree).stdout


@pytest.mark.parametrize(
    ("module", "statement", "broken"),
    [
        ("planning", "from pusaq_core import norms", {LAYERS}),
        ("timetable", "import pusaq_core.planning", {LAYERS}),
        ("norms", "import pusaq_core.yearplan", {LAYERS}),
        ("errors", "import pusaq_core.norms", {LAYERS}),
        ("kinds", "import pusaq_core.norms", {LAYERS}),
        ("kinds", "import os", {PURE}),
        ("cell_text", "import pusaq_core.errors", {LAYERS}),
        ("io", "import pusaq_core.cli", {LAYERS}),
        ("checking", "import pusaq_core.planning", {LAYERS, CHECKER}),
        ("checking", "import pusaq_core.kinds", {CHECKER}),
        ("checking", "from ortools.sat.python import cp_model", {CHECKER}),
        ("planning", "from pathlib import Path", {PURE}),
        ("timetable", "import os", {PURE}),
        ("norms", "import sqlite3", {PURE}),
        ("yearplan", "from time import monotonic", {PURE}),
        ("io", "import pusaq_core.synthetic", {SYNTHETIC}),
        ("norms", "import yaml", {YAML}),
    ],
)
def test_breach_is_found(tree, module, statement, broken):
    place = tree / "pusaq_core" / module
    file = place / "part.py" if place.is_dir() else place.with_suffix(".py")
    file.write_text(f"{statement}\n", encoding="utf-8")
    assert _broken(tree) == broken


@pytest.mark.parametrize(
    ("file", "statement", "broken"),
    [
        ("pusaq/agenda/queries.py", "import pusaq.accompaniment", {FLOORS}),
        ("pusaq/common/queries.py", "from pusaq.people import models", {FLOORS}),
        ("pusaq/territory/domain.py", "import pusaq.people", {FLOORS}),
        ("pusaq/shell/frame.py", "from pusaq.territory import models", {FLOORS}),
        ("pusaq/shell/frame.py", "import pusaq.config", {FLOORS}),
        ("pusaq/people/models.py", "import pusaq.people.queries", {ROLES}),
        ("pusaq/people/queries.py", "import pusaq.people.domain", {ROLES}),
        ("pusaq/agenda/domain.py", "import pusaq.agenda.pages", {ROLES}),
        ("pusaq/agenda/api.py", "import pusaq.agenda.pages", {ROLES}),
        (
            "pusaq/accompaniment/targeting/queries.py",
            "import pusaq.accompaniment.caseloads.queries",
            {SUBROOMS},
        ),
        ("pusaq/accompaniment/caseloads/queries.py", "import pusaq.accompaniment.year.models", {SUBROOMS}),
        ("pusaq/accompaniment/year/domain.py", "import pusaq.accompaniment.field.queries", {SUBROOMS}),
        ("pusaq/accompaniment/year/queries.py", "import pusaq.accompaniment.year.pages", {ROLES}),
        ("pusaq/accompaniment/targeting/pages.py", "import pusaq.accompaniment.models", {SUBROOMS}),
        ("pusaq_core/planning/part.py", "import pusaq.common", {CORE}),
        ("pusaq_core/io/part.py", "import django", {CORE}),
        ("pusaq/common/queries.py", "from yaml import safe_load", {YAML}),
    ],
)
def test_breach_of_the_system_is_found(tree, file, statement, broken):
    for name in ("models", "queries", "domain", "pages", "api"):
        for room in ("agenda", "people", *(f"accompaniment/{sub}" for sub in SUBROOMS_IN_ORDER)):
            (tree / "pusaq" / room / f"{name}.py").touch()
    (tree / "pusaq" / "accompaniment" / "models.py").touch()
    (tree / file).write_text(f"{statement}\n", encoding="utf-8")
    assert _broken(tree) == broken


def test_room_that_stands_on_no_floor_is_found(tree):
    (tree / "pusaq" / "training").mkdir()
    (tree / "pusaq" / "training" / "__init__.py").touch()
    answer = _lint(tree, tree)
    assert answer.returncode == 1
    assert "training" in answer.stdout


@pytest.mark.parametrize("room", HOUSE)
def test_file_of_a_room_without_a_role_is_found(tree, room):
    (tree / "pusaq" / room / "various.py").touch()
    answer = _lint(tree, tree)
    assert answer.returncode == 1
    assert f"pusaq.{room}.various" in answer.stdout


def test_file_of_accompaniment_without_a_place_is_found(tree):
    (tree / "pusaq" / "accompaniment" / "various.py").touch()
    answer = _lint(tree, tree)
    assert answer.returncode == 1
    assert "various" in answer.stdout


def _broken(tree):
    answer = _lint(tree, tree)
    assert answer.returncode == 1
    found = {line for line in answer.stdout.splitlines() if line.endswith(" BROKEN")}
    return {name for name in CONTRACTS if any(line.startswith(name) for line in found)}


def test_package_that_no_contract_names_is_found(tree):
    (tree / "pusaq_core" / "sampling").mkdir()
    (tree / "pusaq_core" / "sampling" / "__init__.py").write_text("", encoding="utf-8")
    answer = _lint(tree, tree)
    assert answer.returncode == 1
    assert "sampling" in answer.stdout
