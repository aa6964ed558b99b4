"""Pytest itself reads every test file; `tools.checks.test_quality` looks at the text alone."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.long
def test_every_test_file_is_collected(repository):
    command = [sys.executable, "-m", "pytest", "--collect-only", "-qq", "-p", "no:cacheprovider", "tests"]
    answer = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)  # noqa: S603  (our own words)
    assert answer.returncode == 0, answer.stdout
    counts = dict(line.rsplit(": ", 1) for line in answer.stdout.splitlines() if line.startswith("tests/"))
    files = {path.relative_to(repository).as_posix() for path in (repository / "tests").rglob("test_*.py")}
    assert set(counts) == files
    assert all(int(count) > 0 for count in counts.values())
