"""What the command says of the files that it read: what was left out, and what no rule knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pusaq_core.cli.i18n import _, ngettext
from pusaq_core.cli.messages import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import polars as pl

    from pusaq_core.errors import Problem

SHOWN = 5
"""Values of a column that are named; the summary has all."""


def inputs_said(
    total: Mapping[str, Any], rejected: pl.DataFrame, notes: Iterable[Problem] = ()
) -> Iterator[str]:
    """Sentences, one a line.

    Args:
        total: figures of all the chosen UGEL, as in `summary.json`.
        rejected: rows and cells that could not be used.
        notes: what was mended or understood in reading.
    """
    yield from map(sentence, notes)
    if "plazas" in total:
        yield _posts_said(total["plazas"])
    if len(rejected):
        text = ngettext(
            "{n} fila o celda de los archivos no se pudo usar: vea rejected.csv.",
            "{n} filas o celdas de los archivos no se pudieron usar: vea rejected.csv.",
            len(rejected),
        )
        yield text.format(n=len(rejected))
    for column, cells in total["ilegibles"].items():
        text = ngettext(
            "{column}: {n} celda no se puede leer; queda como dato desconocido.",
            "{column}: {n} celdas no se pueden leer; quedan como dato desconocido.",
            cells,
        )
        yield text.format(column=column, n=cells)
    for column, counts in total["valores_desconocidos"].items():
        ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        named = ", ".join(f"«{value}» ({n})" for value, n in ranked[:SHOWN])
        rest = _(" y {n} más").format(n=len(ranked) - SHOWN) if len(ranked) > SHOWN else ""
        yield _(
            "{column}: valores que ninguna regla conoce, y servicios que los llevan: {values}{rest}."
        ).format(column=column, values=named, rest=rest)


def _posts_said(posts: Mapping[str, Any]) -> str:
    """What became of every row of the staffing file; the parts add up."""
    return _(
        "Plazas: {read} filas leídas = {accompanied} acompañadas + {others} no acompañadas "
        "+ {elsewhere} de otras UGEL + {homeless} sin servicio en el padrón."
    ).format(
        read=posts["leidas"],
        accompanied=posts["acompanadas"],
        others=sum(posts["no_acompanadas"].values()),
        elsewhere=posts["de_otras_ugel"],
        homeless=posts["sin_servicio"],
    )
