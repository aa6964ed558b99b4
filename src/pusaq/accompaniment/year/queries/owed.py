"""What a published year owes, and which of it the agenda no longer plans.

Owed is what stands in the plan: the norm asks for it whatever becomes of its days. What was not held, or was
cancelled, is owed again until it is planned anew; then the new activity has its key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Left, StrIndex

from pusaq.accompaniment.caseloads.queries.in_agenda import STANDING, of_year
from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.year.models import Meeting, PlanItem, Visit, Workshop
from pusaq.agenda.enums import ActivityState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from django.db.models import QuerySet

    from pusaq.accompaniment.caseloads.models import AnnualPlan, Caseload
    from pusaq.agenda.models import Activity

RECORDS = (Visit, Meeting, Workshop)
FALLEN = (ActivityState.NOT_HELD, ActivityState.CANCELLED)
"""What no longer comes about on its days."""

REPLACED = "#"
"""Sign in the key of what was not held, once something else took its key (`year.domain.publishing`)."""


def owed_again(caseloads: QuerySet[Caseload]) -> int:
    """How many activities published plans owe to some caseloads and no activity of the agenda stands for.

    One query.
    """
    return items_owed_again(caseloads).order_by().values("pk").distinct().count()


def items_owed_again(caseloads: QuerySet[Caseload]) -> QuerySet[PlanItem]:
    """What published plans owe to some caseloads and no activity of the agenda stands for."""
    return fallen_items(PlanItem.objects.filter(caseloads__in=caseloads.values("pk")))


def fallen_items(rows: QuerySet[PlanItem]) -> QuerySet[PlanItem]:
    """Of some items those of published plans for which no activity of the agenda stands."""
    return rows.filter(*_fell(), plan__state=PlanState.PUBLISHED)


def fallen_of_plan(plan: OuterRef) -> QuerySet[PlanItem]:
    """What `items_owed_again` has of the plan of an outer query, by `plan`."""
    return fallen_items(PlanItem.objects.filter(plan=plan))


def fallen_of_caseload(caseload: OuterRef) -> QuerySet[Any]:
    """What of it is of the caseload of an outer query, by `caseload`; what several share is in each."""
    shares = PlanItem.caseloads.through._default_manager.filter(caseload=caseload)
    return shares.filter(*_fell("planitem__"), planitem__plan__state=PlanState.PUBLISHED)


def _fell(before: str = "") -> list[Q]:
    """Nothing stands in the agenda for an item.

    Args:
        before: relation by which a query reaches the item, such as `planitem__`.
    """
    year, key = OuterRef(f"{before}plan__year"), OuterRef(f"{before}key")
    return [
        Q(~Exists(model._default_manager.filter(of_year(year, "activity__"), key=key))) for model in RECORDS
    ]


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
    """Records of activities that are owed in the year of some published plans.

    Those that stand; those that were cancelled and are still in one of the plans; those that were not held
    and in whose place nothing came. What came in place of something is owed once, and not both.
    """
    cancelled = Q(activity__state=ActivityState.CANCELLED) & Q(_in_one_of(plans))
    return Q(activity__state__in=STANDING) | cancelled | _not_held_nor_replaced()


def _not_held_nor_replaced() -> Q:
    return Q(activity__state=ActivityState.NOT_HELD) & ~Q(key__contains=REPLACED)


def _in_one_of(plans: QuerySet[AnnualPlan]) -> Exists:
    return Exists(PlanItem.objects.filter(plan__in=plans.values("pk"), key=OuterRef("key")))


def owed_activities(year: int, plans: QuerySet[AnnualPlan]) -> Q:
    """Activities that are owed in a year, as `owed_records`."""
    found = of_year(year)
    for model in RECORDS:
        fallen = model._default_manager.filter(owed_records(plans), year=year, activity__state__in=FALLEN)
        found |= Q(pk__in=fallen.values("activity"))
    return found


def due_activities(year: int, on: dt.date) -> Q:
    """Which of the activities that are owed were planned to be over by a day, held or not.

    What was cancelled before its day is not due. What came in place of something that was not held is due
    since that was: planning anew changes nothing of what should have happened by now.
    """
    found = Q(ends_on__lte=on) & ~Q(state=ActivityState.CANCELLED)
    for model in RECORDS:
        rows = model._default_manager.filter(year=year)
        found |= Q(pk__in=rows.filter(key__in=_keys_given_free(model, year, on)).values("activity"))
    return found


def due_records(model: type[Visit | Meeting | Workshop], year: int, on: dt.date) -> Q:
    """The same of records of one table."""
    over = Q(activity__ends_on__lte=on) & ~Q(activity__state=ActivityState.CANCELLED)
    return over | Q(key__in=_keys_given_free(model, year, on))


def _keys_given_free(model: type[Visit | Meeting | Workshop], year: int, on: dt.date) -> QuerySet[Any, Any]:
    """Keys of what was to be over by a day, was not held, and gave its key to what came in its place."""
    gone = model._default_manager.filter(
        year=year, key__contains=REPLACED, activity__state=ActivityState.NOT_HELD, activity__ends_on__lte=on
    )
    return gone.values_list(Left("key", StrIndex("key", Value(REPLACED)) - 1), flat=True)
