"""What the documents say is there."""

from __future__ import annotations

import ast
import importlib
import re
from configparser import ConfigParser
from pathlib import Path

import pytest
from click import Context, Group
from django.core.management import get_commands, load_command_class

from tools.checks.source import repository_files
from tools.shots import shots

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = [p for p in repository_files(REPOSITORY) if p.suffix == ".md"]
LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?P<target>[^)\s]+)\)")
PICTURE = re.compile(r"!\[(?P<said>[^\]]*)\]\((?P<target>[^)\s]+)\)")
MADE = ("make help", "make install", "make check", "make test", "make demo")
PARTS_OF_A_DECISION = ["Context", "Decision", "Consequences", "Alternatives"]


def _name(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


@pytest.fixture(scope="module")
def commands() -> dict[str, set[str]]:
    return _commands_of(importlib.import_module("pusaq_core.cli.main").main_group, "pusaq")


def _commands_of(group: Group, before: str) -> dict[str, set[str]]:
    """Full name of every command of the program → its options."""
    found = {}
    context = Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        full = f"{before} {name}"
        if isinstance(command, Group):
            found.update(_commands_of(command, full))
        else:
            found[full] = {option for parameter in command.params for option in parameter.opts}
    return found


def _make_targets() -> set[str]:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_links_lead_somewhere(document):
    targets = [match["target"] for match in LINK.finditer(document.read_text(encoding="utf-8"))]
    local = [t.split("#")[0] for t in targets if not t.startswith(("http://", "https://", "#"))]
    assert [t for t in local if not (document.parent / t).exists()] == []


def test_pictures_are_there_described_and_shown():
    shown, undescribed = set(), []
    for document in DOCUMENTS:
        for match in PICTURE.finditer(document.read_text(encoding="utf-8")):
            shown.add((document.parent / match["target"]).resolve())
            undescribed += [f"{_name(document)}: {match['target']}"] if len(match["said"]) < 20 else []
    assert undescribed == []
    drawings = {path for path in shown if path.suffix == ".svg"}
    assert drawings == set((REPOSITORY / "docs/drawings").iterdir())
    shown -= drawings
    assert shown == set((REPOSITORY / "docs/pictures").iterdir())
    gallery = {f"{shot.name}-{width}.webp" for shot in shots() for width in shot.gallery}
    assert {path.name for path in shown} == gallery


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_make_targets_exist(document):
    named = set(
        re.findall(r"(?:^|`)make ([a-z-]+)", document.read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    assert named - _make_targets() == set()


def test_make_help_lists_every_target():
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    described = set(re.findall(r"^([a-z-]+):.*## ", makefile, flags=re.MULTILINE))
    assert described == _make_targets() >= {line.removeprefix("make ") for line in MADE}


def test_readme_lists_exactly_the_commands(commands):
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(pusaq [a-z ]+)` \|", readme, flags=re.MULTILINE)) == set(commands)


def test_options_in_examples_exist(commands):
    text = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    examples = re.findall(r"^\s*(pusaq .*)$", text, flags=re.MULTILINE)
    assert examples
    for line in examples:
        if managed := re.match(r"pusaq manage ([a-z_]+)", line):
            name = managed[1]
            parser = load_command_class(get_commands()[name], name).create_parser("pusaq", name)
            options = {option for action in parser._actions for option in action.option_strings}
            assert set(re.findall(r"(--[a-z-]+)", line)) <= options, line
            continue
        known = [options for name, options in commands.items() if f"{line} ".startswith(f"{name} ")]
        assert len(known) == 1, line
        assert set(re.findall(r"(--[a-z-]+)", line)) - {"--help"} <= known[0], line


def test_decisions_are_numbered_once_and_without_a_gap():
    decisions = sorted((REPOSITORY / "docs" / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for number, path in enumerate(decisions, start=1):
        text = path.read_text(encoding="utf-8")
        assert re.match(rf"# {number}\. \S", text), path.name
        assert re.findall(r"^## (.+)$", text, flags=re.MULTILINE) == PARTS_OF_A_DECISION, path.name


def test_every_decision_is_in_the_index():
    text = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"\(decisions/([^)]+)\)", text.partition("## Why it is so")[2])
    assert sorted(named) == sorted(path.name for path in (REPOSITORY / "docs" / "decisions").glob("*.md"))


def test_every_role_of_a_file_is_described():
    contracts = ConfigParser()
    contracts.read(REPOSITORY / ".importlinter", encoding="utf-8")
    roles = set(re.findall(r"\((\w+)\)", contracts["importlinter:contract:roles"]["layers"]))
    text = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text.partition("| file | holds |")[2].partition("\n\n")[0]
    first_cells = re.findall(r"^\| (`[^|]+) \|", table, flags=re.MULTILINE)
    described = {name for cell in first_cells for name in re.findall(r"`(\w+)(?:\.py|/)`", cell)}
    assert described == roles


def _words(path: Path) -> set[str]:
    """Every identifier and every literal text of a Python file."""
    words = {path.stem}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for field in ("name", "id", "arg", "attr", "value"):
            value = getattr(node, field, None)
            if isinstance(value, str):
                words.add(value)
    return words


def _glossary() -> list[tuple[str, str]]:
    text = (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8")
    return re.findall(r"^\| [^|]+ \| `([^`]+)` \| `([^`]+)` \| [^|]+ \|$", text, flags=re.MULTILINE)


@pytest.mark.parametrize(("identifier", "where"), _glossary())
def test_identifiers_of_the_glossary_live_where_it_says(identifier, where):
    path = REPOSITORY / "src" / (where if where.startswith("pusaq/") else f"pusaq_core/{where}")
    assert path.is_file()
    assert identifier in _words(path)


def test_every_table_of_the_system_is_in_the_glossary():
    named = {identifier for identifier, where in _glossary() if where.startswith("pusaq/")}
    tables = set()
    for path in (REPOSITORY / "src" / "pusaq").glob("*/models.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and "abstract = True" not in ast.unparse(node):
                bases = {ast.unparse(base) for base in node.bases}
                if bases & {"Row", "ActivityRecord", "models.Model"}:
                    tables.add(node.name)
    assert len(tables) > 20
    assert tables - named == set()


def test_every_row_of_the_glossary_is_looked_at():
    text = (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and "identifier | where" not in line]
    assert len(rows) == len(_glossary()) > 30
