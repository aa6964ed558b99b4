"""The kinds of activity: what each is by its nature, in one table, and what a norm owes of each.

Everybody else asks the table. What is truly different between kinds stands in code that names the property
(it travels, it is hosted, it is of the whole UGEL), never the kind. A new kind is a row here; it is then
read from norm files, owed, placed, written and told apart.

What a row must say to be scheduled: a hosted kind is placed like any meeting, by its own spacing and groups.
Of the kinds that travel there is one, and of those of a UGEL one for teachers and one for accompanists: the
searches share a year among so many, and a second one of these would need a search of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Way(StrEnum):
    """How people come together."""

    TRAVELS = "travels"
    """The accompanist goes to one teacher, at her school, for one day or several in a row."""

    HOSTED = "hosted"
    """A group meets for a day at the school of one of them, which nobody visits on that day."""

    OF_UGEL = "of_ugel"
    """Everybody of a family in a UGEL, on the same days, at no school."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of activity.

    Attributes:
        id: name in files, tables and code.
        dose: key of its dose in `dosis` of a norm file.
        letter: of the ids of its activities.
        way: how people come together.
        unit: in which a year of it is told: how often, or on how many days.
        obligatory: a norm that gives doses says it.
        own: convenes the accompanist, and no teacher.
        joint: hosted: all caseloads of a premises hold it together.
        gap: assumption with the least days between two; empty where nothing keeps them apart.
        first_weeks: assumption with the school weeks in which the first falls; empty where none does.
        since: assumption with the first day of the year on which one may be held; empty where any may.
        until: assumption with the last such day.
        day_hours: assumption with the hours of a day of one; empty where it has no hours of its own.
        halves: assumption that spreads it over both halves of the year; empty where none does.
        after_visit: assumption by which a visit to each teacher comes before it; empty where none does.
        share_up_to: hosted, by caseload: assumption with the most accompanied teachers of a school that may
            hold it with others; empty where each school holds its own.
        share_schools: assumption with the most schools that hold it together.
    """

    id: str
    dose: str
    letter: str
    way: Way
    unit: Literal["times", "days"] = "times"
    obligatory: bool = False
    own: bool = False
    joint: bool = False
    gap: str = ""
    first_weeks: str = ""
    since: str = ""
    until: str = ""
    day_hours: str = ""
    halves: str = ""
    after_visit: str = ""
    share_up_to: str = ""
    share_schools: str = ""

    @property
    def travels(self) -> bool:
        """Goes to one teacher; the others are collective."""
        return self.way is Way.TRAVELS

    @property
    def hosted(self) -> bool:
        """Meets at a school."""
        return self.way is Way.HOSTED

    @property
    def of_ugel(self) -> bool:
        """Binds a family of a whole UGEL."""
        return self.way is Way.OF_UGEL


_ROWS = (
    Kind(
        "visit",
        "visita",
        "V",
        Way.TRAVELS,
        obligatory=True,
        gap="separacion_visitas_dias",
        first_weeks="primera_visita_semanas",
    ),
    Kind(
        "gia",
        "gia",
        "G",
        Way.HOSTED,
        obligatory=True,
        gap="separacion_gia_dias",
        after_visit="gia_tras_visita",
        share_up_to="gia_red_hasta",
        share_schools="gia_red_max_escuelas",
    ),
    Kind(
        "rtc",
        "rtc",
        "R",
        Way.HOSTED,
        obligatory=True,
        joint=True,
        gap="separacion_rtc_dias",
        halves="rtc_una_por_mitad",
    ),
    Kind(
        "workshop",
        "taller",
        "T",
        Way.OF_UGEL,
        unit="days",
        obligatory=True,
        since="taller_desde",
        until="taller_hasta",
        day_hours="horas_taller_dia",
        halves="taller_uno_por_mitad",
    ),
    Kind(
        "own_workshop",
        "taller_propio",
        "F",
        Way.OF_UGEL,
        unit="days",
        obligatory=True,
        own=True,
        day_hours="horas_taller_dia",
    ),
)

LONGEST = 14
"""Letters of an id: so many the columns hold where plans are kept."""


def by_id(rows: Iterable[Kind]) -> dict[str, Kind]:
    """Kinds as a table.

    Args:
        rows: kinds in the order in which people read them.

    Raises:
        ValueError: an id longer than `LONGEST`, or two kinds of one id, dose or letter, which files
            and ids of activities could not tell apart.
    """
    rows = tuple(rows)
    if long := [row.id for row in rows if len(row.id) > LONGEST]:
        raise ValueError(f"kinds with an id of more than {LONGEST} letters: {', '.join(long)}")
    for name in ("id", "dose", "letter"):
        told = [getattr(row, name) for row in rows]
        if twice := sorted({one for one in told if told.count(one) > 1}):
            raise ValueError(f"kinds of one {name}: {', '.join(twice)}")
    return {row.id: row for row in rows}


KINDS: dict[str, Kind] = by_id(_ROWS)
"""By id, in the order in which people read them. Asked when something is computed, never on import."""


def the_kind(way: Way, *, own: bool = False) -> Kind:
    """The one kind of a way of which there is one (see above).

    Args:
        way: travels, or of the UGEL.
        own: of the UGEL: that of the accompanist.
    """
    (found,) = (kind for kind in KINDS.values() if kind.way is way and kind.own is own)
    return found


def visit() -> Kind:
    """The kind that travels."""
    return the_kind(Way.TRAVELS)


def hosted_kinds() -> tuple[Kind, ...]:
    """Kinds that a school hosts, in their order."""
    return tuple(kind for kind in KINDS.values() if kind.hosted)


def travels(kind: str) -> bool:
    """Whether a kind goes to one teacher."""
    return KINDS[kind].travels


@dataclass(frozen=True, slots=True)
class Owed:
    """What a norm owes of one kind in a year.

    Attributes:
        times: how often.
        days: days of all of them.
        numeral: where the norm says so.
        lengths: travelling: days of each, ascending; they add up to `days`.
        shortest: travelling: least days of a single one.
        fixed_mix: travelling: the norm gives the length of each, not only their total.
        hours: hosted: least hours for one to count.
        led_by: hosted: who leads it.
        outside_visits: hosted: on a day on which nobody visits the school.
        by_network: hosted: schools of a network or caseload may hold it together.
        joint: hosted: where one school has the three levels, their teachers hold it together.
        place: of the UGEL: where.
    """

    times: int = 0
    days: int = 0
    numeral: str = ""
    lengths: tuple[int, ...] = ()
    shortest: int = 0
    fixed_mix: bool = False
    hours: int = 0
    led_by: str = ""
    outside_visits: bool = False
    by_network: bool = False
    joint: bool = False
    place: str = ""


NOTHING = Owed()


@dataclass(frozen=True, slots=True)
class Dose:
    """The year of a teacher of one profile, and of her accompanist (NT-026-01-MINEDU, 5.6).

    Attributes:
        profile: name in the files of a plan.
        family: accompanists of a family share their workshops.
        owed: by kind; a kind that is not there is not owed.
    """

    profile: str
    family: str
    owed: Mapping[str, Owed] = field(default_factory=dict)

    def of(self, kind: str) -> Owed:
        """What is owed of one kind; nothing where the norm says nothing."""
        return self.owed.get(kind, NOTHING)

    @property
    def visits(self) -> Owed:
        """What is owed of the kind that travels."""
        return self.of(visit().id)
