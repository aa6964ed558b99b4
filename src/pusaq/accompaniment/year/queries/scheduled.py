"""The one reader of dates: a plan's activities, of the agenda once it is published, of its draft before.

Whoever shows a date of a plan asks here, and cannot tell where it came from.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, F, Sum

from pusaq.accompaniment.caseloads.models import Caseload
from pusaq.accompaniment.caseloads.queries.in_agenda import (
    BY_POST,
    CASELOAD,
    SHOWN,
    STANDING,
    of_year,
)
from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.looks import core_kind
from pusaq.accompaniment.year.models import Meeting, PlanItem, Visit, Workshop
from pusaq.agenda.enums import ActivityState
from pusaq.agenda.models import Activity, ActivityDay, ActivityPlace, Participation
from pusaq.people.enums import PostKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from decimal import Decimal

    from django.db.models import QuerySet

    from pusaq.accompaniment.caseloads.models import AnnualPlan
    from pusaq.common.scope import Scope


@dataclass(frozen=True, slots=True)
class ScheduledActivity:
    """A visit, meeting or workshop with its dates.

    Attributes:
        id: of the activity; in a draft, of its item.
        activity_id: of the activity; None in a draft.
        kind: id of the kind.
        number: which of its kind.
        dates: its days, ascending.
        numeral: what it rests on.
        state: as in the agenda; `proposed` in a draft.
        hours: how long; None where that is not said.
        schools: where, the host first.
        posts: teachers' posts that take part.
    """

    id: UUID
    activity_id: UUID | None
    kind: str
    number: int
    dates: tuple[dt.date, ...]
    numeral: str
    state: str
    hours: Decimal | None = None
    schools: tuple[UUID, ...] = ()
    posts: tuple[UUID, ...] = ()

    @property
    def stands(self) -> bool:
        """It is planned or was held, so it counts."""
        return self.state in STANDING or self.activity_id is None

    @property
    def starts_on(self) -> dt.date:
        return self.dates[0]

    @property
    def ends_on(self) -> dt.date:
        return self.dates[-1]

    @property
    def days(self) -> int:
        return len(self.dates)


@dataclass(frozen=True, slots=True)
class Amount:
    """How often something is planned, and how many days it takes."""

    times: int = 0
    days: int = 0


def scheduled_by_caseload(
    plan: AnnualPlan, caseloads: Iterable[Caseload]
) -> dict[UUID, list[ScheduledActivity]]:
    """Caseload to what counts in its year, by date, without places and teachers; one query.

    Args:
        plan: the plan.
        caseloads: of that plan.
    """
    of_post = {one.accompanist_id: one.pk for one in caseloads}
    found: dict[UUID, list[ScheduledActivity]] = {pk: [] for pk in of_post.values()}
    if plan.state != PlanState.PUBLISHED:
        columns = ("planitem_id", *(f"planitem__{name}" for name in DRAFTED))
        items = PlanItem.caseloads.through._default_manager.filter(
            planitem__plan=plan, caseload_id__in=list(found)
        )
        rows = items.order_by("planitem__starts_on", "planitem__key").values_list("caseload_id", *columns)
        for caseload, *values in rows:
            found[caseload].append(_drafted(values[0], values[1:]))
        return found
    days = (
        ActivityDay.objects.filter(of_year(plan.year, "activity__"), **{f"{BY_POST}__in": list(of_post)})
        .order_by("date")
        .values_list(BY_POST, "activity_id", *(f"activity__{name}" for name in PUBLISHED), "date")
    )
    dated: dict[tuple[UUID, UUID], list[tuple[Any, ...]]] = defaultdict(list)
    for post, activity, *values in days:
        dated[of_post[post], activity].append(tuple(values))
    for (caseload, activity), values in dated.items():
        found[caseload].append(_published(activity, values[0][:-1], tuple(one[-1] for one in values)))
    return found


DRAFTED = ("kind", "number", "numeral", "hours", "starts_on", "days")
PUBLISHED = ("kind", "number", "numeral", "state", "hours")


def _drafted(pk: UUID, values: Iterable[Any], *who: tuple[UUID, ...]) -> ScheduledActivity:
    kind, number, numeral, hours, starts_on, days = values
    dates = tuple(starts_on + dt.timedelta(day) for day in range(days))
    return ScheduledActivity(pk, None, kind, number, dates, numeral, ActivityState.PROPOSED, hours, *who)


def _published(
    pk: UUID, values: Iterable[Any], dates: tuple[dt.date, ...], *who: tuple[UUID, ...]
) -> ScheduledActivity:
    kind, number, numeral, state, hours = values
    return ScheduledActivity(pk, pk, core_kind(kind), number or 0, dates, numeral, state, hours, *who)


def scheduled_of(caseload: Caseload) -> list[ScheduledActivity]:
    """What the year of a caseload shows, by date, with places and teachers; four queries at most.

    What was not held is there too, with its state.

    Args:
        caseload: with its plan.
    """
    plan = caseload.plan
    if plan.state != PlanState.PUBLISHED:
        items = PlanItem.objects.filter(plan=plan, caseloads=caseload).order_by("starts_on", "key")
        return [
            _drafted(
                item.pk,
                [getattr(item, name) for name in DRAFTED],
                tuple(UUID(one) for one in item.schools),
                tuple(slot.post_id for slot in item.slots.all()),
            )
            for item in items.prefetch_related("slots")
        ]
    mine = Participation.objects.filter(post=caseload.accompanist_id).values("activity")
    activities = list(
        Activity.objects.filter(of_year(plan.year, states=SHOWN), pk__in=mine)
        .order_by("starts_on", "pk")
        .values_list("pk", *PUBLISHED)
    )
    ids = [pk for pk, *_values in activities]
    days = _gathered(ActivityDay.objects.filter(activity__in=ids).order_by("date"), "date")
    places = _gathered(ActivityPlace.objects.filter(activity__in=ids).order_by("position"), "school_id")
    others = Participation.objects.filter(activity__in=ids, post__isnull=False)
    posts = _gathered(others.exclude(post__kind=PostKind.ACCOMPANIST).order_by("post__code"), "post_id")
    return [
        _published(pk, values, tuple(days[pk]), tuple(places[pk]), tuple(posts[pk]))
        for pk, *values in activities
    ]


def _gathered(rows: Any, column: str) -> Mapping[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for activity, value in rows.values_list("activity_id", column):
        found[activity].append(value)
    return found


def amounts_by_post(plan: AnnualPlan, posts: Collection[UUID]) -> dict[UUID, dict[str, Amount]]:
    """Teacher's post to how much of each kind is planned with her; one query.

    Args:
        plan: the plan.
        posts: of slots of that plan.
    """
    if plan.state != PlanState.PUBLISHED:
        post = "slots__post"
        rows = (
            PlanItem.objects.filter(plan=plan, slots__post__in=posts)
            .order_by()
            .values(post, "kind")
            .annotate(times=Count("pk"), n=Sum("days"))
            .values_list(post, "kind", "times", "n")
        )
    else:
        rows = (
            ActivityDay.objects.filter(of_year(plan.year, "activity__"), **{f"{BY_POST}__in": posts})
            .order_by()
            .values(BY_POST, "activity__kind")
            .annotate(times=Count("activity", distinct=True), n=Count("pk"))
            .values_list(BY_POST, "activity__kind", "times", "n")
        )
    found: dict[UUID, dict[str, Amount]] = defaultdict(dict)
    for teacher, kind, times, days in rows:
        found[teacher][core_kind(kind)] = Amount(times, days)
    return found


def numerals_counted(plans: QuerySet[AnnualPlan], *, own: Scope) -> list[tuple[str, int]]:
    """Citations of the activities of some plans, each with how many rest on it; two queries.

    Args:
        plans: any, published or not.
        own: what the reader may see of plans; with posts of her own, only what these accompany counts.
    """
    caseloads = Caseload.objects.within(own) if own.posts else Caseload.objects.all()
    drafts = caseloads.filter(plan__in=plans.exclude(state=PlanState.PUBLISHED).values("pk"))
    in_force = caseloads.filter(plan__in=plans.filter(state=PlanState.PUBLISHED).values("pk"))
    drafted = PlanItem.objects.filter(caseloads__in=drafts.values("pk"))
    published = Activity.objects.filter(
        of_year(F(f"{CASELOAD}__plan__year")), **{f"{CASELOAD}__in": in_force.values("pk")}
    )
    return [
        row
        for rows in (drafted, published)
        for row in rows.order_by().values_list("numeral").annotate(n=Count("pk", distinct=True))
    ]


def first_days(plan: AnnualPlan) -> dict[str, dt.date]:
    """Key of each activity of a version to its first day, as the version planned it."""
    return dict(plan.items.values_list("key", "starts_on"))


def keys_of(activities: Collection[ScheduledActivity]) -> dict[UUID, str]:
    """Id to the key by which versions of a plan are compared; at most three queries."""
    published = [one.id for one in activities if one.activity_id is not None]
    drafted = [one.id for one in activities if one.activity_id is None]
    found = dict(PlanItem.objects.filter(pk__in=drafted).values_list("pk", "key")) if drafted else {}
    for model in (Visit, Meeting, Workshop) if published else ():
        rows = model._default_manager.filter(activity__in=published)
        found.update(rows.values_list("activity_id", "key"))
    return found
