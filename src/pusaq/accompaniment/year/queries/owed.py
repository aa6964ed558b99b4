"""What a published year owes, and which of it the agenda no longer plans.

Owed is what stands in the plan: the norm asks for it whatever becomes of its days. What was not held, or was
cancelled, is owed again until it is planned anew; then the new activity has its key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from pusaq.accompaniment.caseloads.queries.in_agenda import STANDING, of_year
from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.year.models import Meeting, PlanItem, Visit, Workshop
from pusaq.agenda.enums import ActivityState

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from pusaq.accompaniment.caseloads.models import AnnualPlan, Caseload
    from pusaq.agenda.models import Activity

RECORDS = (Visit, Meeting, Workshop)
FALLEN = (ActivityState.NOT_HELD, ActivityState.CANCELLED)
"""What no longer comes about on its days."""

WAS_PLANNED = ~Q(state=ActivityState.CANCELLED)
"""Activities that count as due when their days are over: also those that were not held."""


def owed_again(caseloads: QuerySet[Caseload]) -> int:
    """How many activities published plans owe to some caseloads and no activity of the agenda stands for.

    One query.
    """
    return items_owed_again(caseloads).order_by().values("pk").distinct().count()


def items_owed_again(caseloads: QuerySet[Caseload]) -> QuerySet[PlanItem]:
    """What published plans owe to some caseloads and no activity of the agenda stands for."""
    rows = PlanItem.objects.filter(plan__state=PlanState.PUBLISHED, caseloads__in=caseloads.values("pk"))
    for model in RECORDS:
        standing = model._default_manager.filter(
            of_year(OuterRef("plan__year"), "activity__"), key=OuterRef("key")
        )
        rows = rows.filter(~Exists(standing))
    return rows


def fallen_activities(keys: Collection[str], year: int) -> dict[str, Activity]:
    """Key to the activity that was not held or was cancelled; one query for each kind of record."""
    return {
        one.key: one.activity
        for model in RECORDS
        for one in model._default_manager.filter(
            key__in=keys, year=year, activity__state__in=FALLEN
        ).select_related("activity")
    }


def owed_records(plans: QuerySet[AnnualPlan]) -> Q:
    """Records of activities that stand, or that fell and are still in one of the published plans."""
    return Q(activity__state__in=STANDING) | (Q(activity__state__in=FALLEN) & Q(_in_one_of(plans)))


def _in_one_of(plans: QuerySet[AnnualPlan]) -> Exists:
    return Exists(PlanItem.objects.filter(plan__in=plans.values("pk"), key=OuterRef("key")))


def owed_activities(year: int, plans: QuerySet[AnnualPlan]) -> Q:
    """Activities of a year that stand, or that fell and are still in one of the published plans."""
    found = of_year(year)
    for model in RECORDS:
        fallen = model._default_manager.filter(_in_one_of(plans), year=year, activity__state__in=FALLEN)
        found |= Q(pk__in=fallen.values("activity"))
    return found
