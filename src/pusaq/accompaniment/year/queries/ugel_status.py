"""How each UGEL stands in a year: its plan, who accompanies whom, what has no person or no place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, FilteredRelation, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from pusaq.accompaniment.caseloads.models import AnnualPlan, Caseload, CaseloadSlot
from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.year.models import Unplaced
from pusaq.accompaniment.year.queries.owed import fallen_of_caseload, fallen_of_plan
from pusaq.people.enums import PostKind
from pusaq.people.models import Appointment, Post
from pusaq.territory.enums import OrganisationKind
from pusaq.territory.models import Organisation

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from pusaq.common.scope import Scope

STATES = (PlanState.PROPOSAL, PlanState.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a plan as lists name it; `violations` says how often it breaks rules, if it does."""

    plan_id: UUID
    year: int
    version: int
    state: str
    published_at: dt.datetime | None
    violations: int | None

    @property
    def is_published(self) -> bool:
        return self.state == PlanState.PUBLISHED


@dataclass(frozen=True, slots=True)
class UgelStatus:
    """One UGEL.

    Attributes:
        organisation_id: which.
        code: by which addresses name it.
        name: short.
        region_id: the body above it.
        region: its short name.
        plan: the published version, or the youngest proposal where none is; None without a plan.
        waiting: the youngest proposal that could replace the published version; None where none is younger.
        teachers: in the caseloads of the plan.
        accompanists: with a caseload in the plan.
        vacant: posts of accompanists in which nobody sits on the day.
        unplaced: activities that the norm owes and the year cannot hold.
        again: activities of the published version that fell and are not planned anew.
        registry_on: day of the registry from which the plan was made.
        staff_on: day of the posts from which it was made.
        norm_id: the norm that the plan follows; empty without a plan.
        norm_code: its official code.
    """

    organisation_id: UUID
    code: str
    name: str
    region_id: UUID | None
    region: str
    plan: Version | None
    waiting: Version | None
    teachers: int
    accompanists: int
    vacant: int
    unplaced: int
    again: int
    registry_on: dt.date | None
    staff_on: dt.date | None
    norm_id: str
    norm_code: str

    @property
    def is_published(self) -> bool:
        return self.plan is not None and self.plan.is_published


def ugel_statuses(*, scope: Scope, year: int, on: dt.date) -> tuple[UgelStatus, ...]:
    """UGEL of a scope by their names, with or without a plan; one query.

    Args:
        scope: what the reader may see of plans.
        year: school year.
        on: today, for who sits in the posts.
    """
    vacant = Post.objects.filter(
        ~Exists(Appointment.objects.on(on).filter(post=OuterRef("pk"))),
        organisation=OuterRef("pk"),
        kind=PostKind.ACCOMPANIST,
        gone_since=None,
    )
    shares = Caseload.objects.filter(plan=OuterRef("made__pk"))
    rows = (
        Organisation.objects.within(scope)
        .filter(kind=OrganisationKind.LOCAL_UNIT, closed_on=None)
        .annotate(
            made=FilteredRelation(
                "annual_plans",
                condition=Q(annual_plans__year=year, annual_plans__state__in=STATES),
            ),
            vacant=_one(vacant, "organisation", Count("pk")),
            teachers=_one(shares, "plan", Sum("teachers")),
            accompanists=_one(shares, "plan", Count("pk")),
            lacking=_one(Unplaced.objects.filter(plan=OuterRef("made__pk")), "plan", Sum("times")),
            again=_one(fallen_of_plan(OuterRef("made__pk")), "plan", Count("pk")),
        )
        .order_by("sort_key", "pk", "made__version")
        .values(
            *("pk", "code", "short_name", "parent_id", "parent__short_name"),
            *("vacant", "teachers", "accompanists", "lacking", "again"),
            *("made__pk", "made__year", "made__version", "made__state", "made__published_at"),
            "made__summary__violations",
            registry_on=F("made__targeting__registry__source_date"),
            staff_on=F("made__targeting__staff__source_date"),
            norm_id=F("made__targeting__norm__norm_id"),
            norm_code=F("made__targeting__norm__code"),
        )
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["pk"], []).append(row)
    return tuple(_standing(versions) for versions in found.values())


def _one(rows: QuerySet[Any], group: str, figure: Any) -> Coalesce:
    """A figure of the rows of one group; 0 where there is none."""
    counted = rows.order_by().values(group).annotate(figure=figure).values("figure")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _standing(rows: list[dict[str, Any]]) -> UgelStatus:
    """Of one UGEL from the versions of its plan, the oldest first."""
    published = next((row for row in rows if row["made__state"] == PlanState.PUBLISHED), None)
    last = rows[-1]
    row = published or last
    waits = last["made__pk"] is not None and last["made__state"] == PlanState.PROPOSAL
    return UgelStatus(
        organisation_id=row["pk"],
        code=row["code"],
        name=row["short_name"],
        region_id=row["parent_id"],
        region=row["parent__short_name"] or "",
        plan=version_of(row, "made__") if row["made__pk"] is not None else None,
        waiting=version_of(last, "made__") if waits else None,
        teachers=row["teachers"],
        accompanists=row["accompanists"],
        vacant=row["vacant"],
        unplaced=row["lacking"],
        again=row["again"],
        registry_on=row["registry_on"],
        staff_on=row["staff_on"],
        norm_id=row["norm_id"] or "",
        norm_code=row["norm_code"] or "",
    )


def version_of(row: dict[str, Any], before: str = "") -> Version:
    plan = row[f"{before}pk"]
    names = ("year", "version", "state", "published_at", "summary__violations")
    return Version(plan, *(row[f"{before}{name}"] for name in names))


@dataclass(frozen=True, slots=True)
class HeldCaseload:
    """A caseload with who holds it on the day; the name is empty where nobody does.

    `again` counts what fell and is not planned anew; a workshop counts in each caseload that it is for.
    """

    pk: UUID
    letter: str
    post_id: UUID
    name: str
    teachers: int
    teachers_missing: int
    unplaced: int
    again: int = 0


@dataclass(frozen=True, slots=True)
class UgelPlan:
    """A version of a UGEL's plan with its caseloads.

    Attributes:
        version: which.
        organisation: short name of the UGEL.
        code: of the UGEL, by which the school calendar knows it.
        norm_id: the norm that it follows.
        norm_code: its official code.
        again: activities that fell and are not planned anew; a shared one once.
        caseloads: caseloads by their letters, AA after Z.
    """

    version: Version
    organisation: str
    code: str
    norm_id: str
    norm_code: str
    again: int
    caseloads: tuple[HeldCaseload, ...]

    @property
    def teachers(self) -> int:
        return sum(caseload.teachers for caseload in self.caseloads)

    @property
    def teachers_missing(self) -> int:
        """Accompanied posts in which nobody sits."""
        return sum(caseload.teachers_missing for caseload in self.caseloads)

    @property
    def unplaced(self) -> int:
        return sum(caseload.unplaced for caseload in self.caseloads)


def ugel_plans(*, scope: Scope, year: int, on: dt.date) -> tuple[UgelPlan, ...]:
    """Plans of a year and later, published or proposed, with their caseloads; one query.

    Args:
        scope: what the reader may see of plans.
        year: school year.
        on: today, for who sits in the posts.
    """
    seated = Appointment.objects.on(on).order_by(F("starts_on").desc(nulls_last=True), "-pk")
    holder = seated.filter(post=OuterRef("caseloads__accompanist"))
    empty = CaseloadSlot.objects.filter(
        ~Exists(seated.filter(post=OuterRef("slot__post"))), caseload=OuterRef("caseloads__pk")
    )
    rows = (
        AnnualPlan.objects.within(scope)
        .filter(year__gte=year, state__in=STATES)
        .annotate(
            given=Subquery(holder.values("person__given_names")[:1]),
            surnames=Subquery(holder.values("person__surnames")[:1]),
            missing=_one(empty, "caseload", Count("pk")),
            lacking=_one(
                Unplaced.objects.filter(caseload=OuterRef("caseloads__pk")), "caseload", Sum("times")
            ),
            fell=_one(fallen_of_plan(OuterRef("pk")), "plan", Count("pk")),
            again=_one(fallen_of_caseload(OuterRef("caseloads__pk")), "caseload", Count("pk")),
        )
        .order_by("year", "organisation__sort_key", "version", "caseloads__letter")
        .values(
            *("pk", "year", "version", "state", "published_at", "summary__violations", "fell"),
            *("organisation__short_name", "organisation__code"),
            *("targeting__norm__norm_id", "targeting__norm__code"),
            *("caseloads__pk", "caseloads__letter", "caseloads__accompanist_id", "caseloads__teachers"),
            *("given", "surnames", "missing", "lacking", "again"),
        )
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["pk"], []).append(row)
    return tuple(_ugel_plan(shares) for shares in found.values())


def _ugel_plan(rows: list[dict[str, Any]]) -> UgelPlan:
    first = rows[0]
    return UgelPlan(
        version=version_of(first),
        organisation=first["organisation__short_name"],
        code=first["organisation__code"],
        norm_id=first["targeting__norm__norm_id"],
        norm_code=first["targeting__norm__code"],
        again=first["fell"],
        caseloads=tuple(_shares(row for row in rows if row["caseloads__pk"] is not None)),
    )


def _shares(rows: Iterable[dict[str, Any]]) -> Iterable[HeldCaseload]:
    for row in sorted(rows, key=lambda row: (len(row["caseloads__letter"]), row["caseloads__letter"])):
        yield HeldCaseload(
            pk=row["caseloads__pk"],
            letter=row["caseloads__letter"],
            post_id=row["caseloads__accompanist_id"],
            name=f"{row['given'] or ''} {row['surnames'] or ''}".strip(),
            teachers=row["caseloads__teachers"],
            teachers_missing=row["missing"],
            unplaced=row["lacking"],
            again=row["again"],
        )
