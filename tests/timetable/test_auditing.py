"""The auditor of these tests is worth something only if it finds what is put in."""

from dataclasses import replace

import numpy as np
import pytest

from pusaq_core.findings.shapes import Away, NoCapacity, NoCombination
from pusaq_core.timetable.missing import Missing
from pusaq_core.timetable.problem import Sharing, YearParams
from pusaq_core.timetable.ugel_year import solve_ugel_year
from tests.timetable.auditing import breaches


@pytest.fixture(scope="module")
def year(calendar):
    rng = np.random.default_rng(1)
    whole = calendar.ugel(
        [
            calendar.caseload("A0", "eib", [1, 1, 2], rng=rng),
            calendar.caseload("A1", "full_initial", [2], rng=rng, at=["S"]),
            calendar.caseload("A2", "full_primary", [1], rng=rng, at=["S"]),
        ]
    )
    return whole, solve_ugel_year(whole, params=YearParams(effort=1))


def found(year, change):
    """What the auditor says once `change` has had its way with the list of activities."""
    whole, result = year
    activities = change(list(result.activities))
    return " / ".join(breaches(whole, replace(result, activities=tuple(activities))))


def first(activities, kind, **wanted):
    return next(
        i
        for i, a in enumerate(activities)
        if a.kind == kind and all(getattr(a, name) == value for name, value in wanted.items())
    )


def with_changed(kind, change, **wanted):
    def apply(activities):
        index = first(activities, kind, **wanted)
        activities[index] = replace(activities[index], **change(activities, activities[index]))
        return activities

    return apply


def test_a_sound_year_is_left_in_peace(year):
    assert found(year, lambda activities: activities) == ""


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("visit", lambda all_, _: {"start": all_[0].start}, "without school"),
        ("visit", lambda _, a: {"start": a.start - (a.start - 1) % 7 + 5}, "without school"),
        ("visit", lambda _, a: {"start": a.start - (a.start - 1) % 7 + 4, "days": 4}, "across weeks"),
        ("visit", lambda _, a: {"days": a.days + 1}, "days of visit"),
        ("visit", lambda _, __: {"number": 9}, "numbers of visit"),
        ("visit", lambda _, __: {"accompanists": ("A1",)}, "another's"),
        ("visit", lambda _, __: {"relaxed": ("gia_tras_visita",)}, "out of order"),
        ("gia", lambda _, __: {"days": 2}, "gia of 2 days"),
        ("gia", lambda _, a: {"teachers": a.teachers[:-1]}, "others' teachers"),
        ("gia", lambda all_, _: {"start": all_[first(all_, "gia", number=2)].start - 7}, "gia too close"),
        ("gia", lambda _, a: {"start": a.start - 400}, "without a visit"),
        ("rtc", lambda _, __: {"accompanists": ("A2",), "places": ("S",)}, "other accompanists"),
        ("rtc", lambda _, a: {"start": a.start - (a.start - 1) % 7 + 6}, "without school"),
        ("workshop", lambda _, a: {"start": a.start + 3}, "across weeks"),
        ("workshop", lambda _, __: {"teachers": ()}, "with other teachers"),
        ("own_workshop", lambda _, a: {"start": a.start + 5}, "not allowed"),
        ("own_workshop", lambda _, a: {"days": a.days + 1}, "days of own workshops"),
    ],
)
def test_what_is_put_in_is_found(year, kind, change, said):
    assert said in found(year, with_changed(kind, change))


def test_a_family_that_does_not_come_together_is_found(year):
    moved = with_changed("workshop", lambda _, a: {"start": a.start + 1}, accompanists=("A1",))
    assert "different days" in found(year, moved)


@pytest.mark.parametrize("kind", ["visit", "gia", "rtc", "workshop", "own_workshop"])
def test_a_lost_activity_is_found(year, kind):
    def lose(activities):
        del activities[first(activities, kind)]
        return activities

    assert kind.replace("_", " ").removesuffix("s") in found(year, lose)


def test_a_visit_on_the_day_of_anothers_meeting_is_found(year):
    def collide(activities):
        meeting = activities[first(activities, "gia", accompanists=("A2",))]
        index = first(activities, "visit", accompanists=("A1",))
        activities[index] = replace(activities[index], start=meeting.start)
        return activities

    said = found(year, collide)
    assert "of a meeting" in said


def test_two_rtc_in_one_half_too_late_a_visit_and_a_long_silence_are_found(year):
    def late(activities):
        return [replace(a, start=a.start + 140) if a.kind in ("visit", "rtc") else a for a in activities]

    said = found(year, late)
    assert "rtc in one half" in said
    assert "first visit late" in said
    only_ends = found(
        year, lambda activities: [a for a in activities if a.kind != "visit" or a.number in (1, 6)][:]
    )
    assert "visit of" in only_ends


def test_a_long_silence_is_found(year):
    def silent(activities):
        return [a for a in activities if "A2ST" not in "".join(a.teachers) and a.accompanists != ("A2",)] + [
            a for a in activities if a.kind == "visit" and a.accompanists == ("A2",) and a.number in (1, 7)
        ]

    assert "too long without contact" in found(year, silent)


def test_an_absence_is_found(year):
    whole, result = year
    start = next(a.start for a in result.activities if a.kind == "visit" and a.accompanists == ("A0",))
    people = [replace(a, away=frozenset({start})) if a.key == "A0" else a for a in whole.accompanists]
    assert any("away" in said for said in breaches(replace(whole, accompanists=tuple(people)), result))


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (Missing("A0", "A0T00", "visit", 1, 2, NoCapacity(needed=90, available=90)), "proves nothing"),
        (Missing("A0", "A0T00", "visit", 1, 2, NoCapacity(needed=9000, available=1)), "none of"),
        (Missing("A0", "", "own_workshop", 1, 8, Away(needed=8, available=7)), "own workshops"),
        (Missing("A0", "A0T00", "workshop", 1, 5, Away(needed=5, available=0)), "none of"),
        (Missing("A9", "A0T00", "gia", 1, 1, NoCombination(needed=5, available=9)), "missing for nobody"),
    ],
)
def test_a_false_claim_of_what_is_missing_is_found(year, item, said):
    whole, result = year
    assert any(said in breach for breach in breaches(whole, replace(result, missing=(item,))))


def test_a_gia_of_two_larger_schools_is_found(year):
    def shared(activities):
        index = first(activities, "gia", accompanists=("A0",))
        everyone = tuple(t for t, _ in year[0].accompanists[0].teachers)
        places = year[0].accompanists[0].places
        activities[index] = replace(activities[index], places=places, teachers=everyone)
        return activities

    whole, result = year
    strict = replace(whole, rules=replace(whole.rules, shares={"gia": Sharing(1, 2)}))
    changed = replace(result, activities=tuple(shared(list(result.activities))))
    assert any("GIA shared" in said for said in breaches(strict, changed))


def test_an_rtc_of_several_premises_where_the_norm_names_none_is_found(year):
    whole, result = year
    eib = whole.doses["eib"]
    alone = replace(eib.of("rtc"), by_network=False)
    doses = {**whole.doses, "eib": replace(eib, owed={**eib.owed, "rtc": alone})}
    assert any("several premises" in said for said in breaches(replace(whole, doses=doses), result))
