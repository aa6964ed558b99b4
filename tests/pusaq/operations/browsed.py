"""What a browser must find so that pages of those who run the system have something to show."""

from __future__ import annotations

import datetime as dt

from pusaq.common.models import Event, EventDelivery, Job

FAILED_JOB = "01980000-0000-7000-8000-000000000001"
NOON = dt.datetime(2026, 8, 20, 17, tzinfo=dt.UTC)


def prepare(world):
    """A work and two deliveries that failed."""
    code = "PQ-12AB-34CD"
    Job.objects.create(
        pk=FAILED_JOB,
        kind="accompaniment.plan",
        about={"year": 2026, "name": "UGEL Lamas", "n": 1},
        path=world.lamas.path,
        state="failed",
        code=code,
        error="Traceback",
        created_at=NOON,
        started_at=NOON,
        ended_at=NOON,
    )
    for state in ("failed", "pending"):
        event = Event.objects.create(
            kind="people.staff_loaded", version=1, payload={}, path=world.ministry.path, at=NOON
        )
        EventDelivery.objects.create(
            event=event,
            handler="pusaq.common.domain.search.follow_change",
            state=state,
            attempts=3,
            due_at=NOON,
            code=code,
            error_type="ConnectionError",
        )
