"""Port `links`: activities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse

from pusaq.agenda.models import Activity
from pusaq.common.ports import Link

if TYPE_CHECKING:
    from pusaq.common.actor import Actor
    from pusaq.common.refs import Ref

KINDS = frozenset({"agenda.activity"})
CAPABILITY = "agenda.read"


def resolve(ref: Ref, *, role: Actor) -> Link | None:
    """The activity, where the role may see it."""
    activity = Activity.objects.within(role.scope(CAPABILITY)).filter(pk=ref.id).first()
    if activity is None:
        return None
    try:
        return Link(reverse("agenda:activity", args=[activity.pk]), activity.title)
    except NoReverseMatch:
        return None
