"""Fixtures that put a test on the state that it asks for (`tests/pusaq/states.py`), by naming what it takes.

A fixture that starts with an underscore only marks a state; the others hand over what stands in it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as configured

from pusaq.accompaniment.models import AnnualPlan
from pusaq.territory.models import Organisation
from tests.pusaq import planned
from tests.pusaq.states import States
from tests.pusaq.world import find_world, make_world

__all__ = [
    "_bare",
    "_counted",
    "_database",
    "_loaded",
    "_planned",
    "_published",
    "_states",
    "country",
    "django_db_setup",
    "plan",
    "published",
    "pytest_collection_modifyitems",
    "pytest_runtest_setup",
    "transactional_db",
    "ugel",
    "world",
]

HERE = Path(__file__).parent
MARKS = {
    "_published": "published",
    "_planned": "planned",
    "_loaded": "loaded",
    "_counted": "counted",
    "_bare": "bare",
}
"""Fixtures and the states that they ask for, the fullest first."""


def state_of(item):
    """The state that a test asks for."""
    return next((state for mark, state in MARKS.items() if mark in item.fixturenames), "empty")


def pytest_collection_modifyitems(items):
    """Tests that open pages are marked, but for the first of each file: with it they meet PostgreSQL too."""
    first = {}
    for item in items:
        if HERE in item.path.parents and "client" in item.fixturenames:
            name = getattr(item, "originalname", item.name)
            if first.setdefault(item.path, name) != name:
                item.add_marker(pytest.mark.pages)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Who commits says so by a fixture: the mark of pytest-django would empty every table, one by one."""
    mark = item.get_closest_marker("django_db")
    if mark is not None and mark.kwargs.get("transaction"):
        pytest.fail('ask for the fixture: pytest.mark.usefixtures("transactional_db")', pytrace=False)


@pytest.fixture(scope="session")
def _states(django_test_environment, django_db_blocker):  # noqa: ARG001  (settings of the tests first)
    with django_db_blocker.unblock():
        states = States(Path(configured.STORAGES["default"]["OPTIONS"]["location"]).parent)
    yield states
    with django_db_blocker.unblock():
        states.close()


@pytest.fixture(scope="session")
def django_db_setup(_states):
    """In place of tables made by migrations: databases that are kept."""


@pytest.fixture
def transactional_db(request, _states, django_db_blocker):
    """A database of its own, in which the test and what it starts may commit."""
    with django_db_blocker.unblock():
        own = _states.open_own(state_of(request.node))
        yield
        _states.close_own(own)


@pytest.fixture(autouse=True)
def _database(request, _states, django_db_blocker):
    """Each test on its state: in a transaction that is rolled back, or in a database of its own."""
    if {"transactional_db", "live_server"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db")
        return
    with django_db_blocker.unblock():
        _states.stand_on(state_of(request.node))
    request.getfixturevalue("db")


@pytest.fixture
def _bare():
    """Marks a test that wants the bare territory."""


@pytest.fixture
def _counted():
    """Marks a test that wants a country of which only counts are true."""


@pytest.fixture
def _loaded():
    """Marks a test that wants the UGEL."""


@pytest.fixture
def _planned(_loaded):
    """Marks a test that wants its plan."""


@pytest.fixture
def _published(_planned):
    """Marks a test that wants the plan published."""


@pytest.fixture
def world(_bare, request):
    """A small territory of two countries."""
    return find_world() if state_of(request.node) == "bare" else make_world()


@pytest.fixture
def country(_counted):
    """Two regions with published plans, by code: in the first, one UGEL with three teachers."""
    return {one.code: one for one in Organisation.objects.all()}


@pytest.fixture
def ugel(_loaded):
    """A UGEL with schools, posts and people, and the loads they came from."""
    return planned.loaded_ugel()


@pytest.fixture
def plan(ugel, _planned):  # noqa: ARG001  (it stands in the UGEL)
    """Its plan, not published."""
    return AnnualPlan.objects.select_related("organisation", "targeting__norm").get()


@pytest.fixture
def published(plan, _published):
    """Its plan, in the calendars."""
    return plan
