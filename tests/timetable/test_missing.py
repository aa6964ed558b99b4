"""Several of the same that have no place become one, with the reason that says most."""

from datetime import date
from itertools import permutations

import pytest

from pusaq_core.findings.shapes import Away, CountedDays, NoCapacity, NoCombination, NoCommonDay, NoSpan
from pusaq_core.timetable.missing import Missing, merged

SEARCHED = NoCombination(needed=3, available=9)
SPAN = NoSpan(needed=3, available=2, gap=21)
DAYS = NoCommonDay(needed=5, available=1)
AWAY = Away(needed=5, available=4)


def missing(why, *, teacher="T1", times=1, days=2):
    return Missing("A1", teacher, "visit", times, days, why)


@pytest.mark.parametrize(
    ("items", "why"),
    [
        ([missing(SEARCHED, times=8), missing(SPAN)], SPAN),
        ([missing(SPAN, times=2), missing(DAYS)], SPAN),
        ([missing(SPAN), missing(SPAN), missing(DAYS)], SPAN),
        ([missing(SPAN), missing(DAYS)], DAYS),
        ([missing(SPAN), missing(AWAY)], AWAY),
    ],
    ids=["a count before a search", "of most", "of most rows", "short of most", "by code"],
)
def test_one_reason_says_it_whatever_the_order(items, why):
    for order in permutations(items):
        (one,) = merged(order)
        assert (one.why, one.times) == (why, sum(item.times for item in items))
        assert one.days == 2 * len(items)


def test_rows_of_others_stay_apart_and_ascend():
    capacity = NoCapacity(needed=9, available=1)
    found = merged([missing(SPAN, teacher="T2"), missing(capacity), missing(SPAN, teacher="")])
    assert [(one.teacher, one.why) for one in found] == [("", SPAN), ("T1", capacity), ("T2", SPAN)]


def test_the_days_counted_belong_to_the_reason_that_is_told():
    """Two counts of one code may have weighed different days; the row shows those of its own."""
    run = CountedDays(first=date(2026, 5, 4), last=date(2026, 5, 8), weight=2)
    weighed = NoCombination(needed=12, available=10, counted=(run,))
    (one,) = merged([missing(NoCombination(needed=11, available=10)), missing(weighed)])
    assert (one.why.needed, one.why.counted) == (12, (run,))
