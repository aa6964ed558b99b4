from collections import defaultdict
from datetime import timedelta

import pytest

SURCUBAMBA = "090009"


def test_figures_of_the_caseloads_add_up_to_those_of_the_ugel(plan):
    found = plan.caseloads
    total = plan.summary["ugel"][SURCUBAMBA]
    assert set(found) == {row["accompanist"] for row in plan.tables["caseloads"]}
    assert sum(f.weighted_km for f in found.values()) == pytest.approx(total["km"], abs=len(found) * 0.05)
    assert sum(f.travel_km for f in found.values()) == pytest.approx(
        total["timetable_km"], abs=len(found) * 0.05
    )
    assert all(f.travel_bound <= f.travel_km + 0.1 for f in found.values())


def test_days_used_are_the_school_days_of_the_rows(plan, read):
    school = set(read.inputs.calendar.school_days(SURCUBAMBA))
    days = defaultdict(set)
    for row in plan.tables["activities"]:
        for key in row["accompanist"]:
            days[key] |= {row["start"] + timedelta(n) for n in range(row["days"])}
    for key, figures in plan.caseloads.items():
        assert figures.days_used == len(days[key] & school)
        assert figures.days_used <= figures.days_available == len(school)


def test_the_base_is_a_premises_of_the_caseload(plan):
    at = defaultdict(set)
    for row in plan.tables["caseloads"]:
        at[row["accompanist"]].add(row["codlocal"])
    assert all(figures.base_premises in at[key] for key, figures in plan.caseloads.items())
