"""A pytest plugin: a test is skipped or expected to fail only where `tests/skips.toml` says why.

An entry has `tests` and `reason` (patterns of the shell over the node id and over the reason that the test
gives), `because` (for people), and may have `unless_set`: a variable of the environment under which the
entry no longer excuses anything.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

LIST = "skips.toml"
KEYS = {"tests", "reason", "because"}


@dataclass(frozen=True, slots=True)
class NamedSkip:
    """One excuse of `tests/skips.toml`."""

    tests: str
    reason: str
    because: str
    unless_set: str = ""

    def excuses(self, node: str, reason: str) -> bool:
        """Whether this entry speaks of the test and of its reason, here and now."""
        if self.unless_set and os.environ.get(self.unless_set):
            return False
        return fnmatchcase(node, self.tests) and fnmatchcase(reason, self.reason)


def load_named_skips(path: Path) -> list[NamedSkip]:
    """Entries of a list; a file that is not there names none.

    Raises:
        ValueError: an entry without `tests`, `reason` or `because`, or with another key.
    """
    if not path.exists():
        return []
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("skip", [])
    for entry in entries:
        if not KEYS <= set(entry) <= KEYS | {"unless_set"} or not all(map(str.strip, entry.values())):
            raise ValueError(f"{path}: an entry needs {', '.join(sorted(KEYS))}: {entry}")
    return [NamedSkip(**entry) for entry in entries]


class NamedSkips:
    """Collects skips of a session and fails it where one has no name."""

    def __init__(self, allowed: list[NamedSkip]) -> None:
        """Take the excuses that count in this session."""
        self.allowed = allowed
        self.unnamed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A skipped test, or one that was expected to fail."""
        if report.skipped or hasattr(report, "wasxfail"):
            self._look(report.nodeid, getattr(report, "wasxfail", "") or _reason(report))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A whole file that was skipped while it was read."""
        if report.skipped:
            self._look(report.nodeid, _reason(report))

    def _look(self, node: str, reason: str) -> None:
        if not any(entry.excuses(node, reason) for entry in self.allowed):
            self.unnamed.append(f"{node}: {reason or 'no reason'}")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """An unnamed skip turns a green session red."""
        if self.unnamed and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say which, so that the red session explains itself."""
        if self.unnamed:
            terminalreporter.section(f"skipped without a line in tests/{LIST}", red=True)
            for line in sorted(set(self.unnamed)):
                terminalreporter.line(line)


def pytest_configure(config: pytest.Config) -> None:
    """Take the list that lies in the folder of tests."""
    path = config.rootpath / "tests" / LIST
    config.pluginmanager.register(NamedSkips(load_named_skips(path)), "named_skips_of_session")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """The text that the test gave; pytest hands it over as (file, line, «Skipped: text»)."""
    where = report.longrepr
    text = where[2] if isinstance(where, tuple) else str(where or "")
    return text.removeprefix("Skipped: ")
