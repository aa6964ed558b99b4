"""*Hoy* of those who see only what is their own: accompanists, teachers, school leaders."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.template.loader import render_to_string

from pusaq.accompaniment import today
from pusaq.accompaniment.models import Visit
from pusaq.agenda.domain import hold_activity
from pusaq.agenda.enums import ActivityState
from pusaq.people.models import Appointment, Person
from tests.pusaq import planned
from tests.pusaq.planned import NOW
from tests.pusaq.roles import actor

THURSDAY = dt.datetime(2026, 8, 13, 15, tzinfo=dt.UTC)
DAY = THURSDAY.date()
MONDAY = dt.date(2026, 8, 10)


@pytest.fixture
def caseload(published):
    return published.caseloads.order_by("letter").first()


@pytest.fixture
def accompanist(ugel, caseload):
    return actor("acompanante", ugel.organisation, post=caseload.accompanist)


def rows(code, kind=None):
    found = [
        row
        for row in planned.core_plan().tables["activities"]
        if code in row["accompanist"] and kind in {None, row["kind"]}
    ]
    return sorted(found, key=lambda row: row["start"])


def cards(role, now=THURSDAY):
    return today.cards(role=role, now=now, place=role.organisation)


def by_title(role, now=THURSDAY):
    return {str(card.title): card for card in cards(role, now)}


def drawn(given):
    page = "".join(
        str(card.sentence) + (render_to_string(card.template, {"card": card}) if card.template else "")
        for card in given
    )
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_what_comes_next_opens_the_page_of_an_accompanist(accompanist, caseload):
    opening = by_title(accompanist)["Lo que sigue"]
    first = next(row for row in rows(caseload.accompanist.code) if row["end"] >= DAY)
    assert opening.opens
    assert opening.data.one.starts_on == max(first["start"], MONDAY)
    assert opening.data.one.kind == first["kind"]
    assert opening.data.one.number == first["number"]


def test_a_visit_is_counted_of_those_owed_to_its_teacher(accompanist, caseload):
    visit = next(row for row in rows(caseload.accompanist.code, "visit") if row["start"] > DAY)
    before = dt.datetime.combine(visit["start"], dt.time(15), dt.UTC)
    opening = by_title(accompanist, before)["Lo que sigue"].data
    visits = rows(caseload.accompanist.code, "visit")
    owed = {
        sum(one["teachers"] == row["teachers"] for one in visits)
        for row in visits
        if row["start"] == visit["start"]
    }
    assert opening.one.owed in owed
    assert opening.when.startswith("hoy")
    page = drawn(cards(accompanist, before))
    assert f"de {opening.one.owed}" in page
    assert opening.one.numeral.split(";")[0] in page


def test_the_week_has_what_is_planned_for_each_day(accompanist, caseload):
    days = by_title(accompanist)["Esta semana"].data
    assert [day.date for day in days][:5] == [MONDAY + dt.timedelta(n) for n in range(5)]
    for day in days:
        expected = sum(
            row["start"] <= day.date < row["start"] + dt.timedelta(row["days"])
            for row in rows(caseload.accompanist.code)
        )
        assert len(day.lines) == expected, day.date
    assert [day.date for day in days if day.is_today] == [DAY]


def test_the_trail_counts_what_was_planned_and_says_so(accompanist, caseload):
    card = by_title(accompanist)["Mis docentes"]
    visits = rows(caseload.accompanist.code, "visit")
    assert card.count == caseload.teachers
    assert sum(one.owed for one in card.data) == len(visits)
    assert sum(one.due for one in card.data) == sum(row["end"] <= DAY for row in visits)
    page = drawn(cards(accompanist))
    assert "hasta hoy" in page
    assert not re.search(r"\bhech[ao]s?\b", page)


def test_an_accompanist_sees_the_days_of_her_year(accompanist, caseload):
    year = by_title(accompanist)["Mi año"].data
    assert year.days.used == caseload.days_used
    assert year.days.days < caseload.days_available - caseload.days_used
    page = drawn(cards(accompanist))
    assert f"{caseload.days_used} de {caseload.days_available} días disponibles" in page
    much = "como mucho " if year.days.at_most else ""
    assert f"Desde hoy quedan {much}{year.days.days} días libres." in page


def test_an_accompanist_sees_nobody_of_another_caseload(accompanist, caseload, published):
    others = {
        str(slot.person)
        for share in published.caseloads.exclude(pk=caseload.pk)
        for slot in share.slots.select_related("person")
        if slot.person
    }
    page = drawn(cards(accompanist))
    assert others
    assert not [name for name in others if name in page]


def test_who_sits_in_the_post_today_is_named(accompanist, caseload):
    slot = caseload.slots.exclude(person=None).first()
    Appointment.objects.filter(post=slot.slot.post).update(ends_on=dt.date(2026, 8, 1))
    heir = Person.objects.create(
        country="pe", code="heredera", given_names="Nilda", surnames="Panduro Ñaupari"
    )
    Appointment.objects.create(post=slot.slot.post, person=heir, starts_on=dt.date(2026, 8, 2))
    page = drawn(cards(accompanist))
    assert "Nilda Panduro Ñaupari" in page
    assert str(slot.person) not in page


def test_an_accompanist_reads_five_queries_whatever_her_caseload(published, ugel, django_assert_num_queries):
    shares = [published.caseloads.order_by(order).first() for order in ("teachers", "-teachers")]
    for share in shares:
        role = actor("acompanante", ugel.organisation, post=share.accompanist)
        for now in (NOW, THURSDAY):
            with django_assert_num_queries(5):
                assert cards(role, now)


def test_after_the_last_activity_an_accompanist_is_told_so(accompanist):
    found = by_title(accompanist, dt.datetime(2026, 12, 30, 15, tzinfo=dt.UTC))
    assert found["Lo que sigue"].sentence == "No te queda nada planificado este año."


def test_without_a_published_plan_nobody_sees_anything(plan, ugel):
    share = plan.caseloads.first()
    post = share.slots.first().slot.post
    school = share.slots.first().slot.service.school
    assert not cards(actor("acompanante", ugel.organisation, post=share.accompanist))
    assert not cards(actor("docente", ugel.organisation, post=post, school=school))
    assert not cards(actor("directivo", ugel.organisation, school=school))


def test_a_teacher_sees_when_she_is_visited_and_by_whom(caseload, ugel, django_assert_num_queries):
    slot = caseload.slots.exclude(person=None).first().slot
    role = actor("docente", ugel.organisation, post=slot.post, school=slot.service.school)
    with django_assert_num_queries(2):
        opening = by_title(role)["Lo que sigue"].data.first
    visits = caseload.plan.items.filter(slots=slot, kind="visit").order_by("starts_on")
    coming = visits.filter(ends_on__gte=DAY).first()
    assert (opening.one.number, opening.one.owed) == (coming.number, visits.count())
    assert opening.who == str(caseload.accompanist.appointments.first().person)
    page = drawn(cards(role))
    assert "te visita en el aula" in page
    others = {str(one.person) for one in caseload.slots.exclude(slot=slot).exclude(person=None)}
    assert not [name for name in others if name in page]


def test_a_school_leader_sees_the_month_of_the_school(caseload, published, ugel, django_assert_num_queries):
    slot = caseload.slots.exclude(person=None).first().slot
    school = slot.service.school
    role = actor("directivo", ugel.organisation, school=school)
    coming = (
        published.items.filter(slots=slot, kind="visit", starts_on__gt=NOW.date())
        .order_by("starts_on")
        .first()
    )
    moment = dt.datetime.combine(coming.starts_on, dt.time(15), dt.UTC)
    with django_assert_num_queries(2):
        (card,) = cards(role, moment)
    shown = [one for one, _over in card.data]
    expected = [
        item
        for item in published.items.filter(kind="visit", slots__service__school=school).distinct()
        if (item.starts_on.month <= coming.starts_on.month <= item.ends_on.month)
    ]
    assert sum(one.is_visit for one in shown) == len(expected)
    page = drawn([card])
    assert "en lo que queda de" in page
    assert str(slot.post.appointments.first().person) in page


def test_what_was_not_held_looks_so_to_who_went_and_to_the_school(caseload, accompanist, ugel):
    visit = Visit.objects.filter(activity__participations__post=caseload.accompanist)
    record = visit.filter(activity__ends_on__lt=DAY).order_by("-activity__ends_on").first()
    moment = dt.datetime.combine(record.activity.ends_on, dt.time(15), dt.UTC)
    director = actor("directivo", ugel.organisation, school=record.slot.service.school)

    def marks():
        found = []
        for one in (accompanist, director):
            page = "".join(
                render_to_string(card.template, {"card": card})
                for card in cards(one, moment)
                if card.template.endswith(("days.html", "month.html"))
            )
            found.append((page.count('class="k k-x"'), page.count("No se hizo")))
        return found

    assert marks() == [(0, 0), (0, 0)]
    outcome = {"outcome": ActivityState.NOT_HELD, "reason": "Huaico"}
    hold_activity(activity=record.activity, by=None, now=moment, **outcome)
    days = record.activity.days.count()
    assert marks() == [(days, days), (1, 1)]


def test_no_page_denies_that_facts_are_recorded(caseload, accompanist, ugel):
    specialist = actor("especialista_ugel", ugel.organisation)
    director = actor("director_dre", ugel.organisation.parent)
    school = actor("directivo", ugel.organisation, school=caseload.slots.first().slot.service.school)
    pages = [drawn(cards(one)) for one in (accompanist, specialist, director, school)]
    assert not [page for page in pages if "no se registra" in page]
    assert "Cuenta lo planificado, se hiciera o no." in pages[1]
    assert "Cuenta lo planificado, se hiciera o no." in pages[2]
    assert "Lo que se registró como no hecho lo dice." in pages[3]


def test_who_reads_the_agenda_without_plans_sees_the_week(published, ugel, django_assert_max_num_queries):
    ministry = published.organisation.parent.parent
    role = actor("unidad_organica", ministry)
    with django_assert_max_num_queries(2):
        (card,) = today.cards(role=role, now=THURSDAY - dt.timedelta(3), place=ministry)
    assert f"hay {card.count} actividades" in card.sentence
    assert card.count > len(card.items) == 5
    assert not today.cards(
        role=role, now=dt.datetime(2026, 12, 30, 15, tzinfo=dt.UTC), place=ugel.organisation
    )
