"""Who accompanies a service, for the page of its decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq.accompaniment.addresses import CASELOAD, address
from pusaq.accompaniment.caseloads.queries.of_service import caseloads_of
from pusaq.accompaniment.targeting.shown.accompanied import Accompanied
from pusaq.common.clock import today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq.accompaniment.targeting.models import TargetingDecision
    from pusaq.common.actor import Actor


def accompanied_by(decision: TargetingDecision, actor: Actor) -> Sequence[Accompanied]:
    """Caseloads that the reader may see, with where they are."""
    day = today(decision.run.organisation)
    return [
        Accompanied(one.caseload.letter, one.name, address(CASELOAD, one.caseload.pk))
        for one in caseloads_of(decision, scope=actor.scope("caseloads.read"), on=day)
    ]
