"""A loaded UGEL, its plan, and the plan published: made once, and taken back to before each test.

Each level is a savepoint within the one below it, in a transaction that nobody commits. A test gets the
highest level that it asks for, and what it does itself is rolled back; tests of a file are ordered by level,
so that a level is made about once a file. A test that commits finds nothing of this, and makes its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from pusaq.accompaniment.models import AnnualPlan
from pusaq.accompaniment.year.domain import publish_plan
from pusaq.territory.models import DataLoad, Organisation
from tests.pusaq import planned

__all__ = [  # noqa: RUF022  (first what a test asks for)
    "ugel",
    "plan",
    "published",
    "_loaded",
    "_stored",
    "_in_calendars",
    "_staged",
    "_blocker",
    "pytest_collection_modifyitems",
    "pytest_runtest_setup",
]

HERE = Path(__file__).parent
LEVELS = ("_loaded", "_stored", "_in_calendars")
COMMITS = {"transactional_db", "live_server"}


class Stage:
    """What stands in the database below the test that runs.

    Attributes:
        blocks: the open transaction and the savepoints in it, one a level.
        built: what each level made: the UGEL, the key of its plan, the key again once it is published.
        blocker: who lets tests speak to the database.
    """

    def __init__(self):
        self.blocker: Any = None
        self.blocks: list[Any] = []
        self.built: list[Any] = []

    def down_to(self, level):
        """Take back the levels above one."""
        while len(self.blocks) > level:
            self.built.pop()
            transaction.set_rollback(True)
            self.blocks.pop().__exit__(None, None, None)

    def up_to(self, level):
        """Make the levels that lack."""
        makers = (planned.load_ugel, self._store, self._publish)
        while len(self.blocks) < level:
            block = transaction.atomic()
            # As the test's own block: what the product wants to be outermost does not see it.
            block._from_testcase = True
            block.__enter__()
            self.blocks.append(block)
            self.built.append(makers[len(self.built)]())
            if connection.vendor == "postgresql":
                # It never sees the rows of a transaction that does not end by itself.
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")

    def _store(self):
        return self.built[0].store().pk

    def _publish(self):
        publish_plan(plan=AnnualPlan.objects.get(pk=self.built[1]), by=None, now=planned.NOW)
        return self.built[1]


STAGE = Stage()


def level_of(item):
    """How much a test wants to find: 0 for nothing."""
    if _commits(item):
        return 0
    return max((n for n, name in enumerate(LEVELS, 1) if name in item.fixturenames), default=0)


def _commits(item):
    mark = item.get_closest_marker("django_db")
    return bool(COMMITS & set(item.fixturenames) or (mark is not None and mark.kwargs.get("transaction")))


def pytest_collection_modifyitems(items):
    """The highest level first, within each file; those that commit stay last, where Django wants them."""
    here = [n for n, item in enumerate(items) if HERE in item.path.parents]
    ordered = sorted((items[n] for n in here), key=_place(items, here))
    for n, item in zip(here, ordered, strict=True):
        items[n] = item


def _place(items, here):
    first = {}
    for n in here:
        first.setdefault((items[n].path, _commits(items[n])), n)
    return lambda item: (first[item.path, _commits(item)], -level_of(item))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Before Django prepares a test, what stands too high is taken back."""
    if len(STAGE.blocks) > level_of(item):
        with STAGE.blocker.unblock():
            STAGE.down_to(level_of(item))


@pytest.fixture(scope="session")
def _blocker(django_db_setup, django_db_blocker):  # noqa: ARG001  (the tables must be there)
    """Who lets tests speak to the database; nothing stands there when they are over."""
    STAGE.blocker = django_db_blocker
    yield django_db_blocker
    with django_db_blocker.unblock():
        STAGE.down_to(0)


@pytest.fixture
def _staged(request, _blocker):
    with _blocker.unblock():
        STAGE.up_to(level_of(request.node))


@pytest.fixture
def _loaded():
    """Marks a test that wants the UGEL."""


@pytest.fixture
def _stored(_loaded):
    """Marks a test that wants its plan."""


@pytest.fixture
def _in_calendars(_stored):
    """Marks a test that wants the plan published."""


@pytest.fixture
def ugel(_loaded):
    """A UGEL with schools, posts and people, and the loads they came from."""
    if not STAGE.blocks:
        return planned.load_ugel()
    made = STAGE.built[0]
    loads = {kind: DataLoad.objects.get(pk=load.pk) for kind, load in made.loads.items()}
    return planned.Planned(Organisation.objects.get(pk=made.organisation.pk), loads)


@pytest.fixture
def plan(ugel, _stored):
    """Its plan, not published."""
    if len(STAGE.blocks) < LEVELS.index("_stored") + 1:
        return ugel.store()
    return AnnualPlan.objects.select_related("organisation", "targeting__norm").get(pk=STAGE.built[1])


@pytest.fixture
def published(plan, _in_calendars):
    """Its plan, in the calendars."""
    if len(STAGE.blocks) < len(LEVELS):
        publish_plan(plan=plan, by=None, now=planned.NOW)
        plan.refresh_from_db()
    return plan
