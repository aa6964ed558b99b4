"""Files that name a kind of activity are few, and listed."""

from __future__ import annotations

import pytest

from tools.checks import kinds
from tools.checks.kinds import BESIDE, MOST, NAMING, check_kinds
from tools.checks.source import repository_files

PAGE = "src/pusaq/agenda/pages/week.py"
CORE = "src/pusaq_core/timetable/shared.py"
TEMPLATE = "src/pusaq/agenda/templates/agenda/week.html"
SCRIPT = "frontend/src/week.ts"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (PAGE, "if kind == 'gia':\n    pass\n"),
        (PAGE, "if one.kind == 'accompaniment.gia':\n    pass\n"),
        (PAGE, "if one.kind == 'accompaniment.visit':\n    pass\n"),
        (PAGE, "x = one.kind.endswith('.rtc')\n"),
        (PAGE, "x = one.kind.endswith('.workshop')\n"),
        (PAGE, "x = 'gia rtc'.split()\n"),
        (PAGE, "x = 'peer visit'.split()\n"),
        (PAGE, "x = 'visit workshop'\n"),
        (PAGE, "x = one in 'gia,rtc'\n"),
        (PAGE, "x = one in 'peer, visit'\n"),
        (PAGE, "x = f'{y}_gia'\n"),
        (PAGE, "x = f'{y}_visit'\n"),
        (PAGE, "x = {'GIA': 1}\n"),
        (PAGE, "x = f'{n} RTC'\n"),
        (PAGE, "class GiaForm: ...\n"),
        (PAGE, "x = cell.rtc\n"),
        (PAGE, "x = cell.workshop_days\n"),
        (PAGE, "x = dict(visit=1)\n"),
        (PAGE, "x = row['visit_days']\n"),
        (PAGE, "x = cell.visit\n"),
        (PAGE, "x = Owed(visit=1)\n"),
        (PAGE, "x = row['visits']\n"),
        (PAGE, "x = _('visit')\n"),
        (CORE, "GIA_REACH = 4\n"),
        (CORE, "KINDS = ('visit', 'other')\n"),
        (CORE, "x = norm.assumption('separacion_gia_dias')\n"),
        (CORE, "x = norm.assumption('primera_visita_semanas')\n"),
        (CORE, "x = norm.assumption('separacion_visitas_dias')\n"),
        (CORE, "x = norm.assumption('horas_taller_dia')\n"),
        (CORE, "x = 'own_workshop_teachers'\n"),
        (TEMPLATE, "<i>{% if one.kind == 'workshop' %}T{% endif %}</i>"),
        (TEMPLATE, '{% if one.kind == "accompaniment.visit" %}T{% endif %}'),
        (TEMPLATE, "<i>{{ counts.visit }}</i>"),
        (TEMPLATE, "<i>{% translate 'Hoy' %} GIA</i>"),
        ("frontend/src/styles/plan.css", ".tl-gia { fill: none; }"),
        ("frontend/src/styles/plan.css", ".tl-visit { fill: none; }"),
        (SCRIPT, "if (kind === 'accompaniment.rtc') draw();\n"),
        (SCRIPT, "if (kind === `visit`) draw();\n"),
        (SCRIPT, "drawGia(one);\n"),
        (SCRIPT, "const colours = { visit: 1 };\n"),
        (TEMPLATE, '<i class="k visit">V</i>'),
        ("src/pusaq/agenda/static/agenda/kinds.json", '{"visit": "V"}\n'),
    ],
)
def test_a_file_that_names_a_kind_is_found(write, file, text):
    found = check_kinds(write(file, text))
    assert [(finding.path, finding.rule) for finding in found] == [(file, "kind-named")]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (PAGE, "'''A GIA follows a visit.'''\n"),
        (PAGE, "# a GIA\nx = 1\n"),
        (PAGE, "x = _('taller')\n"),
        (PAGE, "def visit_gap(workshops): ...\n"),
        (PAGE, "x = 'la visita 3'\n"),
        (PAGE, "x = 'A visit to each, or a note.'\n"),
        (PAGE, "x = 'visits_too_close'\n"),
        (CORE, "x = audited(kind).visit\n"),
        (TEMPLATE, '{# GIA #}{% translate "Cada GIA" %}{% blocktranslate %}un\nGIA{% endblocktranslate %}'),
        (TEMPLATE, '{% bar one _("visita") %}'),
        (SCRIPT, "// a GIA\nconst url = 'https://x';\n"),
        ("frontend/src/styles/plan.css", "/* a GIA\n */ a:visited { fill: none; }"),
    ],
)
def test_words_about_kinds_name_none(write, file, text):
    assert check_kinds(write(file, text)) == []


@pytest.mark.parametrize("listed", [min(NAMING), min(BESIDE)])
def test_a_listed_file_that_names_none_is_found(write, listed):
    found = check_kinds(write(listed, "x = 1\n"))
    assert [(finding.path, finding.rule) for finding in found] == [(listed, "kind-not-named")]


def test_more_files_than_the_recipe_holds_are_found(write, monkeypatch):
    monkeypatch.setattr(
        kinds, "NAMING", frozenset(f"src/pusaq/{n}.py" for n in range(MOST - len(BESIDE) + 1))
    )
    assert [f.rule for f in check_kinds(write("src/pusaq/x.py", "x = 1\n"))] == ["kinds-in-many"]


def test_the_recipe_names_the_files(repository):
    recipe = (repository / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [path for path in sorted(NAMING) if path not in recipe] == []


def test_what_the_build_makes_is_not_read(write):
    write("src/pusaq/shell/static/pusaq/app.css", ".gia{}\n")
    root = write("src/pusaq/shell/static/own.css", "b{}\n")
    assert [path.name for path in repository_files(root, "src")] == ["own.css"]
