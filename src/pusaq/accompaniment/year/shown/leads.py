"""First sentences of the pages of a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.accompaniment.year.queries.changed import UNCHANGED
from pusaq.shell.sentences import joined, listed, said

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from pusaq.accompaniment.year.queries.changed import Changed


def own_year_lead(*, missing: int, again: int, kinds: list[str], changed: Changed = UNCHANGED) -> SafeString:
    """Whether everything has a place in the year of an accompanist, and what she does in it.

    Args:
        missing: activities without a place.
        again: activities that lost their days and are not planned anew.
        kinds: how many of each kind, in words.
        changed: what the agenda has otherwise than the plan.
    """
    if missing:
        words = ngettext(
            'No todo cabe en su año: <a href="#no-cabe">%(n)s actividad</a> queda fuera.',
            'No todo cabe en su año: <a href="#no-cabe">%(n)s actividades</a> quedan fuera.',
            missing,
        )
        fits = said(words, n=missing)
    elif again:
        fits = _again(again)
    elif changed.times:
        fits = _fitted(changed)
    elif kinds:
        fits = said(_("Todo lo que pide la norma cabe en su año:"))
    else:
        return said(_("Aún no hay nada en su año."))
    more = _again(again) if missing and again else ""
    return joined([fits, more, said("%(all)s.", all=listed(kinds)) if kinds else ""])


def ugel_year_lead(
    *,
    accompanists: int,
    sums: str,
    missing: int,
    again: int,
    breaks_rules: bool,
    no_plan_of: int | None,
    changed: Changed = UNCHANGED,
) -> SafeString:
    """The year of a UGEL in its totals, or why there is none.

    Args:
        accompanists: whose year the reader sees.
        sums: how much of each kind they have, in words.
        missing: activities without a place.
        again: activities that lost their days and are not planned anew.
        breaks_rules: the checker found a breach: then nothing says that all is well.
        no_plan_of: the school year, where it has no plan at all.
        changed: what the agenda has otherwise than the plan.
    """
    if not accompanists and no_plan_of is None:
        return said(_("Este plan no tiene carteras que puedas ver."))
    if not accompanists:
        return said(_("Todavía no hay plan de %(year)s."), year=str(no_plan_of))
    whose = ngettext(
        "El año de <b>%(n)s</b> acompañante:", "El año de <b>%(n)s</b> acompañantes:", accompanists
    )
    return joined(
        [
            said(whose, n=accompanists),
            joined([sums, "."], ""),
            _fits(missing, changed) if missing or not (again or breaks_rules) else "",
            _again(again) if again else "",
        ]
    )


def _again(again: int) -> SafeString:
    """What no longer has a day says so before anything is said to fit."""
    words = ngettext(
        '<a href="#por-planificar">%(n)s actividad</a> no se hizo o se canceló: falta planificarla de nuevo.',
        '<a href="#por-planificar">%(n)s actividades</a> no se hicieron o se cancelaron: falta'
        " planificarlas de nuevo.",
        again,
    )
    return said(words, n=again)


def _fitted(changed: Changed) -> SafeString:
    """Of a year that others changed since nobody proved that all fits: it did when it was published."""
    words = ngettext(
        "Al publicarse el plan cabía todo lo que pide la norma; desde entonces <b>%(n)s</b> actividad cambió"
        " en la agenda.",
        "Al publicarse el plan cabía todo lo que pide la norma; desde entonces <b>%(n)s</b> actividades"
        " cambiaron en la agenda.",
        changed.times,
    )
    short = ngettext(
        "A <b>%(n)s</b> actividad le faltan días.",
        "A <b>%(n)s</b> actividades les faltan días.",
        changed.shortened,
    )
    return joined(
        [said(words, n=changed.times), said(short, n=changed.shortened) if changed.shortened else ""]
    )


def _fits(missing: int, changed: Changed) -> SafeString:
    if not missing and changed.times:
        return _fitted(changed)
    if not missing:
        return said(_("Todo lo que pide la norma cabe."))
    words = ngettext(
        '<a href="#no-cabe">%(n)s actividad</a> no cabe en el año.',
        '<a href="#no-cabe">%(n)s actividades</a> no caben en el año.',
        missing,
    )
    return said(words, n=missing)
