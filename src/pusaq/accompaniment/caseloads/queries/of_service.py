"""Whose caseload holds the teachers of a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq.accompaniment.caseloads.models import Caseload
from pusaq.accompaniment.caseloads.queries.plans import current_plans
from pusaq.common.scope import EVERYTHING
from pusaq.people.queries import holders

if TYPE_CHECKING:
    import datetime as dt

    from pusaq.accompaniment.targeting.models import TargetingDecision
    from pusaq.common.scope import Scope


@dataclass(frozen=True, slots=True)
class Held:
    """A caseload that holds teachers of the service; her name where somebody sits in the post."""

    caseload: Caseload
    name: str


def caseloads_of(decision: TargetingDecision, *, scope: Scope, on: dt.date) -> tuple[Held, ...]:
    """Caseloads of the plan that counts, by their letters.

    Args:
        decision: on the service.
        scope: caseloads that the reader may see.
        on: today, for who sits in the accompanist's post.
    """
    plans = current_plans(scope=EVERYTHING, year=decision.run.year).filter(
        organisation=decision.run.organisation_id
    )
    found = list(
        Caseload.objects.within(scope)
        .filter(plan__in=plans.values("pk"), slots__slot__service=decision.service_id)
        .select_related("accompanist")
        .order_by("letter")
        .distinct()
    )
    people = holders([caseload.accompanist_id for caseload in found], on=on)
    return tuple(Held(caseload, str(people.get(caseload.accompanist_id, ""))) for caseload in found)
