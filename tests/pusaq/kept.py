"""What tests keep of the catalogue, read once a test."""

from __future__ import annotations

import datetime as dt

from pusaq.library.domain import keep_norm
from pusaq.library.models import NormVersion

NORM = "nt-026-minedu-2019"
NOW = dt.datetime(2026, 2, 20, 14, 0, tzinfo=dt.UTC)


def kept_norm():
    """The norm of the accompaniment, on the first school day of 2026."""
    known = NormVersion.objects.filter(norm_id=NORM).first()
    return known or keep_norm(norm_id=NORM, on=dt.date(2026, 3, 16), now=NOW)
