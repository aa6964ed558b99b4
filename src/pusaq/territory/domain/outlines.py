"""Borders for the maps: drawn from where schools stand, until somebody brings official ones."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from pusaq.common.domain.bulk import one_load_at_a_time
from pusaq.common.domain.records import record_bulk
from pusaq.common.scope import below
from pusaq.territory.domain.loads import Loaded, Origin, keep_load
from pusaq.territory.enums import LoadKind, OrganisationKind
from pusaq.territory.models import Organisation, Outline, School
from pusaq_core.io.geojson import read_outlines
from pusaq_core.io.rejections import no_rejections
from pusaq_core.outlines import border

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pusaq_core.outlines import Ring

OWN_SOURCE: Final = "trazado propio a partir de los locales"
DRAWN: Final = (
    OrganisationKind.LOCAL_UNIT,
    OrganisationKind.REGIONAL_DIRECTORATE,
    OrganisationKind.SLEP,
)
_BATCH: Final = 500


@transaction.atomic
def draw_outlines(*, country: str, by: Any, now: dt.datetime) -> int:
    """Draw the border of every body with schools that has no official one.

    Returns:
        How many borders are new or changed.
    """
    bodies = Organisation.objects.filter(country=country, kind__in=DRAWN, closed_on=None)
    official = set(
        Outline.objects.filter(organisation__in=bodies)
        .exclude(source=OWN_SOURCE)
        .values_list("organisation_id", flat=True)
    )
    places = _places(country)
    drawn = {}
    for body in bodies.order_by("path"):
        if body.pk not in official and (rings := border(places[body.path])):
            drawn[body.pk] = _geometry(rings)
    return _write(drawn, OWN_SOURCE, path=f"{country}/", by=by, now=now)


def load_outlines(
    *,
    file: Path,
    key: str,
    source: str,
    source_date: dt.date,
    country: str,
    by: Any,
    now: dt.datetime,
) -> Loaded:
    """Replace borders by those of a GeoJSON file.

    Args:
        file: GeoJSON, a FeatureCollection of territories.
        key: property that holds the code of the body.
        source: who published it, as maps show it.
        source_date: day that it describes.
        country: code of the pack.
        by: who loads.
        now: the moment.

    Raises:
        InputError: the file cannot be used, or names a code that nobody has; nothing is written.
    """
    bodies = Organisation.objects.filter(country=country, kind__in=DRAWN, closed_on=None)
    known = dict(bodies.values_list("code", "pk"))
    official = read_outlines(file, key=key, known=known)
    origin = Origin(file, source, source_date, country, by, now)
    with one_load_at_a_time(f"outlines of {country}", file=str(file)):
        load = keep_load(origin, LoadKind.OUTLINES, {}, no_rejections())
        geometries = {known[code]: geometry for code, geometry in official.items()}
        changed = _write(geometries, source, path=f"{country}/", by=by, now=now)
        load.counts = load.counts | {"outlines": {"read": len(geometries), "changed": changed}}
        load.save(update_fields=["counts"])
    return Loaded(load, no_rejections())


def _places(country: str) -> Mapping[str, list[tuple[float, float]]]:
    """Where the schools of each body stand, by the body's path."""
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    schools = School.objects.filter(
        below(f"{country}/"), gone_since=None, latitude__isnull=False, longitude__isnull=False
    )
    for path, lat, lon in schools.values_list("path", "latitude", "longitude"):
        parts = path.split("/")
        for length in range(1, len(parts) - 1):
            found["/".join(parts[:length]) + "/"].append((float(lat or 0), float(lon or 0)))
    return found


def _geometry(rings: Iterable[Ring]) -> dict[str, Any]:
    polygons = [[[list(place) for place in ring]] for ring in rings]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _write(geometries: Mapping[Any, Any], source: str, *, path: str, by: Any, now: dt.datetime) -> int:
    """Write borders that differ; one record names the bodies."""
    there = {row.organisation_id: row for row in Outline.objects.filter(organisation__in=list(geometries))}
    fresh, changed = [], []
    for body, geometry in geometries.items():
        row = there.get(body)
        if row is None:
            fresh.append(Outline(organisation_id=body, geometry=geometry, source=source))
        elif (row.geometry, row.source) != (geometry, source):
            row.geometry, row.source = geometry, source
            changed.append(row)
    Outline.objects.bulk_create(fresh, batch_size=_BATCH)
    Outline.objects.bulk_update(changed, ["geometry", "source"], batch_size=_BATCH)
    if fresh or changed:
        record_bulk(
            kind="territory.outlines",
            path=path,
            summary={"added": len(fresh), "changed": len(changed), "source": source},
            changed=[{"organisation": row.organisation_id, "source": source} for row in (*fresh, *changed)],
            by=by,
            now=now,
        )
    return len(fresh) + len(changed)
