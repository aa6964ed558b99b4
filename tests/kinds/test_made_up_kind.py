"""A made-up kind goes the way of every other: norm, dose, timetable, rows, checker, files."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from click.testing import CliRunner

from pusaq_core.cli.main import main_group
from pusaq_core.cli.picture import year_picture
from pusaq_core.io.catalogue import read_norm
from pusaq_core.io.inputs import Sources, read_inputs
from pusaq_core.io.plan_files import texts_of
from pusaq_core.kinds import KINDS, Way
from pusaq_core.synthetic import write_country
from pusaq_core.yearplan.inputs import Options
from pusaq_core.yearplan.plan import check_tables, make_plan
from tests.made_up_kind import NUMERAL, PEER, known, norm_that_owes

UGEL = "090009"


@pytest.fixture(scope="module")
def norm(tmp_path_factory):
    with known():
        yield norm_that_owes(tmp_path_factory.mktemp("norma"))


@pytest.fixture(scope="module")
def inputs(norm, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pais")
    write_country(folder)
    sources = Sources(folder / "padron.csv.gz", folder / "plazas.csv.gz", norm, 2026, (UGEL,))
    return read_inputs(sources).inputs


@pytest.fixture(scope="module")
def plan(inputs):
    return make_plan(inputs, Options((UGEL,), effort=1))


def peers(plan):
    return [row for row in plan.tables["activities"] if row["kind"] == PEER.id]


def test_a_norm_that_owes_it_is_read_and_shown(norm):
    owed = read_norm(norm).dose("eib").of(PEER.id)
    assert (owed.times, owed.days, owed.hours, owed.numeral) == (2, 2, 4, NUMERAL)
    shown = CliRunner().invoke(main_group, ["norm", "show", norm, NUMERAL]).output
    assert "pasantía" in shown
    assert "2 al año, 4 horas o más" in shown


@pytest.mark.usefixtures("norm")
def test_a_norm_that_does_not_owe_it_is_read_as_before():
    assert read_norm("nt-026-minedu-2019").dose("eib").of(PEER.id).times == 0


def test_every_teacher_gets_it_and_the_checker_finds_nothing(plan):
    assert plan.violations == ()
    missing = Counter({r["teacher"]: r["missing"] for r in plan.tables["unplaced"] if r["kind"] == PEER.id})
    placed = Counter(teacher for row in peers(plan) for teacher in row["teachers"])
    assert {row["teacher"] for row in plan.tables["caseloads"]} == {*placed, *missing}
    assert set((placed + missing).values()) == {2}


def test_its_rows_say_what_the_norm_says(plan):
    assert {(row["hours"], row["numeral"], row["days"]) for row in peers(plan)} == {(4, NUMERAL, 1)}
    assert all(row["activity"].startswith("2026-P-") for row in peers(plan))
    assert "P pasantía" in year_picture(plan).plain


@pytest.mark.parametrize("wrong", ["gone", "too close", "short"])
def test_the_checker_catches_it(plan, inputs, wrong):
    rows = list(plan.tables["activities"])
    later = next(row for row in peers(plan) if row["number"] == 2)
    earlier = next(
        row for row in peers(plan) if row["activity"][:-1] == later["activity"][:-1] and row["number"] == 1
    )
    at = rows.index(later)
    day = earlier["start"] + timedelta(7)
    rows[at : at + 1] = {
        "gone": [],
        "too close": [later | {"start": day, "end": day}],
        "short": [later | {"hours": 3}],
    }[wrong]
    tables = texts_of({**plan.tables, "activities": rows, "rejected": []})
    found = check_tables(inputs, (UGEL,), tables, summary=plan.summary)
    rules = {"gone": "dose_times", "too close": "meetings_too_close", "short": "meeting_too_short"}
    assert rules[wrong] in {violation.rule for violation in found}


def test_the_searches_can_tell_what_there_may_be_one_of():
    ways = Counter((kind.way, kind.own) for kind in KINDS.values() if not kind.hosted)
    assert ways == {(Way.TRAVELS, False): 1, (Way.OF_UGEL, False): 1, (Way.OF_UGEL, True): 1}
