"""What is owed and has no place in the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq.accompaniment.caseloads.models import Caseload
from pusaq.accompaniment.year.models import Unplaced

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pusaq.accompaniment.caseloads.models import AnnualPlan
    from pusaq.common.scope import Scope


def unplaced(plan: AnnualPlan, *, scope: Scope) -> QuerySet[Unplaced]:
    """What has no place in the year, with its reason, by caseload."""
    visible = Caseload.objects.within(scope).filter(plan=plan)
    return (
        Unplaced.objects.filter(caseload__in=visible.values("pk"))
        .select_related("caseload", "slot", "slot__post", "slot__service", "slot__service__school")
        .order_by("caseload__letter", "kind", "slot__service__sort_key", "pk")
    )
