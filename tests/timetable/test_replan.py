"""The rest of a year by day: what can stay stays, what moves obeys, what has no place is counted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pusaq_core.findings.shapes import CountedDays, NoCombination
from pusaq_core.timetable.kept_rules import broken_rules
from pusaq_core.timetable.moved_workshops import settle_workshops
from pusaq_core.timetable.problem import (
    FIRST_VISIT,
    YearParams,
    week,
)
from pusaq_core.timetable.replan import replan
from pusaq_core.timetable.rest import Item, Rest, WorkshopRest
from pusaq_core.timetable.segments import most_visits
from pusaq_core.timetable.ugel_year import solve_ugel_year

VISIT = "visit"
AFTER_VISIT = "gia_tras_visita"


def series_name(activity):
    if activity.kind == VISIT:
        return activity.teachers[0]
    return f"{activity.kind}-{activity.accompanists[0]}-{activity.places[0]}"


def as_item(activity):
    name = series_name(activity)
    return Item(
        f"{name}-{activity.number}",
        activity.kind,
        name,
        activity.number,
        activity.accompanists,
        activity.places,
        activity.teachers,
        activity.days,
        activity.start,
    )


def workshops_of(ugel, year, since):
    days = defaultdict(set)
    family = {a.key: a.family for a in ugel.accompanists}
    for a in year.activities:
        if a.kind.endswith("workshop"):
            key = (family[a.accompanists[0]], a.kind, a.number, a.start < since)
            days[key].update(range(a.start, a.start + a.days))
    rest = [
        WorkshopRest(key[0], key[1], key[2], tuple(sorted(found)), len(found))
        for key, found in sorted(days.items())
        if not key[3]
    ]
    held, met = ({name: set() for name in family.values()} for _ in range(2))
    for key, found in days.items():
        if key[3]:
            held[key[0]] |= found
            met[key[0]] |= found if key[1] == "workshop" else set()
    return tuple(rest), *({name: frozenset(found) for name, found in by.items()} for by in (held, met))


def without(ugel, days, *, who=None, place=None):
    """The ugel with days lost for one person, one premises or everyone."""
    lost = frozenset(days)
    if who is not None:
        return replace(
            ugel,
            accompanists=tuple(
                replace(a, away=a.away | lost) if a.key == who else a for a in ugel.accompanists
            ),
        )
    closed = {code: replace(p, days=p.days - lost) for code, p in ugel.premises.items()}
    if place is not None:
        return replace(ugel, premises={**ugel.premises, place: closed[place]})
    return replace(
        ugel,
        premises=closed,
        accompanists=tuple(replace(a, away=a.away | lost) for a in ugel.accompanists),
        ugel_days=tuple(d for d in ugel.ugel_days if d not in lost),
        own_ugel_days=tuple(d for d in ugel.own_ugel_days if d not in lost),
    )


def rest_of(ugel, year, since):
    activities = [as_item(a) for a in year.activities if not a.kind.endswith("workshop")]
    workshops, held, met = workshops_of(ugel, year, since)
    return Rest(
        ugel,
        since,
        tuple(i for i in activities if i.start < since),
        tuple(i for i in activities if i.start >= since),
        workshops,
        held,
        met,
        {a.accompanists[0]: a.relaxed for a in year.activities if a.relaxed and a.kind == VISIT},
    )


@pytest.fixture(scope="module")
def ugel(calendar):
    rng = np.random.default_rng(7)
    people = [
        calendar.caseload("A", "eib", (3, 2, 1, 1, 1), rng=rng),
        calendar.caseload("B", "multigrade", (2, 3, 2), rng=rng, at=("BP0", "BP1", "COMUN")),
        calendar.caseload("C", "full_primary", (6, 4), rng=rng, at=("COMUN", "CP1")),
    ]
    return calendar.ugel(people)


@pytest.fixture(scope="module")
def year(ugel):
    made = solve_ugel_year(ugel, params=YearParams(effort=1))
    assert not made.missing
    return made


def assert_obeys(rest, found):
    """Hard rules over past and future together."""
    ugel = rest.ugel
    away = {a.key: a.away for a in ugel.accompanists}
    family = {a.key: a.family for a in ugel.accompanists}
    taken = defaultdict(set)
    for (name, _, _), days in found.workshops.items():
        for key in (key for key, of in family.items() if of == name):
            taken[key].update(days)
    met = {(p, d) for i in found.items if i.kind != VISIT for p in i.places for d in i.span()}
    for item in found.items:
        span = set(item.span())
        assert item.start >= rest.since
        assert week(min(span)) == week(max(span))
        for place in item.places:
            assert span <= ugel.premises[place].days
            if item.kind == VISIT:
                assert not any((place, day) in met for day in span)
        for key in item.accompanists:
            assert not span & away[key]
            assert not span & taken[key]
            taken[key] |= span
    starts = defaultdict(list)
    for item in (*rest.done, *found.items):
        starts[item.series].append((item.number, item.start, item.kind))
    for held in starts.values():
        for (_, before, kind), (_, after, _) in pairwise(sorted(held)):
            assert after - before >= (ugel.rules.visit_gap if kind == VISIT else 1)


def moved(rest, found):
    before = {item.key: item for item in rest.items}
    return {item.key for item in found.items if before[item.key].start != item.start}


def some_day(calendar, number):
    return calendar.SCHOOL[number]


def test_without_news_nothing_moves(ugel, year, calendar):
    rest = rest_of(ugel, year, some_day(calendar, 60))
    found = replan(rest)
    assert found.items == tuple(sorted(rest.items, key=lambda item: item.key))
    assert found.missing == ()
    assert all(found.workshops[w.family, w.kind, w.number] == w.days for w in rest.workshops)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.integers(62, 150), length=st.integers(1, 5), who=st.sampled_from(["A", "B", "C", None]))
def test_whatever_days_are_lost_the_rules_hold_and_nothing_is_forgotten(
    ugel, year, calendar, first, length, who
):
    lost = calendar.SCHOOL[first : first + length]
    rest = rest_of(without(ugel, lost, who=who), year, some_day(calendar, 60))
    found = replan(rest)
    assert_obeys(rest, found)
    placed = {item.key for item in found.items}
    owed = {item.key for item in rest.items}
    assert placed <= owed
    if not found.missing:
        assert placed == owed
    assert all(m.why.decides for m in found.missing)


def test_a_lost_week_keeps_nearly_everything(ugel, year, calendar):
    lost = calendar.SCHOOL[100:105]
    rest = rest_of(without(ugel, lost), year, some_day(calendar, 60))
    found = replan(rest)
    possible = [i for i in rest.items if not set(i.span()) & set(lost)]
    gone = moved(rest, found)
    assert sum(i.days for i in possible if i.key not in gone) >= 0.9 * sum(i.days for i in possible)
    assert not found.missing
    assert replan(rest) == found


def test_a_closed_school_moves_the_meeting_of_everyone_there_together(ugel, year, calendar):
    meeting = next(a for a in year.activities if a.kind == "rtc" and a.places == ("COMUN",) and a.number == 2)
    assert meeting.accompanists == ("B", "C")
    rest = rest_of(without(ugel, [meeting.start], place="COMUN"), year, some_day(calendar, 30))
    found = replan(rest)
    assert_obeys(rest, found)
    item = next(i for i in found.items if i.key == as_item(meeting).key)
    assert item.start not in {None, meeting.start}
    assert not found.missing


def test_a_school_closed_for_good_loses_its_meeting_with_a_proof(ugel, year, calendar):
    since = some_day(calendar, 100)
    rest = rest_of(without(ugel, calendar.SCHOOL[100:], place="COMUN"), year, since)
    found = replan(rest)
    assert_obeys(rest, found)
    lost = [m for m in found.missing if m.kind == "rtc"]
    assert {m.accompanist for m in lost} == {"B", "C"}
    assert all(m.why.decides for m in found.missing if m.kind != "gia")


def test_a_leave_to_the_end_of_the_year_is_counted(ugel, year, calendar):
    rest = rest_of(without(ugel, calendar.SCHOOL[110:], who="A"), year, some_day(calendar, 100))
    found = replan(rest)
    assert_obeys(rest, found)
    assert {m.accompanist for m in found.missing} == {"A"}
    assert {m.why.code for m in found.missing if m.kind == VISIT} <= {"no_capacity", "no_span"}
    assert all(m.why.decides for m in found.missing if m.kind == VISIT)


def test_what_was_never_planned_is_placed(ugel, year, calendar):
    rest = rest_of(ugel, year, some_day(calendar, 60))
    owed = tuple(
        i.at(None) if i.kind == VISIT and i.number == 6 and i.series.startswith("AT") else i
        for i in rest.items
    )
    found = replan(replace(rest, items=owed))
    assert_obeys(rest, found)
    assert not found.missing
    assert all(item.start is not None for item in found.items)


def test_a_joint_meeting_that_was_never_planned_is_placed(ugel, year, calendar):
    rest = rest_of(ugel, year, some_day(calendar, 60))
    items = tuple(
        i.at(None) if i.kind != VISIT and i.number > 1 and "COMUN" in i.places else i for i in rest.items
    )
    found = replan(replace(rest, items=items))
    assert_obeys(rest, found)
    assert not found.missing


def test_a_workshop_that_one_cannot_attend_stays_in_its_half(ugel, year, calendar):
    since = some_day(calendar, 30)
    workshops, held, _ = workshops_of(ugel, year, since)
    second = next(w for w in workshops if (w.family, w.kind, w.number) == ("eib", "workshop", 2))
    rest = replace(rest_of(ugel, year, since), ugel=without(ugel, second.days, who="A"))
    chosen = settle_workshops(rest)["eib", "workshop", 2]
    assert set(chosen).isdisjoint(second.days)
    assert len(chosen) == second.length
    assert min(chosen) > ugel.middle
    assert held["eib"].isdisjoint(chosen)
    others = [w for w in workshops if w.family == "eib" and w is not second]
    assert all(settle_workshops(rest)[w.family, w.kind, w.number] == w.days for w in others)


def test_a_workshop_without_any_days_left_has_none(ugel, year, calendar):
    since = some_day(calendar, 30)
    rest = rest_of(ugel, year, since)
    rest = replace(rest, ugel=replace(ugel, ugel_days=()))
    assert settle_workshops(rest)["eib", "workshop", 2] == ()


@pytest.fixture(scope="module")
def after_two_months(ugel, year, calendar):
    """Eight weeks are lost from the middle of the year on."""
    since = some_day(calendar, 75)
    rest = rest_of(without(ugel, range(since + 7, since + 63)), year, since)
    return rest, replan(rest)


def test_after_two_lost_months_what_remains_obeys_and_the_rest_is_named(after_two_months):
    rest, found = after_two_months
    assert_obeys(rest, found)
    visits = {
        teacher: sorted(item.days for item in rest.items if item.kind == VISIT and teacher in item.teachers)
        for a in rest.ugel.accompanists
        for teacher, _ in a.teachers
    }
    for teacher, owed in visits.items():
        placed = [item.days for item in found.items if item.kind == VISIT and teacher in item.teachers]
        lost = [m for m in found.missing if m.kind == VISIT and m.teacher == teacher]
        assert len(placed) + sum(m.times for m in lost) == len(owed)
        assert sum(placed) + sum(m.days for m in lost) == sum(owed)


def owed_with_groups_as_they_are(rest, key):
    """Days that an accompanist's visits and meetings still take, each group holding its own."""
    return sum(item.days for item in rest.items if key in item.accompanists)


def days_at_schools(rest, found, key):
    (mine,) = (a for a in rest.ugel.accompanists if a.key == key)
    workshops = (days for (family, _, _), days in found.workshops.items() if family == mine.family)
    taken = mine.away.union(*workshops, rest.held[mine.family])
    union = set().union(*(rest.ugel.premises[place].days for place in mine.places))
    return {day for day in union - taken if day >= rest.since}


def test_after_two_lost_months_every_reason_is_a_proof(after_two_months):
    rest, found = after_two_months
    assert len(found.missing) == 4
    assert all(m.why.decides for m in found.missing)
    by_groups = [m for m in found.missing if m.why.code == "grouped_capacity"]
    assert by_groups
    for m in by_groups:
        named_before = sum(
            o.days for o in found.missing if o.why.code != m.why.code and o.accompanist == m.accompanist
        )
        assert m.why.needed == owed_with_groups_as_they_are(rest, m.accompanist) - named_before
        assert m.why.available == len(days_at_schools(rest, found, m.accompanist))


def test_days_enough_in_number_that_lie_badly_are_weighed(calendar):
    """Two teachers owe two visits 21 days apart; every pair of the days left needs the first of them."""
    person = calendar.caseload("A", "full_primary", (2,), rng=np.random.default_rng(1))
    first = calendar.SCHOOL[40]
    first += (8 - first % 7) % 7
    left = (first, first + 21, first + 22, first + 23)
    small = replace(calendar.ugel([person], school=left), ugel_days=(), own_ugel_days=())
    items = tuple(
        Item(f"{t}-{n}", VISIT, t, n, ("A",), (place,), (t,), 1, None)
        for t, place in person.teachers
        for n in (1, 2)
    )
    found = replan(Rest(small, first - 1, (), items))
    assert len(found.items) == 3
    (lost,) = found.missing
    day = date.fromordinal(first)
    counted = (CountedDays(first=day, last=day, weight=1),)
    assert lost.why == NoCombination(needed=2, available=1, counted=counted)


@pytest.mark.parametrize(
    ("days", "length", "gap", "most"),
    [
        (range(1, 6), 1, 2, 3),
        (range(1, 6), 2, 2, 2),
        (range(1, 6), 3, 21, 1),
        ((), 1, 21, 0),
        (range(5, 9), 2, 7, 1),
    ],
)
def test_most_visits_counts_as_many_as_fit(days, length, gap, most):
    assert most_visits(days, length, gap) == most


def without_visits(rest, teacher):
    """The rest of a year in which nobody visits one teacher any more, nor did."""
    kept = [
        tuple(i for i in items if i.kind != VISIT or i.teachers != (teacher,))
        for items in (rest.done, rest.items)
    ]
    return replace(rest, done=kept[0], items=kept[1])


def test_a_meeting_that_lost_its_visits_says_which_rule_is_given_up(ugel, year, calendar):
    rest = rest_of(ugel, year, some_day(calendar, 60))
    assert not any(replan(rest).relaxed.values())
    assert not any(broken_rules(rest, rest.items).values())
    for accompanist in ugel.accompanists:
        lost = without_visits(rest, accompanist.teachers[0][0])
        found = replan(lost)
        assert AFTER_VISIT in found.relaxed[accompanist.key]
        assert not any(rules for key, rules in found.relaxed.items() if key != accompanist.key)
        assert AFTER_VISIT in broken_rules(lost, found.items)[accompanist.key]


def test_a_late_first_visit_and_a_meeting_in_the_wrong_half_are_found(ugel, year, calendar):
    rest = rest_of(ugel, year, some_day(calendar, 5))
    teacher = ugel.accompanists[0].teachers[0][0]
    late = calendar.SCHOOL[-1]
    visits = [i for i in rest.items if i.kind == VISIT and i.teachers == (teacher,)]
    halves = [i for i in rest.items if i.kind == "rtc" and teacher in i.teachers]
    only = replace(
        rest,
        done=tuple(i for i in rest.done if teacher not in i.teachers),
        items=(visits[0].at(late), *(i.at(late - n) for n, i in enumerate(halves))),
    )
    assert broken_rules(only, only.items)["A"] >= {FIRST_VISIT, "rtc_una_por_mitad", "separacion_rtc_dias"}
    assert not broken_rules(replace(only, since=late + 1), only.items)["A"]


def test_what_was_not_held_finds_a_day_though_the_last_of_its_series_ends_the_year(ugel, year, calendar):
    since = some_day(calendar, 60)
    rest = rest_of(ugel, year, since)
    series = next(i.series for i in rest.items if i.kind == "gia" and "COMUN" in i.places)
    left = [i for i in rest.items if i.series == series]
    gone = next(i for i in rest.done if i.series == series)
    last_day = max(ugel.premises["COMUN"].days)
    again = replace(left[-1], key=f"{series}-9", number=9, start=None)
    others = tuple(i for i in rest.items if i.key != left[-1].key)
    owed = replace(
        rest,
        done=tuple(i for i in rest.done if i.key != gone.key),
        items=tuple(sorted((*others, left[-1].at(last_day), again), key=lambda i: i.key)),
    )
    found = replan(owed)
    days = [i.start for i in sorted(found.items, key=lambda i: i.number) if i.series == series]
    assert len(days) == len(left) + 1
    assert days == sorted(set(days))
    assert not [m for m in found.missing if m.kind == "gia"]
