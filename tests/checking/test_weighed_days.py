"""Reasons that weigh days: how they are read, and both sides computed anew."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pusaq_core.checking.cell_facts import facts_in
from pusaq_core.checking.daybook import week
from pusaq_core.checking.weighed_days import lightest_visits, weights_in
from tests.checking.said import lack, stated

MONDAY = date(2026, 3, 16).toordinal()


def test_runs_are_read_with_their_weights_and_without_weekends():
    runs = [("2026-03-16", "2026-03-17", 1), ("2026-03-20", "2026-03-23", 3)]
    found = weights_in(facts_in(lack(9, 8, counted=runs)))
    assert found == {MONDAY: 1, MONDAY + 1: 1, MONDAY + 4: 3, MONDAY + 7: 3}


@pytest.mark.parametrize(
    "run",
    [
        {"first": "2026-03-16"},
        {"first": "2026-02-30", "last": "2026-03-16", "weight": 1},
        {"first": "2026-03-17", "last": "2026-03-16", "weight": 1},
        {"first": "2026-03-16", "last": "2026-03-17", "weight": "mucho"},
        {"first": 1, "last": 2, "weight": 3},
        "2026-03-16..2026-03-17",
    ],
)
def test_what_is_no_run_weighs_nothing(run):
    assert weights_in(facts_in(stated(("no_capacity", {"counted": [run]})))) == {}


def every_plan(days, owed, spacing, earliest=0, covered=()):
    yield covered
    for length in sorted(set(owed)):
        rest = list(owed)
        rest.remove(length)
        for first in sorted(days):
            span = range(first, first + length)
            if first >= earliest and week(first) == week(span[-1]) and set(span) <= days:
                yield from every_plan(days, rest, spacing, first + max(spacing, length), (*covered, *span))


@given(
    days=st.sets(st.sampled_from([MONDAY + d for d in range(21) if d % 7 < 5]), max_size=9),
    owed=st.lists(st.integers(1, 3), max_size=3),
    spacing=st.integers(0, 8),
    heavy=st.sets(st.integers(MONDAY, MONDAY + 20)),
)
def test_the_lightest_visits_are_the_lightest_of_all_with_most_days(days, owed, spacing, heavy):
    weights = dict.fromkeys(heavy, 2)
    found = lightest_visits(days, owed, spacing, weights)
    plans = list(every_plan(days, owed, spacing))
    assert found.days == max(map(len, plans))
    assert found.weight == min(
        sum(weights.get(day, 0) for day in plan) for plan in plans if len(plan) == found.days
    )


def test_all_days_alike_prove_what_counting_proves(late_plan):
    plan = late_plan.copy()
    row = plan.unplaced[0]
    for runs, needed, there in (
        ([("2026-01-01", "2026-12-31", 1)], 68, 48),
        ([("2026-01-01", "2026-12-31", 2)], 136, 96),
        ([("2026-01-01", "2026-06-30", 5), ("2026-07-01", "2026-12-31", 1)], 68, 48),
    ):
        row["reason"] = lack(needed, there, counted=runs)
        assert plan.check() == (), runs
        row["reason"] = lack(needed + there + 1, there, counted=runs)
        assert plan.codes() == {"reason_untrue"}, runs


def test_days_that_hold_nothing_prove_nothing(late_plan):
    plan = late_plan.copy()
    plan.unplaced[0]["reason"] = lack(200, 0, counted=[("2026-01-01", "2026-01-31", 1)])
    assert plan.codes() == {"reason_untrue"}
