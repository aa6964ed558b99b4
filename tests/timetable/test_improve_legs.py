"""Kilometres of runs of the calendar, against every way to lay their stays on days."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pusaq_core.timetable.legs import DAY_BITS, HOME, Legs, Part, places_in, runs_of
from pusaq_core.timetable.placing import Stop, outing_km
from pusaq_core.timetable.problem import week
from pusaq_core.timetable.trips import Tours

SPOTS = np.array([(0, 0), (0, 0), (10, 0), (11, 3), (-4, 9)], dtype=float)
KM = np.sqrt(((SPOTS[:, None] - SPOTS[None]) ** 2).sum(-1))
"""The base, a place there, and three away."""


def load_of(days):
    return sum(n << (DAY_BITS * place) for place, n in days.items())


def by_hand(run, held):
    """Least kilometres over every order of the places of each segment and of its days to spare."""
    tours = Tours(KM)
    choices, day = [], 1
    for part in run:
        if part.segment < 0:
            choices.append([[Stop(day, 1, part.place)]])
        else:
            choices.append(list(_layouts(day, part.days, held[part.segment])))
        day += part.days
    return min(outing_km([s for piece in year for s in piece], tours) for year in product(*choices))


def _layouts(first, days, stays):
    for order in permutations(sorted(stays)):
        slack = days - sum(stays.values())
        for cut in range(len(order) + 1):
            day, stops = first, []
            for position, place in enumerate(order):
                day += slack if position == cut else 0
                stops.append(Stop(day, stays[place], place))
                day += stays[place]
            yield stops


def test_a_load_tells_its_places_and_days():
    assert places_in(load_of({1: 2, 3: 5})) == ((1, 2), (3, 5))
    assert places_in(0) == ()


def test_a_lone_segment_costs_its_shortest_tour():
    legs = Legs(Tours(KM))
    assert legs.km((Part(0, HOME, 5),), (load_of({1: 2, 2: 2}),)) == pytest.approx(
        Tours(KM).length(frozenset({1, 2}))
    )


def test_a_fixed_meeting_joins_the_visits_beside_it():
    legs, run = Legs(Tours(KM)), (Part(-1, 1, 1), Part(0, HOME, 4))
    assert legs.km(run, (load_of({1: 2}),)) == pytest.approx(20)
    assert legs.km(run, (0,)) == pytest.approx(20)


def test_a_meeting_at_the_base_ends_the_outing():
    legs = Legs(Tours(KM))
    run = (Part(0, HOME, 2), Part(-1, 0, 1), Part(1, HOME, 2))
    assert legs.km(run, (load_of({1: 2}), load_of({1: 2}))) == pytest.approx(40)


def test_an_outing_goes_on_across_segments_only_where_no_day_is_left():
    legs = Legs(Tours(KM))
    run = (Part(0, HOME, 3), Part(1, HOME, 2))
    assert legs.km(run, (load_of({1: 3}), load_of({1: 2}))) == pytest.approx(20)
    assert legs.km(run, (load_of({1: 2}), load_of({1: 1}))) == pytest.approx(20)
    three = (Part(0, HOME, 2), Part(1, HOME, 1), Part(2, HOME, 2))
    assert legs.km(three, (load_of({1: 2}), 0, load_of({1: 2}))) == pytest.approx(40)


@st.composite
def small_runs(draw):
    parts, held, days = [], {}, 0
    while days < 5 and len(parts) < 3:
        if draw(st.booleans()):
            parts.append(Part(-1, draw(st.integers(0, 3)), 1))
        else:
            length = draw(st.integers(1, 5 - days))
            stays, left = {}, length
            for place in draw(st.permutations([1, 2, 3])):
                n = draw(st.integers(0, left))
                left -= n
                stays |= {place: n} if n else {}
            held[len(parts)] = stays
            parts.append(Part(len(parts), HOME, length))
        days += parts[-1].days
    return tuple(parts), held


@settings(max_examples=150, deadline=None)
@given(small_runs())
def test_no_way_through_a_run_is_shorter(drawn):
    run, held = drawn
    loads = [load_of(held[part.segment]) for part in run if part.segment >= 0]
    assert Legs(Tours(KM)).km(run, loads) == pytest.approx(by_hand(run, held))


def test_runs_follow_the_calendar_with_the_fixed_meetings_in_it(calendar):
    rng = np.random.default_rng(3)
    both = [
        calendar.caseload(key, "full_initial", [2, 2], rng=rng, at=["P1", f"P{key}"]) for key in ("A1", "A2")
    ]
    whole = calendar.ugel(both)
    for task in (calendar.task_of(whole, "A1"), calendar.task_of(whole, "A2")):
        fixed = sorted(day for group in task.groups for day in group.fixed or () if day is not None)
        runs = runs_of(task)
        assert fixed
        assert sum(part.segment < 0 for run in runs for part in run) == len(fixed)
        assert sorted(p.segment for run in runs for p in run if p.segment >= 0) == list(
            range(len(task.segments))
        )
        assert any(len(run) > 1 for run in runs)
        waiting = list(fixed)
        for run in runs:
            day = None
            for part in run:
                start = task.segments[part.segment].start if part.segment >= 0 else waiting.pop(0)
                if day is not None:
                    assert (start, week(start)) == (day, week(day - 1))
                day = start + part.days
