"""Port `today`: the age of the data, and what is loaded where nobody plans."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.common.clock import local
from pusaq.common.roles import WIDE, Reach
from pusaq.shell.enums import Tone
from pusaq.shell.ports import Card, Item
from pusaq.territory.enums import LoadKind
from pusaq.territory.links import link_to_organisation, link_to_school
from pusaq.territory.queries import held_at
from pusaq.territory.sources import sources_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq.common.actor import Actor, Body
    from pusaq.territory.models import DataLoad

OLD = dt.timedelta(days=90)
"""Age at which data wait to be loaded again: registry and posts change every term."""

EXPECTED = (LoadKind.REGISTRY, LoadKind.STAFF, LoadKind.ACCOMPANISTS)


def cards(*, role: Actor, now: dt.datetime, place: Body) -> Sequence[Card]:
    """Two queries, for those whose work is a whole territory."""
    if role.role.can.get("home.read") not in WIDE:
        return _school(role)
    moment = local(now, role.country)
    loads = sources_of(place.path)
    found = [_loaded(role, place, loads), _old(role, loads, moment.date())]
    return [card for card in found if card is not None]


def _school(role: Actor) -> Sequence[Card]:
    """Where nothing is planned, the school's own data are what there is to see."""
    if role.school is None or role.role.can.get("agenda.read") is Reach.OWN:
        return ()
    where = link_to_school(role.school)
    return (
        Card(
            _("Lo que sigue"),
            None,
            url=where.url if where else "",
            url_label=_("Ver los datos de tu escuela"),
            sentence=_("Aún no hay nada planificado en %(school)s.") % {"school": role.school.name},
            empty=_("Cuando algo se planifique, aquí verás lo próximo y el calendario del mes."),
            fallback=True,
        ),
    )


def _old(role: Actor, loads: Sequence[DataLoad], today: dt.date) -> Card | None:
    """Data that were never loaded, or long ago."""
    by_kind = {load.kind: load for load in loads}
    # Where nobody plans, posts and accompanists are not needed.
    needed = EXPECTED if "plan" in role.pack.menu else EXPECTED[:1]
    items = []
    for kind in needed:
        load = by_kind.get(kind)
        if load is None:
            items.append(Item(kind.label, "", _("falta cargarlos")))
        elif today - load.source_date > OLD:
            days = number_format((today - load.source_date).days)
            said = _("al %(day)s, hace %(n)s días") % {
                "day": date_format(load.source_date, "j b Y"),
                "n": days,
            }
            items.append(Item(kind.label, "", said))
    if not items:
        return None
    title = ngettext("dato por actualizar", "datos por actualizar", len(items))
    return Card(title, len(items), tuple(items), Tone.DUE, waiting=True)


def _loaded(role: Actor, place: Body, loads: Sequence[DataLoad]) -> Card | None:
    """What there is to look at for those whose work is no plan."""
    if role.may("plan.read"):
        return None
    held = held_at(place, scope=role.scope("territory.read"))
    words = role.pack.words
    where = link_to_organisation(place)
    schools = words["escuela"] if held.schools == 1 else words["escuelas"]
    sentence = format_html(
        _("{place} tiene {schools} {word}, con los datos de abajo."),
        place=format_html('<a href="{}">{}</a>', where.url, place.short_name) if where else place.short_name,
        schools=number_format(held.schools, force_grouping=True),
        word=schools,
    )
    if role.may("agenda.read"):
        sentence = format_html("{} {}", sentence, _("Todavía no hay actividades planificadas."))
    return Card(
        _("Lo que está cargado"),
        None,
        url=where.url if where else "",
        url_label=_("Ver %(words)s") % {"words": words["escuelas"]},
        sentence=sentence,
        template="territory/today/loaded.html",
        data={"held": held, "loads": loads, "words": words},
        fallback=True,
    )
