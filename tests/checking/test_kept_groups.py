"""Reasons that count the groups of meetings as the plan before has them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from pusaq_core.checking import PreviousPlan
from pusaq_core.checking.kept_groups import SAID, says_groups_stand
from pusaq_core.yearplan.wording import GROUPS_STAND

AS_OF = "2026-10-01"


@pytest.fixture
def replanned(late_plan):
    plan = late_plan.copy()
    as_of = date.fromisoformat(AS_OF)
    plan.facts = replace(plan.facts, previous=PreviousPlan([dict(row) for row in plan.activities], as_of))
    plan.changes = []
    return plan


def owed_by_hand(plan, row):
    """Visit days and meetings that the caseload of a row still owes, each group of schools its own."""
    mine = [a for a in plan.activities if row["accompanist"] in a["accompanist"].split(";")]
    held = [a for a in mine if a["start"] < AS_OF]
    visits = 5 * 14 - sum(int(a["days"]) for a in held if a["kind"] == "visit")
    meetings = 0
    for kind, owed in (("gia", 4), ("rtc", 2)):
        groups = {a["codlocal"] for a in mine if a["kind"] == kind}
        done = Counter(a["codlocal"] for a in held if a["kind"] == kind)
        meetings += sum(owed - done[group] for group in groups)
    return visits + meetings


def test_the_words_of_the_planner_are_those_that_the_auditor_reads():
    assert GROUPS_STAND.lower() == SAID
    assert says_groups_stand(f"{GROUPS_STAND}, el año no alcanza")
    assert not says_groups_stand("El año no alcanza")


def test_meetings_of_each_group_are_counted_where_groups_stand(replanned):
    row = replanned.unplaced[0]
    needed, available = owed_by_hand(replanned, row), 63 - 7 - 16
    row["reason"] = f"{GROUPS_STAND}, no alcanza [necesarios={needed}; disponibles={available}]"
    assert replanned.check() == ()
    row["reason"] = f"{GROUPS_STAND}, no alcanza [necesarios={needed + 1}; disponibles={available}]"
    assert replanned.codes() == {"reason_untrue"}
    row["reason"] = f"{GROUPS_STAND}, no alcanza [necesarios={needed}; disponibles={available - 1}]"
    assert replanned.codes() == {"reason_untrue"}


def test_weights_on_days_count_each_group_too(replanned):
    row = replanned.unplaced[0]
    needed, available = owed_by_hand(replanned, row), 63 - 7 - 16
    runs = "2026-10-01..2026-12-31 ×2"
    said = f"{GROUPS_STAND}, contados: {runs}"
    row["reason"] = f"{said} [necesarios={2 * needed}; disponibles={2 * available}]"
    assert replanned.check() == ()
    row["reason"] = f"{said} [necesarios={2 * needed + 1}; disponibles={2 * available}]"
    assert replanned.codes() == {"reason_untrue"}


def test_a_plan_that_replaces_none_has_no_groups_to_keep(late_plan):
    plan = late_plan.copy()
    row = plan.unplaced[0]
    row["reason"] = f"{GROUPS_STAND}, no alcanza [necesarios=1000; disponibles=48]"
    assert plan.codes() == {"reason_untrue"}
