from datetime import date

from pusaq_core.timetable.problem import weekday
from pusaq_core.timetable.workshops import choose_workshops, runs

def choose(calendar, *, dose=(2, 10, 2, 16), away=(), workshop_days=None, own_days=None):
    return choose_workshops(
        workshop_days=calendar.WORKING if workshop_days is None else workshop_days,
        own_days=calendar.ANY_DAY if own_days is None else own_days,
        school_days=calendar.SCHOOL,
        middle=date(2026, 8, 1).toordinal(),
        dose=dose,
        away=away,
    )


def test_runs_break_at_gaps():
    assert runs([5, 1, 2, 6, 9]) == [[1, 2], [5, 6], [9]]


def test_workshops_lie_in_management_weeks_and_cost_no_school_day(calendar):
    chosen = choose(calendar)
    days = [day for workshop in (*chosen.teachers, *chosen.own) for day in workshop.days]
    assert len(days) == len(set(days)) == 26
    assert not set(days) & set(calendar.SCHOOL)
    assert [len(w.days) for w in chosen.teachers] == [5, 5]
    assert [len(w.rows()) for w in chosen.teachers] == [1, 1]
    assert sum(len(w.days) for w in chosen.own) == 16
    assert chosen.halves_kept
    assert [w.number for w in chosen.teachers] == [1, 2]


def test_workshops_of_eight_days_take_two_short_weeks(calendar):
    chosen = choose(calendar, dose=(2, 8, 2, 12))
    assert [len(w.days) for w in chosen.teachers] == [4, 4]
    assert chosen.missing_teacher_days == chosen.missing_own_days == 0


def test_rows_never_hold_a_weekend(calendar):
    for workshop in choose(calendar).own:
        for start, length in workshop.rows():
            assert [weekday(start + i) for i in range(length)] == list(
                range(weekday(start), weekday(start) + length)
            )


def test_absences_are_avoided_where_other_days_exist(calendar):
    away = frozenset(range(date(2026, 5, 18).toordinal(), date(2026, 5, 23).toordinal()))
    chosen = choose(calendar, away=[away, frozenset()])
    assert all(away.isdisjoint(w.days) for w in (*chosen.teachers, *chosen.own))


def test_without_a_first_half_the_rule_of_halves_gives_way(calendar):
    late = [day for day in calendar.WORKING if day > date(2026, 8, 10).toordinal()]
    chosen = choose(calendar, workshop_days=late)
    assert not chosen.halves_kept
    assert sum(len(w.days) for w in chosen.teachers) == 10


def test_no_days_at_all_are_counted_as_missing(calendar):
    chosen = choose(calendar, workshop_days=[], own_days=[])
    assert chosen.teachers == chosen.own == ()
    assert (chosen.missing_teacher_days, chosen.missing_own_days) == (10, 16)


def test_a_norm_without_workshops_needs_none(calendar):
    chosen = choose(calendar, dose=(0, 0, 0, 0))
    assert chosen.teachers == chosen.own == ()
    assert chosen.missing_teacher_days == 0


def test_three_workshops_keep_their_order(calendar):
    chosen = choose(calendar, dose=(3, 9, 2, 12))
    starts = [w.days[0] for w in chosen.teachers]
    assert starts == sorted(starts)
    assert [len(w.days) for w in chosen.teachers] == [3, 3, 3]
