"""A few schools of one UGEL, read once and planned once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pusaq_core.io.inputs import Sources, read_inputs
from pusaq_core.synthetic import write_country
from pusaq_core.yearplan.inputs import Options
from pusaq_core.yearplan.plan import make_plan
from tests.small_country import write_small_country

SURCUBAMBA = "090009"
CASTILLA = "040005"
NORM = "nt-026-minedu-2019"
LATE_KEY, LATE = "090009-AC-08", date(2026, 5, 4)


@pytest.fixture(scope="session")
def country_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pais")
    write_small_country(folder)
    return folder


@pytest.fixture(scope="session")
def whole(tmp_path_factory, sources):
    """The whole UGEL, for what a few schools do not show, read and planned: for tests that are long."""
    folder = tmp_path_factory.mktemp("entero")
    write_country(folder)
    everything = replace(sources, registry=folder / "padron.csv.gz", staff=folder / "plazas.csv.gz")
    inputs = read_inputs(everything).inputs
    return inputs, make_plan(inputs, Options((SURCUBAMBA,), effort=1))


@pytest.fixture(scope="session")
def sources(country_folder):
    return Sources(
        registry=country_folder / "padron.csv.gz",
        staff=country_folder / "plazas.csv.gz",
        norm=NORM,
        year=2026,
        ugels=(SURCUBAMBA,),
    )


@pytest.fixture(scope="session")
def read(sources):
    return read_inputs(sources)


@pytest.fixture(scope="session")
def read_with_people(sources, country_folder):
    """With people who are hired, one of them from May on, events and journeys."""
    found = read_inputs(
        replace(
            sources,
            accompanists=country_folder / "acompanantes.csv",
            events=country_folder / "eventos.csv",
            travel=country_folder / "viajes.csv",
        )
    )
    late = [replace(one, start=LATE) if one.key == LATE_KEY else one for one in found.inputs.hired]
    return replace(found, inputs=replace(found.inputs, hired=tuple(late)))


@pytest.fixture(scope="session")
def told_plan(read):
    """A plan, and what was told while it was made."""
    told = []
    options = Options((SURCUBAMBA,), effort=1)
    plan = make_plan(read.inputs, options, progress=lambda *stage_done_total: told.append(stage_done_total))
    return plan, told


@pytest.fixture(scope="session")
def plan(told_plan):
    return told_plan[0]


@pytest.fixture(scope="session")
def plan_with_people(read_with_people):
    return make_plan(read_with_people.inputs, Options((SURCUBAMBA,), effort=1))
