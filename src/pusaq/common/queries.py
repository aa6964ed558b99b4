from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq.common.enums import DeliveryState
from pusaq.common.models import EventDelivery, Job, SearchEntry
from pusaq.common.sorting import folded

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pusaq.common.scope import Scope


def failed_deliveries() -> QuerySet[EventDelivery]:
    return EventDelivery.objects.filter(state=DeliveryState.FAILED).select_related("event")


def jobs_of_kind(kind: str, *, scope: Scope) -> QuerySet[Job]:
    return Job.objects.within(scope).filter(kind=kind).order_by("-created_at")


def found_entries(words: str, *, scopes: dict[str, Scope], limit: int = 20) -> list[SearchEntry]:
    """What somebody may find by some words: every word must stand in the entry.

    Args:
        words: as typed.
        scopes: what each capability lets the person see.
        limit: the most entries.
    """
    wanted = folded(words).split()
    if not wanted:
        return []
    found: list[SearchEntry] = []
    for capability, scope in sorted(scopes.items()):
        entries = SearchEntry.objects.within(scope).filter(capability=capability)
        for word in wanted:
            entries = entries.filter(folded__contains=word)
        found += entries.order_by("sort_key")[:limit]
    return sorted(found, key=lambda entry: (not entry.folded.startswith(wanted[0]), entry.sort_key))[:limit]
