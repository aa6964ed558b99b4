"""A year of which a hand moved or did not hold something goes on with the numbers that people know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pusaq_core.yearplan.earlier import Earlier, Previous
from pusaq_core.yearplan.ids import series_of
from pusaq_core.yearplan.inputs import Options
from pusaq_core.yearplan.plan import make_plan

UGEL = "090009"
AS_OF = date(2026, 8, 20)


@pytest.fixture(scope="module")
def going_on(plan, read):
    """Plans the year on from rows that stand and what was not held."""

    def run(rows):
        earlier = Earlier(
            2026,
            (UGEL,),
            tuple(plan.tables["targeting"]),
            tuple(plan.tables["caseloads"]),
            tuple(rows),
            tuple(plan.tables["unplaced"]),
            plan.summary,
        )
        inputs = replace(read.inputs, previous=Previous(earlier, AS_OF, happened=True))
        return make_plan(inputs, Options((UGEL,), effort=1))

    return run


def past_visits(plan):
    """Visits of one teacher that has some on both sides of the day, those that are over."""
    by_series = {}
    for row in sorted(plan.tables["activities"], key=lambda row: row["start"]):
        if row["kind"] == "visit":
            by_series.setdefault(series_of(row["activity"]), []).append(row)
    for rows in by_series.values():
        past = [row for row in rows if row["start"] < AS_OF]
        if len(past) >= 3 and len(rows) > len(past) and len({row["days"] for row in past}) == 1:
            return past
    raise AssertionError


def of_series(plan, series):
    rows = [row for row in plan.tables["activities"] if series_of(row["activity"]) == series]
    return sorted(rows, key=lambda row: row["start"])


def test_what_was_not_held_is_owed_again_under_its_number(plan, going_on):
    gone = past_visits(plan)[1]
    series = series_of(gone["activity"])
    before = of_series(plan, series)
    rows = [row for row in plan.tables["activities"] if row is not gone]
    new = going_on(rows)
    assert new.violations == ()
    after = of_series(new, series)
    assert len(after) == len(before)
    assert {row["activity"] for row in after} == {row["activity"] for row in before}
    (again,) = (row for row in after if row["activity"] == gone["activity"])
    assert (again["number"], again["start"] >= AS_OF) == (2, True)
    assert [row["change"] for row in new.tables["changes"] if row["activity"] == again["activity"]] == ["new"]
    kept = {row["activity"] for row in after} - {again["activity"]}
    assert kept.isdisjoint(row["activity"] for row in new.tables["changes"] if row["change"] != "moved")


def test_visits_that_a_hand_put_in_another_order_keep_their_numbers(plan, going_on):
    first, second, *_rest = past_visits(plan)
    turned = {
        first["activity"]: first | {"start": second["start"], "end": second["end"]},
        second["activity"]: second | {"start": first["start"], "end": first["end"]},
    }
    rows = [turned.get(row["activity"], row) for row in plan.tables["activities"]]
    new = going_on(rows)
    assert new.violations == ()
    kept = {row["activity"]: row for row in new.tables["activities"]}
    assert [kept[name] for name in turned] == list(turned.values())
