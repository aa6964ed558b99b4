"""Which activities of the agenda are those of a published plan: what its accompanists do in its year.

A draft has dates of its own (`PlanItem`). Once it is published the agenda has them, and whatever is moved,
held or cancelled there is what everybody reads.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Count, F, OuterRef, Q

from pusaq.accompaniment.caseloads.queries.plans import school_calendar
from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.looks import PREFIX
from pusaq.agenda.enums import ActivityState
from pusaq.agenda.models import ActivityDay

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from pusaq.accompaniment.caseloads.models import Caseload

WEEKEND = 5
BY_POST = "activity__participations__post"
"""From a day of an activity to the posts that take part in it."""
CASELOAD = "participations__post__caseloads"
"""From an activity to the caseloads of who conducts or attends it as an accompanist."""

UGEL = f"{CASELOAD}__plan__organisation"

STANDING = (ActivityState.PUBLISHED, ActivityState.HELD, ActivityState.PARTLY_HELD)
"""What is to come about, or did. What was not held, or was cancelled, is owed again (`year.queries.owed`)."""

SHOWN = (*STANDING, ActivityState.NOT_HELD)
"""What lists and calendars show, each with its state: also what was not held, for its day was no free one."""


def of_year(year: int | F | OuterRef, before: str = "", *, states: tuple[ActivityState, ...] = STANDING) -> Q:
    """Activities of accompaniment in a school year.

    Args:
        year: the year.
        before: relation by which a query reaches the activity, such as `activity__`.
        states: `STANDING` for what counts, `SHOWN` for what is told.
    """
    return Q(
        **{
            f"{before}kind__startswith": PREFIX,
            f"{before}starts_on__year": year,
            f"{before}state__in": states,
        }
    )


def days_used(caseloads: Iterable[Caseload]) -> dict[UUID, int]:
    """Caseload to the school days that it uses: of the agenda where its plan is published.

    One query for each school calendar that the caseloads follow.

    Args:
        caseloads: with their plans and the organisations of these.
    """
    found: dict[UUID, int] = {}
    in_force: dict[tuple[str, int, str], dict[UUID, UUID]] = defaultdict(dict)
    for one in caseloads:
        plan, found[one.pk] = one.plan, one.days_used
        if plan.state == PlanState.PUBLISHED:
            ugel = plan.organisation
            code, _premises = school_calendar(ugel.country, plan.year).scope_of(ugel.code)
            in_force[ugel.country, plan.year, code][one.accompanist_id] = one.pk
            found[one.pk] = 0
    for (country, year, code), of_post in in_force.items():
        school = [day for day in school_calendar(country, year).school_days(code) if day.weekday() < WEEKEND]
        rows = (
            ActivityDay.objects.filter(of_year(year, "activity__"))
            .filter(date__in=school, **{f"{BY_POST}__in": list(of_post)})
            .order_by()
            .values(BY_POST)
            .annotate(n=Count("date", distinct=True))
            .values_list(BY_POST, "n")
        )
        found |= {of_post[post]: count for post, count in rows}
    return found
