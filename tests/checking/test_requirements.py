"""What the auditor holds of single rows of the requirements, word by word."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

FULL = "090009-FULL_PRIMARY"


def days_of(row):
    first, last = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
    return [(first + timedelta(n)).isoformat() for n in range((last - first).days + 1)]


@pytest.mark.requirement("AP-023")
def test_an_rtc_on_any_day_of_any_visit_of_its_school_is_found(plan):
    assert plan.check() == ()
    long = [row for row in plan.of_kind("visit") if row["days"] == "3"]
    shared = plan.of_kind("visit", accompanist=f"{FULL}-02", codlocal="I1")
    network = [plan.of_kind("visit", codlocal=place)[-1] for place in ("M1", "M2")]
    for visit in (long[0], shared[0], *network):
        for day in days_of(visit):
            spoiled = plan.copy()
            meeting = next(
                row for row in spoiled.of_kind("rtc") if visit["codlocal"] in row["codlocal"].split(";")
            )
            meeting["start"] = meeting["end"] = day
            assert "meeting_on_visit_day" in spoiled.codes(), (visit["activity"], day)


@pytest.mark.requirement("AP-023")
def test_every_accompanied_school_holds_its_rtc_and_one_that_lacks_it_is_found(plan):
    schools = {row["codlocal"] for row in plan.caseloads}
    held = {place for row in plan.of_kind("rtc") for place in row["codlocal"].split(";")}
    assert held == schools
    for school in sorted(schools):
        spoiled = plan.copy()
        spoiled.activities = [
            row
            for row in spoiled.activities
            if row["kind"] != "rtc" or school not in row["codlocal"].split(";")
        ]
        assert "dose_times" in spoiled.codes(), school


def joined(plan, one, other):
    """The first RTC of one school takes in that of another."""
    plan = plan.copy()
    first, second = plan.of_kind("rtc", codlocal=one)[0], plan.of_kind("rtc", codlocal=other)[0]
    for column in ("codlocal", "cod_mod", "anexo", "teachers"):
        first[column] += ";" + second[column]
    people = {*first["accompanist"].split(";"), *second["accompanist"].split(";")}
    first["accompanist"] = ";".join(sorted(people))
    return plan


@pytest.mark.requirement("AP-024")
def test_several_schools_hold_one_rtc_where_all_are_eib_or_multigrade(plan):
    profiles = {row["teacher"]: row["profile"] for row in plan.caseloads}
    shared = [row for row in plan.of_kind("rtc") if len(set(row["codlocal"].split(";"))) > 1]
    assert {profiles[row["teachers"].split(";")[0]] for row in shared} == {"eib", "multigrade"}
    assert plan.check() == ()
    assert "network_not_allowed" not in joined(plan, "Q1", "Q6").codes()
    assert "network_not_allowed" in joined(plan, "I1", "I2").codes()
    assert "network_not_allowed" in joined(plan, "Q6", "I2").codes()
    assert "network_not_allowed" in joined(plan, "I2", "Q6").codes()


def in_network(plan, **networks):
    services = tuple(
        replace(service, network=networks.get(service.premises, service.network))
        for service in plan.facts.services
    )
    plan.facts = replace(plan.facts, services=services)
    return "beyond_network" in plan.codes()


@pytest.mark.requirement("AP-024")
def test_an_rtc_joins_no_two_networks_and_schools_of_none_may_meet(plan):
    """One more accompanist takes the school M2, whose RTC is that of M1."""
    assert not in_network(plan.copy(), M1="RED-1", M2="RED-2")
    for row in (*plan.caseloads, *plan.activities):
        of_m2 = "M2" in row["codlocal"]
        if row.get("kind") == "rtc" and of_m2:
            row["accompanist"] = "220004-MULTIGRADE-01;220004-MULTIGRADE-02"
        elif of_m2:
            row["accompanist"] = "220004-MULTIGRADE-02"
    assert not in_network(plan.copy(), M1="RED-1", M2="RED-1")
    assert in_network(plan.copy(), M1="RED-1", M2="RED-2")
    assert not in_network(plan.copy(), M1="", M2="")


@pytest.mark.requirement("AP-025")
def test_an_rtc_of_one_level_of_an_integrated_school_is_found(plan):
    meeting = plan.of_kind("rtc", codlocal="I1")[0]
    assert set(meeting["cod_mod"].split(";")) == {"1000011", "1000012"}
    level = {row["teacher"] for row in plan.caseloads if row["cod_mod"] == "1000012"}
    meeting["teachers"] = ";".join(t for t in meeting["teachers"].split(";") if t not in level)
    assert "not_joint" in plan.codes()


@pytest.mark.requirement("AP-049")
@pytest.mark.parametrize(("who", "days"), [("EIB", 10), ("MULTIGRADE", 10), ("FULL", 8)])
def test_workshop_days_are_the_total_of_the_year(plan, who, days):
    held = plan.of_kind("workshop", accompanist=who)
    accompanist = held[0]["accompanist"]
    mine = [row for row in held if row["accompanist"] == accompanist]
    assert {row["number"] for row in mine} == {"1", "2"}
    assert sum(int(row["days"]) for row in mine) == days
    assert plan.check() == ()
    day = date.fromisoformat(mine[1]["end"]) - timedelta(1)
    mine[1].update(end=day.isoformat(), days=str(int(mine[1]["days"]) - 1))
    assert "dose_days" in plan.codes()
    plan.activities.remove(mine[1])
    assert {"dose_days", "dose_times"} <= plan.codes()
