"""Files that no contract sees, and rooms above that a text names, are found."""

from __future__ import annotations

import pytest

from tools.checks.placing import check_placing

FLOORS = (
    "[importlinter:contract:floors]\nlayers =\n    config\n    visits | training\n    agenda\n    common\n"
)
HERE = "src/pusaq/agenda/queries.py"


def found(write, path, text):
    write(".importlinter", FLOORS)
    for folder in ("agenda", "agenda/pages", "agenda/migrations", "config", "visits"):
        write(f"src/pusaq/{folder}/__init__.py", "")
    write("src/pusaq/__init__.py", "")
    return [(one.path, one.rule) for one in check_placing(write(path, text))]


@pytest.mark.parametrize(
    ("path", "text", "place", "rule"),
    [
        ("src/pusaq/agenda/drawn/week.py", "", "src/pusaq/agenda/drawn", "no-package"),
        ("src/pusaq_core/planning/new/a.py", "", "src/pusaq_core/planning/new", "no-package"),
        ("src/pusaq/config/figures.py", "", "src/pusaq/config/figures.py", "no-role"),
        ("src/pusaq/config/figures/__init__.py", "", "src/pusaq/config/figures", "no-role"),
        (HERE, "plan = import_string('pusaq.visits.models.Plan')\n", HERE, "room-above"),
        (HERE, "plan = import_module('pusaq.visits')\n", HERE, "room-above"),
        (HERE, "plan = apps.get_model('visits', 'Plan')\n", HERE, "room-above"),
        (HERE, "plan = apps.get_model('visits.Plan')\n", HERE, "room-above"),
        (HERE, "WORK = 'pusaq.config.rooms.ROOMS'\n", HERE, "room-above"),
        ("src/pusaq/agenda/migrations/words.py", "x = 'pusaq.visits.models'\n", None, "room-above"),
        ("src/pusaq/visits/queries.py", "x = import_string('pusaq.training.a')\n", None, "room-above"),
    ],
)
def test_what_no_contract_sees_is_found(write, path, text, place, rule):
    assert found(write, path, text) == [(place or path, rule)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/pusaq/config/urls.py", "x = 'pusaq.visits.urls'\n"),
        (HERE, "WORK = 'pusaq.agenda.work.run'\nx = import_string('pusaq.common.tasks.run')\n"),
        (HERE, "x = apps.get_model('common.Job')\nKIND = 'visits.visit'\n"),
        ("src/pusaq/agenda/migrations/0001_a.py", "x = apps.get_model('visits', 'Plan')\n"),
        ("src/pusaq/agenda/drawn/week.svg", ""),
        ("tools/a.py", ""),
    ],
)
def test_what_has_its_place_passes(write, path, text):
    assert found(write, path, text) == []
