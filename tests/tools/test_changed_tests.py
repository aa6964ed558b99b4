"""A change asks for the tests that answer for it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import grimp
import pytest

from tools.changed_tests import changed_files, floors_of, folders_of_tests, main

REPOSITORY = Path(__file__).parents[2]
ALWAYS = ["tests/architecture", "tests/tools"]


@pytest.fixture
def project(tmp_path):
    for name in ("architecture", "cli", "io", "norms", "planning", "tools"):
        (tmp_path / "tests" / name).mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "folders"),
    [
        ([], []),
        (["README.md"], []),
        (["src/pusaq_core/planning/packing.py"], ["tests/planning"]),
        (
            ["src/pusaq_core/planning/deep/er.py", "src/pusaq_core/io/tables.py"],
            ["tests/cli", "tests/io", "tests/planning"],
        ),
        (["src/pusaq_core/kinds.py"], None),
        (["src/pusaq_core/catalogue_reader/tree.py"], ["tests/cli", "tests/io", "tests/norms"]),
        (["src/pusaq_core/sampling/draw.py"], []),
        (["tests/norms/test_loader.py"], ["tests/norms"]),
        (["catalogue/norms/pe/x.yaml"], ["tests/cli", "tests/io", "tests/norms"]),
        (["docs/norms.md"], ["tests/norms"]),
        (["src/pusaq_core/locale/en/LC_MESSAGES/pusaq.po"], ["tests/cli", "tests/io"]),
        (["catalogue/countries/pe/calendars/2026.yaml"], ["tests/cli", "tests/io"]),
        (["tools/trace.py"], []),
    ],
)
def test_folders_of_a_change(project, changed, folders):
    expected = ["tests"] if folders is None else sorted({*ALWAYS, *folders})
    assert folders_of_tests(changed, project) == expected


FLOORS = """
[importlinter:contract:floors]
layers =
    config
    visits | training
    agenda
    shell
    common
"""


@pytest.fixture
def house(project):
    """A system of a few rooms."""
    (project / ".importlinter").write_text(FLOORS, encoding="utf-8")
    for room in ("config", "visits", "training", "agenda", "shell", "common"):
        (project / "tests/pusaq" / room).mkdir(parents=True)
    return project


@pytest.mark.parametrize(
    ("path", "rooms"),
    [
        ("visits/pages/week.py", "visits config"),
        ("visits/year/pages/year.py", "visits config"),
        ("agenda/templates/agenda/week.html", "agenda config"),
        ("agenda/domain/moving.py", "agenda visits training config"),
        ("visits/queries.py", "visits config"),
        ("config/ports.py", "config"),
    ],
)
def test_rooms_of_a_change(house, path, rooms):
    expected = sorted({*ALWAYS, *(f"tests/pusaq/{room}" for room in rooms.split())})
    assert folders_of_tests([f"src/pusaq/{path}"], house) == expected


def test_a_package_of_the_core_asks_for_the_rooms_that_import_it(house):
    for room, line in (
        ("visits", "from pusaq_core.planning import pack"),
        ("agenda", "# pusaq_core.planning"),
    ):
        git_file(house, f"src/pusaq/{room}/queries/deep.py", f"{line}\n")
    expected = sorted({*ALWAYS, "tests/planning", "tests/pusaq/visits"})
    assert folders_of_tests(["src/pusaq_core/planning/packing.py"], house) == expected


@pytest.mark.parametrize("path", ["tools/trace.py", "Makefile", ".importlinter"])
def test_what_rooms_share_asks_for_the_roof(house, path):
    assert folders_of_tests([path], house) == sorted({*ALWAYS, "tests/pusaq/config"})


@pytest.mark.parametrize(
    "path",
    [
        "src/pusaq/agenda/models.py",
        "src/pusaq/visits/year/models.py",
        "src/pusaq/visits/migrations/0004_more.py",
        "src/pusaq/config/settings.py",
        "src/pusaq/shell/pages/base.py",
        "src/pusaq/common/clock.py",
        "src/pusaq/locale/en/LC_MESSAGES/django.po",
        "src/pusaq/newroom/pages/first.py",
        "catalogue/roles.yaml",
        "tests/pusaq/world.py",
    ],
)
def test_what_no_import_shows_asks_for_every_room(house, path):
    assert "tests/pusaq" in folders_of_tests([path], house)


def test_a_test_of_a_room_asks_for_its_room_and_folders_stand_once(house):
    changed = ["tests/pusaq/agenda/test_x.py"]
    assert folders_of_tests(changed, house) == sorted({*ALWAYS, "tests/pusaq/agenda"})
    whole = folders_of_tests([*changed, "src/pusaq/agenda/models.py"], house)
    assert whole == sorted({*ALWAYS, "tests/pusaq"})


@pytest.mark.parametrize("table", ["addresses.txt", "days.toml", "pages.toml"])
def test_a_table_of_addresses_asks_for_the_tests_that_ask_every_address(house, table):
    found = folders_of_tests([f"tests/pusaq/agenda/{table}"], house)
    assert found == sorted({*ALWAYS, "tests/pusaq/agenda", "tests/pusaq/config"})


def test_every_room_of_this_repository_has_a_floor():
    floors = {room for rooms in floors_of(REPOSITORY) for room in rooms}
    rooms = {path.parent.name for path in (REPOSITORY / "src/pusaq").glob("*/__init__.py")}
    assert floors == rooms


@pytest.fixture(scope="module")
def files():
    """Files of this repository, also those that nobody has committed yet."""
    command = ["git", "-c", "core.quotepath=off", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout  # noqa: S603  (fixed words)
    return [path for path in listed.splitlines() if (REPOSITORY / path).is_file()]


def asks_for(path, suite):
    """Whether a change of a file asks for a suite, by itself or within another."""
    asked = folders_of_tests([path], REPOSITORY)
    return any(f"{suite}/".startswith(f"{folder}/") for folder in asked)


def suite_of(path):
    """The tests of the room or package in which a source lies; none above all of them."""
    _src, project, *within = path.split("/")
    if len(within) == 1 or within[0] == "locale":
        return "tests/pusaq" if project == "pusaq" else "tests/cli"
    return f"tests/pusaq/{within[0]}" if project == "pusaq" else f"tests/{within[0]}"


def test_every_source_asks_for_the_tests_of_its_room_or_package(files):
    sources = [path for path in files if path.startswith("src/")]
    assert {Path(path).suffix for path in sources} >= {".py", ".html", ".svg", ".po", ".csv"}
    assert [path for path in sources if not (REPOSITORY / suite_of(path)).is_dir()] == []
    assert [path for path in sources if not asks_for(path, suite_of(path))] == []


def test_every_package_of_the_core_asks_for_the_tests_of_those_that_import_it():
    graph = grimp.build_graph("pusaq_core", "pusaq", cache_dir=None)
    pairs = set()
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            below, above = (f"src/{name.replace('.', '/')}/x.py" for name in (imported, importer))
            if imported.count(".") and below.startswith("src/pusaq_core/") and below.count("/") > 3:
                pairs.add(("/".join([*below.split("/")[:3], "x.py"]), suite_of(above)))
    assert ("src/pusaq_core/disclosure/x.py", "tests/pusaq/accompaniment") in pairs
    assert sorted((path, above) for path, above in pairs if not asks_for(path, above)) == []


def test_what_tests_read_beside_the_code_asks_for_them(files):
    """A test that names a file of the catalogue or a document runs when that file changes."""
    read = {Path(path).name: path for path in files if path.startswith(("catalogue/", "docs/"))}
    named = set()
    for path in (one for one in files if one.endswith(".py")):
        folder = "/".join(path.split("/")[: 3 if path.startswith("tests/pusaq/") else 2])
        if path.startswith("tests/") and (REPOSITORY / folder).is_dir() and folder not in ALWAYS:
            words = re.findall(r'"([^"\n]+\.[a-z]+)"', (REPOSITORY / path).read_text("utf-8"))
            named |= {(read[name], folder) for word in words if (name := word.split("/")[-1]) in read}
    assert ("docs/checking.md", "tests/checking") in named
    assert sorted((path, suite) for path, suite in named if not asks_for(path, suite)) == []


def test_every_file_of_the_catalogue_asks_for_tests(files):
    catalogue = [path for path in files if path.startswith("catalogue/")]
    assert catalogue
    assert [path for path in catalogue if set(folders_of_tests([path], REPOSITORY)) <= set(ALWAYS)] == []


@pytest.mark.parametrize(
    "path", ["pyproject.toml", "src/pusaq_core/errors.py", "src/pusaq_core/new.py", "tests/conftest.py"]
)
def test_what_everything_rests_on_asks_for_everything(project, path):
    assert folders_of_tests(["README.md", path], project) == ["tests"]


@pytest.fixture
def git(project):
    """Run git in the project, which has one commit."""

    def _git(*words: str) -> None:
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *words], cwd=project, check=True, capture_output=True)  # noqa: S603, S607  (our own words)

    git_file(project, "old.txt", "1")
    git_file(project, ".gitignore", "ignored.txt\n")
    _git("init", "--initial-branch=main")
    _git("add", ".")
    _git("commit", "--message", "one")
    return _git


def git_file(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_changed_new_and_ignored_files(project, git):
    git("status")
    git_file(project, "old.txt", "2")
    git_file(project, "tests/norms/ñandú.py", "")
    git_file(project, "ignored.txt", "")
    assert changed_files(project) == ["old.txt", "tests/norms/ñandú.py"]


def test_commits_since_what_is_published(project, git):
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    git_file(project, "src/pusaq_core/io/tables.py", "")
    git("add", ".")
    git("commit", "--message", "two")
    assert changed_files(project) == ["src/pusaq_core/io/tables.py"]


def test_command_prints_one_line_for_pytest(project, git, capsys):
    git("status")
    git_file(project, "src/pusaq_core/planning/packing.py", "")
    assert main(project) == 0
    assert capsys.readouterr().out == "tests/architecture tests/planning tests/tools\n"
