"""What `pusaq plan` says of what it could not know: services to be verified, columns that are absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pusaq_core.cli.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def unknown_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    """Lines for the terminal; none where everything that decides is known.

    Args:
        summary: of the plan.
    """
    total, titles = summary["total"], summary["titulos"]
    if total["to_verify"]:
        yield ngettext(
            "{n} servicio por verificar: un dato que falta podría cambiar la decisión y no se planifica; "
            "está en targeting.csv.",
            "{n} servicios por verificar: un dato que falta podría cambiar la decisión y no se planifican; "
            "están en targeting.csv.",
            total["to_verify"],
        ).format(n=total["to_verify"])
    for rule, count in total["por_verificar"].items():
        yield f"  {rule} ({titles[rule]}): {count}" if rule in titles else f"  {rule}: {count}"
    yield from _columns(summary["columnas_ausentes"])


def _columns(absent: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    others = []
    for column, said in absent.items():
        near = ""
        if said["parecidas"]:
            near = " " + _("¿Es {near}?").format(near=", ".join(said["parecidas"]))
        if said["dejan_por_verificar"]:
            rules = ", ".join(said["dejan_por_verificar"])
            yield (
                _("El padrón no trae la columna {column}; sin ella no se puede juzgar: {rules}.").format(
                    column=column, rules=rules
                )
                + near
            )
        elif said["otras"]:
            others.append(column + near)
    if others:
        yield _(
            "Tampoco trae estas, sin las que la norma decide igual (una prioridad no se cumple, una "
            "exclusión sigue su supuesto): {columns}."
        ).format(columns=", ".join(others))
