from __future__ import annotations

import pytest
from django.utils.safestring import mark_safe

from pusaq.shell.pages import home
from pusaq.shell.ports import Card, Item
from tests.pusaq.markup import opened


class _Room:
    def __init__(self, *cards):
        self.given = cards

    def cards(self, *, role, now, place):
        assert place.path.startswith(role.organisation.path)
        assert role.may("home.read")
        assert now.tzinfo is not None
        return self.given


@pytest.fixture
def rooms(monkeypatch):
    def put(*given):
        monkeypatch.setattr(home, "answers", lambda _port: given)

    return put


def test_home_without_a_card_says_what_comes_first(as_specialist, rooms):
    rooms(_Room())
    page = as_specialist.get("/").content.decode()
    assert "Aún no hay nada planificado en UGEL Lamas." in page
    assert "Todavía no hay plan" in page


def test_home_opens_with_two_sentences_and_keeps_the_order_of_rooms(as_specialist, rooms):
    first = Card("Atrasos", 9, sentence=mark_safe('<a href="/x/">9 docentes</a> están atrasados.'))
    second = Card("Semana", None, items=(Item("Lamas", "/s/", hint="lunes", status="late"),))
    waits = Card("registros por verificar", 4, waiting=True, sentence="4 registros esperan.")
    rooms(_Room(first), _Room(second, waits, Card("Otra", 1, sentence="Una tercera frase.")))
    page = as_specialist.get("/").content.decode()
    assert (
        '<div class="lead"><a href="/x/">9 docentes</a> están atrasados. 4 registros esperan.</div>' in page
    )
    assert "Una tercera frase" not in page
    assert page.index("Atrasos") < page.index("Semana") < page.index("Espera por ti")
    assert "Todavía no hay plan" not in page


def test_home_escapes_what_is_not_marked_as_html(as_specialist, rooms):
    rooms(_Room(Card("<b>x</b>", 1, sentence="<script>")))
    page = as_specialist.get("/").content.decode()
    assert "&lt;script&gt;" in page
    assert "<b>x</b>" not in page


def test_home_says_so_when_nothing_is_late(as_specialist, rooms):
    rooms(_Room(Card("Semana", None, empty="Nada esta semana.")))
    page = as_specialist.get("/").content.decode()
    assert "Nada está atrasado y nada espera por ti." in page
    assert "Nada esta semana." in page


def test_a_fallback_is_shown_only_where_no_room_has_more(as_specialist, rooms):
    fallback = Card("Lo cargado", None, empty="Nada.", sentence="Hay 3 escuelas.", fallback=True)
    waits = Card("dato", 1, waiting=True)
    rooms(_Room(Card("Semana", None, empty="Libre.")), _Room(fallback, waits))
    assert "Lo cargado" not in opened(as_specialist.get("/"))
    rooms(_Room(), _Room(fallback, waits))
    page = as_specialist.get("/").content.decode()
    assert "Hay 3 escuelas." in page
    assert "Lo cargado" in page


def test_what_sums_up_stands_beside(as_specialist, rooms):
    rooms(_Room(Card("Resumen", None, empty="Vacío.", beside=True), Card("Semana", None, empty="Libre.")))
    page = as_specialist.get("/").content.decode()
    assert page.index("Semana") < page.index('class="side"') < page.index("Resumen")
