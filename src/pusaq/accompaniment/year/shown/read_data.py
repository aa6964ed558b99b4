"""What the loaded files had that nobody can read or that no rule knows, as a plan was made from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.shell.sentences import joined, said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.safestring import SafeString

    from pusaq.accompaniment.caseloads.models import AnnualPlan
    from pusaq.common.scope import Scope

MOST = 5
"""Values of a column that are named."""


def read_data(plan: AnnualPlan, *, scope: Scope) -> list[SafeString]:
    """Sentences on the data of a plan; none where all was read, or where the reader sees only a part."""
    if not scope.holds(plan.path):
        return []
    figures = plan.summary
    absent = figures.get("columnas_ausentes", {})
    lines = [_absent(column, one) for column, one in absent.items() if one["dejan_por_verificar"]]
    lines += [_unreadable(column, cells) for column, cells in figures.get("ilegibles", {}).items()]
    lines += [_unfamiliar(*one) for one in figures.get("valores_desconocidos", {}).items()]
    homeless = figures.get("plazas", {}).get("sin_servicio", 0)
    if homeless:
        words = ngettext(
            "<b>%(n)s</b> fila de plazas es de un servicio que no está en el padrón.",
            "<b>%(n)s</b> filas de plazas son de servicios que no están en el padrón.",
            homeless,
        )
        lines.append(said(words, n=homeless))
    return lines


def _absent(column: str, one: Mapping[str, Any]) -> SafeString:
    """A column that is not there, what it leaves open, and columns that may be meant."""
    rules = ", ".join(one["dejan_por_verificar"])
    text = said(
        _("<b>%(column)s</b>: el padrón no trae esta columna; sin ella no se puede juzgar %(rules)s."),
        column=column,
        rules=rules,
    )
    if not one["parecidas"]:
        return text
    return joined([text, said(_("¿Es %(near)s?"), near=", ".join(one["parecidas"]))])


def _unreadable(column: str, cells: int) -> SafeString:
    words = ngettext(
        "<b>%(column)s</b>: %(n)s celda no se puede leer y queda como dato desconocido.",
        "<b>%(column)s</b>: %(n)s celdas no se pueden leer y quedan como dato desconocido.",
        cells,
    )
    return said(words, column=column, n=cells)


def _unfamiliar(column: str, counts: Mapping[str, Any]) -> SafeString:
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    values = ", ".join(f"«{value}» ({n})" for value, n in ranked[:MOST])
    rest = len(ranked) - MOST
    if rest > 0:
        words = ngettext(
            "<b>%(column)s</b>: ninguna regla conoce %(values)s y %(n)s valor más.",
            "<b>%(column)s</b>: ninguna regla conoce %(values)s y %(n)s valores más.",
            rest,
        )
        return said(words, column=column, values=values, n=rest)
    return said(_("<b>%(column)s</b>: ninguna regla conoce %(values)s."), column=column, values=values)
