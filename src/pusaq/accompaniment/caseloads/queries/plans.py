"""Which plan counts now, and in which versions it stands."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Case, IntegerField, OuterRef, Value, When

from pusaq.accompaniment.caseloads.models import AnnualPlan
from pusaq.accompaniment.enums import PlanState
from pusaq_core.io.catalogue import catalogue_root
from pusaq_core.io.country import default_calendar

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pusaq.common.models import Job
    from pusaq.common.scope import Scope
    from pusaq.territory.models import Organisation
    from pusaq_core.yearplan.calendar import YearCalendar


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


def published_version(plan: AnnualPlan) -> AnnualPlan | None:
    """The version of the same UGEL and year that stands in the calendars."""
    return published_of(plan.organisation_id, plan.year)


def published_of(organisation: Organisation | UUID, year: int) -> AnnualPlan | None:
    """The version of a UGEL's year that stands in the calendars."""
    return AnnualPlan.objects.filter(organisation=organisation, year=year, state=PlanState.PUBLISHED).first()


def plans_made_by(job: Job) -> list[AnnualPlan]:
    """The versions that a work of planning kept: one for each of its UGEL, made while it ran."""
    plans = (
        AnnualPlan.objects.filter(
            organisation__in=[UUID(part) for part in job.finished_parts],
            year=job.arguments["year"],
            made_at__gte=job.created_at,
        )
        .select_related("organisation")
        .order_by("organisation__sort_key", "version")
    )
    # One work at a time plans a UGEL, so the first made after it began is its own.
    found: dict[UUID, AnnualPlan] = {}
    for plan in plans:
        found.setdefault(plan.organisation_id, plan)
    return list(found.values())


def calendar_years(country: str) -> list[int]:
    """School years of which a country's pack has the calendar."""
    folder = catalogue_root() / "countries" / country / "calendars"
    return sorted(int(file.stem) for file in folder.glob("*.yaml") if file.stem.isdigit())


@lru_cache(maxsize=16)
def school_calendar(country: str, year: int) -> YearCalendar:
    """The school year of a country.

    Raises:
        InputError: the country's pack has no calendar for the year.
    """
    return default_calendar(country, year, root=catalogue_root()).calendar
