"""How each kind of activity is called and drawn: the words and signs beside the core's table of kinds.

A kind has one row here and one in `pusaq_core.kinds`; pages, legends, filters, sheets, files and calendars
ask these two, so that a new kind is found in all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pusaq_core.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import _StrPromise

    from pusaq_core.kinds import Kind

    Word = str | _StrPromise
    Said = Callable[[int], str]


NOT_HELD_COLOUR = "x"
"""Class of a calendar's cell, as `Look.colour`, for what was not held, whatever its kind."""
PREFIX = "accompaniment."
"""Before a kind of the core in the agenda, where each service has kinds of its own."""


@dataclass(frozen=True, slots=True)
class Look:
    """One kind for people.

    Attributes:
        label: in lists, legends and filters.
        said: how many of them, such as «3 visitas».
        colour: class of a calendar's cell, of those in `calendar.css`.
        letter: in a calendar's cell; empty where the school gives it.
        name: before a number, such as «Visita 3»; empty for the label.
        times: heading of how often; empty where it is told in days.
        days: heading of on how many days; empty where it is told in times.
        said_days: how many days; None where it is told in times.
        mark: form of its mark in the year of a UGEL; empty where it has none.
        may_move: a person may move one alone; what all hold on the same days moves for all.
    """

    label: Word
    said: Said
    colour: str
    letter: str = ""
    name: Word = ""
    times: Word = ""
    days: Word = ""
    said_days: Said | None = None
    mark: str = ""
    may_move: bool = True


def _grouped(text: str, n: int) -> str:
    """A text with its number as people read it: a UGEL has more than a thousand days of visits."""
    return text.replace("%(n)d", number_format(n, force_grouping=True))


LOOKS: dict[str, Look] = {
    "visit": Look(
        _("Visita en aula"),
        lambda n: _grouped(ngettext("%(n)d visita", "%(n)d visitas", n), n),
        "solid",
        name=_("Visita"),
        times=_("Visitas"),
        days=_("Días de visita"),
        said_days=lambda n: _grouped(ngettext("%(n)d día de visita", "%(n)d días de visita", n), n),
    ),
    "gia": Look(
        _("GIA"),
        lambda n: _grouped(ngettext("%(n)d GIA", "%(n)d GIA", n), n),
        "info",
        "G",
        times=_("GIA"),
        mark="round",
    ),
    "rtc": Look(
        _("RTC"),
        lambda n: _grouped(ngettext("%(n)d RTC", "%(n)d RTC", n), n),
        "line",
        "R",
        times=_("RTC"),
        mark="square",
    ),
    "workshop": Look(
        _("Taller de docentes"),
        lambda n: _grouped(ngettext("%(n)d taller de docentes", "%(n)d talleres de docentes", n), n),
        "soft",
        "T",
        days=_("Días de taller de docentes"),
        may_move=False,
    ),
    "own_workshop": Look(
        _("Taller del acompañante"),
        lambda n: _grouped(ngettext("%(n)d taller del acompañante", "%(n)d talleres del acompañante", n), n),
        "dark",
        "P",
        days=_("Días de taller del acompañante"),
        may_move=False,
    ),
}


def agenda_kind(kind: str) -> str:
    """A kind of the core as the agenda names it."""
    return f"{PREFIX}{kind}"


def core_kind(kind: str) -> str:
    """A kind of the agenda as the core names it."""
    return kind.removeprefix(PREFIX)


def label_of(kind: str) -> str:
    """What a kind is called."""
    return str(LOOKS[kind].label)


def name_of_kind(kind: str) -> str:
    """What a kind is called before a number."""
    return str(LOOKS[kind].name or LOOKS[kind].label)


def in_order() -> list[tuple[Kind, Look]]:
    """Every kind with its look, in the order of the core."""
    return [(kind, LOOKS[kind.id]) for kind in KINDS.values()]


@dataclass(frozen=True, slots=True)
class Measure:
    """A number by which a year is told: times or days of one kind.

    Attributes:
        name: of a column.
        kind: which.
        in_days: counts days.
        heading: for people.
    """

    name: str
    kind: Kind
    in_days: bool
    heading: str


def measures() -> tuple[Measure, ...]:
    """Every number by which a year is told, in the order of the kinds."""
    found = []
    for kind, look in in_order():
        if look.times:
            found.append(Measure(kind.id, kind, in_days=False, heading=str(look.times)))
        if look.days:
            found.append(Measure(f"{kind.id}_days", kind, in_days=True, heading=str(look.days)))
    return tuple(found)
