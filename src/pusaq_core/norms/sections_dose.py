"""Reads `dosis` of a norm file: what each teacher, and each accompanist, is owed in a year."""

from __future__ import annotations

from dataclasses import dataclass, field, make_dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final

from pusaq_core.catalogue_reader.faults import Fault, refusals
from pusaq_core.catalogue_reader.sheet import Entries, Sheet, at_least, key, made_of, validated
from pusaq_core.catalogue_reader.values import Flag, Reads, Text, whole
from pusaq_core.kinds import KINDS, Kind, Owed, Way
from pusaq_core.norms.dose_model import splits
from pusaq_core.norms.numerals import Numeral

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_TIMES: Final = 60
"""Bound of visits, meetings and workshops a year; more is a slip of the keyboard."""

MAX_DAYS: Final = 200

Times = Annotated[int, whole(1, MAX_TIMES)]
Days = Annotated[int, whole(1, MAX_DAYS)]


@dataclass(frozen=True, slots=True)
class _Visits(Sheet):
    """Total and days, with the lengths that a visit may have (`duraciones`) or has (`mezcla`)."""

    total: Times
    days: Annotated[Days, key("dias")]
    numeral: Numeral
    allowed: Annotated[tuple[Days, ...] | None, at_least(1), key("duraciones")] = None
    mix: Annotated[dict[Days, Times] | None, key("mezcla")] = None

    @classmethod
    def contradictions(cls, given: Entries) -> Iterator[Fault]:
        """The lengths are said in one of two ways."""
        if ("duraciones" in given) == ("mezcla" in given):
            yield Fault("visit_lengths", expected="one_of:duraciones|mezcla", found="")

    def lengths(self) -> list[tuple[int, ...]]:
        """Every way to have the days in the visits."""
        if self.mix is None:
            return splits(self.total, self.days, self.allowed or ())
        mixed = tuple(sorted(length for length, times in self.mix.items() for _ in range(times)))
        return [mixed] if (len(mixed), sum(mixed)) == (self.total, self.days) else []


def _visits(said: _Visits) -> Owed:
    ways = said.lengths()
    if len(ways) != 1:
        shown = " | ".join("+".join(map(str, way)) for way in ways[:3])
        raise refusals([Fault("visit_split", (), f"visits:{said.total}:{said.days}", shown)])
    return Owed(
        times=said.total,
        days=said.days,
        numeral=said.numeral,
        lengths=ways[0],
        shortest=min(said.allowed or ways[0]),
        fixed_mix=said.mix is not None,
    )


@dataclass(frozen=True, slots=True)
class _Meetings(Sheet):
    """What schools host; each lasts a day."""

    total: Times
    hours: Annotated[int, whole(1, 24), key("horas")]
    led_by: Annotated[Text, key("a_cargo")]
    numeral: Numeral
    outside_visits: Annotated[Flag, key("fuera_de_visita")] = False
    by_network: Annotated[Flag, key("por_red")] = False
    joint: Annotated[Flag, key("conjunta_integradas")] = False


def _meetings(said: _Meetings) -> Owed:
    return Owed(
        times=said.total,
        days=said.total,
        numeral=said.numeral,
        hours=said.hours,
        led_by=said.led_by,
        outside_visits=said.outside_visits,
        by_network=said.by_network,
        joint=said.joint,
    )


@dataclass(frozen=True, slots=True)
class _Workshops(Sheet):
    """Workshops for teachers, or those of the accompanist."""

    times: Annotated[Times, key("eventos")]
    days: Annotated[Days, key("dias")]
    place: Annotated[Text, key("lugar")]
    numeral: Numeral


def _workshops(said: _Workshops) -> Owed:
    return Owed(times=said.times, days=said.days, numeral=said.numeral, place=said.place)


_OF_WAY: Final = {
    Way.TRAVELS: made_of(_Visits, _visits),
    Way.HOSTED: made_of(_Meetings, _meetings),
    Way.OF_UGEL: made_of(_Workshops, _workshops),
}


@cache
def _sheet_of(kinds: tuple[Kind, ...]) -> type[Sheet]:
    """What a norm may say of each kind of activity: one key a row of the table."""
    fields = [
        (
            kind.id,
            Annotated[Owed | None, _OF_WAY[kind.way], key(kind.dose)],
            field() if kind.obligatory else field(default=None),
        )
        for kind in kinds
    ]
    return make_dataclass("DoseSheet", fields, bases=(Sheet,), frozen=True, slots=True, kw_only=True)


def _dose(value: Any, context: Mapping[str, Any]) -> dict[str, Owed]:  # noqa: ANN401  (whatever stands there)
    """What is owed by kind, without the kinds of which the norm does not speak."""
    said = validated(_sheet_of(tuple(KINDS.values())), value, context)
    return {kind: getattr(said, kind) for kind in KINDS if getattr(said, kind) is not None}


OwedByKind = Annotated[dict[str, Owed], Reads(_dose, in_context=True)]
