"""On what a plan rests that continues a published one, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from pusaq.accompaniment.caseloads.models import AnnualPlan
    from pusaq.agenda.domain import PublicationPreview


def about_going_on(plan: AnnualPlan, preview: PublicationPreview | None = None) -> list[str]:
    """What stays of the version that it continues, and what publishing would undo."""
    found = []
    if plan.as_of is not None and plan.continues is not None:
        words = _(
            "Continúa la versión %(n)d: lo anterior al %(day)s queda como está en las agendas, se haya"
            " registrado o no. Lo que se registró como no hecho o se canceló se planifica otra vez; para"
            " darle lugar, desde ese día otras actividades pueden cambiar de fecha."
        )
        found.append(words % {"n": plan.continues.version, "day": date_format(plan.as_of)})
    if preview is not None and preview.newer:
        words = ngettext(
            "%(n)d actividad cambió en la agenda después de este cálculo, y publicar lo desharía."
            " Para conservarlo, calcula de nuevo.",
            "%(n)d actividades cambiaron en la agenda después de este cálculo, y publicar lo desharía."
            " Para conservarlo, calcula de nuevo.",
            preview.newer,
        )
        found.append(words % {"n": preview.newer})
    if preview is not None and preview.shifted:
        words = ngettext(
            "%(n)d actividad anterior a ese día se movió después de este cálculo: se queda donde está, y el"
            " resto del plan no lo tiene en cuenta. Para que lo tenga, calcula de nuevo.",
            "%(n)d actividades anteriores a ese día se movieron después de este cálculo: se quedan donde"
            " están, y el resto del plan no lo tiene en cuenta. Para que lo tenga, calcula de nuevo.",
            preview.shifted,
        )
        found.append(words % {"n": preview.shifted})
    return found
