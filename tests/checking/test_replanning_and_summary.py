"""A plan made anew lists every difference from the one before; a summary says what the tables say."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pusaq_core.checking import AccompanistFacts, PreviousPlan
from tests.checking.said import stated

GIVES_WAY = stated(("gives_way", {}))


def replanned(plan, as_of=date(2026, 8, 1)):
    plan.facts = replace(plan.facts, previous=PreviousPlan([dict(row) for row in plan.activities], as_of))
    plan.changes = []
    return plan


def change(row, kind, before, after, reason=GIVES_WAY):
    return {
        "activity": row["activity"],
        "change": kind,
        "start_before": before,
        "start_after": after,
        "reason": reason,
    }


def last_visit(plan, **values):
    return plan.of_kind("visit", **values)[-1]


def move(row, days):
    before = row["start"]
    for column in ("start", "end"):
        row[column] = (date.fromisoformat(row[column]) + timedelta(days)).isoformat()
    return before


def test_a_plan_that_changes_nothing_is_silent(plan):
    assert replanned(plan).check() == ()


def test_a_listed_move_is_silent_and_every_slip_in_the_list_is_caught(plan):
    replanned(plan)
    row = last_visit(plan, accompanist="MULTIGRADE")
    before = move(row, 28)
    assert plan.codes() == {"change_unlisted"}
    listed = change(row, "moved", before, row["start"])
    plan.changes = [listed]
    assert plan.check() == ()
    slips = {
        "change_repeated": [listed, listed],
        "change_wrong": [{**listed, "change": "reassigned"}],
        "change_dates_wrong": [{**listed, "start_before": row["start"]}],
        "change_without_reason": [{**listed, "reason": ""}],
        "value_malformed": [{**listed, "start_after": "mañana"}],
    }
    for code, rows in slips.items():
        plan.changes = rows
        assert code in plan.codes(), code


def test_a_change_that_is_none_is_caught(plan):
    replanned(plan)
    row = plan.activities[-1]
    plan.changes = [change(row, "moved", row["start"], row["start"])]
    assert plan.codes() == {"change_wrong"}
    plan.changes = [change({"activity": "A99999"}, "moved", "", "")]
    assert plan.codes() == {"change_wrong"}


def test_new_and_dropped_activities_are_named_so(plan):
    replanned(plan)
    row = last_visit(plan, accompanist="MULTIGRADE")
    old = row["activity"]
    row["activity"] = "A99999"
    plan.activities.sort(key=lambda r: r["activity"])
    plan.changes = [
        change({"activity": old}, "dropped", row["start"], ""),
        change(row, "new", "", row["start"]),
    ]
    assert plan.check() == ()
    plan.changes.reverse()
    assert plan.codes() == {"rows_not_sorted"}


def test_a_change_of_people_is_a_reassignment(plan):
    replanned(plan)
    row = next(row for row in plan.of_kind("gia", codlocal="I1")[::-1] if row["number"] == "4")
    row["teachers"] = row["teachers"].rpartition(";")[0]
    plan.changes = [change(row, "reassigned", row["start"], row["start"])]
    assert plan.codes() == {"dose_times"}


def test_the_past_stands_still(plan):
    replanned(plan)
    row = plan.of_kind("visit", accompanist="MULTIGRADE")[0]
    before = move(row, 1)
    plan.changes = [change(row, "moved", before, row["start"])]
    assert "past_changed" in plan.codes()
    plan.activities.remove(row)
    plan.changes = [change(row, "dropped", before, "")]
    assert "past_changed" in plan.codes()


def figures(**values):
    return {
        "services": 0,
        "targeted": 0,
        "to_verify": 0,
        "over_cap": 0,
        "teachers": 0,
        "accompanists": 0,
        "activities": 0,
    } | values


def with_summary(plan):
    andes = figures(
        services=16, targeted=11, to_verify=2, teachers=43, accompanists=5, activities=354, km=0.0
    )
    valley = figures(services=2, targeted=2, teachers=5, accompanists=1, activities=46, km=0.0)
    # eib-01 from Q1: one teacher each at Q2, Q3, Q4; eib-02 from Q4: one at Q6; I1 to I2 by the travel file
    plan.summary = {"ugel": {"090009": andes, "220004": valley}, "total": figures()}
    places = plan.facts.travel.premises
    km = lambda a, b: flat_km(places[a], places[b]) * 1.4  # noqa: E731  (a word for three lines)
    andes["km"] = round(
        12 * (km("Q1", "Q2") + km("Q1", "Q3") + km("Q1", "Q4") + km("Q4", "Q6")) + 14 * 3 * 12.5, 1
    )
    valley["km"] = round(12 * 2 * km("M1", "M2"), 1)
    for key in andes:
        plan.summary["total"][key] = round(andes[key] + valley[key], 1)
    return plan


def flat_km(a, b):
    """Distance on a small map: flat at the middle latitude, good to a few metres here."""
    from math import cos, hypot, radians  # noqa: PLC0415  (only here)

    middle = radians((a[0] + b[0]) / 2)
    return 6371.0088 * hypot(radians(a[0] - b[0]), radians(a[1] - b[1]) * cos(middle))


def test_a_summary_of_the_tables_is_silent(plan):
    assert with_summary(plan).check() == ()


@pytest.mark.parametrize(
    "key", ["services", "targeted", "to_verify", "over_cap", "teachers", "accompanists", "activities", "km"]
)
@pytest.mark.parametrize("part", ["total", "090009"])
def test_a_wrong_figure_is_caught(plan, key, part):
    with_summary(plan)
    block = plan.summary["total"] if part == "total" else plan.summary["ugel"][part]
    block[key] += 1
    (violation,) = plan.check()
    assert (violation.rule, violation.subject) == ("summary_wrong", f"{part} {key}")


def test_a_bound_above_the_kilometres_and_a_missing_part_are_caught(plan):
    with_summary(plan)
    plan.summary["total"]["km_bound"] = plan.summary["total"]["km"] - 5
    assert plan.check() == ()
    plan.summary["total"]["km_bound"] += 10
    assert [v.subject for v in plan.check()] == ["total km_bound"]
    del plan.summary["ugel"]["220004"], plan.summary["total"]["km_bound"]
    assert "ugel" in {v.subject for v in plan.check()}


def test_kilometres_from_a_home_are_counted_and_those_from_nowhere_are_not(plan):
    with_summary(plan)
    total = plan.summary["total"]["km"]
    people = {
        name: AccompanistFacts(name[:6], name[7:-3].lower(), home=plan.facts.travel.premises["I1"])
        if "SECONDARY" in name
        else AccompanistFacts(name[:6], name[7:-3].lower())
        for name in sorted({row["accompanist"] for row in plan.caseloads})
    }
    plan.facts = replace(plan.facts, accompanists=people)
    assert plan.check() == ()
    places = {name: place for name, place in plan.facts.travel.premises.items() if name != "I1"}
    plan.facts = replace(plan.facts, travel=replace(plan.facts.travel, premises=places))
    plan.summary["total"]["km"] = total + 1000
    assert "base_wrong" not in plan.codes()
    assert "summary_wrong" not in plan.codes()


@pytest.mark.parametrize("key", ["total", "ugel"])
@pytest.mark.parametrize("edited", [5, "010001", None, ["010001"]])
def test_a_summary_of_another_form_is_a_breach_and_no_crash(plan, key, edited):
    with_summary(plan)
    plan.summary = {**plan.summary, key: edited}
    assert plan.codes() == {"summary_wrong"}
