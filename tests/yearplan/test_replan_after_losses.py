"""Whatever was not held or was cancelled, the year goes on with a plan that breaks no rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from pusaq_core.yearplan.earlier import Earlier, Previous
from pusaq_core.yearplan.inputs import Options
from pusaq_core.yearplan.plan import make_plan

UGEL = "090009"
FALLS = ("visit", "gia", "rtc")
CANCELLED_OF_THOSE = 0.2


@pytest.mark.long
@pytest.mark.parametrize(
    "as_of", [date(2026, 6, 1), date(2026, 8, 20), date(2026, 11, 15), date(2026, 12, 1)]
)
@pytest.mark.parametrize(("seed", "share"), [(0, 0.2), (3, 0.1), (6, 0.3), (7, 0.2)])
def test_what_fell_leaves_a_plan_that_can_be_published(plan, read, as_of, seed, share):
    drawn = np.random.default_rng(seed)
    rows, lost = [], 0
    for row in plan.tables["activities"]:
        over = row["start"] < as_of
        falls = row["kind"] in FALLS and drawn.random() < share * (1 if over else CANCELLED_OF_THOSE)
        lost += falls and over
        if not falls:
            rows.append(row)
    tables = [tuple(plan.tables[name]) for name in ("targeting", "caseloads", "unplaced")]
    earlier = Earlier(2026, (UGEL,), tables[0], tables[1], tuple(rows), tables[2], plan.summary)
    previous = Previous(earlier, as_of, happened=True)
    new = make_plan(replace(read.inputs, previous=previous), Options((UGEL,), effort=1))
    assert lost
    assert new.violations == ()
