"""Port `today`: what accompaniment has for a role this week."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pusaq.accompaniment.addresses import ACTIVITY, UGEL_YEAR, address
from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.models import AnnualPlan
from pusaq.agenda.enums import ActivityState
from pusaq.agenda.models import Activity
from pusaq.common.clock import local
from pusaq.shell.enums import Tone
from pusaq.shell.ports import Card, Item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq.people.permissions import Actor

MOST = 5


def cards(*, role: Actor, now: dt.datetime) -> Sequence[Card]:
    """Activities from today to the end of the week, and plans that wait to be published."""
    found = [_week(role, local(now, role.country).date()), _waiting(role)]
    return [card for card in found if card is not None]


def _week(role: Actor, today: dt.date) -> Card | None:
    if not role.may("agenda.read"):
        return None
    sunday = today + dt.timedelta(6 - today.weekday())
    coming = Activity.objects.within(role.scope("agenda.read")).filter(
        kind__startswith="accompaniment.",
        state=ActivityState.PUBLISHED,
        starts_on__lte=sunday,
        ends_on__gte=today,
    )
    count = coming.count()
    first = coming.order_by("starts_on", "title", "pk")[:MOST] if count else ()
    items = tuple(Item(a.title, address(ACTIVITY, a.pk), date_format(a.starts_on, "l j")) for a in first)
    return Card(_("Acompañamiento esta semana"), count, items, url=address(UGEL_YEAR))


def _waiting(role: Actor) -> Card | None:
    if not role.may("plan.publish"):
        return None
    proposals = (
        AnnualPlan.objects.within(role.scope("plan.publish"))
        .filter(state=PlanState.PROPOSAL)
        .select_related("organisation")
        .order_by("-year", "organisation__sort_key", "-version")
    )
    newest: dict[tuple[object, int], AnnualPlan] = {}
    for plan in proposals.defer("summary"):
        newest.setdefault((plan.organisation_id, plan.year), plan)
    if not newest:
        return None
    items = tuple(
        Item(
            _("Plan %(year)d de %(name)s") % {"year": plan.year, "name": plan.organisation.short_name},
            address(UGEL_YEAR),
            _("versión %(n)d, sin publicar") % {"n": plan.version},
        )
        for plan in list(newest.values())[:MOST]
    )
    return Card(_("Planes por publicar"), len(newest), items, Tone.DUE, address(UGEL_YEAR), waiting=True)
