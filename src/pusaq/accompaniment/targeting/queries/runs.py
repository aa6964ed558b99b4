"""Which targeting counts now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from pusaq.accompaniment.targeting.models import TargetingRun

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pusaq.common.scope import Scope


def current_runs(*, scope: Scope, year: int | None = None) -> QuerySet[TargetingRun]:
    """The youngest targeting of each UGEL and year."""
    younger = TargetingRun.objects.filter(
        organisation=OuterRef("organisation"), year=OuterRef("year"), version__gt=OuterRef("version")
    )
    runs = TargetingRun.objects.within(scope).filter(~Exists(younger))
    runs = runs if year is None else runs.filter(year=year)
    return runs.select_related("organisation", "norm", "norm__file", "registry", "staff")
