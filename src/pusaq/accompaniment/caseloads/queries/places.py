"""UGEL of a reader with the plan that counts in each: where the pages of a plan begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max

from pusaq.accompaniment.caseloads.models import AnnualPlan
from pusaq.accompaniment.caseloads.queries.plans import current_plans, school_calendar
from pusaq.accompaniment.enums import PlanState
from pusaq.common.scope import below
from pusaq.territory.enums import OrganisationKind
from pusaq.territory.models import Organisation
from pusaq_core.errors import InputError

if TYPE_CHECKING:
    import datetime as dt

    from pusaq.common.scope import Scope


@dataclass(frozen=True, slots=True)
class UgelPlan:
    """A UGEL with the plan that counts.

    Attributes:
        organisation: the UGEL.
        plan: published, or the youngest proposal; None where nothing was planned.
        is_late: the school year has begun and nobody has published a plan.
    """

    organisation: Organisation
    plan: AnnualPlan | None
    is_late: bool

    def figure(self, name: str) -> float | None:
        """A figure of the plan's summary."""
        return self.plan.summary.get(name) if self.plan is not None else None

    @property
    def teachers(self) -> float | None:
        return self.figure("teachers")

    @property
    def accompanists(self) -> float | None:
        return self.figure("accompanists")

    @property
    def km(self) -> float | None:
        return self.figure("km")

    @property
    def unplaced(self) -> float | None:
        return self.figure("unplaced")

    @property
    def version(self) -> int | None:
        return self.plan.version if self.plan is not None else None

    @property
    def state(self) -> str:
        return self.plan.state if self.plan is not None else ""


def ugel_plans(*, scope: Scope, at: str, year: int, on: dt.date) -> list[UgelPlan]:
    """UGEL that a reader may see, each with its plan of a year; two queries.

    Somebody who sees by the own posts alone sees the UGEL of the plans that name them.
    """
    plans = {plan.organisation_id: plan for plan in current_plans(scope=scope, year=year).filter(below(at))}
    bodies = (
        Organisation.objects.within(scope)
        .at(at)
        .filter(kind=OrganisationKind.LOCAL_UNIT, closed_on=None)
        .order_by("sort_key", "pk")
    )
    found = {body.pk: body for body in bodies}
    for plan in plans.values():
        found.setdefault(plan.organisation_id, plan.organisation)
    begun = {country: has_begun(country, year, on=on) for country in {b.country for b in found.values()}}
    return [
        UgelPlan(
            organisation=body,
            plan=plans.get(body.pk),
            is_late=begun[body.country] and not _is_published(plans.get(body.pk)),
        )
        for body in sorted(found.values(), key=lambda body: (body.sort_key, str(body.pk)))
    ]


def _is_published(plan: AnnualPlan | None) -> bool:
    return plan is not None and plan.state == PlanState.PUBLISHED


def has_begun(country: str, year: int, *, on: dt.date) -> bool:
    """Whether classes of a school year have begun; of a year without a calendar nobody knows, so not."""
    try:
        days = school_calendar(country, year).school_days()
    except InputError:
        return False
    return bool(days) and days[0] <= on


def plan_years(scope: Scope, *, at: str = "") -> list[int]:
    """Years of which a reader may see a plan, the latest first."""
    rows = AnnualPlan.objects.within(scope).at(at).order_by("-year").values_list("year", flat=True)
    return list(rows.distinct())


def plan_version(*, scope: Scope, organisation: Organisation, year: int, version: int) -> AnnualPlan | None:
    """One version of a UGEL's plan, as `current_plans` gives it."""
    return (
        AnnualPlan.objects.within(scope)
        .filter(organisation=organisation, year=year, version=version)
        .select_related("organisation", "targeting", "targeting__norm", "targeting__norm__file")
        .first()
    )


def newest_version(plan: AnnualPlan) -> int:
    """Number of the youngest version of the same UGEL and year."""
    rows = AnnualPlan.objects.filter(organisation=plan.organisation_id, year=plan.year)
    found: int = rows.aggregate(last=Max("version"))["last"] or plan.version
    return found
