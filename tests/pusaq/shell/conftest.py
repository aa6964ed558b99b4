from __future__ import annotations

import pytest

from tests.pusaq.small_world import give_role, make_user, make_world, seat


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def specialist(world):
    user = make_user("demo.especialista")
    give_role(user, "especialista_ugel", world.lamas)
    return user


@pytest.fixture
def director(world):
    user = make_user("demo.dre", "Norma Alvarado")
    give_role(user, "director_dre", world.dre)
    return user


@pytest.fixture
def accompanist(world):
    user = make_user("demo.acompanante", "Edinson Pashanase")
    seat(user, world.lamas, "acompanante")
    return user


@pytest.fixture
def as_specialist(client, specialist):
    client.force_login(specialist)
    return client


@pytest.fixture
def as_director(client, director):
    client.force_login(director)
    return client
