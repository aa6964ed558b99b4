"""First sentences of the page of caseloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.shell.sentences import joined, said

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from pusaq.accompaniment.caseloads.queries.caseloads import CaseloadRow, CaseloadTotals

NOTHING = 0.0005
"""A gap that would be shown as 0,0 %."""


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


def gap_said(gap: float | None) -> SafeString:
    """How far the caseloads may be from the best, as a part of it.

    Args:
        gap: part by which their kilometres exceed the proven least; None where nothing was proven.
    """
    if gap is None:
        return said(_("sin mínimo demostrado: no se sabe cuánto se puede mejorar"))
    if gap <= NOTHING:
        return said(_("no existe un reparto con menos kilómetros"))
    percent = f"{number_format(round(100 * gap, 1), 1)}\u00a0%"
    return said(_("a lo más <b>%(gap)s</b> del mejor reparto posible"), gap=percent)


def vacant_said(vacant: int) -> SafeString | str:
    """Posts in which nobody sits; nothing where each has somebody."""
    if not vacant:
        return ""
    words = ngettext("Falta cubrir <b>%(n)s</b> plaza.", "Falta cubrir <b>%(n)s</b> plazas.", vacant)
    return said(words, n=vacant)


def caseload_lead(row: CaseloadRow, *, profile: str, free: int, at_most: bool) -> SafeString:
    """Whom an accompanist has, where, and whether her days are enough.

    Args:
        row: the caseload with the days that it uses.
        profile: what its norm calls its type of school.
        free: days without anything, from today on.
        at_most: it may be fewer.
    """
    caseload = row.caseload
    teachers = ngettext(
        "Acompaña a <b>%(n)s</b> docente", "Acompaña a <b>%(n)s</b> docentes", caseload.teachers
    )
    schools = ngettext("de <b>%(n)s</b> IE", "de <b>%(n)s</b> II.EE.", caseload.schools)
    whom = joined([said(teachers, n=caseload.teachers), said(schools, n=caseload.schools)])
    of_type = said(_(", perfil %(profile)s"), profile=profile)
    return joined([joined([whom, of_type, "."], ""), _days(row, free=free, at_most=at_most)])


def _days(row: CaseloadRow, *, free: int, at_most: bool) -> SafeString:
    if row.days_left < 0:
        words = _("Necesita <b>%(used)s</b> días y hay %(available)s.")
    elif at_most:
        words = _(
            "Usa <b>%(used)s</b> de %(available)s días; desde hoy quedan como mucho %(left)s para"
            " imprevistos."
        )
    else:
        words = _("Usa <b>%(used)s</b> de %(available)s días; desde hoy quedan %(left)s para imprevistos.")
    return said(words, used=row.days_used, available=row.caseload.days_available, left=free)


def ugels_lead(ugels: int, *, published: int, teachers: int, late: int) -> SafeString:
    """How many UGEL have published, whom that reaches, and who is late.

    Args:
        ugels: in reach of the reader.
        published: with a published plan.
        teachers: in the plans of all.
        late: whose classes began without a published plan.
    """
    there = ngettext("%(n)s UGEL en tu territorio:", "%(n)s UGEL en tu territorio:", ugels)
    have = ngettext(
        "<b>%(n)s</b> tiene su plan publicado", "<b>%(n)s</b> tienen su plan publicado", published
    )
    reach = said(_(", y los planes alcanzan a <b>%(n)s</b> docentes"), n=teachers) if teachers else ""
    late_words = ngettext(
        "En <b>%(n)s</b> empezaron las clases sin plan publicado.",
        "En <b>%(n)s</b> empezaron las clases sin plan publicado.",
        late,
    )
    return joined(
        [
            said(there, n=ugels),
            joined([said(have, n=published), reach, "."], ""),
            said(late_words, n=late) if late else "",
            _("Elige una."),
        ]
    )
