from __future__ import annotations

import pytest

from pusaq.common.clock import real_now
from tests.pusaq import planned
from tests.pusaq.roles import actor

MAY = planned.NOW.replace(month=5, day=6)


@pytest.fixture
def published(published, settings):
    """The plan of a UGEL in the calendars, on 6 May of its year."""
    settings.CLOCK_OFFSET = (MAY - real_now()).total_seconds()
    return published


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
