"""The commands that guard the main branch do what they are trusted with."""

from __future__ import annotations

import itertools
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import settings

from tools.side_by_side import RUNS

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
    assert "tools.side_by_side test" in steps


def test_both_measured_runs_of_test_hold_the_budget():
    (core,) = [line for line in _dry_run("test").splitlines() if "pytest" in line]
    for words in (core.split(), RUNS["test"]["SQLite"]):
        assert {"--budget", "--cov"} <= set(words)


@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
@pytest.mark.parametrize("marks", list(itertools.product([False, True], repeat=3)))
def test_what_test_leaves_out_full_test_runs_and_nothing_twice(database, marks):
    long, pages, browser = marks
    names = {"long": long, "pages": pages, "browser": browser}
    chosen = {run: commands[database][_after_m(commands[database])] for run, commands in RUNS.items()}
    runs = [run for run, expression in chosen.items() if eval(expression, names)]  # noqa: S307  (our own words)
    assert runs == [] if browser else len(runs) == 1
    assert not (long and "test" in runs)


def _after_m(command):
    return len(command) - command[::-1].index("-m")


def test_full_test_runs_what_is_long_what_is_drawn_and_what_needs_a_browser():
    steps = _dry_run("test-full")
    assert '-m "long or hypothesis"' in steps
    assert "--hypothesis-profile=full" in steps
    assert "tools.side_by_side rest" in steps
    assert "-m browser" in steps


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
