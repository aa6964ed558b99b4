"""Loading the resources of a country: all of them, or none where a file is broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pusaq.common.domain.bulk import one_load_at_a_time
from pusaq.common.domain.records import record_bulk
from pusaq.common.sorting import sort_key
from pusaq.library.fields import Details, kept_details
from pusaq.library.models import Resource
from pusaq_core.io.resources import read_resources

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from pusaq_core.io.resource_model import Resource as Read


@dataclass(slots=True)
class ResourceCounts:
    """What a load did: how many rows are new, changed, back, closed, and the same."""

    added: int = 0
    changed: int = 0
    back: int = 0
    closed: int = 0
    same: int = 0


def load_resources(
    *, country: str, demo: bool, by: Any, now: dt.datetime, folder: Path | None = None
) -> ResourceCounts:
    """Bring a country's resources to what the files say; rows that they no longer have are closed.

    The same files again change nothing. A row takes the mark of the last load: real resources that replace
    the examples are loaded without `demo`.

    Args:
        country: code of the pack.
        demo: the rows are examples and say so wherever they stand.
        by: who loads; None where the installation does.
        now: the moment.
        folder: where the files are; None for those of the catalogue.

    Raises:
        InputError: every problem of every file, or `load_busy`; nothing was written.
    """
    read = {one.code: one for one in read_resources(country, folder=folder)}
    counts = ResourceCounts()
    changed: list[dict[str, Any]] = []
    with one_load_at_a_time(f"resources of {country}", file=""):
        known = {row.code: row for row in Resource.objects.select_for_update().filter(country=country)}
        for code, one in read.items():
            changed += _bring(known.get(code), _wanted(one, country, demo=demo), counts, now)
        for code, row in known.items():
            if code not in read and row.closed_at is None:
                row.closed_at = now
                row.save(update_fields=["closed_at"])
                counts.closed += 1
                changed.append({"change": "closed", "code": code})
        if changed:
            summary = {"demo": demo, "added": counts.added, "changed": counts.changed}
            summary |= {"back": counts.back, "closed": counts.closed, "same": counts.same}
            record_bulk(
                kind="library.resources",
                path=f"{country}/",
                summary=summary,
                changed=changed,
                by=by,
                now=now,
            )
    return counts


def _wanted(one: Read, country: str, *, demo: bool) -> dict[str, Any]:
    """The columns of a row as the file says them."""
    return {
        "country": country,
        "path": f"{country}/",
        "code": one.code,
        "kind": one.kind,
        "title": one.title,
        "summary": one.summary,
        "source": one.source,
        "section": one.section,
        "year": one.year,
        "region": one.region,
        "body_kind": one.body.kind if one.body else "",
        "body_code": one.body.code if one.body else "",
        "body_name": one.body.name if one.body else "",
        "link": one.link,
        "details": kept_details(Details(one.facts, one.programme)),
        "demo": demo,
        "sort_key": sort_key(one.title),
        "closed_at": None,
    }


def _bring(
    row: Resource | None, wanted: dict[str, Any], counts: ResourceCounts, now: dt.datetime
) -> list[dict[str, Any]]:
    """Write one row where it differs; what changed, for the record."""
    before = {name: getattr(row, name) for name in wanted} if row is not None else {}
    differing = {name: value for name, value in before.items() if value != wanted[name]}
    if row is not None and not differing:
        counts.same += 1
        return []
    row = row or Resource()
    for name, value in {**wanted, "loaded_at": now}.items():
        setattr(row, name, value)
    row.clean_fields()
    row.save()
    if not before:
        counts.added += 1
        return [{"change": "added", "code": row.code}]
    if "closed_at" in differing:
        counts.back += 1
    else:
        counts.changed += 1
    after = {name: wanted[name] for name in differing}
    return [{"change": "changed", "code": row.code, "before": differing, "after": after}]
