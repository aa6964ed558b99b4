from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from pusaq.agenda.enums import ActivityState, Part
from pusaq.agenda.models import Activity, ActivityPlace, CalendarFeed, Participation
from pusaq.agenda.ports import KINDS
from pusaq.common.ports import answers
from pusaq.common.tokens import digest_of
from pusaq.people.models import Post

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from django.db.models import QuerySet

    from pusaq.agenda.ports import Kind
    from pusaq.common.scope import Scope
    from pusaq.people.models import User


def kinds() -> dict[str, Kind]:
    """Kinds of activity of every service, in the order of the port."""
    return {kind.id: kind for room in answers(KINDS) for kind in room.kinds()}


def activities_between(first: dt.date, last: dt.date, *, scope: Scope) -> QuerySet[Activity]:
    """Activities of which some day lies in a range, with places and people; cancelled ones are left out."""
    found = Activity.objects.within(scope).filter(starts_on__lte=last, ends_on__gte=first)
    return _whole(found.exclude(state=ActivityState.CANCELLED)).order_by("starts_on", "title", "pk")


def _whole(found: QuerySet[Activity]) -> QuerySet[Activity]:
    """With what a page or a file shows of an activity besides its own fields."""
    return found.prefetch_related(
        "days",
        Prefetch("places", ActivityPlace.objects.select_related("school")),
        Prefetch("participations", Participation.objects.select_related("post", "person")),
    )


def activity_in(scope: Scope, pk: UUID) -> Activity | None:
    """One activity with its days, places and people, cancelled ones too."""
    return (
        Activity.objects.within(scope)
        .prefetch_related(
            "days",
            Prefetch("places", ActivityPlace.objects.select_related("school")),
            Prefetch(
                "participations",
                Participation.objects.select_related(
                    "post", "post__service", "post__service__school", "person"
                ).order_by("part", "post__path", "post__code", "pk"),
            ),
        )
        .filter(pk=pk)
        .first()
    )


@dataclass(frozen=True, slots=True)
class Before:
    """How an activity stood before somebody changed it last."""

    state: str
    starts_on: dt.date


def state_before(activity: Activity) -> Before | None:
    """How it was before the last change that a person made; None where nobody did, or a publication since."""
    past: Any = Activity.trail
    rows = past.filter(id=activity.pk).order_by("-history_date", "-history_id")
    last_two = list(rows.values_list("sequence", "state", "starts_on")[:2])
    if len(last_two) < 2 or last_two[0][0] != activity.sequence:
        return None
    return Before(*last_two[1][1:])


def conductors_between(first: dt.date, last: dt.date, *, scope: Scope) -> list[Post]:
    """Posts that conduct some activity of a range, by code."""
    activities = Activity.objects.within(scope).filter(starts_on__lte=last, ends_on__gte=first)
    conducting = Participation.objects.filter(
        activity__in=activities.exclude(state=ActivityState.CANCELLED).values("pk"), part=Part.CONDUCTS
    )
    return list(Post.objects.filter(pk__in=conducting.values("post")).order_by("code"))


def feeds_of(user: User) -> QuerySet[CalendarFeed]:
    """Subscriptions of a user that are in force, the youngest first."""
    return (
        CalendarFeed.objects.filter(user=user, revoked_at=None)
        .select_related("role", "role__organisation", "role__school")
        .order_by("-created_at", "-pk")
    )


def feed_with(secret: str) -> CalendarFeed | None:
    """The subscription in force that an address opens."""
    return (
        CalendarFeed.objects.select_related("user", "role")
        .filter(digest=digest_of(secret), revoked_at=None, user__is_active=True)
        .first()
    )


def feed_activities(first: dt.date, last: dt.date, *, scope: Scope, readable: Scope) -> QuerySet[Activity]:
    """What a calendar program is given: cancelled activities too, so that it takes them out."""
    readable_here = Activity.objects.within(scope).within(readable)
    found = readable_here.filter(starts_on__lte=last, ends_on__gte=first)
    return _whole(found.exclude(state=ActivityState.PROPOSED)).order_by("starts_on", "pk")
