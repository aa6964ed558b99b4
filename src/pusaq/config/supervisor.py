"""Keeps the processes of an installation alive: pages, and the worker of long work."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

LOOK_SECONDS = 0.5
QUIET_SECONDS = 30
LONGEST_PAUSE = 30
GRACE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Address:
    """Where pages are served."""

    host: str
    port: int


@dataclass(slots=True)
class Child:
    """A process that is started again when it ends, later each time that it ends soon.

    Attributes:
        command: program and words.
        process: as it runs now.
        started: value of the monotonic clock at its last start.
        pause: seconds to wait before the next start.
    """

    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    due: float = field(default=0.0)

    def keep_alive(self, now: float) -> None:
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            lived = now - self.started
            self.pause = 0.0 if lived > QUIET_SECONDS else min(LONGEST_PAUSE, 2 * self.pause or 1.0)
            self.due = now + self.pause
            self.process = None
        if now >= self.due:
            self.process = subprocess.Popen(self.command)  # noqa: S603  (our own programs)
            self.started = now

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def commands(address: Address, *, processes: int, workers: int) -> list[list[str]]:
    """The programs of an installation."""
    pages = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
        *("--host", address.host, "--port", str(address.port), "--workers", str(processes)),
        *("--blocking-threads", "4", "--backpressure", "64", "--respawn-failed-workers"),
        "pusaq.config.wsgi:application",
    ]
    work = [sys.executable, "-m", "pusaq.config.worker"]
    return [pages, *([work] * workers)]


def serve(address: Address, *, processes: int = 1, workers: int = 1) -> int:
    """Run the programs until this process is told to end.

    Returns:
        Exit code 0.
    """
    over = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        over.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, end)
    children = [Child(command) for command in commands(address, processes=processes, workers=workers)]
    try:
        while not over.is_set():
            for child in children:
                child.keep_alive(time.monotonic())
            over.wait(LOOK_SECONDS)
    finally:
        for child in children:
            child.stop()
        for child in children:
            child.wait(GRACE_SECONDS)
    return 0
