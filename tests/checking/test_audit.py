"""Valid plans are silent in every form; what is missing, what changed and the form of files are judged."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pusaq_core.checking import (
    RULES,
    PlanTables,
    check_plan,
)
from tests.checking.said import relaxed, stated

ROOT = Path(__file__).parents[2]


def typed(rows):
    """A frame as a planner would hold it: dates, numbers, lists."""
    frame = pl.DataFrame(rows)
    return frame.with_columns(
        pl.col("start", "end").str.to_date(),
        pl.col("number", "days").cast(pl.Int64),
        pl.when(pl.col("hours") != "").then(pl.col("hours")).cast(pl.Float64).alias("hours"),
        pl.col("teachers").str.split(";"),
        pl.when(pl.col("trip") != "").then(pl.col("trip")).alias("trip"),
    )


def test_valid_plans_are_silent(valid_plan, late_plan, sick_plan):
    for plan in (valid_plan, late_plan, sick_plan):
        assert plan.check() == ()


def test_the_valid_plan_holds_what_it_is_meant_to_try(valid_plan, late_plan, sick_plan):
    kinds = Counter(row["kind"] for row in valid_plan.activities)
    assert kinds == {"visit": 316, "gia": 36, "own_workshop": 24, "workshop": 12, "rtc": 12}
    assert any(row["accompanist"].count(";") == 2 for row in valid_plan.of_kind("rtc"))
    assert valid_plan.unplaced == []
    assert {row["kind"] for row in late_plan.unplaced} == {"visit"}
    assert {row["kind"] for row in sick_plan.unplaced} == {"workshop"}


def test_frames_and_rows_are_judged_alike(valid_plan):
    columns = ("accompanist", "teacher", "kind", "missing", "days_missing", "reason")
    unplaced = pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    caseloads = pl.DataFrame(valid_plan.caseloads).with_columns(
        pl.col("base_lat", "base_lon").cast(pl.Float64), pl.col("ratio_max").cast(pl.Int64)
    )
    frames = PlanTables(pl.DataFrame(valid_plan.targeting), caseloads, typed(valid_plan.activities), unplaced)
    assert check_plan(frames, valid_plan.facts) == ()


def test_a_violation_names_file_row_rule_and_both_sides(plan):
    row = plan.of_kind("gia")[0]
    row["hours"] = "2.5"
    (violation,) = plan.check()
    assert violation.rule == "meeting_too_short"
    assert violation.file == "activities.csv"
    assert violation.row == plan.activities.index(row) + 2
    assert violation.subject == violation.activity == row["activity"]
    assert (violation.expected, violation.found) == ("at least 3 hours", "2.5")


def test_violations_are_the_same_twice_and_in_order(plan):
    for row in plan.activities[::7]:
        row["hours"] = "1"
    first = plan.check()
    assert first == plan.check()
    assert [v.row for v in first] == sorted(v.row for v in first)


def test_every_code_that_is_given_is_in_the_table_of_rules():
    source = ROOT / "src" / "pusaq_core" / "checking"
    given = set()
    for path in sorted(source.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        given |= set(re.findall(r'(?:Violation|_breach)\(\s*"(\w+)"', text))
        given |= set(re.findall(r'(?:check_apart|check_halves)\([^)]*"(\w+)"\)', text))
    assert given == set(RULES)


def test_the_page_on_checking_lists_the_rules_as_they_are():
    page = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d) \| `(\w+)` \| (.+?) \| .+ \|$", page, flags=re.MULTILINE)
    assert [(int(group), code, asks) for group, code, asks in rows] == [
        (rule.group, code, rule.asks) for code, rule in RULES.items()
    ]


def test_a_missing_column_ends_the_audit(plan):
    for row in plan.activities:
        del row["hours"]
    (violation,) = plan.check()
    assert (violation.rule, violation.file, violation.row) == ("columns_differ", "activities.csv", 1)


def test_columns_in_another_order_are_said_and_the_audit_goes_on(plan):
    plan.activities = [dict(reversed(row.items())) for row in plan.activities]
    plan.of_kind("visit")[0]["days"] = "9"
    assert {"columns_differ", "days_wrong"} == plan.codes()


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("activities", "start", "16/03/2026"),
        ("activities", "start", "20260316"),
        ("activities", "end", ""),
        ("activities", "days", "1.0"),
        ("activities", "number", "-1"),
        ("activities", "hours", "tres"),
        ("activities", "accompanist", ""),
        ("caseloads", "base_lat", "-12.1"),
        ("caseloads", "base_lon", "-74,60000"),
        ("caseloads", "ratio_max", ""),
        ("caseloads", "ratio_min", "seis"),
        ("targeting", "rank", "primero"),
        ("targeting", "codlocal", ""),
    ],
)
def test_a_cell_of_the_wrong_type_is_named(plan, table, column, value):
    getattr(plan, table)[3][column] = value
    found = [v for v in plan.check() if v.rule == "value_malformed"]
    assert [(v.file, v.row, v.subject, v.found) for v in found] == [(f"{table}.csv", 5, column, value)]


def test_rejected_rows_are_read_and_sorted(plan):
    one = {"file": "padron.csv", "row": "9", "column": "COD_MOD", "found": "", "expected": "7 dígitos"}
    plan.rejected = [one, {**one, "row": "10"}, {**one, "file": "plazas.csv", "row": ""}]
    assert plan.check() == ()
    plan.rejected.reverse()
    assert plan.codes() == {"rows_not_sorted"}


def test_a_plan_of_nothing_for_no_ugel_is_silent(facts):
    nothing = replace(facts, ugels=frozenset(), services=(), teachers=(), relaxation_order=())
    assert check_plan(PlanTables([], [], [], []), nothing) == ()


def test_assumptions_that_are_not_given_are_not_judged(plan):
    plan.facts = replace(plan.facts, assumptions={"lengua_minimo_docentes": 6}, relaxation_order=())
    for row in plan.of_kind("workshop"):
        row["hours"] = "1"
    row = plan.of_kind("gia")[0]
    row["start"] = row["end"] = "2026-03-16"
    assert plan.codes() <= {"accompanist_twice", "meeting_on_visit_day"}


def test_a_breach_that_a_note_names_is_no_violation(plan):
    late = "primera_visita_semanas"
    teacher = "P200000201"
    visits = plan.of_kind("visit", teachers=teacher)
    plan.facts = replace(plan.facts, assumptions={**plan.facts.assumptions, late: 1})
    broken = {v.subject.split()[-1] for v in plan.check() if v.rule == "first_visit_late"}
    assert teacher in broken
    visits[0]["note"] = relaxed(late)
    still = {v.subject.split()[-1] for v in plan.check() if v.rule == "first_visit_late"}
    own = {row["teacher"] for row in plan.caseloads if row["accompanist"] == visits[0]["accompanist"]}
    assert still == broken - own


def test_relaxing_from_the_last_to_the_first_is_in_order(plan):
    order = plan.facts.relaxation_order
    for count in range(1, len(order) + 1):
        spoiled = plan.copy()
        spoiled.activities[0]["note"] = relaxed(*order[-count:])
        assert spoiled.check() == ()
        if count > 1:
            spoiled.activities[0]["note"] = relaxed(order[-count], *order[len(order) - count + 2 :])
            assert spoiled.codes() == {"relaxation_out_of_order"}


def test_only_an_id_of_a_fact_that_relaxes_relaxes(plan):
    plan.activities[0]["note"] = relaxed("xgia_tras_visita", "gia_tras_visitas")
    assert plan.check() == ()
    plan.activities[0]["note"] = stated(("shared_meeting", {"rules": ["gia_tras_visita"]}))
    assert plan.check() == ()


GARBAGE = [
    "",
    "x",
    ";",
    "0",
    "-1",
    "99999999",
    "2026-02-30",
    "2026-12-31",
    "0001-01-01",
    "9999-12-31",
    "visit",
    "rtc",
]
GARBAGE += [
    "gia",
    "own_workshop",
    "I1;Q1",
    "P100000100",
    "090009-EIB-01;090009-EIB-02",
    "[]",
    "[1]",
    '[{"met": []}]',
]


@pytest.mark.long
@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_no_garbage_stops_the_audit(late_plan, data):
    plan = late_plan.copy()
    for _ in range(data.draw(st.integers(1, 6))):
        table = getattr(
            plan, data.draw(st.sampled_from(["targeting", "caseloads", "activities", "unplaced"]))
        )
        row = data.draw(st.sampled_from(range(len(table))))
        column = data.draw(st.sampled_from(sorted(table[row])))
        table[row][column] = data.draw(st.sampled_from(GARBAGE) | st.text(max_size=5))
    assert all(violation.rule in RULES for violation in plan.check())
