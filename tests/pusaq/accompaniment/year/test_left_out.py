"""What has no place in a year, as pages say it."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from pusaq.accompaniment.caseloads.shown.notes import plain_note
from pusaq.accompaniment.models import Unplaced
from pusaq.accompaniment.year.shown.left_out import Run, left_out, times
from pusaq.common.scope import EVERYTHING, NOTHING
from tests.pusaq.roles import actor

DAY = dt.date(2026, 6, 1)
COUNTED = (
    "No existe combinación de días que cumpla las reglas para las visitas en aula; la dosis pide más de lo "
    "que suman los días contados: 2026-03-16..2026-03-20 ×2, 2026-04-01..2026-04-01 "
    "[necesarios=12; disponibles=11]"
)


@pytest.fixture
def caseload(plan):
    return plan.caseloads.order_by("letter").first()


@pytest.fixture
def lost(plan, caseload):
    slot = caseload.slots.select_related("slot__post").first().slot
    made = {"plan": plan, "caseload": caseload, "times": 2, "days": 5}
    Unplaced.objects.create(kind="visit", slot=slot, reason=COUNTED, **made)
    return Unplaced.objects.create(
        kind="gia", slot=None, reason="No alcanza el año [necesarios=160; disponibles=148]", **made
    )


def read(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.mark.usefixtures("lost")
def test_a_reason_is_told_apart_from_its_count(plan, django_assert_num_queries):
    with django_assert_num_queries(2):
        meeting, visit = left_out(plan, scope=EVERYTHING, names=EVERYTHING, on=DAY)
    assert (meeting.why, meeting.needed, meeting.available) == ("No alcanza el año", 160, 148)
    assert meeting.teacher == ""
    assert visit.why == "No existe combinación de días que cumpla las reglas para las visitas en aula"
    assert (visit.needed, visit.available) == (12, 11)
    assert visit.counted == (
        Run(dt.date(2026, 3, 16), dt.date(2026, 3, 20), 2),
        Run(dt.date(2026, 4, 1), dt.date(2026, 4, 1), 1),
    )
    assert visit.teacher
    assert times([meeting, visit]) == 4


@pytest.mark.usefixtures("lost")
def test_the_teacher_is_named_only_to_those_who_may_know(plan):
    _, visit = left_out(plan, scope=EVERYTHING, names=NOTHING, on=DAY)
    assert visit.teacher == ""
    assert left_out(plan, scope=NOTHING, names=EVERYTHING, on=DAY) == ()


@pytest.mark.usefixtures("lost")
@pytest.mark.parametrize("name", ["ugel_year", "caseload_year", "caseload"])
def test_pages_say_it_in_words_and_count_activities(client, ugel, caseload, name):
    client.force_login(actor("especialista_ugel", ugel.organisation).user)
    said = read(client.get(reverse(f"accompaniment:{name}", args=[caseload.pk] if "case" in name else [])))
    assert "No caben en el año: 4 actividades" in said
    assert "Hacen falta 160; hay 148." in said
    assert "16 mar 2026 – 20 mar 2026 × 2; 1 abr 2026" in said
    assert "necesarios=" not in said
    assert "2026-03-16" not in said


def test_a_note_loses_the_names_that_only_files_use():
    note = "por debajo de lo sugerido (minimo_sugerido): 8 docentes (uno en EIB)"
    assert plain_note(note) == "por debajo de lo sugerido: 8 docentes (uno en EIB)"
