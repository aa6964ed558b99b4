from __future__ import annotations

import re

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client

from pusaq.shell.pages import home


def test_unknown_address_stands_inside_the_frame_of_somebody_signed_in(as_specialist):
    page = as_specialist.get("/no-existe/")
    assert page.status_code == 404
    assert "fuera de tu territorio" in page.content.decode()
    assert 'class="tabs-nav"' in page.content.decode()


def test_unknown_address_shows_no_frame_to_somebody_else(client):
    page = client.get("/no-existe/")
    assert page.status_code == 404
    assert 'class="tabs-nav"' not in page.content.decode()


def test_refused_page_says_in_which_role_one_came(as_specialist, monkeypatch):
    monkeypatch.setattr("pusaq.people.permissions.UserInRole.may", lambda _self, _capability: False)
    page = as_specialist.get("/")
    assert page.status_code == 403
    assert "Entraste como Especialista de UGEL de UGEL Lamas." in page.content.decode()


def test_form_without_its_token_says_that_nothing_was_kept(specialist):
    client = Client(enforce_csrf_checks=True)
    client.force_login(specialist)
    page = client.post("/ayuda/", {"letters": "0"})
    assert page.status_code == 403
    assert "El formulario venció" in page.content.decode()
    assert "No se guardó nada" in page.content.decode()


@pytest.fixture
def breaking(monkeypatch, as_specialist):
    def put(error):
        def answers(_port):
            raise error

        monkeypatch.setattr(home, "answers", answers)
        as_specialist.raise_request_exception = False
        return as_specialist.get("/")

    return put


def test_broken_page_gives_a_code_and_asks_no_database(breaking, monkeypatch):
    monkeypatch.setattr("pusaq.shell.frame.frame_of", lambda _request: 1 / 0)
    page = breaking(RuntimeError("clave secreta"))
    assert page.status_code == 500
    assert "PQ-" in page.content.decode()
    assert "clave secreta" not in page.content.decode()


def test_code_of_a_broken_page_stands_in_the_log_beside_its_traceback(breaking, caplog):
    page = breaking(RuntimeError("clave secreta"))
    code = re.search(r"PQ-[0-9A-F]{4}-[0-9A-F]{4}", page.content.decode())[0]
    (record,) = [one for one in caplog.records if code in one.getMessage()]
    assert record.levelname == "ERROR"
    assert "GET shell:home" in record.getMessage()
    assert "clave secreta" in str(record.exc_info[1])
    assert "Traceback" in caplog.text


def test_request_that_makes_no_sense_is_said_so(breaking):
    page = breaking(SuspiciousOperation("raro"))
    assert page.status_code == 400
    assert "No entendimos lo que llegó" in page.content.decode()
