"""Posts follow the services and bodies to which they belong when a registry moves those."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pusaq.common.domain.bulk import update_rows
from pusaq.common.frames import ID, frame_of
from pusaq.common.scope import below
from pusaq.people.models import Post
from pusaq.territory.models import Organisation, School, SchoolService

if TYPE_CHECKING:
    from pusaq.common.models import Event


def follow_registry(event: Event) -> None:
    """Let path and body of every post be those of its service, or of its body."""
    country = event.payload["country"]
    posts = frame_of(Post.objects.filter(country=country), "organisation_id", "service_id", "path")
    schools = frame_of(School.objects.filter(country=country), "organisation_id")
    services = frame_of(SchoolService.objects.filter(below(f"{country}/")), "path", "school_id")
    homes = services.join(schools.rename({ID: "school_id"}), on="school_id").select(
        service_id=ID, service_path="path", service_body="organisation_id"
    )
    bodies = frame_of(Organisation.objects.filter(country=country), "path").select(
        organisation_id=ID, body_path="path"
    )
    placed = (
        posts.join(homes, on="service_id", how="left")
        .join(bodies, on="organisation_id", how="left")
        .select(
            ID,
            path=pl.coalesce("service_path", "body_path", "path"),
            organisation_id=pl.coalesce("service_body", "organisation_id"),
            is_moved=(pl.coalesce("service_path", "body_path", "path") != pl.col("path"))
            | (pl.coalesce("service_body", "organisation_id") != pl.col("organisation_id")),
        )
    )
    update_rows(Post, placed.filter("is_moved").drop("is_moved"))
