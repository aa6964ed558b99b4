"""What the command says of how good a plan is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pusaq_core.cli.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping


def travel_said(total: Mapping[str, Any]) -> str:
    """The kilometres of the caseloads beside what is proven; a bound of nothing proves nothing.

    Args:
        total: figures of all the chosen UGEL, as in `summary.json`.
    """
    if total["gap"] is None:
        return _("Viaje de las carteras: {km} km, sin cota demostrada.").format(km=total["km"])
    return _("Viaje de las carteras: {km} km (cota demostrada {bound}, brecha {gap:.1%}).").format(
        km=total["km"], bound=total["km_bound"], gap=total["gap"]
    )


def cut_said() -> str:
    """That a search ended before its work was done."""
    return _("La búsqueda se cortó por tiempo: otra corrida puede dar otro plan, y mejor.")
