from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pusaq.accompaniment.caseloads.models import AnnualPlan
    from pusaq.common.actor import Actor
    from pusaq.territory.models import Organisation


def may_plan(actor: Actor, organisation: Organisation) -> bool:
    return actor.scope("plan.make").holds(organisation.path)


def may_publish(actor: Actor, plan: AnnualPlan) -> bool:
    return actor.scope("plan.publish").holds(plan.path)
