"""A room that costs too much fails a session that holds the budget, and one that does not is told nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import budget

REPOSITORY = Path(__file__).parents[2]
DEAR = """
import time
import pytest

def work(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return True

def test_dear():
    assert work(0.2)

def test_cheap():
    assert work(0)

@pytest.mark.long
def test_long():
    assert work(0.2)
"""


@pytest.fixture
def session(tmp_path):
    """Run tests of a room where a call may take no more than a tenth of a second."""
    (tmp_path / "tests/room").mkdir(parents=True)
    (tmp_path / "tests/room/test_x.py").write_text(DEAR, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = long: x\n", encoding="utf-8")
    (tmp_path / "tight.py").write_text(
        "from tools import budget\nbudget.CALL, budget.NOISE_OF_CALL = 0.1, 1.5\nfrom tools.budget import *\n"
        "from tools.budget import pytest_runtest_makereport\n",
        encoding="utf-8",
    )

    def run(*options):
        words = [sys.executable, "-m", "pytest", "-p", "tight", *options, "tests"]
        paths = os.pathsep.join([str(tmp_path), str(REPOSITORY)])
        # The coverage of the run in which this test stands is not that of the session.
        outside = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
        environment = outside | {"PYTHONPATH": paths, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        return subprocess.run(  # noqa: S603  (our own words)
            words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    return run


def test_a_dear_call_fails_a_session_that_holds_the_budget(session):
    answer = session("--budget")
    assert answer.returncode == 1, answer.stdout
    assert "tests/room/test_x.py::test_dear: a call of 0.2 s; mark it long" in answer.stdout
    assert "test_cheap:" not in answer.stdout
    assert "test_long:" not in answer.stdout


def test_costs_come_from_other_processes_too(session):
    answer = session("--budget", "-p", "xdist", "-n", "1")
    assert answer.returncode == 1, answer.stdout
    assert "test_dear: a call of 0.2 s" in answer.stdout


def test_measured_coverage_lets_twice_as_much_pass(session):
    answer = session("--budget", "-p", "pytest_cov", "--cov", "--cov-report=", "--cov-fail-under=0")
    assert answer.returncode == 0, answer.stdout
    assert "seconds of processor by room" in answer.stdout


def test_without_the_option_nothing_is_held(session):
    answer = session()
    assert answer.returncode == 0, answer.stdout
    assert "processor" not in answer.stdout


def report(node, phase, seconds, *keywords):
    made = pytest.TestReport(node, (node, 1, node), dict.fromkeys(keywords, 1), "passed", None, phase)
    made.processor = seconds
    return made


def counted(seconds, *, tests=20, room="tests/pusaq/agenda", is_traced=False):
    found = budget.Budget(is_held=True, is_traced=is_traced)
    for number in range(tests):
        for phase in ("setup", "call", "teardown"):
            found.pytest_runtest_logreport(report(f"{room}/test_a.py::test_{number}", phase, seconds))
    return found


def test_the_mean_of_a_room_counts_what_is_prepared():
    assert counted(0.05).too_dear() == []
    (said,) = counted(0.07).too_dear()
    assert said.startswith("pusaq/agenda: 20 tests take 0.140 s each on average")


def test_under_coverage_the_mean_may_be_three_times_as_high_and_no_more():
    assert counted(0.119, is_traced=True).too_dear() == []
    assert counted(0.121, is_traced=True).too_dear() != []


def test_under_coverage_a_call_may_take_six_seconds_and_no_more():
    assert counted(5.9, tests=1, is_traced=True).too_dear() == []
    assert counted(6.1, tests=1, is_traced=True).too_dear() != []


def test_figures_are_told_as_they_are_held():
    guide = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    mean = budget.MEAN * budget.NOISE * budget.TRACED
    call = budget.CALL * budget.NOISE_OF_CALL * budget.TRACED
    assert f"{mean:g} s a test on average and {call:g} s a call" in guide


def test_a_few_tests_say_nothing_of_their_room():
    assert counted(0.9, tests=19).too_dear() == []


def test_rooms_of_the_system_are_told_apart():
    assert budget.room_of("tests/pusaq/agenda/deep/test_a.py::test_x[y/z]") == "pusaq/agenda"
    assert budget.room_of("tests/pusaq/test_a.py::test_x") == "pusaq"
    assert budget.room_of("tests/norms/test_a.py::test_x") == "norms"
