"""What codes are called in the workbook for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

KIND_LABELS: Final = {
    "visit": "Visita en aula",
    "gia": "GIA",
    "rtc": "RTC",
    "workshop": "Taller para docentes",
    "own_workshop": "Taller del acompañante",
}
PROFILE_LABELS: Final = {
    "eib": "EIB",
    "multigrade": "Unidocente y multigrado",
    "full_initial": "Polidocente completa, inicial",
    "full_primary": "Polidocente completa, primaria",
    "full_secondary": "Polidocente completa, secundaria",
}
DECISION_LABELS: Final = {
    "targeted": "Focalizada",
    "to_verify": "Por verificar",
    "not_targeted": "No focalizada",
    "excluded": "Excluida",
    "over_cap": "Cumple, sin cupo",
}
CHANGE_LABELS: Final = {
    "moved": "Cambia de fecha",
    "new": "Nueva",
    "dropped": "Se retira",
    "reassigned": "Cambia de acompañante",
}
WEEKDAYS: Final = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called, for readers; a code without a name is shown as it is.

    Attributes:
        ugels: by CODOOII.
        services: name of the school by (COD_MOD, ANEXO).
        places: village and district by CODLOCAL.
        people: by COD_PERSONA.
    """

    ugels: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[tuple[str, str], str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


def names_of(schools: pl.DataFrame, people: pl.DataFrame | None = None) -> Names:
    """The names that frames hold; columns that are absent give no names.

    Args:
        schools: cod_mod, anexo, codlocal, cod_ugel and their names: school, place, district, ugel.
        people: person, surnames, names.
    """
    services = _columns(schools, ("cod_mod", "anexo", "school"))
    return Names(
        ugels=_pairs(schools, "cod_ugel", ("ugel",)),
        services={(cod_mod, anexo): name for cod_mod, anexo, name in services if name},
        places=_pairs(schools, "codlocal", ("place", "district")),
        people={} if people is None else _pairs(people, "person", ("surnames", "names")),
    )


def _columns(frame: pl.DataFrame, names: tuple[str, ...]) -> list[tuple[Any, ...]]:
    absent = [pl.lit(None, dtype=pl.String).alias(name) for name in names if name not in frame.columns]
    return frame.with_columns(absent).select(names).rows()


def _pairs(frame: pl.DataFrame, key: str, parts: tuple[str, ...]) -> dict[str, str]:
    """First name given to each key; parts are joined by a comma."""
    found: dict[str, str] = {}
    for code, *words in _columns(frame, (key, *parts)):
        name = ", ".join(word for word in words if word)
        if name:
            found.setdefault(code, name)
    return found
