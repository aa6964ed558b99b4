"""Loading the list of hired accompanists: a post for each, and a person where the file names one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from pusaq.common.countries import country as pack_of
from pusaq.common.domain.bulk import one_load_at_a_time
from pusaq.common.domain.events import emit
from pusaq.common.frames import ID, frame_of, identified
from pusaq.common.refs import Ref
from pusaq.people.domain.staff import apply_appointments, load_people
from pusaq.people.enums import PostKind
from pusaq.people.events import StaffLoaded
from pusaq.people.models import Appointment, Post
from pusaq.territory.domain.loads import Applied, Loaded, Origin, apply_rows, keep_load
from pusaq.territory.enums import LoadKind, OrganisationKind
from pusaq.territory.models import Organisation
from pusaq_core.io.accompanists import REQUIRED, read_accompanists
from pusaq_core.io.cells import code
from pusaq_core.io.rejections import no_rejections
from pusaq_core.io.tables import read_table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

_PERSON = ("COD_PERSONA", "NOMBRES", "APELLIDOS")


def load_accompanists(
    *,
    file: Path,
    profiles: Collection[str],
    source: str,
    source_date: dt.date,
    country: str,
    by: Any,
    now: dt.datetime,
) -> Loaded:
    """Make the accompanists' posts what a list of hired people says.

    Columns COD_PERSONA, NOMBRES and APELLIDOS may name who sits in a post; without them the post waits for
    an appointment, and one made by hand stays.

    Args:
        file: list in a format of `pusaq_core.io.tables`.
        profiles: names that TIPO may have, from the norm.
        source: who published it, as pages show it.
        source_date: day that it describes.
        country: code of the pack.
        by: who loads.
        now: the moment.

    Raises:
        InputError: a row cannot be used, or names a UGEL that is not known; nothing is written.
    """
    origin = Origin(Path(file), source, source_date, country, by, now)
    with one_load_at_a_time(f"staff of {country}", file=str(file)):
        hired = _hired(file, profiles, country)
        posts, found_posts = _posts(hired, origin)
        named = hired.join(posts, on="code", maintain_order="left").join(_people(file), on="code")
        people, found_people = load_people(
            named.select("given_names", "surnames", code="person_code"), origin
        )
        found = _appointments(named, people, found_posts, origin)
        parts = {"posts": found_posts, "persons": found_people, "appointments": found}
        load = keep_load(origin, LoadKind.ACCOMPANISTS, parts, no_rejections())
        if any(part.is_change for part in parts.values()):
            event = StaffLoaded(country, source_date.isoformat())
            emit(event, ref=Ref.of(load), path=load.path, by=by, at=now)
    return Loaded(load, no_rejections())


def _hired(file: Path, profiles: Collection[str], country: str) -> pl.DataFrame:
    """Code, first day, and body of each post."""
    bodies = Organisation.objects.filter(country=country, kind=OrganisationKind.LOCAL_UNIT, closed_on=None)
    units = frame_of(bodies, "code", "path")
    listed = read_accompanists(
        file, profiles=profiles, ugels=units["code"].to_list(), extent=pack_of(country).extent
    )
    rows = [(one.key, one.ugel, one.start.isoformat() if one.start else None) for one in listed.hired]
    schema = {"code": pl.String, "unit": pl.String, "starts_on": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").join(
        units.rename({ID: "organisation_id", "code": "unit"}), on="unit", maintain_order="left"
    )


def _people(file: Path) -> pl.DataFrame:
    """Who the file names: code of the post, and the person's code and names."""
    frame = read_table(file, required=REQUIRED).with_empty(_PERSON)
    return frame.select(
        code=code("COD_ACOMP"),
        person_code=code("COD_PERSONA"),
        given_names=pl.col("NOMBRES").fill_null(""),
        surnames=pl.col("APELLIDOS").fill_null(""),
    ).filter(pl.col("person_code").is_not_null())


def _posts(hired: pl.DataFrame, origin: Origin) -> tuple[pl.DataFrame, Applied]:
    """Write the posts; answers with their ids and codes."""
    columns = ("country", "code", "kind", "title", "organisation_id", "path", "gone_since")
    there = frame_of(Post.objects.filter(country=origin.country), *columns)
    wanted = identified(there, hired, key=("code",)).select(
        *(ID, "code", "organisation_id", "path"),
        country=pl.lit(origin.country),
        kind=pl.lit(PostKind.ACCOMPANIST.value),
        title=pl.lit(pack_of(origin.country).terms["acompanante"].capitalize()),
        gone_since=pl.lit(None, pl.String),
    )
    missing = there.join(wanted, on=ID, how="anti").filter(pl.col("kind") == PostKind.ACCOMPANIST.value)
    applied = apply_rows(Post, there, wanted, gone=missing, day=origin.source_date, label=("code",))
    return wanted.select("code", post_id=ID), applied


def _appointments(named: pl.DataFrame, people: pl.DataFrame, posts: Applied, origin: Origin) -> Applied:
    """Write who sits in the posts that the file names a person for; end those of posts that are gone."""
    wanted = named.join(people, left_on="person_code", right_on="code", maintain_order="left").select(
        "post_id", "person_id", "starts_on", ends_on=pl.lit(None, pl.String)
    )
    spoken_for = [*wanted["post_id"].to_list(), *posts.gone[ID].to_list()]
    ours = Appointment.objects.filter(post__in=spoken_for)
    return apply_appointments(wanted, frame_of(ours, "post_id", "person_id", "starts_on", "ends_on"), origin)
