from __future__ import annotations

import datetime as dt

import pytest

from pusaq.library.shown.programme import module_weeks
from pusaq_core.io.resource_model import Module, Programme, Session
from pusaq_core.io.resources import read_resources

WEEKS = [
    *("05-09/09-09", "12-09/16-09", "19-09/23-09", "26-09/30-09", "03-10/07-10", "10-10/14-10"),
    *("17-10/21-10", "24-10/28-10", "31-10/04-11", "07-11/11-11", "14-11/18-11", "21-11/25-11"),
    *("28-11/02-12", "05-12/09-12", "12-12/16-12"),
]
"""The fifteen ranges as the document prints them, in numbers."""


@pytest.fixture(scope="module")
def modules():
    (programme,) = [one.programme for one in read_resources("pe") if one.programme]
    return module_weeks(programme)


def test_the_fifteen_weeks_are_those_of_the_document(modules):
    weeks = [week for module in modules for week in module.weeks]
    assert [f"{week.first:%d-%m}/{week.last:%d-%m}" for week in weeks] == WEEKS
    assert {(week.first.year, week.first.weekday(), week.last.weekday()) for week in weeks} == {(2022, 0, 4)}
    assert [week.number for week in weeks] == list(range(1, 16))
    assert [(module.number, len(module.weeks)) for module in modules] == [(1, 8), (2, 3), (3, 4)]


def test_sessions_stand_in_their_weeks(modules):
    by_week = {week.number: week.sessions for module in modules for week in module.weeks}
    assert by_week[6] == ("Autogestionada 2", "Acompañamiento 1")
    assert [number for number, sessions in by_week.items() if not sessions] == [9, 12]


def test_weeks_go_over_the_end_of_a_year():
    programme = Programme(dt.date(2024, 12, 23), (Module("Uno", 1), Module("Dos", 1)), (Session("A", (2,)),))
    last = module_weeks(programme)[1].weeks[0]
    assert (last.first, last.last, last.sessions) == (dt.date(2024, 12, 30), dt.date(2025, 1, 3), ("A",))


def test_a_programme_starts_on_a_monday():
    with pytest.raises(ValueError, match="2022-09-06"):
        module_weeks(Programme(dt.date(2022, 9, 6), (Module("Uno", 1),)))
