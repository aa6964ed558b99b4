"""What tests of the system share. Every one of them may use the database."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _database(db):
    """Each test in a transaction of its own."""
