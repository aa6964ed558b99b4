from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from pusaq.common import clock


@pytest.fixture
def at(monkeypatch):
    def put(moment):
        monkeypatch.setattr(clock, "real_now", lambda: moment)

    return put


def test_demo_clock_differs_by_its_offset_and_runs(settings, at):
    settings.CLOCK_OFFSET = -86_400.0
    at(dt.datetime(2026, 8, 21, 14, tzinfo=dt.UTC))
    assert clock.now() == dt.datetime(2026, 8, 20, 14, tzinfo=dt.UTC)
    at(dt.datetime(2026, 8, 21, 15, tzinfo=dt.UTC))
    assert clock.now() == dt.datetime(2026, 8, 20, 15, tzinfo=dt.UTC)


def test_day_is_that_of_the_organisations_country(settings, at):
    settings.CLOCK_OFFSET = 0.0
    at(dt.datetime(2026, 8, 21, 4, 30, tzinfo=dt.UTC))
    assert clock.today(SimpleNamespace(country="pe")) == dt.date(2026, 8, 20)
    at(dt.datetime(2026, 8, 21, 5, tzinfo=dt.UTC))
    assert clock.today(SimpleNamespace(country="pe")) == dt.date(2026, 8, 21)
