"""What tests of the system share. Every one of them may use the database."""

from __future__ import annotations

import pytest
from django.conf import settings as configured
from django.utils import translation

from tests.pusaq.state_fixtures import *  # noqa: F403  (fixtures, and how a test gets its database)


@pytest.fixture(autouse=True)
def _own_language():
    """A request leaves the language of its reader in force: the next test begins in that of the code."""
    with translation.override(configured.LANGUAGE_CODE):
        yield
