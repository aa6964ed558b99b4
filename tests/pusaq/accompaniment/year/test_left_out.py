"""What has no place in a year, as pages say it."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from pusaq.accompaniment.caseloads.shown.notes import in_words
from pusaq.accompaniment.models import Unplaced
from pusaq.accompaniment.year.shown.left_out import left_out, times
from pusaq.common.scope import EVERYTHING, NOTHING
from pusaq_core.findings.shapes import (
    BelowMinimum,
    CountedDays,
    Divided,
    NoCapacity,
    NoCombination,
    RecordedText,
)
from pusaq_core.findings.written import as_data
from tests.pusaq.roles import actor

DAY = dt.date(2026, 6, 1)
COUNTED = NoCombination(
    needed=12,
    available=11,
    counted=(
        CountedDays(first=dt.date(2026, 3, 16), last=dt.date(2026, 3, 20), weight=2),
        CountedDays(first=dt.date(2026, 4, 1), last=dt.date(2026, 4, 1), weight=1),
    ),
)


@pytest.fixture
def caseload(plan):
    return plan.caseloads.order_by("letter").first()


@pytest.fixture
def lost(plan, caseload):
    slot = caseload.slots.select_related("slot__post").first().slot
    made = {"plan": plan, "caseload": caseload, "times": 2, "days": 5}
    Unplaced.objects.create(kind="visit", slot=slot, reason=as_data([COUNTED]), **made)
    return Unplaced.objects.create(
        kind="gia", slot=None, reason=as_data([NoCapacity(needed=160, available=148)]), **made
    )


def read(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.mark.usefixtures("lost")
def test_a_reason_is_told_apart_from_its_count(plan, django_assert_num_queries):
    with django_assert_num_queries(2):
        meeting, visit = left_out(plan, scope=EVERYTHING, names=EVERYTHING, on=DAY)
    assert meeting.why == "el año no alcanza: los días que pide la dosis superan los días libres"
    assert (meeting.needed, meeting.available, meeting.counted) == (160, 148, ())
    assert meeting.teacher == ""
    assert visit.why == "no existe combinación de días que cumpla las reglas"
    assert (visit.needed, visit.available) == (12, 11)
    assert visit.counted == COUNTED.counted
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


@pytest.mark.usefixtures("lost")
def test_a_reader_of_english_reads_the_reason_in_english(client, ugel):
    client.force_login(actor("especialista_ugel", ugel.organisation).user)
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    said = read(client.get(reverse("accompaniment:ugel_year")))
    assert "No combination of days keeps the rules." in said
    assert "Needed: 160; available: 148." in said
    assert "no existe combinación" not in said.lower()


def test_what_an_earlier_version_kept_as_text_is_shown_as_it_stands(plan, caseload):
    text = "No alcanza el año [necesarios=160; disponibles=148]"
    Unplaced.objects.create(
        plan=plan, caseload=caseload, kind="gia", times=1, days=1, reason=as_data([RecordedText(text=text)])
    )
    (one,) = left_out(plan, scope=EVERYTHING, names=EVERYTHING, on=DAY)
    assert (one.why, one.needed, one.counted) == (text, None, ())


SAID = {
    "es": "no alcanza el mínimo de la norma: 4 de 6 docentes; la IE supera el máximo y se reparte en "
    "2 carteras",
    "en": "under the norm's minimum: 4 of 6 teachers; the school is above the maximum and is divided among "
    "2 caseloads",
    "qu": "kamachikuypa aswan pisintaqa mana aypanchu: 6 yachachiqmanta 4; yachay wasiqa aswan achkamanta "
    "pasan, 2 carteraman rakikun",
}


@pytest.mark.parametrize("language", SAID)
def test_a_note_is_told_in_the_language_in_force(language):
    note = as_data([BelowMinimum(teachers=4, minimum=6), Divided(parts=2)])
    with translation.override(language):
        assert in_words(note) == SAID[language]
    assert in_words([]) == ""
