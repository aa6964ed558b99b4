"""Two small UGEL of the country that `pusaq demo` makes, planned by the core: a few of its schools, whole."""

from __future__ import annotations

import gzip
import tempfile
from functools import lru_cache
from pathlib import Path

import polars as pl

from pusaq.territory.enums import LoadKind
from pusaq_core.io.inputs import Sources, read_inputs
from pusaq_core.synthetic import make_country
from pusaq_core.yearplan.inputs import Options
from pusaq_core.yearplan.plan import make_plan

SURCUBAMBA, CASTILLA = "090009", "040005"
YEAR = 2026
NORM = "nt-026-minedu-2019"
FILES = {
    LoadKind.REGISTRY: "padron.csv.gz",
    LoadKind.STAFF: "plazas.csv.gz",
    LoadKind.ACCOMPANISTS: "acompanantes.csv",
    LoadKind.EVENTS: "eventos.csv",
    LoadKind.TRAVEL: "viajes.csv",
}
KEPT = {
    # Two Quechua schools of one teacher, and a kindergarten and a primary at one address, whose accompanists
    # meet. For the second primary nobody is left; the rest is not targeted, each for another reason.
    SURCUBAMBA: (
        *("9840030", "9840032", "9840085", "9840086", "9840001"),
        *("9840003", "9840006", "9840061", "9840064"),
    ),
    # Multigrade primaries, and a kindergarten beside one of them.
    CASTILLA: ("9830051", "9830075", "9830112", "9830120", "9830121", "9830122", "9830003", "9830012"),
}
"""Services by UGEL."""

HIRED = {SURCUBAMBA: ("eib", "full_initial", "full_primary"), CASTILLA: ("multigrade", "full_initial")}
"""Profiles of the accompanists of each UGEL, one of each."""


@lru_cache(maxsize=1)
def frames():
    """Tables of the country by the kind of file that each fills."""
    country = make_country()
    kept = [code for codes in KEPT.values() for code in codes]
    registry = country.registry.filter(pl.col("COD_MOD").is_in(kept))
    posts = country.accompanists.unique(["CODOOII", "TIPO"], keep="first", maintain_order=True)
    hired = [pl.col("TIPO").is_in(HIRED[code]) & (pl.col("CODOOII") == code) for code in HIRED]
    accompanists = posts.filter(pl.any_horizontal(hired))
    places = registry["CODLOCAL"].to_list()
    within = pl.col("ORIGEN").is_in(places) & pl.col("DESTINO").is_in(places)
    known = [*KEPT, *places, *accompanists["COD_ACOMP"]]
    return {
        LoadKind.REGISTRY: registry,
        LoadKind.STAFF: country.staff.filter(pl.col("COD_MOD").is_in(kept)),
        LoadKind.ACCOMPANISTS: accompanists,
        LoadKind.EVENTS: country.events.filter(pl.col("CODIGO").is_in(known)),
        LoadKind.TRAVEL: country.travel.filter(within),
    }


@lru_cache(maxsize=1)
def country_folder():
    """The country as files of an office."""
    folder = Path(tempfile.mkdtemp(prefix="pais-"))
    for kind, frame in frames().items():
        text = frame.write_csv().encode()
        name = FILES[kind]
        (folder / name).write_bytes(gzip.compress(text, mtime=0) if name.endswith(".gz") else text)
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
    return make_plan(read_country().inputs, Options((code,), effort=1, seed=seed))


@lru_cache(maxsize=1)
def accompanied():
    counts = read_country().inputs.teachers.group_by("cod_mod", "anexo").len()
    return {(mod, annex): count for mod, annex, count in counts.iter_rows()}
