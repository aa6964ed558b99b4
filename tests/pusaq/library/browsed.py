"""What a browser must find so that pages of resources have something to show."""

from __future__ import annotations

import datetime as dt

from pusaq.library.domain import load_resources

NOON = dt.datetime(2026, 8, 20, 17, tzinfo=dt.UTC)


def prepare(_world):
    load_resources(country="pe", demo=True, by=None, now=NOON)
