from __future__ import annotations

import pytest

from tests.pusaq import planned


@pytest.fixture
def ugel():
    return planned.load_ugel()


@pytest.fixture
def plan(ugel):
    return ugel.store()
