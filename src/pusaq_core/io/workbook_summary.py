"""The first sheet of the workbook: what was planned, from what, under which assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    Cell = tuple[str, str | float | int | None]
    """How the cell looks (`head`, `section`, or the kind of a column), and its value."""

_HEAD: Final = {
    "norm": "Norma",
    "norm_sha256": "Huella de la norma (SHA-256)",
    "year": "Año",
    "version": "Versión de Pusaq",
    "seed": "Semilla",
    "effort": "Esfuerzo",
}
_FIGURES: Final = {
    "services": ("Servicios", "whole"),
    "targeted": ("Focalizados", "whole"),
    "to_verify": ("Por verificar", "whole"),
    "over_cap": ("Sin cupo", "whole"),
    "teachers": ("Docentes", "whole"),
    "accompanists": ("Acompañantes", "whole"),
    "km": ("Km ponderados", "km"),
    "km_bound": ("Cota inferior", "km"),
    "gap": ("Brecha", "share"),
    "timetable_km": ("Km del calendario", "km"),
    "timetable_bound": ("Cota del calendario", "km"),
    "activities": ("Actividades", "whole"),
    "unplaced": ("Sin programar", "whole"),
    "violations": ("Incumplimientos", "whole"),
}

_STATES: Final = {
    "servicio_no_focalizado": "el servicio no está focalizado",
    "por_verificar": "el servicio está por verificar",
    "sin_acompanante": "el servicio quedó sin cupo",
    "otra_plaza": "se acompaña a la persona en otra plaza",
    "otro_cargo": "el cargo no se acompaña",
    "fuera_del_anio": "no cubre ningún día de clases",
    "sin_titular": "nadie ocupa la plaza",
    "reemplazada": "otra persona la ocupa después",
    "fila_rechazada": "la fila no se pudo usar",
}
_BOUNDS: Final = {"km_bound": "km", "gap": "km", "timetable_bound": "timetable_km"}
"""What is proven, and of which kilometres: a bound of nothing is no proof."""


def summary_rows(
    summary: Mapping[str, Any], ugels: Mapping[str, str], without: Collection[str]
) -> Iterator[list[Cell]]:
    """Rows of the sheet.

    Args:
        summary: content of `summary.json`; absent keys are left out.
        ugels: names of UGEL by code.
        without: titles of sheets that were left out.
    """
    yield [("section", "Plan de acompañamiento pedagógico")]
    for key, title in _HEAD.items():
        if key in summary:
            yield [("text", title), ("whole", summary[key])]
    yield from _warnings(summary, without)
    yield []
    yield [("head", "UGEL"), *(("head", title) for title, _ in _FIGURES.values())]
    for code, figures in summary["ugel"].items():
        yield [("text", f"{code} {ugels.get(code, '')}".strip()), *_figures(figures)]
    yield [("section", "Total"), *_figures(summary["total"])]
    titles = summary.get("titulos", {})
    yield from _assumptions(summary["total"].get("supuestos", {}), titles)
    total = summary["total"]
    yield from _counts("Regla que deja por verificar", "Servicios", total.get("por_verificar", {}), titles)
    yield from _counts("Regla sin dato", "Servicios", total.get("sin_dato", {}), titles)
    yield from _unreadable(total)
    yield from _posts(total.get("plazas", {}))
    yield from _inputs(summary.get("inputs", {}))


def _warnings(summary: Mapping[str, Any], without: Collection[str]) -> Iterator[list[Cell]]:
    if summary.get("fuera_de_periodo"):
        yield [("section", "Norma fuera de su periodo")]
    if summary.get("cortado"):
        yield [("section", "Búsqueda cortada por tiempo: otra corrida puede dar otro plan")]
    for title in without:
        yield [("section", f"Hoja «{title}» omitida: está en los archivos CSV")]


def _figures(figures: Mapping[str, Any]) -> list[Cell]:
    found: list[Cell] = []
    for key, (_, kind) in _FIGURES.items():
        km = figures.get(_BOUNDS.get(key, ""))
        unproven = km and not figures.get(key, km) and (key != "gap" or figures[key] is None)
        found.append(("text", "sin cota demostrada") if unproven else (kind, figures.get(key)))
    return found


def _assumptions(values: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[list[Cell]]:
    if values:
        yield []
        yield [("head", "Supuesto (criterio de Pusaq, no de la norma)"), ("head", "Valor")]
    for name, value in values.items():
        yield [("text", titles.get(name, name)), ("text", _shown(value))]


def _counts(what: str, of: str, counts: Mapping[str, int], titles: Mapping[str, str]) -> Iterator[list[Cell]]:
    if counts:
        yield []
        yield [("head", what), ("head", of)]
    for name, count in counts.items():
        yield [("text", titles.get(name, name)), ("whole", count)]


def _unreadable(total: Mapping[str, Any]) -> Iterator[list[Cell]]:
    """Cells of the registry that say nothing usable, and values that no rule knows."""
    cells, values = total.get("ilegibles", {}), total.get("valores_desconocidos", {})
    if cells:
        yield []
        yield [("head", "Columna con celdas que no se pueden leer"), ("head", "Celdas")]
    for column, count in cells.items():
        yield [("text", column), ("whole", count)]
    if values:
        yield []
        yield [("head", "Valor que ninguna regla conoce"), ("head", "Servicios")]
    for column, counts in values.items():
        for value, count in counts.items():
            yield [("text", f"{column}: {value}"), ("whole", count)]


def _posts(account: Mapping[str, Any]) -> Iterator[list[Cell]]:
    """What became of every row of the staffing file."""
    if not account:
        return
    yield []
    yield [("head", "Filas del archivo de plazas"), ("head", "Filas")]
    yield [("text", "Leídas"), ("whole", account["leidas"])]
    yield [("text", "Acompañadas"), ("whole", account["acompanadas"])]
    for state, count in account["no_acompanadas"].items():
        yield [("text", f"No acompañadas: {_STATES.get(state, state)}"), ("whole", count)]
    yield [("text", "De otras UGEL"), ("whole", account["de_otras_ugel"])]
    yield [("text", "Sin servicio en el padrón"), ("whole", account["sin_servicio"])]


def _inputs(digests: Mapping[str, str]) -> Iterator[list[Cell]]:
    if digests:
        yield []
        yield [("head", "Archivo de entrada"), ("head", "SHA-256")]
    for file, digest in digests.items():
        yield [("text", file), ("text", digest)]


def _shown(value: Any) -> str | float | int:  # noqa: ANN401  (a `supuesto` may be a number, a text, a list)
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, int | float):
        return value
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
