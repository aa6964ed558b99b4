"""The age of data, and what is shown where nobody plans."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from pusaq.common.domain.files import keep_file
from pusaq.shell.enums import Tone
from pusaq.territory import today
from pusaq.territory.models import DataLoad
from tests.pusaq.roles import actor
from tests.pusaq.world import make_world

NOW = dt.datetime(2026, 8, 20, 15, tzinfo=dt.UTC)
LAMAS, SLEP = "pe/220000/220004/", "cl/01/"


@pytest.fixture
def world():
    return make_world()


def load(kind, day, *, country="pe", path="pe/"):
    return DataLoad.objects.create(
        country=country,
        kind=kind,
        file=keep_file(io.BytesIO(kind.encode()), media_type="text/csv", at=NOW),
        file_name=f"{kind}.csv",
        source="Prueba",
        source_date=day,
        path=path,
        loaded_at=NOW,
    )


def cards(role, place=None):
    given = today.cards(role=role, now=NOW, place=place or role.organisation)
    return {str(card.title): card for card in given}


def test_data_that_were_never_loaded_or_long_ago_wait(world):
    specialist = actor("especialista_ugel", world.organisations[LAMAS])
    load("padron", dt.date(2026, 8, 1))
    load("plazas", dt.date(2026, 5, 21))
    (card,) = cards(specialist).values()
    assert (card.title, card.count, card.waiting, card.tone) == ("datos por actualizar", 2, True, Tone.DUE)
    assert [(str(one.label), one.hint) for one in card.items] == [
        ("Plazas y sus titulares", "al 21 may 2026, hace 91 días"),
        ("Acompañantes contratados", "falta cargarlos"),
    ]
    DataLoad.objects.filter(kind="plazas").update(source_date=dt.date(2026, 5, 22))
    load("acompanantes", dt.date(2026, 8, 1))
    assert cards(specialist) == {}


def test_whose_work_is_no_territory_is_not_told_of_data(world):
    school = world.schools["500001"]
    assert cards(actor("acompanante", world.organisations[LAMAS])) == {}
    assert cards(actor("docente", school.organisation, school=school)) == {}


def test_where_nobody_plans_what_is_loaded_is_shown(world):
    load("padron", dt.date(2026, 8, 1), country="cl", path="cl/")
    (card,) = cards(actor("direccion_slep", world.organisations[SLEP])).values()
    assert card.fallback
    assert "tiene 1 establecimiento" in card.sentence
    assert "Todavía no hay actividades planificadas." in card.sentence
    assert (card.data["held"].schools, card.data["held"].services) == (1, 1)
    assert [one.kind for one in card.data["loads"]] == ["padron"]


def test_a_ministry_unit_counts_the_whole_country(world):
    card = cards(actor("dei", world.organisations["pe/u-difods/"]))["Lo que está cargado"]
    assert card.data["held"].schools == 3
    assert "actividades" not in card.sentence


def test_a_school_where_nothing_is_planned_says_so(world):
    school = world.schools["70001"]
    (card,) = cards(actor("equipo_gestion", school.organisation, school=school)).values()
    assert card.sentence == "Aún no hay nada planificado en Escuela Rural El Quillay."
    assert card.url.endswith(f"/{school.pk}/")


def test_two_queries_are_enough(world, django_assert_max_num_queries):
    for role, place in (
        ("especialista_ugel", LAMAS),
        ("director_dre", "pe/220000/"),
        ("dei", "pe/u-difods/"),
        ("direccion_slep", SLEP),
    ):
        reader = actor(role, world.organisations[place])
        with django_assert_max_num_queries(2):
            assert cards(reader)
