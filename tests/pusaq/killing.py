"""Another process on the database of the tests, which may be killed at its worst moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
START = "import django, os, signal; django.setup()\ndef die(): os.kill(os.getpid(), signal.SIGKILL)\n"


def database_url():
    """The database of the tests as another process names it."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{settings['NAME']}"
    user, host = settings["USER"] or "", settings["HOST"] or ""
    return f"postgresql://{user}@/{settings['NAME']}?host={quote(host)}"


def run_elsewhere(code, *, seconds=120):
    """Run code in a process of its own, with Django set up and `die()` at hand; its exit code and words."""
    environment = os.environ | {
        "PUSAQ_DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "pusaq.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(  # noqa: S603  (our own interpreter and code)
        [sys.executable, "-c", START + code],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    return done.returncode, done.stderr


def was_killed(code):
    return code == -signal.SIGKILL
