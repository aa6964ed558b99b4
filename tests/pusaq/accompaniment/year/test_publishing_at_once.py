from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db import connection

from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.models import AnnualPlan, Visit
from pusaq.accompaniment.year.domain import PlanNotPublishableError, publish_plan
from pusaq.agenda.domain import CalendarConflictError
from pusaq.agenda.models import Activity, BusyDay, Participation, PersonCalendar
from pusaq.common.models import BulkRecord, Event
from pusaq.people.models import Appointment, Post
from tests.pusaq import planned
from tests.pusaq.killing import run_elsewhere, was_killed
from tests.pusaq.planned import CASTILLA, NOW, SURCUBAMBA

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def sharing():
    """Plans of two UGEL, of which one person accompanies in both, by mistake."""
    plans = [planned.load_ugel(code).store() for code in (CASTILLA, SURCUBAMBA)]
    posts = [plan.caseloads.order_by("letter").first().accompanist for plan in plans]
    shared = posts[0].appointments.get().person
    Appointment.objects.filter(post=posts[1]).update(person=shared)
    return plans, shared


def publish_at_once(plans):
    barrier, ends = threading.Barrier(len(plans)), {}

    def go(plan):
        try:
            barrier.wait(timeout=30)
            ends[plan.pk] = publish_plan(plan=plan, by=None, now=NOW)
        except (CalendarConflictError, PlanNotPublishableError) as refused:
            ends[plan.pk] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[plan]) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return ends


def test_of_two_publishers_that_want_one_person_exactly_one_wins(sharing):
    plans, shared = sharing
    ends = publish_at_once(plans)
    refused = [end for end in ends.values() if isinstance(end, CalendarConflictError)]
    assert len(ends) == 2
    assert len(refused) == 1
    assert {conflict.person_id for conflict in refused[0].conflicts} == {shared.pk}
    published = AnnualPlan.objects.get(state=PlanState.PUBLISHED)
    assert Activity.objects.count() == published.items.count()
    taken = Counter(BusyDay.objects.values_list("person", "date"))
    assert max(taken.values()) == 1
    assert BulkRecord.objects.count() == Event.objects.count() == 1


def test_two_publishers_that_share_nobody_both_publish():
    plans = [planned.load_ugel(code).store() for code in (CASTILLA, SURCUBAMBA)]
    ends = publish_at_once(plans)
    assert sum(len(end.created) for end in ends.values()) == Activity.objects.count()
    assert AnnualPlan.objects.filter(state=PlanState.PUBLISHED).count() == 2


def test_of_two_plans_that_continue_one_version_exactly_one_is_published():
    ugel = planned.load_ugel(SURCUBAMBA)
    first = ugel.store()
    publish_plan(plan=first, by=None, now=NOW)
    plans = [ugel.store(), ugel.store()]
    AnnualPlan.objects.filter(pk__in=[one.pk for one in plans]).update(continues=first, as_of=NOW.date())
    ends = publish_at_once(plans)
    refused = [end.code for end in ends.values() if isinstance(end, PlanNotPublishableError)]
    assert len(ends) == 2
    # The younger may come first: then the other is refused for its age.
    assert refused in (["continues_other"], ["not_newest"])
    assert AnnualPlan.objects.filter(state=PlanState.PUBLISHED).count() == 1


KILLED = """
from datetime import UTC, datetime
from pusaq.accompaniment.year.domain import publish_plan
from pusaq.accompaniment.models import AnnualPlan
from pusaq.agenda.domain import publishing
whole = publishing.write_busy_days
def killed(days):
    whole(days)
    die()
publishing.write_busy_days = killed
publish_plan(plan=AnnualPlan.objects.get(), by=None, now=datetime(2026, 2, 20, tzinfo=UTC))
"""


def test_a_publisher_that_is_killed_leaves_nothing_half():
    plan = planned.load_ugel(SURCUBAMBA).store()
    code, said = run_elsewhere(KILLED)
    assert was_killed(code), said
    for model in (Activity, Participation, BusyDay, PersonCalendar, Visit, BulkRecord, Event):
        assert not model.objects.exists(), model
    plan.refresh_from_db()
    assert plan.state == PlanState.PROPOSAL
    assert len(publish_plan(plan=plan, by=None, now=NOW).created) == plan.items.count()
    assert Post.objects.count() > 0
