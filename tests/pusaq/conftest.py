"""What tests of the system share. Every one of them may use the database."""

from __future__ import annotations

import pytest

from tests.pusaq.stage import *  # noqa: F403  (fixtures, and when pytest asks for them)
from tests.pusaq.world import make_world


@pytest.fixture(autouse=True)
def _database(_staged, db):
    """Each test in a transaction of its own."""


@pytest.fixture
def world():
    """A small territory of two countries."""
    return make_world()
