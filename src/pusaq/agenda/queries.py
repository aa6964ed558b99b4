from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from pusaq.agenda.enums import ActivityState
from pusaq.agenda.models import Activity, ActivityPlace, Participation
from pusaq.common.ports import answers

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from pusaq.agenda.ports import Kind
    from pusaq.common.scope import Scope


def kinds() -> dict[str, Kind]:
    """Kinds of activity of every service, in the order of the port."""
    return {kind.id: kind for module in answers("kinds") for kind in module.kinds()}


def activities_between(first: dt.date, last: dt.date, *, scope: Scope) -> QuerySet[Activity]:
    """Activities of which some day lies in a range, with places and people; cancelled ones are left out."""
    return (
        Activity.objects.within(scope)
        .filter(starts_on__lte=last, ends_on__gte=first)
        .exclude(state=ActivityState.CANCELLED)
        .prefetch_related(
            "days",
            Prefetch("places", ActivityPlace.objects.select_related("school")),
            Prefetch("participations", Participation.objects.select_related("post", "person")),
        )
        .order_by("starts_on", "title", "pk")
    )
