import pytest


@pytest.mark.requirement("AP-023")
def test_an_rtc_inside_a_visit_of_the_same_school_is_found_and_one_in_each_school_is_held(plan):
    assert plan.check() == ()
    schools = {row["codlocal"] for row in plan.caseloads}
    held = {place for row in plan.of_kind("rtc") for place in row["codlocal"].split(";")}
    assert held == schools
    visit = plan.of_kind("visit")[0]
    meeting = next(row for row in plan.of_kind("rtc") if visit["codlocal"] in row["codlocal"].split(";"))
    meeting["start"] = meeting["end"] = visit["end"]
    assert "meeting_on_visit_day" in plan.codes()
