"""Reasons that count the groups of meetings as the plan before has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pusaq_core.checking import PreviousPlan
from pusaq_core.checking.index import PlanIndex, Records
from pusaq_core.checking.kept_groups import GROUPS_STAND, owed_by_group
from pusaq_core.checking.reading import (
    TableReader,
    activity_row,
    caseload_row,
    targeting_row,
    unplaced_row,
)
from pusaq_core.findings.shapes import GroupedCapacity, GroupedCombination
from tests.checking.said import lack

AS_OF = "2026-10-01"


@pytest.fixture
def replanned(late_plan):
    plan = late_plan.copy()
    as_of = date.fromisoformat(AS_OF)
    plan.facts = replace(plan.facts, previous=PreviousPlan([dict(row) for row in plan.activities], as_of))
    plan.changes = []
    return plan


def test_the_codes_of_the_planner_are_those_that_the_auditor_reads():
    assert (GroupedCapacity.code, GroupedCombination.code) == GROUPS_STAND


def index_of(plan):
    reader = TableReader()
    records = Records(
        reader.records("targeting.csv", plan.targeting, targeting_row),
        reader.records("caseloads.csv", plan.caseloads, caseload_row),
        reader.records("activities.csv", plan.activities, activity_row),
        reader.records("unplaced.csv", plan.unplaced, unplaced_row),
    )
    assert not reader.violations
    return PlanIndex(records, plan.facts)


def test_each_group_owes_what_it_did_not_hold(replanned):
    """One RTC of both schools was held, and the first GIA of one of them."""
    key = replanned.unplaced[0]["accompanist"]
    index = index_of(replanned)
    since = date.fromisoformat(AS_OF).toordinal()
    owed = owed_by_group(index, key, index.dose(key), since)
    assert owed == {
        ("gia", ("M1",), (key,)): 3,
        ("gia", ("M2",), (key,)): 4,
        ("rtc", ("M1", "M2"), (key,)): 1,
    }


def test_a_group_that_both_plans_lost_is_known_from_the_one_before(replanned):
    key = replanned.unplaced[0]["accompanist"]
    replanned.activities = [a for a in replanned.activities if (a["kind"], a["codlocal"]) != ("gia", "M2")]
    index = index_of(replanned)
    since = date.fromisoformat(AS_OF).toordinal()
    assert owed_by_group(index, key, index.dose(key), since)["gia", ("M2",), (key,)] == 4


def test_a_reason_may_count_each_group_and_no_more(replanned):
    """Of 40 days that are left at her schools, weighed alike; her visits alone could hold 39."""
    row = replanned.unplaced[0]
    said = {"code": "grouped_capacity", "counted": [("2026-10-01", "2026-12-31", 5)]}
    row["reason"] = lack(250, 195, **said)
    assert replanned.check() == ()
    for needed, available in ((251, 195), (250, 194)):
        row["reason"] = lack(needed, available, **said)
        assert replanned.codes() == {"reason_untrue"}


def test_a_plan_that_replaces_none_has_no_groups_to_keep(late_plan):
    plan = late_plan.copy()
    row = plan.unplaced[0]
    row["reason"] = lack(1000, 48, "grouped_capacity")
    assert plan.codes() == {"reason_untrue"}
