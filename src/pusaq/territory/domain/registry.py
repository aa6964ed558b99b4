"""Loading the registry of school services: the tree, the premises and the services become what it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from pusaq.common.countries import country as pack_of
from pusaq.common.countries import spellings
from pusaq.common.domain.bulk import one_load_at_a_time
from pusaq.common.domain.events import emit
from pusaq.common.frames import ID, frame_of, identified
from pusaq.common.refs import Ref
from pusaq.common.scope import below
from pusaq.territory.domain.loads import Loaded, Origin, apply_rows, keep_load
from pusaq.territory.domain.registry_tables import tables_of
from pusaq.territory.enums import LoadKind, OrganisationKind
from pusaq.territory.events import RegistryLoaded
from pusaq.territory.models import Organisation, School, SchoolService
from pusaq_core.io.registry import check_rejections, read_registry
from pusaq_core.io.rejections import no_rejections

if TYPE_CHECKING:
    import datetime as dt

    from pusaq.territory.domain.loads import Applied
    from pusaq.territory.domain.registry_tables import RegistryTables

FROM_REGISTRY = (
    OrganisationKind.REGIONAL_DIRECTORATE,
    OrganisationKind.LOCAL_UNIT,
    OrganisationKind.SCHOOL_NETWORK,
)
"""Kinds that a registry closes when it does not name them any more."""

_LOCAL_UNIT = r"^([^/]+/[^/]+/[^/]+/)"


def load_registry(
    *,
    file: Path,
    source: str,
    source_date: dt.date,
    country: str,
    by: Any,
    now: dt.datetime,
    partial: bool = False,
) -> Loaded:
    """Make bodies, premises and services what a registry says.

    What the registry does not name any more is marked as gone on its day and comes back when a later one
    names it; nothing is deleted. The same registry again changes nothing.

    Args:
        file: registry in a format of `pusaq_core.io.tables`.
        source: who published it, as pages show it.
        source_date: day that it describes.
        country: code of the pack.
        by: who loads.
        now: the moment.
        partial: the file holds some UGEL only; what lies in others is left alone.

    Raises:
        InputError: the file cannot be used; nothing is written.
    """
    pack = pack_of(country)
    registry = read_registry(file, extent=pack.extent)
    check_rejections(registry)
    tables = tables_of(registry.frame, country=pack, spellings=spellings(country), file=registry.file)
    left_out = pl.concat([registry.rejections, tables.rejections]).sort("row")
    origin = Origin(Path(file), source, source_date, country, by, now)
    loaded = load_tables(
        tables=tables, left_out=left_out, cells=registry.cells, origin=origin, partial=partial
    )
    return replace(loaded, notes=registry.notes)


def load_tables(
    *,
    tables: RegistryTables,
    left_out: pl.DataFrame,
    origin: Origin,
    cells: pl.DataFrame | None = None,
    partial: bool = False,
) -> Loaded:
    """Make bodies, premises and services what some tables say: for registries of another layout."""
    with one_load_at_a_time(f"registry of {origin.country}", file=str(origin.file)):
        organisations, found = _organisations(tables, origin, partial=partial)
        schools, found_schools = _schools(tables, origin, organisations, partial=partial)
        found_services = _services(tables, origin, schools, partial=partial)
        parts = {"organisations": found, "schools": found_schools, "services": found_services}
        load = keep_load(origin, LoadKind.REGISTRY, parts, left_out, cells)
        if any(part.is_change for part in parts.values()):
            event = RegistryLoaded(origin.country, origin.source_date.isoformat(), found.moved())
            emit(event, ref=Ref.of(load), path=load.path, by=origin.by, at=origin.now)
    return Loaded(load, left_out, no_rejections() if cells is None else cells)


def _covered(rows: pl.DataFrame, tables: RegistryTables, *, partial: bool) -> pl.DataFrame:
    """Rows for which the file speaks: all, or those of its UGEL."""
    if not partial:
        return rows
    units = tables.schools["organisation_path"].unique()
    return rows.filter(pl.col("path").str.extract(_LOCAL_UNIT).is_in(units.implode()))


def _organisations(tables: RegistryTables, origin: Origin, *, partial: bool) -> tuple[pl.DataFrame, Applied]:
    """Write the bodies; answers with their ids and paths."""
    rows = Organisation.objects.filter(country=origin.country)
    there = frame_of(
        rows,
        *("country", "kind", "code", "name", "short_name", "registry_name"),
        *("parent_id", "path", "sort_key", "closed_on"),
    )
    named = identified(there, tables.organisations, key=("kind", "code"))
    parents = named.select(parent_id=ID, parent_path="path")
    # A parent that no registry lists (Chile's directorate) stands in the table already.
    known = there.select(parent_id=ID, parent_path="path").join(parents, on="parent_path", how="anti")
    wanted = named.join(
        pl.concat([parents, known]), on="parent_path", how="left", maintain_order="left"
    ).select(
        *(ID, "kind", "code", "name", "short_name", "registry_name", "path", "sort_key", "parent_id"),
        country=pl.lit(origin.country),
        closed_on=pl.lit(None, pl.String),
    )
    kept = wanted.join(
        there.filter(pl.col("kind") == OrganisationKind.MINISTRY.value),
        on=ID,
        how="anti",
        maintain_order="left",
    )
    missing = there.join(wanted, on=ID, how="anti").filter(
        pl.col("kind").is_in([k.value for k in FROM_REGISTRY])
    )
    applied = apply_rows(
        Organisation,
        there,
        kept.sort(pl.col("path").str.count_matches("/"), maintain_order=True),
        gone=_covered(missing, tables, partial=partial),
        mark="closed_on",
        day=origin.source_date,
        label=("kind", "code"),
    )
    return wanted.select(ID, "path"), applied


def _schools(
    tables: RegistryTables, origin: Origin, organisations: pl.DataFrame, *, partial: bool
) -> tuple[pl.DataFrame, Applied]:
    """Write the premises; answers with their ids and codes."""
    columns = [name for name in tables.schools.columns if not name.endswith("_path")]
    columns += ["organisation_id", "network_id", "country", "gone_since"]
    there = frame_of(School.objects.filter(country=origin.country), *columns)
    named = identified(there, tables.schools, key=("code",))
    for name in ("organisation", "network"):
        ids = organisations.select(pl.col(ID).alias(f"{name}_id"), pl.col("path").alias(f"{name}_path"))
        named = named.join(ids, on=f"{name}_path", how="left", maintain_order="left")
    wanted = named.with_columns(country=pl.lit(origin.country), gone_since=pl.lit(None, pl.String)).select(
        ID, *columns
    )
    missing = there.join(wanted, on=ID, how="anti")
    applied = apply_rows(
        School,
        there,
        wanted,
        gone=_covered(missing, tables, partial=partial),
        day=origin.source_date,
        label=("code",),
    )
    return wanted.select("code", school_id=ID), applied


def _services(tables: RegistryTables, origin: Origin, schools: pl.DataFrame, *, partial: bool) -> Applied:
    columns = [name for name in tables.services.columns if name != "school_code"]
    columns += ["school_id", "gone_since"]
    there = frame_of(SchoolService.objects.filter(below(f"{origin.country}/")), *columns)
    named = identified(there, tables.services, key=("modular_code", "annex"))
    wanted = named.join(
        schools, left_on="school_code", right_on="code", how="left", maintain_order="left"
    ).with_columns(gone_since=pl.lit(None, pl.String))
    wanted = wanted.select(ID, *columns)
    missing = there.join(wanted, on=ID, how="anti")
    return apply_rows(
        SchoolService,
        there,
        wanted,
        gone=_covered(missing, tables, partial=partial),
        day=origin.source_date,
        label=("modular_code", "annex"),
    )
