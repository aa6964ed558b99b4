"""Whatever people did to a published year by hand, before the day and after it, it goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from pusaq_core.findings.shapes import GivesWay, PutByHand
from pusaq_core.yearplan.earlier import Earlier, Previous
from pusaq_core.yearplan.ids import series_of
from pusaq_core.yearplan.inputs import Options
from pusaq_core.yearplan.plan import make_plan
from tests.yearplan.hands import by_hands

UGEL = "090009"
FIRST, DAYS = date(2026, 3, 9), 290
AUGUST = date(2026, 8, 20)
APART = 21


@pytest.fixture(scope="module")
def going_on(plan, read):
    """Plans the year on from rows as an agenda has them."""

    def run(rows, as_of, by_hand=()):
        tables = [tuple(plan.tables[name]) for name in ("targeting", "caseloads", "unplaced")]
        earlier = Earlier(2026, (UGEL,), tables[0], tables[1], tuple(rows), tables[2], plan.summary)
        previous = Previous(earlier, as_of, happened=True, by_hand=frozenset(by_hand))
        return make_plan(replace(read.inputs, previous=previous), Options((UGEL,), effort=1))

    return run


def after_hands(plan, going_on, seed, share):
    """Rows as people left them, the day from which the year goes on, and the plan that does so."""
    drawn = np.random.default_rng(seed)
    as_of = FIRST + timedelta(int(drawn.integers(DAYS)))
    rows, moved = by_hands(plan.tables["activities"], as_of=as_of, share=share, rng=drawn)
    assert rows != list(plan.tables["activities"])
    return rows, as_of, going_on(rows, as_of, (name for name, day in moved.items() if day >= as_of))


@pytest.mark.parametrize("seed", [4, 8])
def test_a_few_hands_leave_a_year_that_can_be_published(plan, going_on, seed):
    rows, as_of, new = after_hands(plan, going_on, seed, 0.02)
    assert new.violations == ()
    now = {row["activity"]: row for row in new.tables["activities"]}
    over = [row for row in rows if row["start"] < as_of]
    assert [(now[row["activity"]]["start"], now[row["activity"]]["days"]) for row in over] == [
        (row["start"], row["days"]) for row in over
    ]


@pytest.mark.long
@pytest.mark.parametrize("share", [0.05, 0.1, 0.3])
@pytest.mark.parametrize("seed", range(8))
def test_many_hands_leave_a_year_that_can_be_published(plan, going_on, seed, share):
    _rows, _as_of, new = after_hands(plan, going_on, seed, share)
    assert new.violations == ()


@pytest.fixture(scope="module")
def to_come(plan):
    """Visits of one teacher from the day on, in order: at least three, of one day."""
    found = {}
    for row in sorted(plan.tables["activities"], key=lambda row: row["start"]):
        if row["kind"] == "visit" and row["start"] >= AUGUST and row["days"] == 1:
            found.setdefault(series_of(row["activity"]), []).append(row)
    return next(rows for rows in found.values() if len(rows) >= 3)


def changed(plan, row, **to):
    return [row | to if one is row else one for one in plan.tables["activities"]]


def put(plan, row, start):
    return changed(plan, row, start=start, end=start + timedelta(row["days"] - 1))


def free_day(plan, row, before, after):
    """A day of class strictly between two, on which the accompanist of a visit has nothing."""
    taken = {
        one["start"] + timedelta(n)
        for one in plan.tables["activities"]
        if set(one["accompanist"]) & set(row["accompanist"])
        for n in range(one["days"])
    }
    days = (before + timedelta(n) for n in range(1, (after - before).days))
    return next(day for day in days if day.weekday() < 5 and day not in taken)


def test_a_visit_put_too_close_to_another_is_moved_again_and_that_is_told(plan, going_on, to_come):
    first, second, *_rest = to_come
    day = free_day(plan, second, first["start"], first["start"] + timedelta(APART))
    new = going_on(put(plan, second, day), AUGUST, {second["activity"]})
    assert new.violations == ()
    starts = sorted(
        one["start"]
        for one in new.tables["activities"]
        if series_of(one["activity"]) == series_of(second["activity"])
    )
    assert min(b - a for a, b in pairwise(starts)) >= timedelta(APART)
    told = {row["activity"]: row["reason"] for row in new.tables["changes"]}
    assert told == {second["activity"]: (GivesWay(), PutByHand())}


def test_a_visit_put_where_no_rule_forbids_it_stays(plan, going_on, to_come):
    *_others, before, last = to_come
    day = free_day(plan, last, before["start"] + timedelta(APART), last["start"])
    new = going_on(put(plan, last, day), AUGUST, {last["activity"]})
    assert new.violations == ()
    now = {row["activity"]: row["start"] for row in new.tables["activities"]}
    assert now[last["activity"]] == day
    assert new.tables["changes"] == []
