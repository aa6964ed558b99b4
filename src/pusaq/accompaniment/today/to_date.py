"""What is planned to be over by now, of the year: one bar for each kind of activity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pusaq.accompaniment.addresses import UGEL_YEAR, address
from pusaq.accompaniment.looks import LOOKS
from pusaq.shell.ports import Card
from pusaq_core.kinds import KINDS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from pusaq.accompaniment.field.queries.due import Due
    from pusaq.accompaniment.year.queries.ugel_status import Version


@dataclass(frozen=True, slots=True)
class Measure:
    """A bar with what explains its number."""

    kind: str
    label: str
    due: int
    total: int
    formula: str
    numerals: str


@dataclass(frozen=True, slots=True)
class Source:
    """From what the numbers come.

    Attributes:
        teachers: accompanied.
        accompanists: with a caseload.
        plans: how many published plans.
        version: of the only plan; None for several.
        norm_id: the norm of all of them; empty where they follow several.
        norm_code: its official code.
    """

    teachers: int
    accompanists: int
    plans: int
    version: Version | None
    norm_id: str
    norm_code: str


@dataclass(frozen=True, slots=True)
class ToDate:
    measures: tuple[Measure, ...]
    source: Source
    moment: dt.datetime
    url: str


def to_date_card(
    dues: Iterable[Due], cited: Mapping[str, Iterable[str]], source: Source, moment: dt.datetime
) -> Card:
    """Beside what happens: how far the year is."""
    measures = tuple(_measure(due, "; ".join(cited.get(due.kind, ()))) for due in dues if due.total)
    return Card(
        _("Planificado a la fecha"),
        None,
        template="accompaniment/today/to_date.html",
        data=ToDate(measures, source, moment, address(UGEL_YEAR)),
        beside=True,
    )


def _measure(due: Due, numerals: str) -> Measure:
    in_days, look = KINDS[due.kind].unit == "days", LOOKS[due.kind]
    return Measure(
        kind=due.kind,
        label=str(look.days if in_days else look.times),
        due=due.due_days if in_days else due.due,
        total=due.total_days if in_days else due.total,
        formula=_("días de cada acompañante en talleres que terminan hasta hoy ÷ los del año")
        if in_days
        else _("actividades del plan que terminan hasta hoy ÷ las del año"),
        numerals=numerals,
    )
