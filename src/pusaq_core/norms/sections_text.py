"""Reads the sections of a norm file that people read, its assumptions and its cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pusaq_core.kinds import hosted_kinds
from pusaq_core.norms import reader as r
from pusaq_core.norms.reader import Key
from pusaq_core.norms.text_model import (
    Assumption,
    Case,
    Clause,
    Competency,
    Duty,
    MatrixRow,
    Note,
    Stage,
    Strategy,
    Term,
)

if TYPE_CHECKING:
    from pusaq_core.catalogue_reader.tree import Node
    from pusaq_core.norms.reader import Reading, Report
    from pusaq_core.norms.vocabulary import Vocabulary

_NUMERAL = Key(r.numeral, "numeral")
_TEXTS = r.one_or_more(r.text)

clauses = r.listed(
    r.record(
        Clause,
        {"texto": Key(r.text, "text"), "sobre": Key(r.text, "topic", default=""), "numeral": _NUMERAL},
    )
)
"""Sections `alcance`, `base_normativa`, `evaluacion`, `formacion`."""

terms = r.listed(
    r.record(
        Term,
        {"termino": Key(r.text, "name"), "significa": Key(r.text, "meaning"), "numeral": _NUMERAL},
    )
)
"""Lists of `glosario`."""

stages = r.listed(
    r.record(
        Stage,
        {
            "numero": Key(r.integer(1, 20), "number"),
            "dura": Key(r.text, "lasts"),
            "espera": Key(r.text, "expects"),
            "numeral": _NUMERAL,
        },
    )
)
"""Section `etapas`."""

strategies = r.listed(
    r.record(
        Strategy,
        {
            "id": Key(r.identifier, "id"),
            "nombre": Key(r.text, "name"),
            "para": Key(r.choice("practica", "gestion", "complemento"), "aim"),
            "a_cargo": Key(r.text, "led_by"),
            "rasgos": Key(_TEXTS, "features"),
            "numeral": _NUMERAL,
        },
    )
)
"""Section `estrategias`."""

matrix = r.listed(
    r.record(
        MatrixRow,
        {
            "variable": Key(r.text, "variable"),
            "periodo": Key(r.text, "period"),
            "metodo": Key(r.text, "method"),
            "recoge": Key(_TEXTS, "collected_by"),
            "sobre": Key(r.text, "about"),
            "numeral": _NUMERAL,
        },
    )
)
"""Lists of `matrices`."""

notes = r.listed(
    r.record(
        Note,
        {"numeral": _NUMERAL, "sobre": Key(r.text, "about"), "lectura": Key(r.text, "reading")},
    )
)
"""Section `notas`."""


def competencies(names: Vocabulary) -> Reading:
    """Section `competencias`."""
    kinds = r.choice("priorizada", "complementaria", "linguistica")
    return r.listed(
        r.record(
            Competency,
            {
                "codigo": Key(r.text, "code"),
                "nombre": Key(r.text, "name"),
                "tipo": Key(kinds, "kind"),
                "dominio": Key(r.text, "domain", default=""),
                "perfil": Key(r.one_or_more(r.choice(*names.profiles)), "profiles", default=()),
                "numeral": _NUMERAL,
            },
        )
    )


def duties(names: Vocabulary) -> Reading:
    """Section `responsabilidades`."""
    return r.listed(
        r.record(
            Duty,
            {
                "quien": Key(_TEXTS, "who"),
                "hace": Key(r.text, "does"),
                "crea": Key(r.text, "creates", default=""),
                "perfil": Key(r.one_or_more(r.choice(*names.profiles)), "profiles", default=()),
                "numeral": _NUMERAL,
            },
        )
    )


def assumptions(report: Report, node: Node, path: str) -> dict[str, Assumption] | None:
    """Section `supuestos`; a numeral is forbidden here, for the norm does not say it."""
    one = r.record(
        dict,
        {
            "titulo": Key(r.text, "title", default=""),
            "valor": Key(r.free_value, "value"),
            "razon": Key(r.text, "reason"),
            "cambia": Key(r.text, "changed_by"),
            "orden": Key(r.integer(1, 99), "order", default=None),
            "relajable": Key(r.boolean, "relaxable", default=True),
        },
        forbidden=("numeral",),
    )
    found: dict[str, Any] | None = r.keyed(one)(report, node, path)
    if found is None:
        return None
    lines = {name.text: name.line for name, _ in node.entries}
    made = {
        name: Assumption(id=name, file=node.file, line=lines[name], **values)
        for name, values in found.items()
        if values
    }
    taken: dict[int, str] = {}
    for name, assumption in made.items():
        if assumption.order is not None and taken.setdefault(assumption.order, name) != name:
            place = node.get(name) or node
            report.note("duplicate_id", place, f"{path}.{name}.orden", found=str(assumption.order))
    return made


_CELL = r.free_value


def cases(names: Vocabulary) -> Reading:
    """Section `casos`: a service, a plan of visits or a meeting, with the result that the norm gives it."""
    keys = {
        "nombre": Key(r.text, "name"),
        "numeral": _NUMERAL,
        "servicio": Key(r.keyed(_CELL, key=r.text), "service", default={}),
        "junto_a": Key(r.listed(r.keyed(_CELL, key=r.text)), "others", default=()),
        "dispersion": Key(r.choice("alta", "baja"), "dispersion", default=""),
        "perfil": Key(r.choice(*names.profiles), "profile", default=""),
        "plan_de_visitas": Key(r.listed(r.integer(0, 200)), "visits", default=()),
        "reunion": Key(_meeting, "meeting", default={}),
        "espera": Key(_expected(names), "expected"),
    }
    one = r.record(dict, keys)

    def read(report: Report, node: Node, path: str) -> Case | None:
        values: dict[str, Any] | None = one(report, node, path)
        if values is None:
            return None
        situations = [key for key in ("servicio", "plan_de_visitas", "reunion") if node.get(key) is not None]
        if len(situations) != 1 or (situations != ["servicio"] and not values["profile"]):
            report.note("case_situation", node, path, found=", ".join(situations))
            return None
        return Case(line=node.line, **values)

    return r.listed(read)


def _meeting(report: Report, node: Node, path: str) -> dict[str, Any] | None:
    """A meeting of a case: its kind, by the key that names its dose, and how long it lasted."""
    by_key = {kind.dose: kind.id for kind in hosted_kinds()}
    values: dict[str, Any] | None = r.record(
        dict,
        {"tipo": Key(r.choice(*by_key), "kind"), "minutos": Key(r.integer(0, 2_000), "minutes")},
    )(report, node, path)
    return values and {**values, "kind": by_key[values["kind"]]}


def _expected(names: Vocabulary) -> Reading:
    optional: dict[str, Reading] = {
        "perfil": r.choice(*names.profiles, "ninguno"),
        "decision": r.choice("targeted", "not_targeted", "excluded"),
        "rango": r.integer(1),
        "ratio_max": r.integer(1),
        "ratio_min": r.integer(0),
        "visitas": r.listed(r.integer(1)),
        "no_cumple": r.listed(r.identifier),
        "excluye": r.listed(r.identifier),
        "prioridades": r.listed(r.identifier),
        "sin_dato": r.listed(r.identifier),
        "hallazgos": r.listed(r.identifier),
        "cuenta": r.boolean,
    }

    def present(**values: object) -> dict[str, object]:
        return {key: value for key, value in values.items() if value is not None}

    return r.record(present, {key: Key(read, key, default=None) for key, read in optional.items()})
