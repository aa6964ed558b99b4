"""A visit that is cancelled or was not held is still owed, and no page says that all fits."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from django.db.models import F
from django.urls import reverse

from pusaq.accompaniment.caseloads.models import Caseload
from pusaq.accompaniment.field.queries.convened import members
from pusaq.accompaniment.field.queries.due import due_and_numerals
from pusaq.accompaniment.year.domain import publish_plan
from pusaq.accompaniment.year.models import Visit, Workshop
from pusaq.accompaniment.year.queries.changed import Changed, changed_since
from pusaq.accompaniment.year.queries.owed import owed_again
from pusaq.agenda.domain import (
    CalendarConflictError,
    cancel_activity,
    hold_activity,
    move_activity,
)
from pusaq.agenda.enums import ActivityState
from pusaq.common.clock import real_now
from tests.pusaq import planned
from tests.pusaq.markup import opened, tight
from tests.pusaq.planned import YEAR, free_visit, moved
from tests.pusaq.roles import actor

JULY = dt.datetime(YEAR, 7, 20, 15, tzinfo=dt.UTC)
CHRISTMAS = JULY.replace(month=12, day=24)
ALL_FITS = "Todo lo que pide la norma cabe"


@pytest.fixture(autouse=True)
def _in_july(settings):
    settings.CLOCK_OFFSET = (JULY - real_now()).total_seconds()


@pytest.fixture
def specialist(ugel):
    return actor("especialista_ugel", ugel.organisation)


@pytest.fixture
def visit(published):
    """The first visit of the year, which is over."""
    rows = Visit.objects.filter(year=published.year).select_related("activity", "slot")
    return rows.order_by("activity__starts_on", "key").first()


@pytest.fixture
def later(visit):
    """The last visit to the same teacher."""
    rows = Visit.objects.filter(slot=visit.slot, activity__starts_on__gt=JULY.date())
    return rows.select_related("activity").order_by("activity__starts_on").last()


def fall(visit):
    """What is over was not held, what is to come is cancelled."""
    if visit.activity.ends_on <= JULY.date():
        outcome = ActivityState.NOT_HELD
        hold_activity(activity=visit.activity, outcome=outcome, by=None, now=JULY, reason="Huaico")
    else:
        cancel_activity(activity=visit.activity, by=None, now=JULY, reason="Licencia")


def caseload_of(visit):
    return Caseload.objects.filter(accompanist__participations__activity=visit.activity)


def due(specialist):
    found, _numerals = due_and_numerals(scope=specialist.scope("plan.read"), year=YEAR, on=JULY.date())
    return [(one.kind, one.due, one.total) for one in next(iter(found.values()))]


def test_what_fell_is_owed_to_its_caseload_alone(visit, later):
    assert owed_again(Caseload.objects.all()) == 0
    fall(visit)
    fall(later)
    mine = caseload_of(visit)
    assert owed_again(mine) == 2
    assert owed_again(Caseload.objects.exclude(pk__in=mine.values("pk"))) == 0


def test_both_years_say_what_is_to_be_planned_anew(client, specialist, visit, later):
    client.force_login(specialist.user)
    pages = [
        reverse("accompaniment:caseload_year", args=[caseload_of(visit).get().pk]),
        reverse("accompaniment:ugel_year"),
    ]
    assert all(ALL_FITS in client.get(page).content.decode() for page in pages)
    fall(visit)
    fall(later)
    for page in pages:
        text = client.get(page).content.decode()
        assert '<a href="#por-planificar">2 actividades</a> no se hicieron o se cancelaron' in text
        assert ALL_FITS not in text
        listed = text.partition('id="por-planificar"')[2].partition("</section>")[0]
        for one, state in ((visit, "No se hizo"), (later, "Cancelada")):
            assert reverse("agenda:activity", args=[one.pk]) in listed
            assert state in listed
    drawn = client.get(pages[0]).content.decode()
    assert 'class="k k-x"></span>No se hizo' in tight(drawn)
    assert 'class="k-x"' in drawn
    assert 'class="None"' not in opened(client.get(f"{pages[0]}?vista=lista"))


def test_what_was_moved_shortened_or_half_held_is_no_longer_said_to_fit(client, specialist, visit, later):
    client.force_login(specialist.user)
    pages = [
        reverse("accompaniment:caseload_year", args=[caseload_of(visit).get().pk]),
        reverse("accompaniment:ugel_year"),
    ]
    everybody, now = Caseload.objects.all(), {"by": None, "now": CHRISTMAS, "reason": "Lluvias"}
    plan = caseload_of(visit).get().plan
    mine = {"activity__participations__post": caseload_of(visit).get().accompanist}
    workshop = Workshop.objects.filter(activity__ends_on__gt=F("activity__starts_on"), **mine).first()
    days = [day.date for day in workshop.activity.days.all()]
    hold_activity(activity=visit.activity, outcome=ActivityState.HELD, **now)
    assert changed_since(plan, everybody) == Changed(0, 0)
    hold_activity(activity=later.activity, outcome=ActivityState.PARTLY_HELD, **now)
    assert changed_since(plan, everybody) == Changed(1, 0)
    assert changed_since(plan, Caseload.objects.exclude(pk=caseload_of(visit).get().pk)) == Changed(0, 0)
    hold_activity(activity=workshop.activity, outcome=ActivityState.HELD, days=days[1:], **now)
    assert changed_since(plan, everybody) == Changed(2, 1)
    for page in pages:
        text = client.get(page).content.decode()
        assert ALL_FITS not in text
        assert "desde entonces <b>2</b> actividades cambiaron en la agenda. A <b>1</b> actividad" in text


def test_what_was_moved_alone_has_all_its_days(later):
    plan = caseload_of(later).get().plan
    day = later.activity.ends_on + dt.timedelta(1)
    while changed_since(plan, Caseload.objects.all()) == Changed(0, 0):
        with suppress(CalendarConflictError):
            days = [day, day + dt.timedelta(1)][: later.activity.days.count()]
            move_activity(activity=later.activity, days=days, by=None, now=JULY)
        day += dt.timedelta(1)
    assert changed_since(plan, Caseload.objects.all()) == Changed(1, 0)


def test_what_was_due_stays_due_though_it_was_not_held(specialist, visit, later):
    before, teacher = due(specialist), dues_of(specialist, visit)
    fall(visit)
    fall(later)
    assert due(specialist) == before
    assert dues_of(specialist, visit) == teacher
    assert teacher[0] < teacher[1]


def dues_of(specialist, visit):
    found = members(specialist.scope("plan.read"), year=YEAR, on=JULY.date())
    return next((one.due, one.owed) for one in found if one.post_id == visit.slot.post_id)


def test_what_was_cancelled_before_its_day_is_owed_and_not_due(specialist, visit):
    was_due, owed = dues_of(specialist, visit)
    before = JULY.replace(month=1)
    cancel_activity(activity=visit.activity, by=None, now=before, reason="Licencia")
    assert dues_of(specialist, visit) == (was_due - 1, owed)


def test_what_is_planned_anew_is_owed_once(ugel, specialist, published):
    key = free_visit(planned.core_plan())["activity"]
    visit = Visit.objects.select_related("activity", "slot").get(year=published.year, key=key)
    before = [(kind, total) for kind, _due, total in due(specialist)]
    owed = dues_of(specialist, visit)[1]
    held = {"activity": visit.activity, "by": None, "now": CHRISTMAS, "reason": "Huaico"}
    hold_activity(outcome=ActivityState.NOT_HELD, **held)
    assert owed_again(Caseload.objects.all()) == 1
    publish_plan(plan=ugel.store(moved(planned.core_plan(), key, 1)), by=None, now=CHRISTMAS)
    assert owed_again(Caseload.objects.all()) == 0
    assert [(kind, total) for kind, _due, total in due(specialist)] == before
    assert dues_of(specialist, visit)[1] == owed
