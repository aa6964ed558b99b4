"""The month of a school, for whoever leads it: who comes, when, to whom."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

from django.utils.dates import MONTHS
from django.utils.html import format_html
from django.utils.translation import gettext as _

from pusaq.accompaniment.addresses import SUBSCRIPTION, address
from pusaq.accompaniment.field.queries.convened import convened_activities
from pusaq.accompaniment.today.teacher import comings
from pusaq.accompaniment.today.words import counted, link, uncapped
from pusaq.shell.ports import Card
from pusaq.shell.sentences import listed
from pusaq.territory.naming import school_label

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pusaq.common.actor import Actor

MOST = 400


def cards(role: Actor, moment: dt.datetime) -> Sequence[Card]:
    """Everything of this month, and the next thing where this month has nothing left; two queries."""
    today = moment.date()
    first = today.replace(day=1)
    last = today.replace(day=calendar.monthrange(today.year, today.month)[1])
    found = convened_activities(role.scope("agenda.read"), first, most=MOST)
    month = [one for one in found if one.starts_on <= last]
    left = [one for one in month if one.ends_on >= today and one.stands]
    later = next((one for one in found if one.starts_on > last and one.stands), None)
    if not month and later is None:
        return ()
    shown = comings(role, [*month, *([later] if later and not left else [])], today)
    feed = address(SUBSCRIPTION) if role.may("agenda.feed") else ""
    where = school_label(role.school.name, role.pack.words["escuela"]) if role.school else ""
    name = str(MONTHS[today.month]).lower()
    if left:
        coming = next(one for one in shown if one.one is left[0])
        sentence = format_html(
            _("{where} tiene {what} en lo que queda de {month}. Lo próximo: {next}, {when}."),
            month=name,
            where=where,
            what=listed(counted([one.kind for one in left])),
            next=link(coming.url, coming.label),
            when=uncapped(coming.when),
        )
    else:
        sentence = format_html(
            _("A {where} no le queda nada planificado en {month}."), where=where, month=name
        )
    return [
        Card(
            _("%(month)s en la escuela") % {"month": name.capitalize()},
            len(month),
            sentence=sentence,
            url=feed,
            url_label=_("Suscribir mi calendario"),
            template="accompaniment/today/month.html",
            data=[(one, one.one.ends_on < today) for one in shown],
        )
    ]
