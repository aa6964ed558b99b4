"""What the agenda has otherwise than the published plan: moved, shortened or held in part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from pusaq.accompaniment.caseloads.queries.in_agenda import of_year
from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.year.models import PlanItem
from pusaq.accompaniment.year.queries.owed import RECORDS
from pusaq.agenda.enums import ActivityState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pusaq.accompaniment.caseloads.models import AnnualPlan, Caseload


@dataclass(frozen=True, slots=True)
class Changed:
    """How much of a plan stands otherwise than it was published.

    Attributes:
        times: activities with other days than in the plan, or held in part.
        shortened: of them, those with fewer days.
    """

    times: int = 0
    shortened: int = 0


UNCHANGED = Changed()


def changed_since(plan: AnnualPlan, caseloads: QuerySet[Caseload]) -> Changed:
    """What of some caseloads of a plan stands in the agenda otherwise than planned; four queries.

    What does not stand at all is none of it: it is owed again (`owed`).
    """
    if plan.state != PlanState.PUBLISHED:
        return UNCHANGED
    items = PlanItem.objects.filter(plan=plan, caseloads__in=caseloads.values("pk"))
    planned = {
        key: (first, last, days)
        for key, first, last, days in items.values_list("key", "starts_on", "ends_on", "days")
    }
    times = shortened = 0
    for model in RECORDS:
        rows = model._default_manager.filter(of_year(plan.year, "activity__"), key__in=items.values("key"))
        rows = rows.annotate(n=Count("activity__days"))
        columns = ("key", "activity__state", "activity__starts_on", "activity__ends_on", "n")
        for key, state, first, last, days in rows.values_list(*columns):
            times += (first, last, days) != planned[key] or state == ActivityState.PARTLY_HELD
            shortened += days < planned[key][2]
    return Changed(times, shortened)
