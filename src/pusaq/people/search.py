"""Port `search`: who sits in which post, for those who may see names there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import polars as pl

from pusaq.common.clock import now
from pusaq.common.countries import country
from pusaq.common.frames import ID, frame_of
from pusaq.common.ports import SearchRow
from pusaq.common.refs import Ref
from pusaq.common.scope import below
from pusaq.people.models import Appointment, Person, Post
from pusaq.territory.models import Organisation, SchoolService
from pusaq.territory.naming import school_label

if TYPE_CHECKING:
    from collections.abc import Iterator

CAPABILITY = "people.names"


def search_rows(*, path: str) -> Iterator[SearchRow]:
    """Every post at a place and below in which somebody sits today: found by the person and by its code."""
    here = below(path)
    posts = frame_of(
        Post.objects.filter(here, gone_since=None),
        "code",
        "title",
        "path",
        "organisation_id",
        "service_id",
        "country",
    )
    sitting = (
        frame_of(
            Appointment.objects.on(now().date()).filter(below(path, "post__path")),
            "post_id",
            "person_id",
            "starts_on",
        )
        .sort("starts_on", ID, nulls_last=False)
        .unique("post_id", keep="last")
    )
    seated_here = Person.objects.filter(below(path, "appointments__post__path")).distinct()
    named = frame_of(seated_here, "given_names", "surnames")
    schools = frame_of(SchoolService.objects.filter(here), "name").select(service_id=ID, place="name")
    bodies = frame_of(Organisation.objects.filter(here), "short_name").select(
        organisation_id=ID, body="short_name"
    )
    found = (
        posts.join(sitting.select(pl.col("post_id").alias(ID), "person_id"), on=ID)
        .join(named.rename({ID: "person_id"}), on="person_id")
        .join(schools, on="service_id", how="left")
        .join(bodies, on="organisation_id", how="left")
    )
    columns = ("given_names", "surnames", "title", "code", "place", "body", "path", "country")
    for pk, given, surnames, title, code, school, body, where, land in found.select(ID, *columns).iter_rows():
        place = school_label(school, country(land).words["escuela"]) if school else body
        hint = f"{title} · {place}"
        ref = Ref(Post._meta.label_lower, UUID(pk))
        yield SearchRow(ref, f"{given} {surnames}".strip(), hint, code, where, CAPABILITY)
