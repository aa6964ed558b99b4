"""What tests of the system share. Every one of them may use the database."""

from __future__ import annotations

from tests.pusaq.standing import *  # noqa: F403  (fixtures, and how a test gets its database)
