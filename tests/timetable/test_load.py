import pytest

from pusaq_core.timetable.load import Journey, year_load


@pytest.mark.requirement("AP-043")
@pytest.mark.parametrize(
    ("profile", "teachers", "visit_days"),
    [("eib", 8, 112), ("full_primary", 15, 120), ("full_initial", 12, 144)],
)
def test_visit_days_are_teachers_times_the_days_of_the_dose(calendar, profile, teachers, visit_days):
    dose = calendar.DOSES[profile]
    load = year_load(dose, teachers=teachers, groups={"gia": 2, "rtc": 1}, school_days=172)
    assert load.days["visit"] == visit_days
    assert (load.days["gia"], load.days["rtc"]) == (8, 2)
    assert load.needed == visit_days + 8 + 2 + dose.of("workshop").days + dose.of("own_workshop").days
    assert load.left == 172 - load.needed


def test_workshops_outside_school_days_free_the_year(calendar):
    dose = calendar.DOSES["eib"]
    inside = year_load(dose, teachers=8, groups={"gia": 8, "rtc": 1}, school_days=172)
    outside = year_load(
        dose,
        teachers=8,
        groups={"gia": 8, "rtc": 1},
        school_days=172,
        outside={"workshop": 10, "own_workshop": 16},
    )
    assert outside.left - inside.left == 26
    assert (outside.days["workshop"], outside.days["own_workshop"]) == (0, 0)


@pytest.mark.parametrize(("hours", "days"), [(4, 0), (4.5, 27), (8, 27), (8.5, 54)])
def test_long_journeys_take_half_a_day_or_a_day_of_every_outing(calendar, hours, days):
    dose = calendar.DOSES["eib"]
    journey = Journey(hours, half_day_from=4, day_from=8)
    load = year_load(dose, teachers=8, groups={"gia": 1, "rtc": 1}, school_days=172, journey=journey)
    assert load.travel == days


def test_eight_one_teacher_schools_that_meet_apart_do_not_fit(calendar):
    apart = year_load(calendar.DOSES["eib"], teachers=8, groups={"gia": 8, "rtc": 8}, school_days=172)
    together = year_load(calendar.DOSES["eib"], teachers=8, groups={"gia": 2, "rtc": 1}, school_days=172)
    assert apart.left < 0 < together.left


def test_negative_numbers_are_refused(calendar):
    with pytest.raises(ValueError, match="not negative"):
        year_load(calendar.DOSES["eib"], teachers=-1, groups={"gia": 0, "rtc": 0}, school_days=172)
