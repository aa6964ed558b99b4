from __future__ import annotations

import pytest

from pusaq.accompaniment.domain import publish_plan
from pusaq.common.clock import real_now
from tests.pusaq import planned
from tests.pusaq.roles import actor

APRIL = planned.NOW.replace(month=4, day=15)


@pytest.fixture
def ugel():
    return planned.load_ugel()


@pytest.fixture
def published(ugel, settings):
    """The plan of a UGEL in the calendars, on 15 April of its year."""

    settings.CLOCK_OFFSET = (APRIL - real_now()).total_seconds()
    plan = ugel.store()
    publish_plan(plan=plan, by=None, now=planned.NOW)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def specialist(ugel):
    return actor("especialista_ugel", ugel.organisation)


@pytest.fixture
def accompanist(ugel, published):
    post = published.caseloads.order_by("letter").first().accompanist
    return actor("acompanante", ugel.organisation, post=post)


@pytest.fixture
def signed_in(client, specialist):
    client.force_login(specialist.user)
    return client
