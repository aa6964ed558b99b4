"""Loading the staffing file: posts, people and who sits where become what it says; history stays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pusaq.common.domain.bulk import insert_rows, one_load_at_a_time, update_rows
from pusaq.common.domain.events import emit
from pusaq.common.frames import ID, differences, frame_of, identified
from pusaq.common.refs import Ref
from pusaq.common.scope import below
from pusaq.common.sorting import sort_key
from pusaq.people.enums import PostKind
from pusaq.people.events import StaffLoaded
from pusaq.people.models import Appointment, Person, Post
from pusaq.territory.domain.loads import Applied, Loaded, Origin, apply_rows, keep_load
from pusaq.territory.enums import LoadKind
from pusaq.territory.models import School, SchoolService
from pusaq_core.io.columns import ROW
from pusaq_core.io.damaged_codes import refuse_damaged
from pusaq_core.io.rejections import in_file_order, problems_of, rejections
from pusaq_core.io.source import refusal
from pusaq_core.io.staff import read_staff

if TYPE_CHECKING:
    from pusaq_core.io.staff import Staff

_KEY: Final = ("post_id", "person_id", "starts_on")
_LISTED: Final = 10
_LONGEST: Final = {"COD_PLAZA": 40, "COD_PERSONA": 24}


def load_staff(
    *,
    file: Path,
    source: str,
    source_date: dt.date,
    country: str,
    by: Any,
    now: dt.datetime,
    partial: bool = False,
) -> Loaded:
    """Make the posts of schools and their holders what a staffing file says.

    A post that the file does not name is marked as gone; an appointment that it does not name ends on the
    day before the file's. Nothing is deleted, and the same file again changes nothing. Posts of services
    that the registry does not know, or knows as gone, are left out.

    Args:
        file: staffing file in a format of `pusaq_core.io.tables`.
        source: who published it, as pages show it.
        source_date: day that it describes.
        country: code of the pack.
        by: who loads.
        now: the moment.
        partial: the file holds some UGEL only; posts of others are left alone.

    Raises:
        InputError: the file cannot be used; nothing is written.
    """
    staff = read_staff(file)
    refuse_damaged(staff.rejections, len(staff.frame) + len(staff.rejections), staff.file)
    origin = Origin(Path(file), source, source_date, country, by, now)
    with one_load_at_a_time(f"staff of {country}", file=str(file)):
        rows, left_out = _placed(staff, country)
        posts, found_posts = _posts(rows, origin, partial=partial)
        people, found_people = load_people(
            rows.filter(pl.col("COD_PERSONA").is_not_null()).select(
                code="COD_PERSONA", given_names="NOMBRES", surnames="APELLIDOS"
            ),
            origin,
        )
        units = rows["organisation_id"].unique() if partial else None
        found = _appointments(rows, posts, people, origin, units=units)
        parts = {"posts": found_posts, "persons": found_people, "appointments": found}
        load = keep_load(origin, LoadKind.STAFF, parts, left_out)
        if any(part.is_change for part in parts.values()):
            event = StaffLoaded(country, source_date.isoformat())
            emit(event, ref=Ref.of(load), path=load.path, by=by, at=now)
    return Loaded(load, left_out, notes=staff.notes)


def _placed(staff: Staff, country: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with the service and the body of their post, and the rows left out."""
    schools = frame_of(School.objects.filter(country=country), "organisation_id")
    services = frame_of(
        SchoolService.objects.filter(below(f"{country}/"), gone_since=None),
        *("modular_code", "annex", "path", "school_id"),
    ).join(schools.rename({ID: "school_id"}), on="school_id")
    services = services.rename({ID: "service_id", "modular_code": "COD_MOD", "annex": "ANEXO"})
    placed = staff.frame.join(services, on=["COD_MOD", "ANEXO"], how="left", maintain_order="left")
    found = [
        rejections(
            placed.filter(pl.col(name).str.len_chars() > longest),
            file=staff.file,
            column=name,
            code="code_malformed",
        )
        for name, longest in _LONGEST.items()
    ]
    found.append(
        rejections(
            placed.filter(pl.col("service_id").is_null()),
            file=staff.file,
            column="COD_MOD",
            code="unknown_service",
        )
    )
    left_out = in_file_order([staff.rejections, *found])
    usable = placed.join(left_out.select(pl.col("row").alias(ROW)), on=ROW, how="anti", maintain_order="left")
    if usable.is_empty():
        because = problems_of(left_out.head(_LISTED))
        raise refusal("no_usable_row", staff.file, because, found=str(len(left_out)))
    return usable, left_out


def _posts(rows: pl.DataFrame, origin: Origin, *, partial: bool) -> tuple[pl.DataFrame, Applied]:
    """Write the posts; answers with their ids and codes."""
    cargos = rows["CARGO"].unique().to_list()
    columns = (
        "country",
        "code",
        "kind",
        "title",
        "condition",
        "organisation_id",
        "service_id",
        "path",
        "gone_since",
    )
    there = frame_of(Post.objects.filter(country=origin.country), *columns)
    latest = rows.unique("COD_PLAZA", keep="last", maintain_order=True).rename({"COD_PLAZA": "code"})
    wanted = identified(there, latest, key=("code",)).select(
        *(ID, "code", "organisation_id", "service_id", "path"),
        country=pl.lit(origin.country),
        kind=pl.col("CARGO").replace_strict({cargo: kind_of(cargo).value for cargo in cargos}),
        title=pl.col("CARGO").replace_strict({cargo: cargo.capitalize() for cargo in cargos}),
        condition=pl.col("CONDICION").fill_null("").str.to_titlecase(),
        gone_since=pl.lit(None, pl.String),
    )
    missing = there.join(wanted, on=ID, how="anti").filter(pl.col("service_id").is_not_null())
    if partial:
        missing = missing.filter(pl.col("organisation_id").is_in(rows["organisation_id"].unique().implode()))
    applied = apply_rows(Post, there, wanted, gone=missing, day=origin.source_date, label=("code",))
    return wanted.select("code", post_id=ID), applied


def kind_of(cargo: str) -> PostKind:
    """The kind of post that a name of the staffing file means."""
    if "FUNCIÓN DIRECTIVA" in cargo or "FUNCION DIRECTIVA" in cargo:
        return PostKind.TEACHER_LEADER
    if cargo.startswith(("DIRECTOR", "SUB-DIRECTOR", "SUB DIRECTOR", "SUBDIRECTOR")):
        return PostKind.SCHOOL_LEADER
    return PostKind.TEACHER if cargo.startswith(("PROFESOR", "DOCENTE")) else PostKind.OTHER


def load_people(named: pl.DataFrame, origin: Origin) -> tuple[pl.DataFrame, Applied]:
    """Write people by their codes.

    Args:
        named: code, given_names, surnames; of several rows of a code the last counts.
        origin: where they come from.

    Returns:
        Their ids and codes, and what changed.
    """
    there = frame_of(
        Person.objects.filter(country=origin.country),
        "country",
        "code",
        "given_names",
        "surnames",
        "sort_key",
    )
    named = named.unique("code", keep="last", maintain_order=True).with_columns(
        pl.col("given_names", "surnames").fill_null("")
    )
    # The key of a name is made of its parts' keys: each different part is folded once.
    keys = {
        column: {text: sort_key(text) for text in named[column].unique().to_list()}
        for column in ("given_names", "surnames")
    }
    wanted = identified(there, named, key=("code",)).with_columns(
        country=pl.lit(origin.country),
        sort_key=pl.concat_str(
            *(
                pl.col(column).replace_strict(keys[column], return_dtype=pl.String)
                for column in ("surnames", "given_names")
            ),
            separator="\t",
        ).str.slice(0, 240),
    )
    none = there.clear().with_columns(gone_since=pl.lit(None, pl.String))
    applied = apply_rows(Person, there, wanted, gone=none, day=origin.source_date, label=("code",))
    return wanted.select("code", person_id=ID), applied


def _appointments(
    rows: pl.DataFrame, posts: pl.DataFrame, people: pl.DataFrame, origin: Origin, *, units: pl.Series | None
) -> Applied:
    """Write who sits where; what the file does not name ends."""
    held = rows.join(posts, left_on="COD_PLAZA", right_on="code").join(
        people, left_on="COD_PERSONA", right_on="code", maintain_order="left"
    )
    wanted = held.select(
        *("post_id", "person_id"),
        starts_on=pl.col("FECHA_INICIO").cast(pl.String),
        ends_on=pl.col("FECHA_FIN").cast(pl.String),
    ).unique(_KEY, keep="last", maintain_order=True)
    ours = Appointment.objects.filter(post__country=origin.country, post__service__isnull=False)
    if units is not None:
        ours = ours.filter(post__organisation__in=units.to_list())
    return apply_appointments(wanted, frame_of(ours, *_KEY, "ends_on"), origin)


def apply_appointments(wanted: pl.DataFrame, there: pl.DataFrame, origin: Origin) -> Applied:
    """Write appointments; those there that are not wanted end on the day before the file's.

    Args:
        wanted: post_id, person_id, starts_on, ends_on.
        there: the same with `id`: for which posts the file speaks.
        origin: where they come from.
    """
    day = origin.source_date.isoformat()
    last = pl.lit((origin.source_date - dt.timedelta(days=1)).isoformat())
    rows = identified(there, wanted, key=_KEY)
    found = differences(there, rows)
    is_open = pl.col("ends_on").is_null() | (pl.col("ends_on") >= day)
    ended = found.missing.filter(is_open).with_columns(
        ends_on=pl.max_horizontal(last, pl.col("starts_on").fill_null(""))
    )
    insert_rows(Appointment, found.added)
    update_rows(Appointment, found.changed)
    update_rows(Appointment, ended.select(ID, "ends_on"))
    return Applied(found, ended, "ended", ("post_id", "person_id", "starts_on"))
