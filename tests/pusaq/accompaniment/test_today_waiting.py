"""What *Hoy* says to those who answer for a UGEL or a region of what waits for them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from pusaq.accompaniment import today
from pusaq.accompaniment.models import Visit, Workshop
from pusaq.accompaniment.templatetags.today import plan_state
from pusaq.accompaniment.year.queries.ugel_status import ugel_statuses
from pusaq.agenda.domain import cancel_activity
from tests.pusaq.roles import actor

THURSDAY = dt.datetime(2026, 8, 13, 15, tzinfo=dt.UTC)
AGAIN = "actividades por planificar de nuevo"
BROKEN = "plan que rompe reglas: no se puede publicar"


@pytest.fixture
def specialist(ugel):
    return actor("especialista_ugel", ugel.organisation)


@pytest.fixture
def director(ugel):
    return actor("director_dre", ugel.organisation.parent)


def by_title(role):
    return {str(card.title): card for card in today.cards(role=role, now=THURSDAY, place=role.organisation)}


def fall(record):
    cancel_activity(activity=record.activity, by=None, now=THURSDAY, reason="Licencia")


def later(model):
    rows = model.objects.filter(activity__starts_on__gt=THURSDAY.date()).select_related("activity")
    return rows.order_by("activity__starts_on", "pk")


def breaks(plan):
    plan.summary |= {"violations": 2, "violations_found": []}
    plan.save()


def test_what_fell_waits_until_it_is_planned_anew(published, specialist):
    assert AGAIN not in by_title(specialist)
    visit, workshop = later(Visit).first(), later(Workshop).first()
    fall(visit)
    assert by_title(specialist)["actividad por planificar de nuevo"].count == 1
    fall(workshop)
    card = by_title(specialist)[AGAIN]
    year = reverse("accompaniment:ugel_year")
    # A workshop is one activity, and lies in the year of each who goes there.
    assert (card.count, card.waiting) == (2, True)
    assert card.url == f"{year}?ugel={published.organisation.code}&anio=2026#por-planificar"
    conducts = visit.activity.participations.get(part="conducts").post_id
    goes = set(workshop.activity.participations.values_list("post", flat=True))
    expected = {}
    for one in published.caseloads.all():
        url = reverse("accompaniment:caseload_year", args=[one.pk])
        expected[f"{url}#por-planificar"] = (one.accompanist_id == conducts) + (one.accompanist_id in goes)
    assert {item.url: int(item.hint) for item in card.items} == {url: n for url, n in expected.items() if n}


def test_a_region_reads_how_much_fell_and_where(published, director):
    assert "por planificar de nuevo" not in by_title(director)["UGEL"].sentence
    fall(later(Visit).first())
    board = by_title(director)["UGEL"]
    year = reverse("accompaniment:ugel_year")
    url = f"{year}?ugel={published.organisation.code}&amp;anio=2026#por-planificar"
    assert f'<a href="{url}">1 actividad</a> por planificar de nuevo' in board.sentence
    assert [line.needs for line in board.data.lines] == [True]


def test_a_plan_that_breaks_rules_does_not_wait_to_be_published(plan, specialist, director, ugel):
    assert by_title(specialist)["plan por publicar"].count == 1
    breaks(plan)
    found = by_title(specialist)
    assert "plan por publicar" not in found
    assert found[BROKEN].count == 1
    assert found[BROKEN].items[0].url == reverse("accompaniment:publish", args=[plan.pk])
    assert found["Plan anual"].empty == "Rompe reglas: así no se puede publicar."
    assert "Tiene una versión que rompe reglas y no se puede publicar." in by_title(director)["UGEL"].sentence
    assert BROKEN not in by_title(actor("rci", ugel.organisation))
    ugel.store()
    assert by_title(specialist)["plan por publicar"].items[0].hint == "versión 2"


def test_a_new_version_that_breaks_rules_is_not_called_unpublished(published, specialist, director, ugel):
    assert published.version == 1
    breaks(ugel.store())
    assert BROKEN in by_title(specialist)
    assert "una versión nueva que rompe reglas" in by_title(director)["UGEL"].sentence
    (one,) = ugel_statuses(scope=director.scope("plan.read"), year=2026, on=THURSDAY.date())
    assert "Versión 2, rompe reglas" in plan_state(one)
