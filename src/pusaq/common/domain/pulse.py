"""That workers live, for those who look after the system."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from pusaq.common.models import WorkerPulse

FORGOTTEN = dt.timedelta(days=1)
"""After this nobody asks any more what became of a process."""


@transaction.atomic
def keep_pulse(*, name: str, at: dt.datetime) -> None:
    """Say that a worker lives, and forget those of long ago."""
    WorkerPulse.objects.update_or_create(
        name=name, defaults={"seen_at": at}, create_defaults={"started_at": at, "seen_at": at}
    )
    WorkerPulse.objects.filter(seen_at__lt=at - FORGOTTEN).delete()
