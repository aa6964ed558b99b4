from __future__ import annotations

import pytest

from pusaq.accompaniment.caseloads.models import AnnualPlan
from pusaq.accompaniment.caseloads.templatetags.caseloads import version_state
from pusaq.accompaniment.enums import PlanState

SAID = {
    PlanState.PROPOSAL: "Propuesta, sin publicar",
    PlanState.SUPERSEDED: "Reemplazado",
    PlanState.PUBLISHED: "Publicado",
}


@pytest.mark.parametrize("state", PlanState)
def test_a_version_says_whether_it_counts(state):
    drawn = version_state(AnnualPlan(state=state))
    assert [one for one in SAID.values() if f">{one}<" in drawn] == [SAID[state]]
