from collections import Counter
from dataclasses import replace

import polars as pl
import pytest

from pusaq_core.io.plan_schema import as_text
from pusaq_core.yearplan.inputs import Options
from pusaq_core.yearplan.plan import check_tables, make_plan

SURCUBAMBA = "090009"


@pytest.mark.long
@pytest.mark.requirement("AP-039")
def test_an_eib_accompanist_has_seven_teachers_at_the_frontier_and_eight_elsewhere(whole):
    given, plan = whole
    andean = {row["ratio_max"] for row in plan.tables["caseloads"] if row["profile"] == "eib"}
    assert andean == {8}
    registry = given.registry.with_columns(pl.lit("1").alias("FRONTERA"))
    inputs = replace(given, registry=registry)
    frontier = make_plan(inputs, Options((SURCUBAMBA,), effort=1))
    assert frontier.violations == ()
    rows = [row for row in frontier.tables["caseloads"] if row["profile"] == "eib"]
    assert {row["ratio_max"] for row in rows} == {7}
    load = Counter(row["accompanist"] for row in rows)
    assert max(load.values()) <= 7
    full = next(key for key, teachers in sorted(load.items()) if teachers == 7)
    eighth = next(row for row in rows if row["accompanist"] != full)
    moved = [
        {**row, "accompanist": full} if row["teacher"] == eighth["teacher"] else row
        for row in frontier.tables["caseloads"]
    ]
    tables = {name: as_text(name, made) for name, made in frontier.tables.items() if made}
    tables["caseloads"] = as_text("caseloads", moved)
    tables["unplaced"] = as_text("unplaced", [])
    found = check_tables(inputs, (SURCUBAMBA,), tables, summary=frontier.summary)
    assert any(v.rule == "caseload_too_large" and full in v.subject for v in found)
