"""Pieces that show versions of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext as _

from pusaq.accompaniment.enums import PlanState
from pusaq.shell.templatetags.pusaq import status

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from pusaq.accompaniment.caseloads.models import AnnualPlan

register = template.Library()


@register.simple_tag
def version_state(plan: AnnualPlan) -> SafeString:
    """Whether a version counts, waits, or has been replaced."""
    if plan.state == PlanState.PUBLISHED:
        return status("published")
    is_replaced = plan.state == PlanState.SUPERSEDED
    return status("draft", _("Reemplazado") if is_replaced else _("Propuesta, sin publicar"))
