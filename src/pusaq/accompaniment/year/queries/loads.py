"""The data from which the plan of a UGEL is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Value

from pusaq.territory.enums import LoadKind
from pusaq.territory.models import DataLoad

if TYPE_CHECKING:
    from pusaq.territory.models import Organisation

OBLIGATORY = (LoadKind.REGISTRY, LoadKind.STAFF)
USED = (*OBLIGATORY, LoadKind.ACCOMPANISTS, LoadKind.EVENTS, LoadKind.TRAVEL)


def covering_loads(organisation: Organisation) -> dict[str, DataLoad]:
    """The youngest load of each kind that covers a UGEL: its own, or one of a place above it."""
    covering = (
        DataLoad.objects.annotate(place=Value(organisation.path))
        .filter(place__startswith=F("path"), kind__in=USED)
        .order_by("loaded_at", "pk")
    )
    return {load.kind: load for load in covering}
