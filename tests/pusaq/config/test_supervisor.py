"""Processes are kept alive, and end with the one that keeps them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from pusaq.config.supervisor import LONGEST_PAUSE, Address, Child, commands

PATIENCE = 20.0

KEEPER = """
import sys
from pusaq.config import supervisor
child = "import os, pathlib, sys, time; pathlib.Path(sys.argv[1], str(os.getpid())).touch(); time.sleep(600)"
supervisor.LOOK_SECONDS = 0.02
supervisor.commands = lambda *_a, **_k: [[sys.executable, "-c", child, sys.argv[1]]] * 2
sys.exit(supervisor.serve(supervisor.Address("127.0.0.1", 1)))
"""


def _until(condition):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come about in time")


def _alive(process):
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_killed_child_is_started_again_and_all_end_with_the_keeper(tmp_path):
    keeper = subprocess.Popen([sys.executable, "-c", KEEPER, str(tmp_path)])  # noqa: S603  (our own words)

    def born(number):
        return lambda: (
            found if len(found := sorted(int(path.name) for path in tmp_path.iterdir())) == number else None
        )

    try:
        first = _until(born(2))
        os.kill(first[0], signal.SIGKILL)
        everyone = _until(born(3))
        keeper.send_signal(signal.SIGTERM)
        assert keeper.wait(PATIENCE) == 0
        assert [child for child in everyone if _alive(child)] == []
    finally:
        keeper.kill()
        keeper.wait()


def test_child_that_ends_at_once_is_started_ever_later():
    child = Child([sys.executable, "-c", ""])
    pauses, now = [], 0.0
    for _ in range(7):
        child.keep_alive(now)
        child.process.wait()
        child.keep_alive(now + 0.1)
        pauses.append(child.pause)
        now = child.due
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, LONGEST_PAUSE, LONGEST_PAUSE]


def test_child_that_lived_long_is_started_at_once():
    child = Child([sys.executable, "-c", ""])
    child.keep_alive(0.0)
    child.process.wait()
    child.keep_alive(1000.0)
    assert child.pause == 0.0
    assert child.process is not None
    child.wait(PATIENCE)


def test_programs_of_an_installation():
    pages, *workers = commands(Address("0.0.0.0", 8080), processes=3, workers=2)  # noqa: S104  (only words)
    assert pages[-1] == "pusaq.config.wsgi:application"
    assert pages[pages.index("--port") + 1] == "8080"
    assert pages[pages.index("--workers") + 1] == "3"
    assert [worker[-1] for worker in workers] == ["pusaq.config.worker"] * 2
