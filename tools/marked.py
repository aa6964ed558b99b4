"""A pytest plugin: `--requirement AP-001` runs only the tests that carry the mark of that row.

Such a session passes where one of them passed and none failed. A failure is one of a test itself: where
only what was prepared for the tests broke, or all were skipped, the session ends as if it had no tests.
"""

from __future__ import annotations

from collections import Counter

import pytest


class OneRow:
    """Keeps the tests of a row and remembers how they fared."""

    def __init__(self, row: str) -> None:
        """Begin with nothing seen."""
        self.row = row
        self.calls: Counter[str] = Counter()

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Deselect what does not carry the mark of the row."""
        kept = [
            item for item in items if any(self.row in mark.args for mark in item.iter_markers("requirement"))
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Outcomes of tests themselves."""
        if report.when == "call":
            self.calls[report.outcome] += 1

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """A session in which no test decided anything decides nothing."""
        ended = {pytest.ExitCode.OK: "passed", pytest.ExitCode.TESTS_FAILED: "failed"}
        if exitstatus in ended and not self.calls[ended[pytest.ExitCode(exitstatus)]]:
            session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that names a row."""
    parser.addoption("--requirement", metavar="ID", help="only tests that prove this row of the requirements")


def pytest_configure(config: pytest.Config) -> None:
    """Look at the tests where a row is named."""
    if row := config.getoption("requirement"):
        config.pluginmanager.register(OneRow(row))
