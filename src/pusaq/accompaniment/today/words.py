"""How *Hoy* says days, activities and schools."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.accompaniment.looks import in_order, name_of_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq.accompaniment.field.queries.convened import ConvenedActivity, FieldDay

_NUMBER = re.compile(r"^[\d\s./-]+")


def said_teachers(n: int) -> str:
    return ngettext("%(n)d docente", "%(n)d docentes", n) % {"n": n}


def said_accompanists(n: int) -> str:
    return ngettext("%(n)d acompañante", "%(n)d acompañantes", n) % {"n": n}


def opens_said(*, is_visit: bool) -> str:
    """Words of the button that opens an activity."""
    return _("Ver la visita") if is_visit else _("Ver la actividad")


def link(url: str, text: object) -> str:
    """A link, or the text alone where there is no page."""
    return format_html('<a href="{}">{}</a>', url, text) if url else format_html("<b>{}</b>", text)


def counted(kinds: Sequence[str]) -> list[str]:
    """How many there are of each kind, in their order."""
    return [look.said(n) for kind, look in in_order() if (n := sum(one == kind.id for one in kinds))]


def short_school(name: str) -> str:
    """A school without its number, where a name is left."""
    return _NUMBER.sub("", name) or name


def what(one: ConvenedActivity | FieldDay) -> str:
    """«Visita 3», «GIA 2», «Taller de docentes 1», «Visita 3 (no se hizo)»."""
    kind = name_of_kind(one.kind)
    said = f"{kind} {one.number}" if one.number else kind
    return said if one.stands else _("%(what)s (no se hizo)") % {"what": said}


def uncapped(text: str) -> str:
    """Inside a sentence; what is an acronym stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def when(first: dt.date, last: dt.date, *, today: dt.date) -> str:
    """«hoy», «hoy y mañana», «mañana», «lunes 24 de agosto», «del lunes 24 al miércoles 26 de agosto»."""
    tomorrow = today + dt.timedelta(1)
    if first <= today <= last:
        if last == today:
            return _("hoy")
        if last == tomorrow:
            return _("hoy y mañana")
        return _("hasta el %(day)s") % {"day": day_of(last)}
    if first == last:
        return _("mañana") if first == tomorrow else _("el %(day)s") % {"day": day_of(first)}
    begin = date_format(first, "l j") if first.month == last.month else day_of(first)
    return _("del %(first)s al %(last)s") % {"first": begin, "last": day_of(last)}


def day_of(day: dt.date) -> str:
    return date_format(day, _("l j \\d\\e F"))
