"""What accompaniment knows of one school."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq.accompaniment.caseloads.queries.names import name_of
from pusaq.accompaniment.caseloads.queries.plans import current_plans
from pusaq.accompaniment.models import Caseload, CaseloadSlot, TargetingDecision
from pusaq.accompaniment.targeting.queries.runs import current_runs
from pusaq.agenda.enums import ActivityState
from pusaq.agenda.models import Activity
from pusaq.common.scope import EVERYTHING, Scope, below

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from pusaq.territory.models import School

AHEAD = 6


@dataclass(frozen=True, slots=True)
class Accompanied:
    """Teachers of a caseload at a school: how many, and the names that the reader may see."""

    count: int
    names: tuple[str, ...]


def decisions_at(school: School, *, scope: Scope) -> list[TargetingDecision]:
    """The current decision on each service of the youngest year."""
    runs = current_runs(scope=EVERYTHING).filter(organisation=school.organisation_id)
    found = list(
        TargetingDecision.objects.within(scope)
        .filter(below(school.path), run__in=runs.values("pk"))
        .select_related("service", "run__norm__file")
        .order_by("-run__year", "service__level", "service__path")
    )
    return [one for one in found if one.run.year == found[0].run.year]


def caseloads_at(school: School, *, scope: Scope) -> list[Caseload]:
    """Caseloads of the current plan that hold teachers of the school."""
    plans = current_plans(scope=EVERYTHING).filter(organisation=school.organisation_id)
    found = list(
        Caseload.objects.within(scope)
        .filter(plan__in=plans.values("pk"), slots__slot__service__school=school)
        .select_related("accompanist", "plan")
        .order_by("-plan__year", "letter")
        .distinct()
    )
    return [one for one in found if one.plan.year == found[0].plan.year]


def teachers_at(school: School, caseloads: Iterable[Caseload], *, names: Scope) -> dict[UUID, Accompanied]:
    """Caseload to its teachers at a school."""
    by_id = {caseload.pk: caseload for caseload in caseloads}
    slots = CaseloadSlot.objects.filter(
        caseload__in=list(by_id), slot__service__school=school
    ).select_related("person", "slot")
    counts = dict.fromkeys(by_id, 0)
    shown: dict[UUID, list[str]] = {pk: [] for pk in by_id}
    for one in slots:
        counts[one.caseload_id] += 1
        name = name_of(
            one.person,
            path=one.slot.path,
            post=one.slot.post_id,
            names=names,
            accompanist=by_id[one.caseload_id].accompanist_id,
        )
        if name:
            shown[one.caseload_id].append(name)
    return {pk: Accompanied(counts[pk], tuple(sorted(shown[pk]))) for pk in by_id}


def activities_ahead(school: School, *, scope: Scope, on: dt.date) -> list[Activity]:
    """The next activities at a school that the reader may see."""
    return list(
        Activity.objects.within(scope)
        .filter(places__school=school, ends_on__gte=on, state=ActivityState.PUBLISHED)
        .order_by("starts_on", "title", "pk")
        .distinct()[:AHEAD]
    )
