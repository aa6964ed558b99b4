"""Meetings of shared schools chosen anew where the days fixed before leave somebody without room."""

from collections import defaultdict
from dataclasses import replace
from functools import partial

import pytest

from pusaq_core.timetable import reshare as module
from pusaq_core.timetable.meetings import meeting_groups
from pusaq_core.timetable.problem import YearParams
from pusaq_core.timetable.reshare import reshare
from pusaq_core.timetable.shared import fixed_on
from pusaq_core.timetable.ugel_year import _arranged, _blocked, _tasks, _workshops, solve_ugel_year
from pusaq_core.timetable.year_days import YearDays
from tests.timetable.auditing import breaches
from tests.timetable.conftest import never
from tests.timetable.invented import invented

QUICK = YearParams(effort=1)


@pytest.fixture(scope="module")
def hard(calendar):
    """87 school days: seven visits 21 days apart leave little choice, and two people share a school."""
    return invented(calendar, 135, ["short", "shared"], most=3)


def search(model):
    return YearDays.most(model, seed=0, stop=never)


def posed(ugel):
    workshops = _workshops(ugel)
    blocked = {a.key: _blocked(a, workshops[a.family]) for a in ugel.accompanists}
    tasks = partial(_tasks, ugel, workshops=workshops, blocked=blocked)
    groups, fixed, _ = _arranged(ugel, blocked, tasks)
    return groups, fixed, {"blocked": blocked, "cut_tasks": partial(tasks, groups), "search": search}


@pytest.mark.long
def test_a_visit_that_meetings_pushed_out_has_a_place_again(hard, monkeypatch):
    year = solve_ugel_year(hard, params=QUICK)
    assert breaches(hard, year) == []
    assert year.missing == ()
    monkeypatch.setattr(module, "MOST_TOGETHER", 0)
    without = solve_ugel_year(hard, params=QUICK)
    assert [(m.kind, m.why.code) for m in without.missing] == [("visit", "no_combination")] * 2


def test_the_days_chosen_are_days_on_which_everybody_can(hard):
    groups, fixed, more = posed(hard)
    found = reshare(hard, groups, fixed, {"A0"}, **more)
    busy = defaultdict(list)
    held = defaultdict(list)
    for (index, _), day in found.days.items():
        group = groups[index]
        assert group.shared
        assert all(day in hard.premises[place].days for place in group.places)
        held[index].append(day)
        for key in group.accompanists:
            assert day not in more["blocked"][key]
            busy[key].append(day)
    assert all(len(days) == len(set(days)) for days in busy.values())
    assert {index: len(days) for index, days in held.items()} == {
        index: group.times for index, group in enumerate(groups) if group.shared
    }


def test_nothing_is_chosen_where_nothing_is_shared_or_too_many_meet(hard, monkeypatch):
    groups, fixed, more = posed(hard)
    assert reshare(hard, groups, fixed, (), **more) is None
    nothing = {**more, "search": lambda _model: None}
    assert reshare(hard, groups, fixed, {"A0"}, **nothing) is None
    monkeypatch.setattr(module, "MOST_TOGETHER", 1)
    assert reshare(hard, groups, fixed, {"A0"}, **more) is None


def test_fixed_meetings_are_rebuilt_from_their_days(hard):
    groups, fixed, _ = posed(hard)
    again = fixed_on(hard, groups, fixed.days)
    assert (again.days, again.broken, again.visitors) == (fixed.days, fixed.broken, fixed.visitors)
    assert {k: v for k, v in again.busy.items() if v} == {k: v for k, v in fixed.busy.items() if v}
    assert again.closed == fixed.closed


@pytest.mark.long
def test_where_days_are_short_small_schools_join_larger_ones(calendar):
    """Two small and two larger schools: three groups for GIA, or two where every day counts."""
    whole = invented(calendar, 153, ["short", "late"], most=3)
    gia = {
        tight: [
            g.places for g in meeting_groups(whole, tight) if g.kind == "gia" and g.accompanists == ("A1",)
        ]
        for tight in ((), ("A1",))
    }
    assert [len(groups) for groups in gia.values()] == [3, 2]
    assert {place for places in gia["A1",] for place in places} == {"P10", "P11", "P12", "P13"}
    year = solve_ugel_year(whole, params=QUICK)
    assert breaches(whole, year) == []
    assert "A1" not in {m.accompanist for m in year.missing}


def test_small_schools_without_a_day_in_common_with_larger_ones_stay_together(calendar):
    whole = invented(calendar, 153, ["short", "late"], most=3)
    days = dict(whole.premises)
    days["P12"] = replace(days["P12"], days=frozenset(list(days["P12"].days)[:1]))
    apart = replace(whole, premises=days)
    mine = [g for g in meeting_groups(apart, ["A1"]) if g.kind == "gia" and g.accompanists == ("A1",)]
    assert ("P12",) in [group.places for group in mine]
