"""`python -m tools.side_by_side [PYTEST OPTIONS]`: tests of the system on SQLite and PostgreSQL at once.

SQLite's run measures branch coverage; each prints whole when both have ended, so that lines do not mix.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from typing import IO, cast

FOLDER = "tests/pusaq"
PYTEST = (sys.executable, "-m", "pytest", "-q", FOLDER)
RUNS = {
    "SQLite": (*PYTEST, "--cov", "--cov-report=", "--cov-fail-under=0"),
    "PostgreSQL": (sys.executable, "-m", "tools.postgres", "--", *PYTEST),
}


def main(options: list[str]) -> int:
    """Run both and show what they said.

    Returns:
        Exit code: that of the first run that failed.
    """
    started: list[tuple[str, subprocess.Popen[bytes], IO[bytes]]] = []
    for name, command in RUNS.items():
        said = cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115  (read when the process has ended)
        process = subprocess.Popen([*command, *options], stdout=said, stderr=subprocess.STDOUT)  # noqa: S603  (our own)
        started.append((name, process, said))
    codes = [process.wait() for _name, process, _said in started]
    for name, _process, said in started:
        said.seek(0)
        print(f"--- {name} ---", said.read().decode(errors="replace"), sep="\n", end="", flush=True)
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
