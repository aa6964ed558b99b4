"""The small country as the tests of the system use it: read and planned by the core, once."""

from __future__ import annotations

import pickle
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from pusaq.territory.enums import LoadKind
from pusaq_core.io.inputs import Sources, read_inputs
from pusaq_core.yearplan.inputs import Options
from pusaq_core.yearplan.plan import make_plan
from tests import small_country
from tests.pusaq.databases import KEPT
from tests.small_country import CASTILLA, SURCUBAMBA

PLANS = KEPT / "plans"
YEAR = 2026
NORM = "nt-026-minedu-2019"
FILES = {
    LoadKind.REGISTRY: small_country.REGISTRY,
    LoadKind.STAFF: small_country.STAFF,
    LoadKind.ACCOMPANISTS: small_country.ACCOMPANISTS,
    LoadKind.EVENTS: small_country.EVENTS,
    LoadKind.TRAVEL: small_country.TRAVEL,
}


def frame(kind):
    """The table of one kind of file."""
    return small_country.small_country()[FILES[kind]]


@lru_cache(maxsize=1)
def country_folder():
    """The country as files of an office."""
    folder = Path(tempfile.mkdtemp(prefix="pais-"))
    small_country.write_small_country(folder)
    return folder


@lru_cache(maxsize=1)
def read_country():
    folder = country_folder()
    return read_inputs(
        Sources(
            registry=folder / FILES[LoadKind.REGISTRY],
            staff=folder / FILES[LoadKind.STAFF],
            norm=NORM,
            year=YEAR,
            ugels=(CASTILLA, SURCUBAMBA),
            accompanists=folder / FILES[LoadKind.ACCOMPANISTS],
            events=folder / FILES[LoadKind.EVENTS],
            travel=folder / FILES[LoadKind.TRAVEL],
        )
    )


@lru_cache(maxsize=4)
def core_plan(code=SURCUBAMBA, seed=0):
    """A plan of the core, as it was kept with the states, which are made anew when the core is otherwise."""
    try:
        kept = (PLANS / code).read_bytes() if seed == 0 else b""
    except FileNotFoundError:
        kept = b""
    if kept:
        return pickle.loads(kept)  # noqa: S301  (our own, below)
    return make_plan(read_country().inputs, Options((code,), effort=1, seed=seed))


def forget_plans():
    shutil.rmtree(PLANS, ignore_errors=True)


def keep_plans():
    """Keep what takes seconds in each process."""
    PLANS.mkdir(parents=True, exist_ok=True)
    for code in (SURCUBAMBA, CASTILLA):
        half = PLANS / f"{code}.half"
        half.write_bytes(pickle.dumps(core_plan(code)))
        half.replace(PLANS / code)


@lru_cache(maxsize=1)
def accompanied():
    counts = read_country().inputs.teachers.group_by("cod_mod", "anexo").len()
    return {(mod, annex): count for mod, annex, count in counts.iter_rows()}
