"""Which days are school days where."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pusaq_core.yearplan.calendar import CalendarException, DateRange, YearCalendar

MONDAY = date(2026, 3, 16)


def day(week, weekday):
    """Day of a week counted from that of 16 March; Monday is 0."""
    return MONDAY + timedelta(weeks=week, days=weekday)


def span(first, last):
    return (DateRange(first, last),)


def calendar(*exceptions, classes=(0, 1), holidays=()):
    first, last = classes
    return YearCalendar(
        year=2026,
        classes=span(day(first, 0), day(last, 6)),
        management=span(day(2, 0), day(2, 6)),
        holidays=holidays,
        exceptions=exceptions,
    )


def weekdays(*weeks):
    return tuple(day(week, weekday) for week in weeks for weekday in range(5))


def test_school_days_are_weekdays_of_the_classes_without_holidays():
    plain = calendar(holidays=(day(0, 3), day(2, 0)))
    assert plain.school_days() == tuple(d for d in weekdays(0, 1) if d != day(0, 3))
    assert plain.school_weeks() == 2
    assert plain.school_days("220004", "000142") == plain.school_days()


def test_working_days_add_management_weeks_without_holidays():
    assert calendar(holidays=(day(2, 0),)).working_days() == weekdays(0, 1, 2)[:10] + weekdays(2)[1:]


def test_a_recovered_holiday_has_classes_and_is_no_working_day_for_workshops():
    exception = CalendarException("ugel", "U", recovered=(day(0, 3),))
    own = calendar(exception, holidays=(day(0, 3),))
    assert day(0, 3) in own.school_days("U")
    assert day(0, 3) not in own.working_days("U")


def test_a_recovered_saturday_is_a_school_day_and_a_working_day():
    own = calendar(CalendarException("local", "L", recovered=(day(0, 5),)))
    assert own.school_days("U", "L") == (*weekdays(0), day(0, 5), *weekdays(1))
    assert own.school_days("U") == weekdays(0, 1)
    own = calendar(CalendarException("ugel", "U", recovered=(day(0, 5),)))
    assert day(0, 5) in own.working_days("U")


def test_classes_and_management_of_the_most_special_calendar_replace_the_wider_ones():
    ugel = CalendarException("ugel", "U", classes=span(day(5, 0), day(5, 6)), management=())
    local = CalendarException("local", "L", classes=span(day(7, 0), day(7, 6)))
    own = calendar(ugel, local)
    assert own.school_days("U") == weekdays(5)
    assert own.school_days("U", "L") == own.school_days("V", "L") == weekdays(7)
    assert own.school_days("V") == weekdays(0, 1)
    assert own.working_days("U") == weekdays(5)
    assert own.working_days("V") == weekdays(0, 1, 2)


@pytest.mark.parametrize("local_recovers", [True, False])
def test_premises_win_over_their_ugel_day_by_day(local_recovers):
    pause, recovery = span(day(0, 1), day(0, 2)), (day(0, 2),)
    if local_recovers:
        pair = (
            CalendarException("ugel", "U", pauses=pause),
            CalendarException("local", "L", recovered=recovery),
        )
    else:
        pair = (
            CalendarException("ugel", "U", recovered=recovery),
            CalendarException("local", "L", pauses=pause),
        )
    days = calendar(*pair).school_days("U", "L")
    assert day(0, 1) not in days
    assert (day(0, 2) in days) == local_recovers


def test_a_pause_of_the_ugel_holds_where_the_premises_say_nothing_of_it():
    ugel = CalendarException("ugel", "U", pauses=span(day(0, 1), day(0, 1)))
    local = CalendarException("local", "L", recovered=(day(1, 5),))
    assert day(0, 1) not in calendar(ugel, local).school_days("U", "L")


def test_places_without_a_calendar_of_their_own_share_the_wider_one():
    own = calendar(CalendarException("ugel", "U"), CalendarException("local", "L"))
    assert own.scope_of("U", "L") == ("U", "L")
    assert own.scope_of("V", "M") == ("", "")
    assert own.scope_of("U", "M") == ("U", "")
    assert own.scope_of() == ("", "")


places = st.sampled_from(["", "U", "L"])
some_days = st.lists(st.integers(0, 20).map(lambda n: MONDAY + timedelta(days=n)), max_size=4, unique=True)
exceptions = st.builds(
    CalendarException,
    scope=st.sampled_from(["ugel", "local"]),
    code=st.sampled_from(["U", "L"]),
    classes=st.none() | st.just(span(day(1, 0), day(1, 6))),
    pauses=some_days.map(lambda days: tuple(DateRange(d, d) for d in days)),
    recovered=some_days.map(tuple),
)


@given(st.lists(exceptions, max_size=3, unique_by=lambda e: (e.scope, e.code)), some_days, places, places)
def test_whatever_the_exceptions(own, holidays, ugel, premises):
    year = calendar(*own, holidays=tuple(sorted(holidays)))
    days = year.school_days(ugel, premises)
    assert list(days) == sorted(set(days))
    assert days == year.school_days(*year.scope_of(ugel, premises))
    recovered = {d for e in own for d in e.recovered}
    assert all(d.weekday() < 5 and d not in holidays for d in set(days) - recovered)
    assert not set(year.working_days(ugel)) & set(holidays)
