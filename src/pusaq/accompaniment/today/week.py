"""This week, for who reads the agenda of a territory and no plan."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.accompaniment.addresses import ACTIVITY, address
from pusaq.agenda.enums import ActivityState
from pusaq.agenda.models import Activity
from pusaq.shell.ports import Card, Item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq.common.actor import Actor

MOST = 5


def cards(role: Actor, moment: dt.datetime, path: str) -> Sequence[Card]:
    """Activities from today to the end of the week; nothing where there is none."""
    today = moment.date()
    coming = Activity.objects.within(role.scope("agenda.read").at(path)).filter(
        kind__startswith="accompaniment.",
        state=ActivityState.PUBLISHED,
        starts_on__lte=today + dt.timedelta(6 - today.weekday()),
        ends_on__gte=today,
    )
    count = coming.count()
    if not count:
        return ()
    first = coming.order_by("starts_on", "title", "pk")[:MOST]
    items = tuple(Item(a.title, address(ACTIVITY, a.pk), date_format(a.starts_on, "l j")) for a in first)
    sentence = ngettext(
        "De hoy al domingo hay %(n)d actividad de acompañamiento.",
        "De hoy al domingo hay %(n)d actividades de acompañamiento.",
        count,
    ) % {"n": count}
    return (Card(_("Acompañamiento esta semana"), count, items, sentence=sentence),)
