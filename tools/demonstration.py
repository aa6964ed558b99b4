"""A demonstration that a program opens for itself: to take pictures of it, to walk through it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 600.0
OPEN = "Pusaq está abierto en"
OURS = ("PUSAQ_", "DJANGO_", "COVERAGE_", "COV_CORE_", "PYTEST_")


@contextmanager
def demonstration(place: Path) -> Iterator[str]:
    """The address of a demonstration in `demo` under a folder, built first if it is not there.

    Raises:
        RuntimeError: it did not open; with what it said.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    around = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    command = [sys.executable, "-m", "pusaq.config.demo"]
    # Told in a file: a pipe that nobody empties would stop the server.
    with tempfile.TemporaryFile() as said:
        around |= {"PORT": str(port), "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(command, cwd=place, env=around, stdout=said, stderr=subprocess.STDOUT)  # noqa: S603  (our own)
        try:
            _wait(process, said)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def _wait(process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        ended = process.poll() is not None
        said.seek(0)
        words = said.read().decode(errors="replace")
        if OPEN in words:
            return
        if ended:
            break
        time.sleep(0.2)
    raise RuntimeError(words[-2000:])
