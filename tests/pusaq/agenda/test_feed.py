"""The calendar as other programs read it."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pusaq.accompaniment.year.domain import publish_plan
from pusaq.agenda.domain import create_feed, revoke_feed
from pusaq.agenda.feeds import runs
from pusaq.agenda.models import Activity, ActivityDay, CalendarFeed
from pusaq.common.clock import real_now
from tests.pusaq.markup import tight
from tests.pusaq.roles import actor

SUBSCRIPTION = "/agenda/suscripcion/"


def made_for(one):
    return create_feed(user=one.user, role=one.assignment, now=real_now())


def read(secret, **headers):
    # A program has no session.
    return Client().get(reverse("agenda:ics", args=[secret]), headers=headers)


def events(answer):
    calendar = icalendar.Calendar.from_ical(answer.content)
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


@pytest.mark.usefixtures("published")
def test_a_program_reads_what_its_owner_sees(accompanist):
    _feed, secret = made_for(accompanist)
    answer = read(secret)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    found = events(answer)
    seen = Activity.objects.within(accompanist.scope("agenda.feed"))
    assert set(found) == {f"{activity.pk}@pusaq" for activity in seen}
    activity = seen.filter(kind="accompaniment.visit", starts_on__lt="2026-12-01").first()
    event = found[f"{activity.pk}@pusaq"]
    assert event.decoded("DTSTART") == activity.starts_on
    assert event.decoded("DTEND") == activity.ends_on + dt.timedelta(1)
    assert str(event["SUMMARY"]) == activity.title
    assert event["SEQUENCE"] == 0


@pytest.mark.usefixtures("published")
def test_a_changed_activity_keeps_its_id_and_counts_up(accompanist):
    _feed, secret = made_for(accompanist)
    activity = Activity.objects.within(accompanist.scope("agenda.feed")).first()
    before = read(secret)
    Activity.objects.filter(pk=activity.pk).update(sequence=3, changed_at=real_now())
    after = read(secret)
    assert set(events(before)) == set(events(after))
    assert events(after)[f"{activity.pk}@pusaq"]["SEQUENCE"] == 3
    assert before.headers["ETag"] != after.headers["ETag"]


@pytest.mark.parametrize(
    ("state", "status", "takes_days", "before_title"),
    [
        ("published", "CONFIRMED", "OPAQUE", ""),
        ("held", "CONFIRMED", "OPAQUE", ""),
        ("partly_held", "CONFIRMED", "OPAQUE", "Hecha en parte: "),
        ("not_held", "CONFIRMED", "TRANSPARENT", "No se hizo: "),
        ("cancelled", "CANCELLED", "TRANSPARENT", "Cancelada: "),
    ],
)
def test_what_became_of_an_activity_is_told(published, accompanist, state, status, takes_days, before_title):
    _feed, secret = made_for(accompanist)
    activity = Activity.objects.within(accompanist.scope("agenda.feed")).first()
    Activity.objects.filter(pk=activity.pk).update(state=state, sequence=1)
    event = events(read(secret))[f"{activity.pk}@pusaq"]
    assert (event["STATUS"], event["TRANSP"]) == (status, takes_days)
    assert str(event["SUMMARY"]) == f"{before_title}{activity.title}"
    assert published.state == "published"


@pytest.mark.usefixtures("published")
def test_days_apart_are_events_of_their_own(accompanist):
    _feed, secret = made_for(accompanist)
    activity = Activity.objects.within(accompanist.scope("agenda.feed")).first()
    later = activity.ends_on + dt.timedelta(3)
    ActivityDay.objects.create(activity=activity, date=later)
    found = events(read(secret))
    second = found[f"{activity.pk}-2@pusaq"]
    assert (second.decoded("DTSTART"), second.decoded("DTEND")) == (later, later + dt.timedelta(1))
    assert found[f"{activity.pk}@pusaq"].decoded("DTEND") == activity.ends_on + dt.timedelta(1)


def test_runs_of_days():
    day = dt.date(2026, 4, 30)
    days = [day + dt.timedelta(one) for one in (0, 1, 3, 4, 5, 9)]
    assert runs(days) == [(days[0], days[1]), (days[2], days[4]), (days[5], days[5])]
    assert runs([]) == []


@pytest.mark.usefixtures("published")
def test_names_follow_the_role(ugel, specialist):
    director = actor("director_ugel", ugel.organisation)
    visit = Activity.objects.filter(kind="accompaniment.visit").first()
    teacher = str(visit.participations.get(part="accompanied").post.appointments.get().person)
    with_names = events(read(made_for(specialist)[1]))[f"{visit.pk}@pusaq"]
    without = events(read(made_for(director)[1]))[f"{visit.pk}@pusaq"]
    assert teacher in str(with_names["DESCRIPTION"])
    assert teacher not in str(without["DESCRIPTION"])
    assert teacher not in str(with_names["SUMMARY"])


@pytest.mark.usefixtures("published")
def test_what_did_not_change_is_not_sent_again(accompanist):
    _feed, secret = made_for(accompanist)
    first = read(secret)
    assert first.headers["Last-Modified"]
    same = read(secret, if_none_match=first.headers["ETag"])
    assert (same.status_code, same.content) == (304, b"")
    # A date alone cannot tell that something left the reader's territory.
    assert read(secret, if_modified_since=first.headers["Last-Modified"]).status_code == 200


@pytest.mark.usefixtures("published")
def test_revoked_ended_or_unknown_it_is_not_there(accompanist):
    feed, secret = made_for(accompanist)
    assert read(secret).status_code == 200
    assert read("x" * 43).status_code == 404
    accompanist.assignment.post.appointments.update(ends_on="2026-05-05")
    assert read(secret).status_code == 404
    accompanist.assignment.post.appointments.update(ends_on=None)
    accompanist.user.is_active = False
    accompanist.user.save()
    assert read(secret).status_code == 404
    accompanist.user.is_active = True
    accompanist.user.save()
    assert read(secret).status_code == 200
    revoke_feed(feed=feed, by=accompanist.user, now=real_now())
    assert read(secret).status_code == 404


def test_use_is_noted_once_an_hour(specialist):
    feed, secret = made_for(specialist)
    read(secret)
    feed.refresh_from_db()
    noted = feed.used_at
    assert noted == real_now().replace(minute=0, second=0, microsecond=0)
    with CaptureQueriesContext(connection) as asked:
        read(secret)
    assert not [one for one in asked if one["sql"].startswith("UPDATE")]


def test_queries_do_not_grow_with_the_calendar(ugel, published, specialist, accompanist):
    counts = []
    for one in (accompanist, specialist):
        _feed, secret = made_for(one)
        read(secret)
        with CaptureQueriesContext(connection) as asked:
            read(secret)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15
    assert published.path == ugel.path


def test_the_address_is_shown_once_and_kept_nowhere(signed_in, specialist):
    made = signed_in.post(SUBSCRIPTION)
    text = made.content.decode()
    address = tight(text).split('readonly value="')[1].split('"')[0]
    assert made.headers["Cache-Control"] == "no-store"
    assert Client().get(address).status_code == 200
    secret = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert secret not in signed_in.get(SUBSCRIPTION).content.decode()
    feed = CalendarFeed.objects.get()
    assert feed.user == specialist.user
    assert secret not in str(vars(feed))


def test_ten_addresses_are_enough(signed_in):
    for _number in range(10):
        assert signed_in.post(SUBSCRIPTION).status_code == 200
    refused = signed_in.post(SUBSCRIPTION, follow=True)
    assert "Anula una que no uses" in refused.content.decode()
    assert CalendarFeed.objects.count() == 10


def test_an_address_is_revoked_by_its_owner_alone(client, ugel, specialist):
    feed, secret = made_for(specialist)
    url = reverse("agenda:revoke_feed", args=[feed.pk])
    client.force_login(actor("especialista_ugel", ugel.organisation).user)
    assert client.post(url).status_code == 404
    client.force_login(actor("difods", ugel.organisation.parent.parent).user)
    assert client.post(url).status_code == client.get(SUBSCRIPTION).status_code == 403
    client.logout()
    assert client.post(url).url.startswith("/cuenta/login/")
    assert client.get(SUBSCRIPTION).url.startswith("/cuenta/login/")
    client.force_login(specialist.user)
    for _click in range(2):
        client.post(url)
    assert read(secret).status_code == 404
    feed.refresh_from_db()
    assert feed.revoked_at is not None


def test_a_plan_published_again_moves_events_in_place(ugel, published, accompanist):
    _feed, secret = made_for(accompanist)
    before = set(events(read(secret)))
    publish_plan(plan=ugel.store(), by=None, now=real_now())
    assert set(events(read(secret))) == before
    assert published.version == 1


@pytest.mark.parametrize("breaks", [False, True])
def test_the_secret_of_a_calendar_is_in_no_log(monkeypatch, caplog, breaks):
    def fails(_secret):
        raise RuntimeError("se rompió")

    if breaks:
        monkeypatch.setattr("pusaq.agenda.pages.subscription.feed_with", fails)
    client = Client(raise_request_exception=False)
    answer = client.get(reverse("agenda:ics", args=["secreto-de-prueba"]))
    assert answer.status_code == (500 if breaks else 404)
    assert ("agenda:ics" in caplog.text) == breaks
    assert "secreto-de-prueba" not in caplog.text
