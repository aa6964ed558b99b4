"""`python -m pusaq.config.worker`: does long work, and each second what is due."""

from __future__ import annotations

import logging
import os
import secrets
import threading

import django
from django.db import connection

from pusaq.config.rooms import house

SECOND = 1.0
TICKS = 60

log = logging.getLogger(__name__)


def main() -> None:
    """Work until told to end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pusaq.config.settings")
    django.setup()
    from django_tasks_db.management.commands.db_worker import Worker  # noqa: PLC0415  (needs the settings)

    from pusaq.common import tasks  # noqa: PLC0415  (same)

    house()  # a room that says what is not there stops the worker, not its first work

    over = threading.Event()

    def beat() -> None:
        """Deliveries each second, the rest each minute; whatever fails is said and tried again."""
        count = 0
        while not over.wait(SECOND):
            due = tasks.tick if count % TICKS == 0 else tasks.deliver_due
            count += 1
            try:
                due.call()
            except Exception:
                log.exception("what is due was not done")
                connection.close()

    threading.Thread(target=beat, daemon=True).start()
    worker = Worker(
        queue_names=["default"],
        interval=0.5,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=secrets.token_hex(16),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    try:
        worker.run()
    finally:
        over.set()


if __name__ == "__main__":
    main()
