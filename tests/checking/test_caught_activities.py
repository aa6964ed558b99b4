"""Errors put into the activities of a valid plan, at places that hypothesis chooses, are always caught."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.checking.said import relaxed

SPOILERS = []
PLACES = 3 if settings.default.max_examples <= 100 else 20
"""Rows of a plan that each error is put into: each takes an audit of the whole plan."""


def breaks(*codes):
    """Register a function that spoils a plan so that each of the codes must be given."""

    def register(spoil):
        SPOILERS.append(pytest.param(codes, spoil, id=spoil.__name__))
        return spoil

    return register


def on(row, start, length=None):
    """Move a row to a date, keeping its length unless another is given."""
    length = length or int(row["days"])
    first = date.fromisoformat(start) if isinstance(start, str) else start
    row["start"], row["end"] = first.isoformat(), (first + timedelta(length - 1)).isoformat()
    row["days"] = str(length)


def start(row):
    return date.fromisoformat(row["start"])


def long_visits(plan):
    return [row for row in plan.of_kind("visit") if row["days"] != "1"]


@breaks("kind_unknown")
def kind_that_is_none(plan, pick):
    pick(plan.activities)["kind"] = "curso"


@breaks("activity_repeated")
def id_used_twice(plan, pick):
    pick(plan.activities[1:])["activity"] = plan.activities[0]["activity"]


@breaks("several_accompanists")
def two_accompanists_at_a_visit(plan, pick):
    row = pick(plan.of_kind("visit", cod_ugel="090009"))
    names = sorted({r["accompanist"] for r in plan.caseloads} - {row["accompanist"]})
    other = names[0]
    row["accompanist"] += ";" + other


@breaks("person_repeated")
def teacher_listed_twice(plan, pick):
    row = pick(plan.of_kind("gia"))
    row["teachers"] += ";" + row["teachers"].split(";")[0]


@breaks("activity_accompanist_unknown")
def accompanist_without_caseload(plan, pick):
    pick(plan.activities)["accompanist"] = "090009-EIB-77"


@breaks("activity_accompanist_unknown")
def accompanist_of_another_ugel(plan, pick):
    pick(plan.activities)["cod_ugel"] = "160004"


@breaks("teacher_of_another", "dose_times")
def visit_given_to_a_teacher_of_another(plan, pick):
    row = pick(plan.of_kind("visit", accompanist="FULL_PRIMARY-02"))
    row["teachers"] = "P100001200"


@breaks("teacher_of_another")
def visit_to_a_stranger(plan, pick):
    pick(plan.of_kind("visit"))["teachers"] = "P999999999"


@breaks("visit_teachers")
def two_teachers_in_a_visit(plan, pick):
    row = pick(plan.of_kind("visit", accompanist="FULL_PRIMARY-01"))
    row["teachers"] += ";P100001100" if row["teachers"] != "P100001100" else ";P100001101"


@breaks("visit_teachers", "place_wrong")
def visit_to_nobody(plan, pick):
    pick(plan.of_kind("visit"))["teachers"] = ""


@breaks("own_workshop_teachers")
def teachers_at_an_own_workshop(plan, pick):
    pick(plan.of_kind("own_workshop"))["teachers"] = "P100000100"


@breaks("meeting_empty")
def meeting_of_nobody(plan, pick):
    pick(plan.of_kind("gia"))["teachers"] = ""


@breaks("workshop_place")
def workshop_with_premises(plan, pick):
    pick(plan.of_kind("workshop"))["codlocal"] = "Q1"


@breaks("lists_out_of_step")
def list_cut_short(plan, pick):
    row = pick([row for row in plan.of_kind("rtc") if ";" in row["cod_mod"]])
    row["cod_mod"] = row["cod_mod"].split(";")[0]


@breaks("place_wrong")
def visit_at_other_premises(plan, pick):
    row = pick(plan.of_kind("visit"))
    row["codlocal"] = "Q2" if row["codlocal"] != "Q2" else "Q3"


@breaks("place_wrong")
def service_of_a_meeting_left_out(plan, pick):
    row = pick([row for row in plan.of_kind("rtc") if ";" in row["cod_mod"]])
    for column in ("codlocal", "cod_mod", "anexo"):
        row[column] = row[column].rpartition(";")[0]


@breaks("days_wrong")
def days_miscounted(plan, pick):
    row = pick(plan.activities)
    row["days"] = str(int(row["days"]) + 1)


@breaks("days_wrong", "outside_year")
def end_before_start(plan, pick):
    row = pick(plan.activities)
    row["end"] = (start(row) - timedelta(1)).isoformat()
    row["days"] = "0"


@breaks("outside_year")
def activity_of_another_year(plan, pick):
    row = pick(plan.activities)
    on(row, start(row).replace(year=2027))


@breaks("row_crosses_rest_day")
def visit_over_a_holiday(plan, pick):
    on(pick(long_visits(plan)), "2026-04-30")


@breaks("row_crosses_rest_day", "visit_across_weeks")
def visit_over_a_weekend(plan, pick):
    on(pick(plan.of_kind("visit")), "2026-05-08", 4)


@breaks("row_crosses_rest_day", "not_school_day")
def visit_on_a_sunday(plan, pick):
    row = pick(plan.of_kind("visit"))
    on(row, start(row) + timedelta(6 - start(row).weekday()), 1)


@breaks("row_crosses_rest_day")
def visit_on_a_recovered_saturday(plan, pick):
    on(pick(plan.of_kind("visit", codlocal="M1")), "2026-10-10", 1)


@breaks("row_crosses_rest_day")
def own_workshop_on_a_holiday(plan, pick):
    on(pick(plan.of_kind("own_workshop")), "2026-12-25", 1)


@breaks("hours_wrong")
def visit_with_hours(plan, pick):
    pick(plan.of_kind("visit"))["hours"] = "6"


@breaks("hours_wrong")
def workshop_with_too_few_hours(plan, pick):
    pick(plan.of_kind("workshop") + plan.of_kind("own_workshop"))["hours"] = "5"


@breaks("meeting_too_short")
def meeting_of_two_hours_and_fifty_minutes(plan, pick):
    pick(plan.of_kind("gia") + plan.of_kind("rtc"))["hours"] = "2.83"


@breaks("meeting_too_short")
def meeting_without_hours(plan, pick):
    pick(plan.of_kind("gia") + plan.of_kind("rtc"))["hours"] = ""


@breaks("number_wrong")
def number_beyond_the_dose(plan, pick):
    pick(plan.activities)["number"] = "9"


@breaks("numeral_wrong")
def numeral_of_another_kind(plan, pick):
    pick(plan.activities)["numeral"] = "5.7"


@breaks("numeral_wrong")
def numeral_left_out(plan, pick):
    pick(plan.activities)["numeral"] = ""


@breaks("not_school_day")
def visit_in_a_management_week(plan, pick):
    on(pick(plan.of_kind("visit")), "2026-08-03")


@breaks("not_school_day")
def visit_in_a_pause_of_the_premises(plan, pick):
    on(pick(plan.of_kind("visit", codlocal="M1")), "2026-09-08")


@breaks("not_school_day")
def visit_before_a_differentiated_year(plan, pick):
    on(pick(plan.of_kind("visit", codlocal="M2")), "2026-03-23")


@breaks("not_school_day")
def meeting_on_a_saturday_that_one_of_its_schools_does_not_recover(plan, pick):
    on(pick(plan.of_kind("rtc", codlocal="M1;M2")), "2026-10-10")


@breaks("premises_closed")
def visit_during_an_event_at_the_premises(plan, pick):
    on(pick(plan.of_kind("visit", codlocal="Q1")), "2026-09-21", 2)


@breaks("day_taken_by_event")
def activity_on_a_day_of_the_country(plan, pick):
    on(pick(plan.activities), "2026-05-28", 1)


@breaks("day_taken_by_event")
def activity_on_a_day_of_the_ugel(plan, pick):
    on(pick([row for row in plan.activities if row["cod_ugel"] == "090009"]), "2026-06-11", 1)


@breaks("day_taken_by_event")
def activity_on_a_day_of_the_accompanist(plan, pick):
    on(pick([row for row in plan.activities if "EIB-01" in row["accompanist"]]), "2026-08-24", 1)


@breaks("accompanist_twice")
def two_things_a_day(plan, pick):
    row = pick(plan.of_kind("visit"))
    other = next(r for r in plan.of_kind("visit", accompanist=row["accompanist"]) if r is not row)
    on(row, other["start"])


@breaks("accompanist_twice")
def visit_on_the_day_of_a_shared_meeting(plan, pick):
    meeting = pick([row for row in plan.of_kind("rtc") if ";" in row["accompanist"]])
    last = meeting["accompanist"].split(";")[-1]
    on(plan.of_kind("visit", accompanist=last)[0], meeting["start"])


@breaks("accompanist_twice")
def visit_during_an_own_workshop(plan, pick):
    row = pick(plan.of_kind("own_workshop"))
    on(plan.of_kind("visit", accompanist=row["accompanist"])[0], row["end"], 1)


@breaks("visits_too_close")
def visit_twenty_days_after_the_last(plan, pick):
    row = pick([row for row in plan.of_kind("visit") if row["number"] == "2"])
    first = next(r for r in plan.of_kind("visit", teachers=row["teachers"]) if r["number"] == "1")
    on(row, start(first) + timedelta(20))


@breaks("visits_too_close")
def close_visits_cannot_be_relaxed(plan, pick):
    visit_twenty_days_after_the_last(plan, pick)
    for row in plan.activities:
        row["note"] = relaxed("separacion_visitas_dias")


@breaks("meetings_too_close")
def gia_too_soon(plan, pick):
    row = pick([row for row in plan.of_kind("gia") if row["number"] == "2"])
    first = next(r for r in plan.of_kind("gia", teachers=row["teachers"]) if r["number"] == "1")
    on(row, start(first) + timedelta(27))


@breaks("meeting_without_visit")
def gia_before_the_first_visit(plan, pick):
    on(pick([row for row in plan.of_kind("gia") if row["number"] == "1"]), "2026-03-16")


@breaks("uneven_halves")
def both_rtc_in_the_first_half(plan, pick):
    on(pick([row for row in plan.of_kind("rtc") if row["number"] == "2"]), "2026-07-31")


@breaks("meetings_too_close", "uneven_halves")
def rtc_too_soon(plan, pick):
    row = pick([row for row in plan.of_kind("rtc") if row["number"] == "2"])
    first = next(r for r in plan.of_kind("rtc", teachers=row["teachers"]) if r["number"] == "1")
    on(row, start(first) + timedelta(5))


@breaks("uneven_halves")
def both_workshops_in_the_second_half(plan, pick):
    number = pick(["1", "1"])
    for row in plan.of_kind("workshop"):
        if row["number"] == number:
            on(row, "2026-09-07")


@breaks("contact_gap")
def last_visit_long_after_all_else(plan, pick):
    teacher = pick(["P100000100", "P100000101", "P100000300"])
    for row in plan.activities:
        if teacher in row["teachers"] and start(row) > date(2026, 4, 20):
            on(row, "2026-11-30" if row["kind"] == "visit" else row["start"])
            if row["kind"] != "visit":
                row["teachers"] = ";".join(name for name in row["teachers"].split(";") if name != teacher)


@breaks("first_visit_late")
def first_visit_in_june(plan, pick):
    teacher = pick(sorted({row["teacher"] for row in plan.caseloads}))
    for row in plan.of_kind("visit", teachers=teacher):
        if start(row) < date(2026, 6, 20):
            on(row, "2026-06-22")


@breaks("relaxation_out_of_order")
def earlier_assumption_relaxed_before_the_later(plan, pick):
    pick(plan.activities)["note"] = relaxed("gia_tras_visita")


@breaks("meeting_not_one_day")
def meeting_of_two_days(plan, pick):
    row = pick(plan.of_kind("gia") + plan.of_kind("rtc"))
    on(row, row["start"], 2)


@breaks("meeting_on_visit_day")
def gia_on_a_visit_day_of_another_accompanist(plan, pick):
    row = pick(plan.of_kind("gia", codlocal="I1", accompanist="SECONDARY"))
    on(row, plan.of_kind("visit", accompanist="FULL_PRIMARY-01")[int(row["number"]) * 9]["start"])


@breaks("meeting_on_visit_day")
def rtc_on_a_visit_day(plan, pick):
    row = pick(plan.of_kind("rtc"))
    place = row["codlocal"].split(";")[-1]
    on(row, plan.of_kind("visit", codlocal=place)[3]["start"])


@breaks("shared_by_too_many", "shared_by_large", "shared_unsaid")
def gia_of_five_schools(plan, pick):
    row = pick(plan.of_kind("gia", accompanist="EIB-01"))
    row["codlocal"], row["note"] = "Q1;Q2;Q3;Q4;Q6", ""


@breaks("shared_by_large")
def gia_of_two_large_schools(plan, pick):
    row = pick(plan.of_kind("gia", accompanist="EIB-01", codlocal="Q2"))
    row["codlocal"] = "Q1;Q4"


@breaks("shared_unsaid")
def shared_gia_without_note(plan, pick):
    pick([row for row in plan.of_kind("gia") if len(set(row["codlocal"].split(";"))) > 1])["note"] = ""


@breaks("not_joint", "dose_times")
def teacher_left_out_of_a_joint_rtc(plan, pick):
    row = pick(plan.of_kind("rtc", codlocal="I1"))
    row["teachers"] = row["teachers"].partition(";")[2]


@breaks("not_joint", "joint_accompanists")
def rtc_by_level_in_an_integrated_school(plan, pick):
    row = pick(plan.of_kind("rtc", codlocal="I1"))
    row["accompanist"] = "090009-FULL_SECONDARY-01"
    row["teachers"] = ";".join(f"P1000012{n:02d}" for n in range(5))


@breaks("joint_accompanists")
def accompanist_missing_from_a_shared_rtc(plan, pick):
    row = pick([row for row in plan.of_kind("rtc") if ";" in row["accompanist"]])
    row["accompanist"] = row["accompanist"].rpartition(";")[0]


@breaks("crowded_not_alone", "network_not_allowed")
def rtc_of_two_full_schools(plan, pick):
    row = pick(plan.of_kind("rtc", codlocal="I1"))
    row["codlocal"] += ";I2"


@breaks("network_not_allowed")
def rtc_of_schools_whose_profile_may_not_share(plan, pick):
    row = pick([row for row in plan.of_kind("rtc") if row["codlocal"] == "I2"])
    row["codlocal"] += ";Q6"


@breaks("workshop_teachers", "dose_times")
def teacher_left_out_of_a_workshop(plan, pick):
    row = pick(plan.of_kind("workshop"))
    row["teachers"] = row["teachers"].rpartition(";")[0]


@breaks("workshop_not_working_day", "workshop_days_differ")
def workshop_in_the_summer_holidays(plan, pick):
    on(pick(plan.of_kind("workshop", accompanist="EIB")), "2026-02-02")


@breaks("workshop_days_differ")
def workshop_in_another_week(plan, pick):
    on(pick(plan.of_kind("workshop", accompanist="EIB-02")), "2026-08-31")


@breaks("workshop_days_differ")
def own_workshop_in_another_week(plan, pick):
    on(pick(plan.of_kind("own_workshop", accompanist="FULL_PRIMARY")), "2026-08-31")


@breaks("workshop_across_weeks", "row_crosses_rest_day")
def workshop_over_a_weekend(plan, pick):
    row = pick(plan.of_kind("workshop"))
    on(row, start(row) + timedelta(4))


@breaks("dose_times", "dose_days")
def activity_dropped(plan, pick):
    plan.activities.remove(pick(plan.of_kind("visit") + plan.of_kind("workshop")))


@breaks("dose_times")
def meeting_dropped(plan, pick):
    plan.activities.remove(pick(plan.of_kind("gia") + plan.of_kind("rtc")))


@breaks("dose_days")
def part_of_an_own_workshop_dropped(plan, pick):
    plan.activities.remove(pick(plan.of_kind("own_workshop")))


@breaks("dose_days", "visit_length_not_owed")
def visit_one_day_longer(plan, pick):
    row = pick(plan.of_kind("visit"))
    row["end"] = (date.fromisoformat(row["end"]) + timedelta(1)).isoformat()
    row["days"] = str(int(row["days"]) + 1)


@breaks("dose_times", "numbers_not_by_date")
def visit_held_twice(plan, pick):
    row = dict(pick(plan.of_kind("visit")))
    row["activity"] = "A99999"
    plan.activities.append(row)


@breaks("numbers_not_by_date")
def visit_numbers_swapped(plan, pick):
    rows = plan.of_kind("visit", teachers=pick(plan.caseloads)["teacher"])
    rows[0]["number"], rows[1]["number"] = rows[1]["number"], rows[0]["number"]


@breaks("numbers_not_by_date")
def gia_numbers_swapped(plan, pick):
    row = pick([row for row in plan.of_kind("gia") if row["number"] == "1"])
    other = next(r for r in plan.of_kind("gia", teachers=row["teachers"]) if r["number"] == "2")
    row["number"], other["number"] = "2", "1"


@breaks("numbers_not_by_date")
def own_workshop_numbers_swapped(plan, pick):
    name = pick(plan.of_kind("own_workshop"))["accompanist"]
    for row in plan.of_kind("own_workshop", accompanist=name):
        row["number"] = "2" if row["number"] == "1" else "1"


@breaks("trip_of_several")
def trip_of_two_accompanists(plan, pick):
    trips = Counter(row["trip"] for row in plan.activities if row["trip"])
    row = pick([row for row in plan.activities if row["trip"]])
    other = next(r for r in plan.of_kind("visit") if r["accompanist"] != row["accompanist"])
    other["trip"] = row["trip"]
    assert trips[row["trip"]] == 2


@breaks("trip_broken")
def trip_with_a_gap(plan, pick):
    row = pick([row for row in plan.activities if row["trip"]])
    rows = [r for r in plan.of_kind("visit", accompanist=row["accompanist"]) if not r["trip"]]
    rows[-1]["trip"] = row["trip"]


@breaks("rows_not_sorted")
def rows_out_of_order(plan, pick):
    row = pick(plan.activities[1:])
    plan.activities.remove(row)
    plan.activities.insert(0, row)


OF_THE_FILE = {"columns_differ", "value_malformed", "rows_not_sorted"}
"""Breaches of how the file is written, which are of no activity."""
HEADER_LINES = 2


@pytest.mark.parametrize(("codes", "spoil"), SPOILERS)
@settings(max_examples=PLACES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(place=st.integers(0, 10_000))
def test_spoiled_activities_are_caught(codes, spoil, valid_plan, place):
    plan = valid_plan.copy()
    spoil(plan, lambda rows: rows[place % len(rows)])
    found = plan.check()
    assert set(codes) <= {violation.rule for violation in found}
    for violation in found:
        if violation.file == "activities.csv" and violation.row and violation.rule not in OF_THE_FILE:
            assert violation.activity == plan.activities[violation.row - HEADER_LINES]["activity"], violation


def test_the_valid_plan_has_a_meeting_on_no_saturday_but_may_have_one(plan):
    row = next(row for row in plan.of_kind("gia") if row["codlocal"] == "M1")
    on(row, "2026-10-10")
    found = [violation for violation in plan.check() if violation.subject == row["activity"]]
    assert {v.rule for v in found} <= {"accompanist_twice", "meeting_on_visit_day"}
