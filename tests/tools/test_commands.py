"""The commands that guard the main branch do what they are trusted with."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import settings

REPOSITORY = Path(__file__).parents[2]


def _dry_run(target: str) -> str:
    command = ["make", "--dry-run", "--always-make", target]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout  # noqa: S603  (our own words)


def test_guard_stops_at_the_first_failure():
    script = REPOSITORY / ".ci" / "run"
    lines = [line for line in script.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    assert os.access(script, os.X_OK)
    assert lines[0] == "set -euo pipefail"
    assert lines[-2:] == ["make test", "make test-full"]


def test_install_takes_nothing_but_the_lock_file():
    steps = _dry_run("install")
    assert "uv sync --frozen" in steps
    assert "-m venv .venv" in steps


def test_test_measures_coverage_and_leaves_out_the_long_ones():
    steps = _dry_run("test")
    assert '-m "not long"' in steps
    assert "--cov " in steps
    assert "--no-cov" not in steps


def test_full_test_leaves_out_nothing():
    steps = _dry_run("test-full")
    assert "not long" not in steps
    assert "--hypothesis-profile=full" in steps


@pytest.mark.parametrize(
    "step",
    ["ruff check .", "ruff format --check .", "/mypy", "lint-imports", "tools.house", "tools.changed_tests"],
)
def test_check_runs_every_tool(step):
    assert step in _dry_run("check")


@pytest.mark.parametrize("profile", ["main", "full"])
def test_examples_are_the_same_on_every_machine(profile):
    chosen = settings.get_profile(profile)
    assert chosen.derandomize
    assert chosen.deadline is None


def test_full_profile_draws_more_examples():
    assert settings.get_profile("full").max_examples > settings.get_profile("main").max_examples
