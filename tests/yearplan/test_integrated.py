import pytest

from pusaq_core.io.plan_schema import as_text
from pusaq_core.yearplan.plan import check_tables

SURCUBAMBA = "090009"
LEVELS = {"full_initial", "full_primary", "full_secondary"}


@pytest.mark.long
@pytest.mark.requirement("AP-025")
def test_one_rtc_counts_for_the_three_levels_of_an_integrated_school(whole):
    inputs, plan = whole
    profile = {row["teacher"]: row["profile"] for row in plan.tables["caseloads"]}
    joint = [
        row
        for row in plan.tables["activities"]
        if row["kind"] == "rtc" and {profile[t] for t in row["teachers"]} == LEVELS
    ]
    assert joint
    for row in joint:
        assert len(set(row["cod_mod"])) == 3
        assert len(row["accompanist"]) >= 3
    assert plan.violations == ()
    by_level = {**joint[0], "accompanist": joint[0]["accompanist"][0]}
    caseload = [row for row in plan.tables["caseloads"] if row["accompanist"] == by_level["accompanist"]]
    own = {row["teacher"] for row in caseload}
    by_level["teachers"] = ";".join(t for t in by_level["teachers"] if t in own)
    rows = [by_level if row is joint[0] else row for row in plan.tables["activities"]]
    tables = {name: as_text(name, made) for name, made in plan.tables.items() if made}
    tables["activities"] = as_text("activities", rows)
    tables["unplaced"] = as_text("unplaced", [])
    found = check_tables(inputs, (SURCUBAMBA,), tables, summary=plan.summary)
    assert "not_joint" in {violation.rule for violation in found}
