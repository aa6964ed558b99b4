"""Activities of accompaniment day by day, for whoever takes part."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, IntegerField, OuterRef, Subquery, UUIDField
from django.db.models.functions import Coalesce

from pusaq.accompaniment.caseloads.models import AnnualPlan, Caseload, CaseloadSlot
from pusaq.accompaniment.caseloads.queries.in_agenda import SHOWN, STANDING
from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.looks import PREFIX, core_kind
from pusaq.accompaniment.year.models import Visit
from pusaq.accompaniment.year.queries.owed import due_records, owed_records
from pusaq.agenda.enums import Part
from pusaq.agenda.models import Activity, ActivityDay, ActivityPlace, Participation
from pusaq.people.enums import PostKind

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from django.db.models import QuerySet

    from pusaq.common.scope import Scope

ACTIVITY_FIELDS = (
    *("activity_id", "activity__kind", "activity__number", "activity__title"),
    *("activity__numeral", "activity__norm_id", "activity__state"),
)

PLACE_FIELDS = ("host", "host_id")


@dataclass(frozen=True, slots=True)
class ConvenedActivity:
    """An activity with its days within the range that was asked for.

    Attributes:
        activity_id: which.
        kind: id of the kind.
        number: which of its kind; None where they are not counted.
        title: as the agenda has it, without names of people.
        days: in order.
        school_id: where it is held; None elsewhere than at a school.
        school: name of that school.
        conductor: post of who conducts it; None where nobody of the plan does.
        teacher: post of the teacher visited; None for what is no visit.
        owed: visits in the plan of that teacher's year; 0 for what is no visit.
        attending: teachers who are convened.
        numeral: what it rests on.
        norm_id: norm of the numeral.
        stands: it is planned or was held; not where it was not.
    """

    activity_id: UUID
    kind: str
    number: int | None
    title: str
    days: tuple[dt.date, ...]
    school_id: UUID | None
    school: str
    conductor: UUID | None
    teacher: UUID | None
    owed: int
    attending: int
    numeral: str
    norm_id: str
    stands: bool

    @property
    def starts_on(self) -> dt.date:
        return self.days[0]

    @property
    def ends_on(self) -> dt.date:
        return self.days[-1]


def convened_activities(
    scope: Scope, first: dt.date, *, last: dt.date | None = None, most: int
) -> tuple[ConvenedActivity, ...]:
    """What happens from a day on to those in a scope, by date; one query.

    Args:
        scope: what the reader may see of the agenda.
        first: first day.
        last: last day; None for as far as `most` reaches.
        most: days of activities to read.
    """
    visit = Visit.objects.filter(activity=OuterRef("activity"))
    # By way of the slot's index: naming the slot by a subquery makes PostgreSQL ask it once for every visit.
    siblings = Visit.objects.filter(
        owed_records(AnnualPlan.objects.filter(state=PlanState.PUBLISHED)),
        slot__visits__activity=OuterRef("activity"),
    )
    leads = Participation.objects.filter(activity=OuterRef("activity"), part=Part.CONDUCTS).order_by("pk")
    teachers = Participation.objects.filter(
        activity=OuterRef("activity"), part__in=(Part.ACCOMPANIED, Part.ATTENDS)
    ).exclude(post__kind=PostKind.ACCOMPANIST)
    rows = (
        _days(scope, first, last)
        .annotate(
            teacher=_id(visit.values("slot__post")),
            owed=_count(siblings, "slot"),
            conductor=_id(leads.values("post")),
            attending=_count(teachers, "activity"),
        )
        .order_by("date", "activity__title", "activity_id")
        .values(*ACTIVITY_FIELDS, *PLACE_FIELDS, "date", "teacher", "owed", "conductor", "attending")
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows[:most]:
        found.setdefault(row["activity_id"], []).append(row)
    return tuple(_convened(days) for days in found.values())


def _days(scope: Scope, first: dt.date, last: dt.date | None) -> QuerySet[ActivityDay]:
    """Days of published activities of accompaniment, with the school that holds each."""
    activities = Activity.objects.within(scope).filter(
        kind__startswith=PREFIX, ends_on__gte=first, state__in=SHOWN
    )
    host = ActivityPlace.objects.filter(activity=OuterRef("activity")).order_by("position")
    days = ActivityDay.objects.filter(activity__in=activities.values("pk"), date__gte=first)
    days = days.filter(date__lte=last) if last is not None else days
    return days.annotate(host=Subquery(host.values("school__name")[:1]), host_id=_id(host.values("school")))


def _id(rows: QuerySet[Any, Any]) -> Subquery:
    return Subquery(rows[:1], output_field=UUIDField())


def _count(rows: QuerySet[Any], group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _convened(rows: list[dict[str, Any]]) -> ConvenedActivity:
    row = rows[0]
    return ConvenedActivity(
        activity_id=row["activity_id"],
        kind=core_kind(row["activity__kind"]),
        number=row["activity__number"],
        title=row["activity__title"],
        days=tuple(day["date"] for day in rows),
        school_id=row["host_id"],
        school=row["host"] or "",
        conductor=row["conductor"],
        teacher=row["teacher"],
        owed=row["owed"],
        attending=row["attending"],
        numeral=row["activity__numeral"],
        norm_id=row["activity__norm_id"],
        stands=row["activity__state"] in STANDING,
    )


@dataclass(frozen=True, slots=True)
class FieldDay:
    """What an accompanist does on a day."""

    activity_id: UUID
    kind: str
    number: int | None
    title: str
    school: str
    stands: bool


def field_days(
    scope: Scope, first: dt.date, last: dt.date
) -> dict[UUID, dict[dt.date, tuple[FieldDay, ...]]]:
    """Post of an accompanist to what is planned for each day of a range; one query."""
    rows = (
        _days(scope, first, last)
        .filter(activity__participations__post__kind=PostKind.ACCOMPANIST)
        .order_by("date", "activity__title", "activity_id")
        .values(*ACTIVITY_FIELDS, "host", "date", "activity__participations__post_id")
    )
    found: dict[UUID, dict[dt.date, list[FieldDay]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row["activity__participations__post_id"]][row["date"]].append(
            FieldDay(
                row["activity_id"],
                core_kind(row["activity__kind"]),
                row["activity__number"],
                row["activity__title"],
                row["host"] or "",
                row["activity__state"] in STANDING,
            )
        )
    return {post: {day: tuple(on) for day, on in days.items()} for post, days in found.items()}


@dataclass(frozen=True, slots=True)
class Member:
    """A teacher of a caseload with her visits.

    Attributes:
        post_id: of the teacher.
        school_id: where.
        school: name of the school.
        school_key: by which schools are sorted.
        due: visits planned to be over by the day, held or not.
        owed: visits of the year, also those that are not planned anew yet.
        caseload: with its plan, norm and UGEL.
    """

    post_id: UUID
    school_id: UUID
    school: str
    school_key: str
    due: int
    owed: int
    caseload: Caseload


def members(scope: Scope, *, year: int, on: dt.date) -> tuple[Member, ...]:
    """Teachers of the caseloads of published plans in a scope, by school; two queries."""
    rows = list(
        CaseloadSlot.objects.filter(caseload__in=_published(scope, year).values("pk"))
        .select_related(
            "caseload__plan__organisation", "caseload__plan__targeting__norm", "slot__service__school"
        )
        .defer("caseload__plan__summary", "caseload__plan__targeting__figures")
        .order_by("slot__service__school__sort_key", "slot__service__school_id", "slot__post__code")
    )
    # Counted apart, slot by slot as one list: one count inside each row is asked row by row where PostgreSQL
    # does not know yet how many visits there are.
    plans = AnnualPlan.objects.within(scope).filter(year=year, state=PlanState.PUBLISHED)
    over = due_records(Visit, year, on)
    counted = {
        slot: (owed, due)
        for slot, owed, due in Visit.objects.filter(
            owed_records(plans), slot__in=[row.slot_id for row in rows]
        )
        .order_by()
        .values("slot")
        .annotate(owed=Count("pk"), due=Count("pk", filter=over))
        .values_list("slot", "owed", "due")
    }
    return tuple(
        Member(
            post_id=row.slot.post_id,
            school_id=row.slot.service.school_id,
            school=row.slot.service.school.name,
            school_key=row.slot.service.school.sort_key,
            owed=counted.get(row.slot_id, (0, 0))[0],
            due=counted.get(row.slot_id, (0, 0))[1],
            caseload=row.caseload,
        )
        for row in rows
    )


def _published(scope: Scope, year: int) -> QuerySet[Caseload]:
    return Caseload.objects.within(scope).filter(plan__year=year, plan__state=PlanState.PUBLISHED)
