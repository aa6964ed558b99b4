"""What the page of an activity says of its last change."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from pusaq.agenda.domain import cancel_activity, correct_activity, hold_activity, move_activity
from pusaq.agenda.enums import ActivityState
from pusaq.agenda.models import Activity
from pusaq.common.clock import real_now
from tests.pusaq.agenda.conftest import MAY
from tests.pusaq.markup import opened
from tests.pusaq.roles import actor

WHY = "Lluvias"
BY = {"by": None, "now": MAY}
HIDDEN = "Hay un motivo anotado"


@pytest.fixture(autouse=True)
def _in_may(published):
    assert published.state == "published"


@pytest.fixture
def over():
    visits = Activity.objects.filter(kind="accompaniment.visit", ends_on__lt=MAY.date())
    return visits.order_by("starts_on", "pk").first()


@pytest.fixture
def ahead():
    visits = Activity.objects.filter(kind="accompaniment.visit", starts_on__gt=MAY.date())
    return visits.order_by("starts_on", "pk").last()


def text(client, activity):
    return opened(client.get(reverse("agenda:activity", args=[activity.pk])))


def test_a_move_says_from_which_day(signed_in, ahead):
    assert "Se movió" not in text(signed_in, ahead)
    Activity.objects.filter(pk=ahead.pk).update(
        starts_on=dt.date(2026, 11, 30), ends_on=dt.date(2026, 11, 30)
    )
    move_activity(activity=ahead, days=[dt.date(2026, 12, 28)], reason=WHY, **BY)
    assert "Se movió del 30 nov: Lluvias" in text(signed_in, ahead)
    move_activity(activity=ahead, days=[dt.date(2026, 12, 29)], **BY | {"now": MAY + dt.timedelta(1)})
    assert "Se movió del 28 dic." in text(signed_in, ahead)


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("not_held", "No se hizo: Lluvias"),
        ("partly_held", "Hecha en parte: Lluvias"),
        ("held", "Hecha: Lluvias"),
    ],
)
def test_a_record_says_what_became_of_it_and_a_correction_that_it_is_one(signed_in, over, outcome, said):
    hold_activity(activity=over, outcome=ActivityState(outcome), reason=WHY, **BY)
    assert said in text(signed_in, over)
    other = ActivityState.HELD if outcome != "held" else ActivityState.NOT_HELD
    correct_activity(activity=over, outcome=other, reason="Fue un error", by=None, now=MAY + dt.timedelta(1))
    assert "Corregido el 7 may: Fue un error" in text(signed_in, over)


def test_who_may_not_read_why_reads_what_was_done(client, ugel, ahead):
    cancel_activity(activity=ahead, reason=WHY, **BY)
    client.force_login(actor("director_ugel", ugel.organisation).user)
    shown = text(client, ahead)
    assert f"Cancelada. {HIDDEN}" in shown
    assert WHY not in shown


def test_what_a_publication_wrote_since_is_no_change_of_a_person(signed_in, ahead):
    cancel_activity(activity=ahead, reason=WHY, **BY)
    Activity.objects.filter(pk=ahead.pk).update(sequence=9, reason="Ya no está", changed_at=real_now())
    shown = text(signed_in, ahead)
    assert "Ya no está" in shown
    assert "Cancelada: Ya no está" not in shown
