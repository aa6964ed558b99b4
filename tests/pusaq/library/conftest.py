from __future__ import annotations

import pytest

from tests.pusaq.world import make_world

LAMAS = "pe/220000/220004/"


@pytest.fixture
def world():
    """Two regions and a Chilean service: more than the frame needs."""
    return make_world()


@pytest.fixture
def reader(client, world):
    client.force_login(world.act("especialista_ugel", LAMAS))
    return client
