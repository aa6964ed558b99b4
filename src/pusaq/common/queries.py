from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, ExpressionWrapper, F, Q, Sum, Value
from django.db.models.fields import DurationField
from django.db.models.functions import StrIndex

from pusaq.common.enums import DeliveryState
from pusaq.common.models import EventDelivery, Job, SearchEntry, StoredFile, WorkerPulse
from pusaq.common.sorting import folded

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from pusaq.common.scope import Scope


def troubled_deliveries(*, scope: Scope) -> QuerySet[EventDelivery]:
    """Deliveries that failed, or failed at least once and are tried again; the oldest event first."""
    return (
        EventDelivery.objects.within(scope)
        .filter(Q(state=DeliveryState.FAILED) | Q(state=DeliveryState.PENDING, attempts__gt=0))
        .select_related("event")
        .order_by("event__at", "pk")
    )


def jobs_within(scope: Scope) -> QuerySet[Job]:
    """Works of a scope, the latest first, each with how long it took (`took`)."""
    took = ExpressionWrapper(F("ended_at") - F("started_at"), output_field=DurationField())
    return Job.objects.within(scope).annotate(took=took).order_by("-created_at", "-pk")


def job_counts(*, scope: Scope) -> dict[str, int]:
    """State to how many works of a scope are in it."""
    rows = Job.objects.within(scope).order_by().values("state").annotate(n=Count("pk"))
    return dict(rows.values_list("state", "n"))


def pulses(*, since: dt.datetime) -> list[WorkerPulse]:
    """Workers that gave a sign of life since a moment."""
    return list(WorkerPulse.objects.filter(seen_at__gte=since).order_by("started_at"))


def last_pulse() -> WorkerPulse | None:
    return WorkerPulse.objects.order_by("-seen_at").first()


def files_kept() -> tuple[int, int]:
    """How many files are kept, and their bytes."""
    found = StoredFile.objects.aggregate(n=Count("pk"), size=Sum("size"))
    return found["n"], found["size"] or 0


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
        # What is named so stands before what only lies there: the name comes first in the folded words.
        near = entries.annotate(place=StrIndex("folded", Value(wanted[0])))
        found += near.order_by("place", "sort_key")[:limit]
    return sorted(found, key=lambda entry: (entry.folded.index(wanted[0]), entry.sort_key))[:limit]
