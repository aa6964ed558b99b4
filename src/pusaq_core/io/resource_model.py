"""What a resource of the catalogue is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

KINDS: Final = ("practica", "formacion", "programa", "evento")
LONGEST: Final[Mapping[str, int]] = {
    "code": 60,
    "name": 120,
    "title": 240,
    "summary": 400,
    "source": 240,
    "place": 160,
    "link": 300,
    "value": 240,
    "weeks": 60,
}
"""Characters that each text may have, and weeks a module."""

FactValue = int | str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a document says.

    Attributes:
        label: what is said, such as «Duración».
        value: a number, a text or several; None where the document does not say.
        unit: of the number, in the plural.
        place: where in the document.
        is_over: the document says that it is more than the number.
        part_of: label of the count of which this one is a part.
        note: how we read what is not plain; may be empty.
    """

    label: str
    value: FactValue
    unit: str = ""
    place: str = ""
    is_over: bool = False
    part_of: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Module:
    """A part of a programme: its weeks follow those of the module before."""

    title: str
    weeks: int


@dataclass(frozen=True, slots=True)
class Session:
    """What happens in some weeks of a programme, by their numbers from 1."""

    title: str
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """A training programme by weeks.

    Attributes:
        starts_on: the first Monday.
        modules: in their order.
        sessions: in the order of the document.
        note: how we read what is not plain; may be empty.
    """

    starts_on: dt.date
    modules: tuple[Module, ...]
    sessions: tuple[Session, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """Whose the resource is; kind and code as the registry has them, empty where it has no such body."""

    kind: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of the catalogue.

    Attributes:
        code: unique in its country, fit for an address.
        kind: one of `KINDS`.
        title: as the document writes it.
        summary: one sentence of our own.
        source: title of the document.
        section: where in the document the resource stands.
        year: of its edition; None where the document does not say.
        region: empty where it is of the whole country.
        body: None where nobody is named.
        link: address that the document gives; empty for none.
        facts: in the order of the file.
        programme: of those that have weeks.
    """

    code: str
    kind: str
    title: str
    summary: str
    source: str
    section: str
    year: int | None
    region: str
    body: Body | None
    link: str
    facts: tuple[Fact, ...]
    programme: Programme | None
