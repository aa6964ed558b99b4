"""`python -m tools.side_by_side test|rest`: tests of the system on SQLite and PostgreSQL at once.

`test` runs every test on SQLite, where branch coverage is measured, and on PostgreSQL those that do not open
pages and one of each file that does. `rest` runs what `test` did not. Each prints whole when both have ended,
so that lines do not mix.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from typing import IO, cast

PYTEST = (sys.executable, "-m", "pytest", "-q", "tests/pusaq", "-m")
POSTGRES = (sys.executable, "-m", "tools.postgres", "--", *PYTEST)
MEASURED = ("--budget", "--cov", "--cov-report=", "--cov-fail-under=0")
RUNS: dict[str, dict[str, tuple[str, ...]]] = {
    "test": {
        "SQLite": (*PYTEST, "not long and not browser", *MEASURED),
        "PostgreSQL": (*POSTGRES, "not long and not browser and not pages"),
    },
    "rest": {
        "SQLite": (*PYTEST, "long and not browser"),
        "PostgreSQL": (*POSTGRES, "(long or pages) and not browser"),
    },
}


def main(words: list[str]) -> int:
    """Run both and show what they said.

    Returns:
        Exit code: that of the first run that failed.
    """
    started: list[tuple[str, subprocess.Popen[bytes], IO[bytes]]] = []
    for name, command in RUNS[words[0]].items():
        said = cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115  (read when the process has ended)
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)  # noqa: S603  (our own)
        started.append((name, process, said))
    codes = [process.wait() for _name, process, _said in started]
    for name, _process, said in started:
        said.seek(0)
        print(f"--- {name} ---", said.read().decode(errors="replace"), sep="\n", end="", flush=True)
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
