"""Loading the invented files of Peru and Chile as official ones would be."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pusaq.config.demo.chile import chilean_tables
from pusaq.config.demo.names import DATA, invented_name, rows_of
from pusaq.people.domain.accompanists import load_accompanists
from pusaq.people.domain.staff import load_staff
from pusaq.territory.domain.loads import Origin, keep_load
from pusaq.territory.domain.organisations import register_organisation
from pusaq.territory.domain.registry import load_registry, load_tables
from pusaq.territory.enums import LoadKind, OrganisationKind
from pusaq.territory.models import DataLoad, Organisation
from pusaq_core.io.catalogue import read_norm
from pusaq_core.io.rejections import no_rejections
from pusaq_core.synthetic import write_country

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SOURCE: Final = "Demostración: datos inventados"
SOURCE_DATE: Final = dt.date(2026, 3, 2)
NORM: Final = "nt-026-minedu-2019"
SEED: Final = 1

REGISTRY, STAFF, ACCOMPANISTS = "padron.csv.gz", "plazas.csv.gz", "acompanantes.csv"
KEPT: Final = {LoadKind.EVENTS: "eventos.csv", LoadKind.TRAVEL: "viajes.csv"}


def write_files(folder: Path) -> None:
    """Write the files of Peru: the invented country, with what a real one has besides."""
    write_country(folder, seed=SEED)
    _rename(
        folder / REGISTRY,
        "CODLOCAL",
        {row["local"]: {"CEN_EDU": row["nombre"]} for row in rows_of("escuelas")},
    )
    _rename(
        folder / STAFF,
        "COD_PERSONA",
        {
            row["persona"]: {"NOMBRES": row["nombres"], "APELLIDOS": row["apellidos"]}
            for row in rows_of("docentes")
        },
    )
    events = folder / KEPT[LoadKind.EVENTS]
    frames = [pl.read_csv(path, infer_schema=False) for path in (events, DATA / "eventos.csv")]
    pl.concat(frames).write_csv(events)
    _name_accompanists(folder / ACCOMPANISTS)


def _rename(path: Path, key: str, names: Mapping[str, Mapping[str, str]]) -> None:
    """Give rows of a compressed file other names; a code that the file does not have is a mistake."""
    frame = pl.read_csv(path, infer_schema=False)
    if missing := set(names) - set(frame[key].to_list()):
        raise LookupError(f"{path.name}: {sorted(missing)}")
    columns = sorted({column for values in names.values() for column in values})
    changed = frame.with_columns(
        pl.col(key)
        .replace_strict(
            {code: values[column] for code, values in names.items()},
            default=pl.col(column),
            return_dtype=pl.String,
        )
        .alias(column)
        for column in columns
    )
    path.write_bytes(gzip.compress(changed.write_csv().encode(), mtime=0))


def _name_accompanists(path: Path) -> None:
    """Every hired accompanist gets a name."""
    accounts = {row["plaza"]: (row["nombres"], row["apellidos"]) for row in rows_of("cuentas")}
    hired = pl.read_csv(path, infer_schema=False)
    named = [
        accounts.get(code) or invented_name("pe", ugel, number)
        for number, (code, ugel) in enumerate(hired.select("COD_ACOMP", "CODOOII").iter_rows())
    ]
    hired.with_columns(
        COD_PERSONA=pl.concat_str(pl.lit("P-"), "COD_ACOMP"),
        NOMBRES=pl.Series([given for given, _surnames in named], dtype=pl.String),
        APELLIDOS=pl.Series([surnames for _given, surnames in named], dtype=pl.String),
    ).write_csv(path)


def load_peru(folder: Path, now: dt.datetime) -> None:
    """Registry, ministry units, posts, accompanists, and the files that only the planning reads."""
    origin: dict[str, Any] = {
        "source": SOURCE,
        "source_date": SOURCE_DATE,
        "country": "pe",
        "by": None,
        "now": now,
    }
    if not _is_loaded(folder / REGISTRY, LoadKind.REGISTRY):
        load_registry(file=folder / REGISTRY, **origin)
    ministry = Organisation.objects.get(path="pe/")
    for row in rows_of("unidades"):
        register_organisation(
            country="pe",
            kind=OrganisationKind.MINISTRY_UNIT,
            code=row["codigo"],
            name=row["nombre"],
            short_name=row["sigla"],
            parent=ministry,
            by=None,
            now=now,
        )
    if not _is_loaded(folder / STAFF, LoadKind.STAFF):
        load_staff(file=folder / STAFF, **origin)
    if not _is_loaded(folder / ACCOMPANISTS, LoadKind.ACCOMPANISTS):
        profiles = [profile.file_name for profile in read_norm(NORM).profiles]
        load_accompanists(file=folder / ACCOMPANISTS, profiles=profiles, **origin)
    for kind, name in KEPT.items():
        if not _is_loaded(folder / name, kind):
            kept = Origin(folder / name, SOURCE, SOURCE_DATE, "pe", None, now)
            keep_load(kept, kind, {}, no_rejections())


def load_chile(now: dt.datetime) -> None:
    """The local service with its schools."""
    if _is_loaded(DATA / "establecimientos.csv", LoadKind.REGISTRY):
        return
    origin = Origin(DATA / "establecimientos.csv", SOURCE, SOURCE_DATE, "cl", None, now)
    load_tables(tables=chilean_tables(), left_out=no_rejections(), origin=origin)


def _is_loaded(file: Path, kind: LoadKind) -> bool:
    """Whether exactly this file was loaded before."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return DataLoad.objects.filter(kind=kind, file__sha256=digest).exists()
