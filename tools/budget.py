"""A pytest plugin: what a test and a room of tests may cost, in seconds of processor.

Time on the clock is no property of the code where others work on the same machine. That of the processor is,
nearly: beside six other runs on two cores the means of rooms grew by a fifth, single calls by more. Half as
much again is let pass for a mean, three times for a call. Counted are this process and those that a test
started and waited for; not a server beside it.

Costs are always measured. With `--budget`, as in `make test`, a session fails where they are too high; a room
of which fewer tests ran than a mean needs is not judged.
"""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

CALL = 1.0
"""Seconds of processor of one call; who needs more is `long`."""

MEAN = 0.08
"""Seconds of processor that a test of a room takes on average, with what is prepared for it."""

NOISE = 1.5
"""By how much the mean of a room may exceed its limit on a busy machine."""

NOISE_OF_CALL = 3.0
"""The same of one call, which is measured once."""

TRACED = 2.0
"""By how much branch coverage makes what is written in Python dearer."""

ENOUGH = 20
"""Tests of a room from which on their mean says something."""

PHASES = ("setup", "call")


def room_of(node: str) -> str:
    """The room of a test: its folder below `tests`, and below `tests/pusaq` that of the system's room."""
    folders = PurePosixPath(node.partition("::")[0]).parts[1:-1]
    return "/".join(folders[: 2 if folders[:1] == ("pusaq",) else 1]) or "tests"


class Budget:
    """Adds up what tests cost and names what is too dear.

    Attributes:
        spent: seconds of processor of each test that was called, by room.
        slow: calls over the limit that are not marked, with their seconds.
    """

    def __init__(self, *, is_held: bool, is_traced: bool = False) -> None:
        """Take whether the budget is held in this session, and whether coverage is measured."""
        self.is_held = is_held
        traced = TRACED if is_traced else 1
        self.let_pass, self.let_call = NOISE * traced, NOISE_OF_CALL * traced
        self.spent: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self.slow: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add one phase of one test; a long test has no budget."""
        if report.when not in PHASES or "long" in report.keywords or report.skipped:
            return
        seconds = getattr(report, "processor", 0.0)
        room = self.spent[room_of(report.nodeid)]
        room[report.nodeid] = room.get(report.nodeid, 0.0) + seconds
        if report.when == "call" and seconds > CALL * self.let_call:
            self.slow[report.nodeid] = seconds

    def too_dear(self) -> list[str]:
        """What exceeds the budget, in words."""
        found = [
            f"{node}: a call of {seconds:.1f} s; mark it long, or make it cheaper"
            for node, seconds in self.slow.items()
        ]
        for room, tests in sorted(self.spent.items()):
            mean = sum(tests.values()) / len(tests)
            if len(tests) >= ENOUGH and mean > MEAN * self.let_pass:
                found.append(
                    f"{room}: {len(tests)} tests take {mean:.3f} s each on average, {MEAN} is allowed"
                )
        return found

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """What is too dear turns a green session red."""
        if self.is_held and session.exitstatus == pytest.ExitCode.OK and self.too_dear():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what rooms cost, and what is too dear."""
        if not self.is_held:
            return
        terminalreporter.section("seconds of processor by room: tests, sum, mean")
        for room, tests in sorted(self.spent.items()):
            total = sum(tests.values())
            terminalreporter.line(f"{room:24} {len(tests):5} {total:7.1f} {total / len(tests):6.3f}")
        for line in self.too_dear():
            terminalreporter.line(line, red=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that holds the budget."""
    parser.addoption("--budget", action="store_true", help="fail where tests take too much processor time")


def pytest_configure(config: pytest.Config) -> None:
    """Count in the process that hears of every test."""
    if not hasattr(config, "workerinput"):
        traced = bool(config.getoption("cov_source", default=None))
        budget = Budget(is_held=config.getoption("budget"), is_traced=traced)
        config.pluginmanager.register(budget, "budget_of_session")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Measure what is prepared for a test."""
    yield from _measured(item, "setup")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Measure the test itself."""
    yield from _measured(item, "call")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The report carries the figure, also out of another process."""
    report = yield
    vars(report)["processor"] = item.stash.get(SPENT, {}).get(call.when, 0.0)
    return report


SPENT = pytest.StashKey[dict[str, float]]()


def _measured(item: pytest.Item, phase: str) -> Generator[None, None, None]:
    before = _processor()
    try:
        yield
    finally:
        item.stash.setdefault(SPENT, {})[phase] = _processor() - before


def _processor() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
