"""Files that name a kind of activity are few, and listed."""

from __future__ import annotations

import pytest

from tools.checks import kinds
from tools.checks.kinds import MOST, NAMING, check_kinds
from tools.checks.source import repository_files


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("src/pusaq/agenda/pages/week.py", "if kind == 'gia':\n    pass\n"),
        ("src/pusaq/agenda/pages/week.py", "x = cell.rtc\n"),
        ("src/pusaq_core/timetable/shared.py", "GIA_REACH = 4\n"),
        ("src/pusaq_core/timetable/shared.py", "KINDS = ('visit', 'other')\n"),
        ("src/pusaq/agenda/templates/agenda/week.html", "<i>{% if one.kind == 'workshop' %}T{% endif %}</i>"),
        ("frontend/src/styles/plan.css", ".tl-gia { fill: none; }"),
    ],
)
def test_a_file_that_names_a_kind_is_found(write, file, text):
    found = check_kinds(write(file, text))
    assert [(finding.path, finding.rule) for finding in found] == [(file, "kind-named")]


@pytest.mark.parametrize(
    "text",
    [
        "'''A GIA follows a visit.'''\n",
        "x = _('taller')\n",
        "def visit_gap(workshops): ...\n",
        "x = 'la visita 3'\n",
    ],
)
def test_words_about_kinds_name_none(write, text):
    assert check_kinds(write("src/pusaq/agenda/pages/week.py", text)) == []


def test_a_listed_file_that_names_none_is_found(write):
    listed = min(NAMING)
    found = check_kinds(write(listed, "x = 1\n"))
    assert [(finding.path, finding.rule) for finding in found] == [(listed, "kind-not-named")]


def test_more_files_than_the_recipe_holds_are_found(write, monkeypatch):
    monkeypatch.setattr(kinds, "NAMING", frozenset(f"src/pusaq/{n}.py" for n in range(MOST + 1)))
    assert [f.rule for f in check_kinds(write("src/pusaq/x.py", "x = 1\n"))] == ["kinds-in-many"]


def test_the_recipe_names_the_files(repository):
    recipe = (repository / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [path for path in sorted(NAMING) if path not in recipe] == []


def test_what_the_build_makes_is_not_read(write):
    write("src/pusaq/shell/static/pusaq/app.css", ".gia{}\n")
    root = write("src/pusaq/shell/static/own.css", "b{}\n")
    assert [path.name for path in repository_files(root, "src")] == ["own.css"]
