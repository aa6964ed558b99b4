"""First sentences of the page of caseloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.shell.sentences import joined, said

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from pusaq.accompaniment.caseloads.queries.caseloads import CaseloadTotals


def caseloads_lead(whole: CaseloadTotals, *, outside: int) -> SafeString:
    """How many teachers are shared among whom, and whether the norm is kept; without its full stop.

    Args:
        whole: sums of the caseloads that the reader sees.
        outside: how many of them have fewer or more teachers than the norm allows.
    """
    teachers = _("<b>%(teachers)s</b> docentes de <b>%(schools)s</b> II.EE. entre")
    people = ngettext("<b>%(n)s</b> acompañante", "<b>%(n)s</b> acompañantes", whole.caseloads)
    among = joined(
        [said(teachers, teachers=whole.teachers, schools=whole.schools), said(people, n=whole.caseloads)]
    )
    return joined([among, _kept(outside)], ": ")


def _kept(outside: int) -> SafeString:
    if not outside:
        return said(_("todas las carteras están dentro de lo que pide la norma"))
    words = ngettext(
        "<b>%(n)s</b> cartera queda fuera de lo que pide la norma",
        "<b>%(n)s</b> carteras quedan fuera de lo que pide la norma",
        outside,
    )
    return said(words, n=outside)


def nothing_lead(*, has_plan: bool, year: int) -> SafeString:
    """Why there are no caseloads to see."""
    if has_plan:
        return said(_("Este plan no tiene carteras que puedas ver."))
    return said(_("Todavía no hay carteras de %(year)s."), year=str(year))


def vacant_said(vacant: int) -> SafeString | str:
    """Posts in which nobody sits; nothing where each has somebody."""
    if not vacant:
        return ""
    words = ngettext("Falta cubrir <b>%(n)s</b> plaza.", "Falta cubrir <b>%(n)s</b> plazas.", vacant)
    return said(words, n=vacant)
