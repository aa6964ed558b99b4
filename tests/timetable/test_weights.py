"""Weights on days: least plans against all plans, and proofs only where nothing fits."""

from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pusaq_core.timetable.problem import week
from pusaq_core.timetable.weights import Duty, cheapest_plan, counted_days, most_days, prove_by_weights

MONDAY = 736_324
"""7 divides the day before, so that weeks begin here."""


def _spans(weights):
    return tuple((r.first.toordinal(), r.last.toordinal(), r.weight) for r in counted_days(weights))


def plans(duty):
    """Every way to place some of one series: days covered."""

    def grow(owed, earliest, covered):
        yield covered
        for length in sorted(set(owed)):
            rest = list(owed)
            rest.remove(length)
            for start in sorted(duty.days):
                span = range(start, start + length)
                if start >= earliest and week(start) == week(span[-1]) and duty.days.issuperset(span):
                    yield from grow(rest, start + max(duty.gap, length), (*covered, *span))

    return list(grow(list(duty.lengths), 0, ()))


def fits(duties, taken=frozenset()):
    """Whether all series can be placed, each as far as it could be alone, on days of their own."""
    if not duties:
        return True
    first, rest = duties[0], duties[1:]
    least = most_days(first)
    return any(
        len(covered) == least and taken.isdisjoint(covered) and fits(rest, taken | set(covered))
        for covered in plans(first)
    )


days = st.frozensets(st.integers(MONDAY, MONDAY + 20), max_size=9)
duties = st.builds(
    Duty,
    st.just(1),
    days,
    st.lists(st.integers(1, 3), min_size=1, max_size=3).map(tuple),
    st.integers(1, 8),
)


def test_the_first_day_is_a_monday():
    assert week(MONDAY) != week(MONDAY - 1)


@given(duty=duties, heavy=days)
def test_the_cheapest_plan_is_the_cheapest_of_all_with_most_days(duty, heavy):
    weight = dict.fromkeys(heavy, 3)
    value, covered = cheapest_plan(duty, weight)
    every = plans(duty)
    most = max(map(len, every))
    assert most_days(duty) == len(covered) == most
    assert value == min(sum(weight.get(d, 0) for d in plan) for plan in every if len(plan) == most)
    assert tuple(covered) in every


@given(posed=st.lists(duties, min_size=1, max_size=3))
@example(posed=[Duty(1, frozenset({MONDAY}), (1,))] * 2)
def test_what_is_proven_to_be_impossible_is(posed):
    calendar = frozenset().union(*(duty.days for duty in posed))
    found = prove_by_weights(posed, calendar)
    if found is not None:
        assert found.available == sum(found.weights.values()) < found.needed
        assert found.needed == sum(cheapest_plan(duty, found.weights)[0] for duty in posed)
        assert not fits(posed)


@pytest.mark.parametrize("times", [1, 2])
def test_days_that_are_enough_and_lie_badly_are_weighed(times):
    """Four visits on four days; but each teacher needs the first day, for the others are too near."""
    calendar = frozenset({MONDAY, MONDAY + 21, MONDAY + 22, MONDAY + 23})
    found = prove_by_weights([Duty(times, calendar, (1, 1), 21)], calendar)
    if times == 1:
        assert found is None
    else:
        assert (found.needed, found.available) == (2, 1)
        assert _spans(found.weights) == ((MONDAY, MONDAY, 1),)


def test_three_that_need_two_of_three_days_need_a_fraction():
    """Pairs of days, each once: no single day proves it, all together do."""
    calendar = frozenset({MONDAY, MONDAY + 7, MONDAY + 14})
    pairs = [Duty(1, calendar - {day}, (1, 1)) for day in sorted(calendar)]
    found = prove_by_weights(pairs, calendar)
    assert (found.needed, found.available) == (6, 3)
    assert _spans(found.weights) == ((MONDAY, MONDAY + 14, 1),)


def test_nothing_owed_needs_no_proof():
    assert prove_by_weights([], frozenset({MONDAY})) is None
    assert prove_by_weights([Duty(0, frozenset(), (1,)), Duty(1, frozenset(), ())], frozenset()) is None
    assert cheapest_plan(Duty(1, frozenset(), (1,)), {}) == (0, ())


def test_runs_join_equal_weights_and_leave_out_zero():
    assert _spans({1: 1, 2: 1, 5: 2, 6: 0, 9: 2}) == ((1, 2, 1), (5, 5, 2), (9, 9, 2))
    assert _spans({}) == ()
    assert all(_spans(dict(enumerate(w, 1))) for w in product((1, 2), repeat=3))
