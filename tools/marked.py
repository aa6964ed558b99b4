"""A pytest plugin: `--requirement AP-001` runs only the tests that carry the mark of that row."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that names a row."""
    parser.addoption("--requirement", metavar="ID", help="only tests that prove this row of the requirements")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what does not carry the mark of the row."""
    wanted = config.getoption("requirement")
    if wanted is None:
        return
    kept = [item for item in items if any(wanted in mark.args for mark in item.iter_markers("requirement"))]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
