from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from pusaq.agenda.models import Activity
from pusaq.agenda.pages import activity, agenda

MONDAY = dt.date(2026, 8, 17)


@pytest.mark.parametrize(
    ("count", "is_month", "is_filtered", "lead"),
    [
        (2, True, False, "<b>2</b> actividades en el mes."),
        (1, False, True, "<b>1</b> actividad en la semana."),
        (0, False, True, "Nada con estos filtros."),
        (0, True, False, "Nada con fecha en este mes."),
        (0, False, False, "Nada con fecha en esta semana."),
    ],
)
def test_an_agenda_says_how_much_there_is(count, is_month, is_filtered, lead):
    assert agenda.lead_of(count, is_month=is_month, is_filtered=is_filtered) == lead


@pytest.mark.parametrize(
    ("hours", "places", "lead"),
    [
        (None, [], "Lun 17 ago."),
        (Decimal("2.0"), ["0123 Los Ángeles"], "Lun 17 ago, 2 horas, 0123 Los Ángeles."),
        (Decimal("1.5"), ["A", "B"], "Lun 17 ago, 1,5 horas, A y 1 IE más."),
        (None, ["A", "B", "C"], "Lun 17 ago, A y 2 II.EE. más."),
    ],
)
def test_an_activity_says_when_how_long_and_where(hours, places, lead):
    one = Activity(starts_on=MONDAY, ends_on=MONDAY, hours=hours)
    assert activity.lead_of(one, places) == lead
