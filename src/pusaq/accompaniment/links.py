"""Port `links`: what accompaniment keeps, as places to go to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pusaq.accompaniment.addresses import ACTIVITY, CASELOAD, DECISION, TARGETING, UGEL_YEAR, address
from pusaq.accompaniment.models import (
    AnnualPlan,
    Caseload,
    Meeting,
    TargetingDecision,
    TargetingRun,
    Visit,
    Workshop,
)
from pusaq.agenda.models import Activity
from pusaq.common.ports import Link

if TYPE_CHECKING:
    from django.db.models import Model

    from pusaq.common.actor import Actor
    from pusaq.common.refs import Ref

RECORDS = frozenset(model._meta.label_lower for model in (Visit, Meeting, Workshop))
"""Their id is that of their activity."""

ROWS: dict[str, tuple[Any, str, str, bool]] = {
    "accompaniment.targetingrun": (TargetingRun, "targeting.read", TARGETING, False),
    "accompaniment.targetingdecision": (TargetingDecision, "targeting.read", DECISION, True),
    "accompaniment.annualplan": (AnnualPlan, "plan.read", UGEL_YEAR, False),
    "accompaniment.caseload": (Caseload, "caseloads.read", CASELOAD, True),
}
"""Model, what one must be allowed to see, address, and whether it names the row."""

KINDS = RECORDS | frozenset(ROWS)


def resolve(ref: Ref, *, role: Actor) -> Link | None:
    """The link, or None where the role may not see it."""
    if ref.kind in RECORDS:
        found = Activity.objects.within(role.scope("agenda.read")).filter(pk=ref.id).first()
        return Link(address(ACTIVITY, found.pk), found.title) if found is not None else None
    model, capability, name, names_row = ROWS[ref.kind]
    row: Model | None = model.objects.within(role.scope(capability)).filter(pk=ref.id).first()
    if row is None:
        return None
    return Link(address(name, *([ref.id] if names_row else [])), _label(row))


def _label(row: Model) -> str:
    if isinstance(row, TargetingDecision):
        return str(row.service)
    if isinstance(row, Caseload):
        return row.letter
    return str(row)
