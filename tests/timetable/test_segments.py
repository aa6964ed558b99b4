from datetime import date

from pusaq_core.timetable.problem import week, weekday
from pusaq_core.timetable.segments import cut_segments

MONDAY = date(2026, 3, 16).toordinal()
WEEK = tuple(range(MONDAY, MONDAY + 5))
NEXT = tuple(range(MONDAY + 7, MONDAY + 12))


def shape(segments):
    return [(s.start - MONDAY, s.days, sorted(s.open)) for s in segments]


def test_weekday_and_week_agree_with_the_calendar():
    for day in range(MONDAY - 400, MONDAY + 400):
        assert weekday(day) == date.fromordinal(day).weekday()
    assert week(MONDAY) == week(MONDAY + 6) == week(MONDAY + 7) - 1 == week(MONDAY - 1) + 1


def test_a_segment_never_crosses_a_weekend():
    assert shape(cut_segments([{*WEEK, *NEXT}], taken=(), closed={})) == [(0, 5, [0]), (7, 5, [0])]


def test_taken_days_cut_the_week():
    cut = cut_segments([WEEK], taken={MONDAY + 2}, closed={})
    assert shape(cut) == [(0, 2, [0]), (3, 2, [0])]


def test_a_meeting_at_one_place_closes_only_that_place():
    cut = cut_segments([WEEK, WEEK], taken=(), closed={1: {MONDAY + 4}})
    assert shape(cut) == [(0, 4, [0, 1]), (4, 1, [0])]


def test_places_with_other_calendars_split_where_they_differ():
    cut = cut_segments([WEEK, WEEK[2:]], taken=(), closed={})
    assert shape(cut) == [(0, 2, [0]), (2, 3, [0, 1])]


def test_no_days_give_no_segments():
    assert cut_segments([(), ()], taken=(), closed={}) == ()
