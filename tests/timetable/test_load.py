import pytest

from pusaq_core.io.catalogue import read_norm
from pusaq_core.timetable.load import Journey, year_load

NORM = read_norm("nt-026-minedu-2019")


@pytest.mark.requirement("AP-043")
@pytest.mark.parametrize(
    ("profile", "teachers", "visit_days", "taught", "own"),
    [
        ("eib", 8, 112, 10, 16),
        ("multigrade", 8, 112, 10, 16),
        ("full_primary", 15, 120, 8, 12),
        ("full_secondary", 15, 120, 8, 12),
        ("full_initial", 12, 144, 8, 12),
    ],
)
def test_days_are_those_of_visits_meetings_and_workshops_her_own_among_them(
    profile, teachers, visit_days, taught, own
):
    load = year_load(NORM.dose(profile), teachers=teachers, groups={"gia": 3, "rtc": 1}, school_days=172)
    assert load.days == {
        "visit": visit_days, "gia": 12, "rtc": 2, "workshop": taught, "own_workshop": own,
    }  # fmt: skip
    assert load.needed == visit_days + 12 + 2 + taught + own
    assert load.left == 172 - load.needed


@pytest.mark.requirement("AP-043")
def test_eight_one_teacher_schools_that_share_nothing_need_186_days_before_travel():
    alone = {"teachers": 8, "groups": {"gia": 8, "rtc": 8}, "school_days": 172}
    load = year_load(NORM.dose("eib"), **alone)
    assert list(load.days.values()) == [112, 32, 16, 10, 16]
    assert (load.needed, load.left) == (186, -14)
    far = year_load(NORM.dose("eib"), **alone, journey=Journey(9, half_day_from=4, day_from=8))
    assert far.needed == 186 + 8 * 6 + 32 + 16


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
    assert (outside.needed, outside.outside, inside.outside) == (inside.needed, 26, 0)
    assert outside.left - inside.left == 26


def test_no_more_days_lie_outside_than_are_owed(calendar):
    few = {"teachers": 1, "groups": {"gia": 1, "rtc": 1}, "school_days": 172}
    load = year_load(calendar.DOSES["eib"], **few, outside={"workshop": 90})
    assert load.outside == 10


@pytest.mark.requirement("AP-043")
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
