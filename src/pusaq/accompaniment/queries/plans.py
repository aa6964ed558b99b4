"""Which targeting and which plan count now."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Case, Exists, IntegerField, OuterRef, Value, When

from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.models import AnnualPlan, TargetingRun
from pusaq_core.io.catalogue import catalogue_root
from pusaq_core.io.country import default_calendar

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pusaq.common.scope import Scope
    from pusaq_core.yearplan.calendar import YearCalendar


def current_runs(*, scope: Scope, year: int | None = None) -> QuerySet[TargetingRun]:
    """The youngest targeting of each UGEL and year."""
    younger = TargetingRun.objects.filter(
        organisation=OuterRef("organisation"), year=OuterRef("year"), version__gt=OuterRef("version")
    )
    runs = TargetingRun.objects.within(scope).filter(~Exists(younger))
    runs = runs if year is None else runs.filter(year=year)
    return runs.select_related("organisation", "norm", "norm__file", "registry", "staff")


def current_plans(*, scope: Scope, year: int | None = None) -> QuerySet[AnnualPlan]:
    """The published plan of each UGEL and year, or the youngest where none is."""
    better = AnnualPlan.objects.annotate(weight=_weight()).filter(
        organisation=OuterRef("organisation"), year=OuterRef("year")
    )
    best = better.order_by("-weight", "-version").values("pk")[:1]
    plans = AnnualPlan.objects.within(scope).filter(pk=best)
    plans = plans if year is None else plans.filter(year=year)
    return plans.select_related("organisation", "targeting", "targeting__norm", "targeting__norm__file")


def _weight() -> Case:
    return Case(When(state=PlanState.PUBLISHED, then=Value(1)), default=Value(0), output_field=IntegerField())


def plan_versions(organisation_path: str, *, year: int, scope: Scope) -> QuerySet[AnnualPlan]:
    """Versions of a UGEL's plan, the youngest first."""
    return AnnualPlan.objects.within(scope).filter(path=organisation_path, year=year).order_by("-version")


def published_before(plan: AnnualPlan) -> AnnualPlan | None:
    """The version that was published last before this one; what moved is told against it."""
    return (
        AnnualPlan.objects.filter(organisation=plan.organisation_id, year=plan.year, version__lt=plan.version)
        .exclude(published_at=None)
        .order_by("-version")
        .first()
    )


@lru_cache(maxsize=16)
def school_calendar(country: str, year: int) -> YearCalendar:
    """The school year of a country.

    Raises:
        InputError: the country's pack has no calendar for the year.
    """
    return default_calendar(country, year, root=catalogue_root()).calendar
