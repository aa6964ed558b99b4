"""The page that follows one teacher from the registry to her calendar says what the plan says."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from pusaq_core.io.inputs import read_inputs
from pusaq_core.synthetic import write_country
from pusaq_core.yearplan.assigned import share_problem
from pusaq_core.yearplan.inputs import Options
from pusaq_core.yearplan.places import locate
from pusaq_core.yearplan.plan import make_plan
from pusaq_core.yearplan.targeting import decide

pytestmark = pytest.mark.long  # it plans a whole UGEL
DOCS = Path(__file__).parents[2] / "docs"
UGEL, TEACHER = "090009", "P9801144"
STEP = re.compile(r"^\| \d+\. \[(?P<module>[^\]]+)\]\([^)]+\) \| [^|]+ \| (?P<value>[^|]+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def told():
    """Module and value of each step of the page."""
    text = (DOCS / "way-of-a-teacher.md").read_text(encoding="utf-8")
    return {match["module"]: match["value"].split(" · ") for match in STEP.finditer(text)}


@pytest.fixture(scope="module")
def read_with_people(sources, tmp_path_factory):
    """The whole country, as the page tells of it."""
    folder = tmp_path_factory.mktemp("entero")
    registry, staff, accompanists, events, travel = write_country(folder)
    files = {"accompanists": accompanists, "events": events, "travel": travel}
    return read_inputs(replace(sources, registry=registry, staff=staff, **files))


@pytest.fixture(scope="module")
def plan_with_people(read_with_people):
    return make_plan(read_with_people.inputs, Options((UGEL,), effort=1))


@pytest.fixture
def hers(plan_with_people):
    return next(row for row in plan_with_people.tables["caseloads"] if row["teacher"] == TEACHER)


def test_the_registry_and_the_staff_say_who_and_where(told, read_with_people, hers):
    inputs = read_with_people.inputs
    (school,) = inputs.registry.filter(COD_MOD=hers["cod_mod"], ANEXO=hers["anexo"]).to_dicts()
    named = ("COD_MOD", "CEN_EDU", "D_NIV_MOD", "DAREACENSO", "EIB", "LENGUA")
    assert told["io.registry"] == [school[name] for name in named]
    (post,) = inputs.teachers.filter(person=TEACHER).to_dicts()
    assert told["io.staff"] == [post["post"], post["person"]]


def test_the_norm_says_why(told, plan_with_people, hers):
    (row,) = (r for r in plan_with_people.tables["targeting"] if r["cod_mod"] == hers["cod_mod"])
    reasons = [reason for reason in json.loads(row["reasons"]) if reason["kind"] != "exclusion"]
    met = {
        kind: [reason["met"] for reason in reasons if reason["kind"] == kind]
        for kind in ("criterion", "priority")
    }
    assert told["norms.targeting"] == [
        f"{row['profile']}: {row['decision']}",
        f"{met['criterion'].count(True)} of {len(met['criterion'])} criteria",
        f"{met['priority'].count(True)} of {len(met['priority'])} priorities",
        f"rank {row['rank']}",
        f"numeral {reasons[0]['numeral']}",
    ]


def test_planning_says_with_whom(told, read_with_people, plan_with_people, hers):
    inputs = read_with_people.inputs
    factor = inputs.norm.assumption("factor_camino").number()
    places = locate(inputs.registry, factor=factor, travel=inputs.travel)
    services = [s for s in decide(inputs, [UGEL], places=places).targeted if s.profile == hers["profile"]]
    least = int(inputs.norm.assumption("lengua_minimo_docentes").number())
    posed = share_problem(services, places=places, visits=1, language_minimum=least, hired=None, spare=0)
    (unit,) = (unit for unit in posed.split.units if unit.premises == hers["codlocal"])
    assert told["planning.units"] == [
        f"local {unit.premises}",
        f"{unit.teachers} teachers",
        f"at most {unit.maximum} together",
        unit.language,
    ]
    rows = [r for r in plan_with_people.tables["caseloads"] if r["accompanist"] == hers["accompanist"]]
    figures = plan_with_people.caseloads[hers["accompanist"]]
    assert told["planning.caseloads"] == [
        hers["accompanist"],
        f"{len(rows)} teachers in {len({r['codlocal'] for r in rows})} places",
        f"{figures.weighted_km:,} weighted km",
        f"numeral {hers['numeral']}",
    ]


def test_the_timetable_says_when(told, plan_with_people, hers):
    figures = plan_with_people.caseloads[hers["accompanist"]]
    assert told["timetable.ugel_year"] == [
        f"{figures.days_used} of {figures.days_available} days",
        f"outings {figures.travel_km:,} km",
        f"bound {figures.travel_bound:,} km",
    ]
    mine = [r for r in plan_with_people.tables["activities"] if TEACHER in r["teachers"]]
    days = {
        kind: [r["days"] for r in mine if r["kind"] == kind] for kind in ("visit", "gia", "rtc", "workshop")
    }
    first = min((r for r in mine if r["kind"] == "visit"), key=lambda r: r["start"])
    assert told["yearplan.rows"] == [
        f"{len(days['visit'])} visits of {sum(days['visit'])} days",
        f"{len(days['gia'])} GIA",
        f"{len(days['rtc'])} RTC",
        f"{len(days['workshop'])} workshops",
        f"{first['activity']}: {first['start']} to {first['end']}",
        f"numeral {first['numeral']}",
    ]
    assert told["checking.check"] == [f"{len(plan_with_people.violations)} breaches"]


def test_the_drawing_shows_every_step_and_value(told):
    drawing = (DOCS / "drawings/way-of-a-teacher.svg").read_text(encoding="utf-8")
    shown = html.unescape(re.sub(r"<[^>]+>", "\n", drawing))
    assert [word for module, value in told.items() for word in (module, *value) if word not in shown] == []
    assert len(told) == 8
