"""Everything that a plan is made from, read from the files that the user named."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pusaq_core.cell_text import folded, one_spelling
from pusaq_core.errors import InputError, Problem
from pusaq_core.io.accompanists import read_accompanists
from pusaq_core.io.calendar import read_calendar
from pusaq_core.io.catalogue import catalogue_root, read_norm_and_amendments
from pusaq_core.io.closures import KnownCodes, read_closures
from pusaq_core.io.country import default_calendar, read_country
from pusaq_core.io.damaged_codes import refuse_damaged
from pusaq_core.io.earlier import read_last_year, read_previous
from pusaq_core.io.registry import check_rejections, check_ugels, read_registry
from pusaq_core.io.rejections import rejections, with_ugel
from pusaq_core.io.staff import accompanied, read_staff
from pusaq_core.io.travel import read_travel
from pusaq_core.norms.amendments import apply_amendments, versions_of_year
from pusaq_core.norms.registry import columns_read, unreadable_cells
from pusaq_core.yearplan.earlier import Previous
from pusaq_core.yearplan.inputs import Closure, Hired, Inputs
from pusaq_core.yearplan.posts import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pusaq_core.io.calendar import CalendarFile
    from pusaq_core.io.coordinates import Extent
    from pusaq_core.io.registry import Registry
    from pusaq_core.io.staff import Accompanied, Staff
    from pusaq_core.norms.amendments import Amendment
    from pusaq_core.norms.norm import Norm
    from pusaq_core.yearplan.calendar import YearCalendar
    from pusaq_core.yearplan.earlier import Earlier


@dataclass(frozen=True, slots=True)
class Sources:
    """Files and choices as the user named them.

    Attributes:
        registry: school services.
        staff: teaching posts.
        norm: id of the catalogue or path of a norm file.
        year: school year.
        ugels: codes of the UGEL; empty for all of the registry.
        accompanists: hired people; None where positions are made as needed.
        events: days that are not available.
        calendar: calendar of the year; None for the one of the country pack.
        travel: measured journeys.
        previous: folder of the plan that is replanned, or the plan itself.
        as_of: what starts before this day stays as it is.
        last_year: folder of last year's plan.
    """

    registry: Path
    staff: Path
    norm: str
    year: int
    ugels: Sequence[str] = ()
    accompanists: Path | None = None
    events: Path | None = None
    calendar: Path | None = None
    travel: Path | None = None
    previous: Path | Previous | None = None
    as_of: dt.date | None = None
    last_year: Path | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What was read.

    Attributes:
        inputs: for the planner.
        ugels: codes of the chosen UGEL, ascending.
        rejected: rows that were left out, in the columns of `pusaq_core.io.rejections.SCHEMA`.
        digests: name of each file, without its folder, to its SHA-256.
        names: names of schools, places and UGEL of the chosen UGEL, for people.
        people: names of the teachers, for people.
        notes: what was mended or understood in reading, so that somebody can object.
    """

    inputs: Inputs
    ugels: tuple[str, ...]
    rejected: pl.DataFrame
    digests: dict[str, str]
    names: pl.DataFrame
    people: pl.DataFrame
    notes: tuple[Problem, ...] = ()


def read_inputs(sources: Sources, *, progress: Callable[[str], None] = lambda _stage: None) -> Read:
    """Read and check everything that the user named; nothing is written.

    Args:
        sources: files and choices.
        progress: told which file is being read.

    Raises:
        InputError: every reason for which a file cannot be used.
    """
    progress("norm")
    norm, calendar = _norm_and_calendar(sources)
    progress("registry")
    extent = read_country(norm.country, root=catalogue_root()).extent
    registry = read_registry(sources.registry, read=columns_read(norm), extent=extent)
    ugels = tuple(sorted(set(sources.ugels or registry.frame["CODOOII"].unique().to_list())))
    check_ugels(registry, ugels)
    check_rejections(registry, ugels)
    progress("staff")
    staff = read_staff(sources.staff)
    refuse_damaged(staff.rejections, len(staff.frame) + len(staff.rejections), staff.file)
    school_days = {day for ugel in ("", *ugels) for day in calendar.calendar.school_days(ugel)}
    held = accompanied(staff, cargos=norm.assumption("cargos_acompanados").words(), school_days=school_days)
    digests = {registry.file: registry.sha256, staff.file: staff.sha256, calendar.file: calendar.sha256}
    profiles = [profile.file_name for profile in norm.profiles]
    hired, events, travel = _optional(sources, registry, profiles, digests, extent)
    previous, last_year = _earlier_plans(sources, ugels)
    rows, homeless = _staff_rows(staff, held, registry)
    of_staff = with_ugel(pl.concat([staff.rejections, held.rejections, homeless]), registry.frame)
    return Read(
        inputs=Inputs(
            registry=registry.frame,
            teachers=held.frame,
            norm=norm,
            calendar=calendar.calendar,
            hired=hired,
            events=events,
            travel=travel,
            previous=previous,
            last_year=last_year,
            staff_rows=rows,
        ),
        ugels=ugels,
        rejected=_rejected([registry.rejections, _cells(registry, norm), of_staff], ugels),
        digests={Path(name).name: digest for name, digest in sorted(digests.items())},
        names=_names(registry, ugels),
        people=held.frame.select("person", "surnames", "names"),
        notes=tuple(replace(one, file=Path(one.file).name) for one in (*registry.notes, *staff.notes)),
    )


def _rejected(parts: Sequence[pl.DataFrame], ugels: Sequence[str]) -> pl.DataFrame:
    """What concerns the chosen UGEL, or does not tell its UGEL, of rows and cells that cannot be used."""
    wanted = pl.col("cod_ugel").is_in(ugels) | pl.col("cod_ugel").is_null()
    rejected = pl.concat(parts, how="vertical_relaxed").filter(wanted)
    return _plain_names(rejected).sort("file", "row", "column", maintain_order=True)


def _staff_rows(staff: Staff, held: Accompanied, registry: Registry) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every row of the staffing file with its UGEL and what it is, and rows of services not known."""
    services = registry.frame.select(cod_mod="COD_MOD", anexo="ANEXO", cod_ugel="CODOOII")
    of_unit = services.unique("cod_mod", keep="first", maintain_order=True).drop("anexo")
    left_out = staff.rejections.select("cod_mod", state=pl.lit("fila_rechazada")).join(
        of_unit, on="cod_mod", how="left", maintain_order="left"
    )
    used = held.rows.join(services, on=["cod_mod", "anexo"], how="left", maintain_order="left")
    homeless = staff.frame.join(
        services,
        left_on=["COD_MOD", "ANEXO"],
        right_on=["cod_mod", "anexo"],
        how="anti",
        maintain_order="left",
    )
    listed = rejections(homeless, file=staff.file, column="COD_MOD", code="unknown_service")
    rows = pl.concat([used, left_out], how="diagonal").select(*SCHEMA)
    return rows, listed


def _cells(registry: Registry, norm: Norm) -> pl.DataFrame:
    """Cells of usable rows that say nothing usable: what the reader found, and what the norm cannot read."""
    bad = unreadable_cells(norm, registry.frame)
    parts = [
        rejections(
            bad.filter(pl.col("column") == name),
            file=registry.file,
            column=name,
            code="cell_unreadable",
            expected=pl.col("type"),
            found="found",
        )
        for name in bad["column"].unique().sort().to_list()
    ]
    return pl.concat([registry.cells, *parts]).unique(["row", "column"], keep="first", maintain_order=True)


def _norm_and_calendar(sources: Sources) -> tuple[Norm, CalendarFile]:
    """The calendar of the year, and the norm as in force on its first school day."""
    base, amendments = read_norm_and_amendments(sources.norm)
    norm = apply_amendments(base, amendments, on=dt.date.max)
    calendar = (
        read_calendar(sources.calendar)
        if sources.calendar is not None
        else default_calendar(norm.country, sources.year, root=catalogue_root())
    )
    found = calendar.calendar.year
    if found != sources.year:
        wrong = Problem("calendar_of_other_year", calendar.file, expected=str(sources.year), found=str(found))
        raise InputError(wrong)
    return _norm_in_force(base, amendments, calendar.calendar, sources.as_of), calendar


def _plain_names(rejected: pl.DataFrame) -> pl.DataFrame:
    """Files by their name alone: where they lie must not change what a plan says."""
    return rejected.with_columns(pl.col("file").str.split("/").list.last())


def _norm_in_force(
    base: Norm, amendments: Sequence[Amendment], calendar: YearCalendar, as_of: dt.date | None
) -> Norm:
    """The norm of the first school day; when replanning, with what reaches into the year by then."""
    days = calendar.school_days()
    if not days or as_of is None:
        return apply_amendments(base, amendments, on=days[0] if days else dt.date.max)
    versions = versions_of_year(base, amendments, first=days[0], last=days[-1])
    return [norm for since, norm in versions if since <= max(as_of, days[0])][-1]


def _earlier_plans(sources: Sources, ugels: Sequence[str]) -> tuple[Previous | None, Earlier | None]:
    """The plan that is replanned, and last year's."""
    previous = last_year = None
    if isinstance(sources.previous, Previous):
        previous = sources.previous
    elif sources.previous is not None:
        previous = read_previous(sources.previous, sources.as_of, year=sources.year, ugels=ugels)
    elif sources.as_of is not None:
        raise InputError(Problem("previous_missing", found=sources.as_of.isoformat()))
    if sources.last_year is not None:
        last_year = read_last_year(sources.last_year, year=sources.year)
    return previous, last_year


def _optional(
    sources: Sources,
    registry: Registry,
    profiles: Sequence[str],
    digests: dict[str, str],
    extent: Extent | None,
) -> tuple[tuple[Hired, ...] | None, tuple[Closure, ...], dict[tuple[str, str], float]]:
    """The files that may be left out; their digests are added."""
    every_ugel = registry.frame["CODOOII"].unique().to_list()
    premises = registry.frame["CODLOCAL"].unique().to_list()
    hired: tuple[Hired, ...] | None = None
    events: tuple[Closure, ...] = ()
    travel: dict[tuple[str, str], float] = {}
    if sources.accompanists is not None:
        people = read_accompanists(
            sources.accompanists,
            profiles=profiles,
            ugels=every_ugel,
            languages=_languages(registry),
            extent=extent,
        )
        hired, digests[people.file] = people.hired, people.sha256
    if sources.events is not None:
        known = KnownCodes(every_ugel, premises, None if hired is None else [p.key for p in hired])
        read = read_closures(sources.events, known=known)
        events, digests[read.file] = read.events, read.sha256
    if sources.travel is not None:
        journeys = read_travel(sources.travel, premises=premises)
        travel, digests[journeys.file] = journeys.kilometres(), journeys.sha256
    return hired, events, travel


def _languages(registry: Registry) -> dict[str, str]:
    """How the registry writes each language, by its folded name."""
    if "LENGUA" not in registry.frame.columns:
        return {}
    written = one_spelling(registry.frame["LENGUA"]).drop_nulls().unique().to_list()
    return {folded(name): name for name in written}


def _names(registry: Registry, ugels: Sequence[str]) -> pl.DataFrame:
    """Names of schools and places of the chosen UGEL: `cod_mod`, `anexo`, `codlocal`, `school`, `place`."""
    frame = registry.frame.filter(pl.col("CODOOII").is_in(ugels))

    def column(name: str) -> pl.Expr:
        return pl.col(name).fill_null("") if name in frame.columns else pl.lit("")

    return frame.select(
        cod_mod="COD_MOD",
        anexo="ANEXO",
        codlocal="CODLOCAL",
        cod_ugel="CODOOII",
        school=column("CEN_EDU"),
        place=column("CEN_POB"),
        district=column("D_DIST"),
        ugel=column("D_DREUGEL"),
    )
