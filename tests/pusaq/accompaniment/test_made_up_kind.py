"""A made-up kind, with a row in the tables of core and system, is found wherever activities are shown."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from pusaq.accompaniment import looks, today
from pusaq.accompaniment.field.queries.due import due_and_numerals
from pusaq.accompaniment.kinds import dose_names
from pusaq.accompaniment.models import Meeting, Unplaced
from pusaq.accompaniment.queries.in_figures import PublicYear, public_figures
from pusaq.accompaniment.year.domain import publish_plan
from pusaq.agenda.domain import create_feed
from pusaq.agenda.models import Activity
from pusaq.agenda.queries import kinds
from pusaq.common.clock import real_now
from pusaq.common.scope import EVERYTHING
from tests.made_up_kind import PEER, known
from tests.pusaq import planned
from tests.pusaq.config.test_moved_everywhere import Asking, that_show
from tests.pusaq.markup import tight
from tests.pusaq.planned import NOW
from tests.pusaq.roles import actor

KIND = f"accompaniment.{PEER.id}"
LAST_OF_YEAR = 4

pytestmark = pytest.mark.long
"""Each publishes a plan of its own."""


def peers_for_gia(made):
    """The last GIA of each group is one of the made-up kind."""
    rows = [
        row
        | {
            "kind": PEER.id,
            "number": 1,
            "activity": row["activity"].replace("-G-", f"-{PEER.letter}-")[:-1] + "1",
        }
        if row["kind"] == "gia" and row["number"] == LAST_OF_YEAR
        else row
        for row in made.tables["activities"]
    ]
    return replace(made, tables={**made.tables, "activities": rows})


@pytest.fixture
def plan(ugel):
    look = looks.Look("Pasantía", lambda n: f"{n} pasantías", "grey", "B", times="Pasantías", mark="round")
    with known() as patch:
        patch.setitem(looks.LOOKS, PEER.id, look)
        made = ugel.store(peers_for_gia(planned.core_plan()))
        publish_plan(plan=made, by=None, now=NOW)
        made.refresh_from_db()
        yield made


@pytest.fixture
def caseload(plan):
    return plan.caseloads.order_by("letter").first()


@pytest.fixture
def one(caseload):
    """One of the made-up activities, of the first caseload."""
    mine = Activity.objects.filter(kind=KIND, participations__post=caseload.accompanist)
    return mine.order_by("starts_on").first()


@pytest.fixture
def text(client, ugel, plan):  # noqa: ARG001  (pages of the plan)
    client.force_login(actor("especialista_ugel", ugel.organisation).user)

    def _text(address, *args, **query):
        answer = client.get(reverse(address, args=args), query)
        assert answer.status_code == 200
        return b"".join(answer).decode() if answer.streaming else tight(answer.content.decode())

    return _text


def test_it_is_stored_and_published_as_what_a_school_hosts(plan):
    activities = Activity.objects.filter(kind=KIND)
    assert activities.count() == plan.items.filter(kind=PEER.id).count() > 0
    records = Meeting.objects.filter(activity__kind=KIND)
    assert {record.pk for record in records} == {activity.pk for activity in activities}
    assert all(record.slots.exists() for record in records)
    assert activities.first().title.startswith("Pasantía 1 · ")


@pytest.mark.usefixtures("plan")
def test_agenda_and_library_are_told_of_it():
    assert (kinds()[KIND].label, kinds()[KIND].letter, kinds()[KIND].may_move) == ("Pasantía", "B", True)
    assert dose_names()[PEER.id] == "Pasantía"


def test_the_year_of_an_accompanist_shows_it(text, caseload):
    year = text("accompaniment:caseload_year", caseload.pk)
    assert '<span class="k k-grey">B</span>Pasantía' in year
    assert '<td class="k-grey"' in year
    assert " pasantías" in year
    listed = text("accompaniment:caseload_year", caseload.pk, vista="lista", formato="csv")
    assert "Pasantía 1" in listed


def test_the_year_of_a_ugel_draws_and_counts_it(text, plan):
    year = text("accompaniment:ugel_year", ugel=plan.organisation.code)
    assert "Círculo: Pasantía." in year
    assert "<title>Pasantía</title>" in year
    head, *rows = text("accompaniment:ugel_year", vista="tabla", formato="csv").splitlines()
    held = plan.items.filter(kind=PEER.id).count()
    assert sum(int(row.split(",")[head.split(",").index("Pasantías")]) for row in rows[:-1]) == held


def test_a_caseload_counts_it_and_says_on_what_it_rests(text, caseload):
    page = text("accompaniment:caseload", caseload.pk)
    assert "Pasantías" in page
    assert "<dt>Pasantía</dt>" in page


def test_the_agenda_lists_filters_and_opens_it(text, one):
    week = text("agenda:agenda", dia=one.starts_on.isoformat(), tipo=KIND)
    assert f'value="{KIND}"' in week
    assert one.title in week
    assert "Pasantía" in text("agenda:activity", one.pk)


def test_calendars_and_other_programs_are_given_it(ugel, one, caseload):
    who = actor("acompanante", ugel.organisation, post=caseload.accompanist)
    _feed, secret = create_feed(user=who.user, role=who.assignment, now=real_now())
    feed = Client().get(reverse("agenda:ics", args=[secret])).content.decode()
    assert f"UID:{one.pk}@pusaq" in feed
    client = Client()
    client.force_login(actor("especialista_ugel", ugel.organisation).user)
    found = client.get("/api/v1/activities", {"kind": KIND}).json()["results"]
    assert {row["kind"] for row in found} == {KIND}


def test_hoy_of_accompanist_and_ugel_say_it(ugel, one, caseload):
    now = dt.datetime.combine(one.starts_on, dt.time(15), tzinfo=dt.UTC)
    hers = actor("acompanante", ugel.organisation, post=caseload.accompanist)
    theirs = actor("especialista_ugel", ugel.organisation)
    for role in (hers, theirs):
        shown = ""
        for card in today.cards(role=role, now=now, place=role.organisation):
            shown += card.sentence or ""
            shown += render_to_string(card.template, {"card": card}) if card.template else ""
        assert "Pasantía" in shown
        assert "k-grey" in shown


def test_what_is_due_and_what_does_not_fit_name_it(ugel, plan, caseload, text):
    due, cited = due_and_numerals(scope=EVERYTHING, year=plan.year, on=dt.date(2026, 12, 31))
    (mine,) = [one for one in due[ugel.organisation.pk] if one.kind == PEER.id]
    assert mine.due == mine.total == plan.items.filter(kind=PEER.id).count()
    assert cited[PEER.id]
    Unplaced.objects.create(plan=plan, caseload=caseload, kind=PEER.id, times=2, days=2, reason=[])
    assert "Pasantía × 2" in text("accompaniment:caseload_year", caseload.pk)


def test_every_answer_that_shows_its_day_says_what_it_is(plan, one, settings):
    """The list of these answers is that of the days: `days.toml` beside the tests of each room."""
    day = one.starts_on
    noon = dt.datetime.combine(day, dt.time(15), tzinfo=dt.UTC)
    settings.CLOCK_OFFSET = (noon - real_now()).total_seconds()
    hosted = SimpleNamespace(pk=one.pk, slot=Meeting.objects.get(pk=one.pk).slots.order_by("pk").first())
    answers = Asking(plan, hosted, day, day).answers()
    told = re.compile(rf'{re.escape(one.title)}|Pasantía 1|"kind": ?"{re.escape(KIND)}"')
    assert {name for name in that_show("day") if not told.search(answers[name])} == set()
    assert {
        name
        for name in ("shell:home of the ugel", "shell:home of the region")
        if "Pasantías" not in answers[name]
    } == set()


def test_public_figures_count_visits_alone(plan):
    figures = public_figures(PublicYear(plan.organisation.country, plan.year), on=dt.date(2026, 12, 31))
    assert set(figures.whole.cells) == {"schools", "teachers", "accompanists", "visits", "due"}
