"""Reads `dosis` of a norm file: what each teacher, and each accompanist, is owed in a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pusaq_core.kinds import KINDS, Owed, Way
from pusaq_core.norms import reader as r
from pusaq_core.norms.dose_model import splits
from pusaq_core.norms.reader import Key
from pusaq_core.norms.sections_targeting import by_profile

if TYPE_CHECKING:
    from pusaq_core.catalogue_reader.tree import Node
    from pusaq_core.norms.reader import Reading, Report
    from pusaq_core.norms.vocabulary import Vocabulary

MAX_TIMES = 60
"""Bound of visits, meetings and workshops a year; more is a slip of the keyboard."""

MAX_DAYS = 200

_NUMERAL = Key(r.numeral, "numeral")
_TIMES = Key(r.integer(1, MAX_TIMES), "total")


def doses(names: Vocabulary) -> Reading:
    """Section `dosis`, one entry for each profile; values are what is owed by kind."""
    readers: dict[Way, Reading] = {Way.TRAVELS: visits, Way.HOSTED: meetings, Way.OF_UGEL: workshops}
    keys = {
        kind.dose: Key(readers[kind.way], kind.id, default=... if kind.obligatory else None)
        for kind in KINDS.values()
    }
    return by_profile(r.record(_said, keys), names)


def _said(**owed: Owed | None) -> dict[str, Owed]:
    """Without the kinds of which the norm does not speak."""
    return {kind: one for kind, one in owed.items() if one is not None}


def visits(report: Report, node: Node, path: str) -> Owed | None:
    """Total and days, with the lengths that a visit may have (`duraciones`) or has (`mezcla`)."""
    values: dict[str, Any] | None = r.record(
        dict,
        {
            "total": _TIMES,
            "dias": Key(r.integer(1, MAX_DAYS), "days"),
            "duraciones": Key(r.listed(r.integer(1, MAX_DAYS), least=1), "allowed", default=None),
            "mezcla": Key(r.keyed(r.integer(1, MAX_TIMES), key=r.integer(1, MAX_DAYS)), "mix", default=None),
            "numeral": _NUMERAL,
        },
    )(report, node, path)
    if values is None:
        return None
    total, days, allowed, mix = values["total"], values["days"], values["allowed"], values["mix"]
    if (allowed is None) == (mix is None):
        report.note("visit_lengths", node, path, expected="one_of:duraciones|mezcla", found="")
        return None
    if mix is not None:
        lengths = tuple(sorted(int(length) for length, times in mix.items() for _ in range(times)))
        ways = [lengths] if (len(lengths), sum(lengths)) == (total, days) else []
    else:
        ways = splits(total, days, allowed)
    if len(ways) != 1:
        shown = " | ".join("+".join(map(str, way)) for way in ways[:3])
        report.note("visit_split", node, path, expected=f"visits:{total}:{days}", found=shown)
        return None
    return Owed(
        times=total,
        days=days,
        numeral=values["numeral"],
        lengths=ways[0],
        shortest=min(allowed or ways[0]),
        fixed_mix=mix is not None,
    )


def meetings(report: Report, node: Node, path: str) -> Owed | None:
    """What schools host; each lasts a day."""
    made: Owed | None = r.record(
        _meeting,
        {
            "total": Key(r.integer(1, MAX_TIMES), "times"),
            "horas": Key(r.integer(1, 24), "hours"),
            "a_cargo": Key(r.text, "led_by"),
            "fuera_de_visita": Key(r.boolean, "outside_visits", default=False),
            "por_red": Key(r.boolean, "by_network", default=False),
            "conjunta_integradas": Key(r.boolean, "joint", default=False),
            "numeral": _NUMERAL,
        },
    )(report, node, path)
    return made


def _meeting(*, times: int, **said: Any) -> Owed:  # noqa: ANN401  (the fields of `Owed`)
    return Owed(times=times, days=times, **said)


def workshops(report: Report, node: Node, path: str) -> Owed | None:
    """Workshops for teachers, or those of the accompanist."""
    made: Owed | None = r.record(
        Owed,
        {
            "eventos": Key(r.integer(1, MAX_TIMES), "times"),
            "dias": Key(r.integer(1, MAX_DAYS), "days"),
            "lugar": Key(r.text, "place"),
            "numeral": _NUMERAL,
        },
    )(report, node, path)
    return made
