"""Port `sources`: from where the data of a place are, and of which day."""

from __future__ import annotations

from django.db.models import Q

from pusaq.common.scope import below, paths_down_to
from pusaq.territory.models import DataLoad


def sources_of(path: str) -> list[DataLoad]:
    """The latest load of each kind that covers a place, or lies in it."""
    covers = Q(path__in=["", *paths_down_to(path)])
    loads = (
        DataLoad.objects.filter(covers | below(path))
        .order_by("-loaded_at", "-pk")
        .only("kind", "source", "source_date", "path")[:40]
    )
    latest: dict[str, DataLoad] = {}
    for load in loads:
        latest.setdefault(load.kind, load)
    return sorted(latest.values(), key=lambda load: load.kind)
