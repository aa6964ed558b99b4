"""What people did is a fact: the checker counts anew what is owed after it, and no less."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pusaq_core.checking import PreviousPlan

AS_OF = date(2026, 6, 1)
OF_DOSES = {"dose_days", "dose_times", "visit_length_not_owed"}


def goes_on(plan, *, happened=True):
    rows = [dict(row) for row in plan.activities]
    plan.facts = replace(plan.facts, previous=PreviousPlan(rows, AS_OF, happened=happened))
    plan.changes = []
    return plan


def of_doses(plan):
    return plan.codes() & OF_DOSES


def lengthened(row, days):
    row["days"] = str(int(row["days"]) + days)
    row["end"] = (date.fromisoformat(row["end"]) + timedelta(days)).isoformat()


@pytest.fixture
def visits(plan):
    """Visits of one teacher whose visits have several lengths, by date."""
    every = plan.of_kind("visit", accompanist="MULTIGRADE")
    mine = [row for row in every if row["teachers"] == every[0]["teachers"]]
    found = sorted(mine, key=lambda row: row["start"])
    assert {row["days"] for row in found} == {"2", "3"}
    assert found[0]["start"] < AS_OF.isoformat() < found[-1]["start"]
    return found


def long_and_over(visits):
    return next(row for row in visits if row["days"] == "3" and row["start"] < AS_OF.isoformat())


def short_to_come(visits):
    return next(row for row in visits if row["days"] == "2" and row["start"] >= AS_OF.isoformat())


def test_a_day_that_a_visit_lacked_is_owed_by_another(plan, visits):
    lengthened(long_and_over(visits), -2)
    goes_on(plan)
    assert of_doses(plan) == {"dose_days"}
    lengthened(short_to_come(visits), 1)
    assert of_doses(plan) == {"dose_days"}
    later = [row for row in visits if row["days"] == "2" and row["start"] >= AS_OF.isoformat()]
    lengthened(later[0], 1)
    assert of_doses(plan) == set()
    assert date.fromisoformat(later[0]["end"]) > AS_OF


def test_what_was_planned_so_is_no_fact(plan, visits):
    lengthened(long_and_over(visits), -2)
    goes_on(plan, happened=False)
    assert OF_DOSES & plan.codes() == {"dose_days", "visit_length_not_owed"}


def test_no_visit_makes_up_for_more_than_the_norm_knows(plan, visits):
    lengthened(long_and_over(visits), -2)
    lengthened(short_to_come(visits), 2)
    assert "visit_length_not_owed" in of_doses(goes_on(plan))


def test_a_visit_that_was_not_held_is_still_owed(plan, visits):
    plan.activities.remove(long_and_over(visits))
    assert of_doses(goes_on(plan)) == {"dose_days", "dose_times"}


def workshops(plan, number):
    return [
        row for row in plan.of_kind("workshop", accompanist="FULL_SECONDARY-01") if row["number"] == number
    ]


def test_a_workshop_that_one_held_for_fewer_days_is_a_fact(plan):
    (over,) = workshops(plan, "1")
    assert over["start"] < AS_OF.isoformat()
    lengthened(over, -1)
    assert goes_on(plan).codes().isdisjoint({"workshop_days_differ", *OF_DOSES})
    assert {"workshop_days_differ", "dose_days"} <= goes_on(plan, happened=False).codes()


def test_a_workshop_to_come_is_of_all_on_the_same_days(plan):
    (to_come,) = workshops(plan, "2")
    assert to_come["start"] >= AS_OF.isoformat()
    lengthened(to_come, -1)
    assert {"workshop_days_differ", "dose_days"} <= goes_on(plan).codes()


def test_a_workshop_that_one_missed_is_missing(plan):
    plan.activities.remove(workshops(plan, "1")[0])
    assert of_doses(goes_on(plan)) == {"dose_days", "dose_times"}
