"""Pages in the three languages: words, dates and numbers, for whoever is signed in and whoever is not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.utils import translation
from django.utils.formats import date_format, localize

from pusaq.people.models import User

ENTER = {"es": "Entrar", "en": "Sign in", "qu": "Yaykuy"}
HELP = {"es": "Ayuda y teclado", "en": "Help and keyboard", "qu": "Yanapakuy, tecladopas"}
DAY = dt.datetime(2026, 6, 14, 15, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    assert translation.check_for_language("qu"), "the catalogues are not compiled: `make install`"


@pytest.mark.parametrize("language", ["en", "qu", "es"])
def test_page_before_signing_in_speaks_the_chosen_language(client, language):
    client.post("/idioma/", {"language": language, "next": "/cuenta/login/"})
    answer = client.get("/cuenta/login/")
    page = answer.content.decode()
    assert f'<html lang="{language}">' in page
    assert f'<h1 id="enter">{ENTER[language]}</h1>' in page
    assert answer["Content-Language"] == language


@pytest.mark.parametrize("wish", ["qu", "qu-PE,qu;q=0.9,es;q=0.5", "en-GB"])
def test_wish_of_the_browser_is_heard_where_nothing_was_chosen(client, wish):
    page = client.get("/cuenta/login/", headers={"Accept-Language": wish}).content.decode()
    assert f'<html lang="{wish[:2]}">' in page
    assert ENTER[wish[:2]] in page


@pytest.mark.parametrize("language", ["en", "qu", "es"])
def test_page_after_signing_in_speaks_the_chosen_language(as_specialist, language):
    as_specialist.post("/idioma/", {"language": language, "next": "/ayuda/"})
    page = as_specialist.get("/ayuda/").content.decode()
    assert f'<html lang="{language}">' in page
    assert HELP[language] in page
    assert not any(said in page for other, said in HELP.items() if other != language)


def test_choice_of_the_account_wins_over_the_browser(as_specialist, specialist):
    User.objects.filter(pk=specialist.pk).update(language="qu")
    page = as_specialist.get("/ayuda/", headers={"Accept-Language": "en"}).content.decode()
    assert HELP["qu"] in page


@pytest.mark.parametrize(
    ("language", "day", "moment", "number", "month"),
    [
        ("es", "14 jun 2026", "14 jun 2026, 15:30", "12\u202f345,5", "junio de 2026"),
        ("en", "14 jun 2026", "14 jun 2026, 15:30", "12,345.5", "June 2026"),
        ("qu", "14 jun 2026", "14 jun 2026, 15:30", "12\u202f345,5", "junio 2026"),
    ],
)
def test_dates_and_numbers_read_as_the_language_writes_them(language, day, moment, number, month):
    with translation.override(language):
        assert date_format(DAY) == day
        assert date_format(DAY, "DATETIME_FORMAT") == moment
        assert date_format(DAY, "YEAR_MONTH_FORMAT") == month
        assert localize(12345.5) == number


@pytest.mark.parametrize("language", ["es", "en", "qu"])
def test_day_of_the_first_page_has_no_word_of_another_language(as_specialist, language):
    as_specialist.post("/idioma/", {"language": language})
    day = as_specialist.get("/").content.decode().split("<time", 1)[1].split("</time>")[0]
    assert (" de " in day) == (language == "es")


def test_wrong_password_is_said_to_you_plainly(client):
    page = client.post("/cuenta/login/", {"login": "nadie", "password": "nada"}).content.decode()
    assert "El usuario o la contraseña no son correctos." in page
    assert "que ha indicado" not in page


def test_new_password_page_says_tu(as_specialist):
    page = as_specialist.get("/cuenta/password/change/").content.decode()
    assert "Tu contraseña no puede tener solo números." in page
    assert "Su contraseña" not in page


def test_mail_of_recovery_says_tu(client, specialist):
    User.objects.filter(pk=specialist.pk).update(email="ana@example.pe")
    client.post("/cuenta/password/reset/", {"email": "ana@example.pe"})
    (sent,) = mail.outbox
    assert "Si no fuiste tú, no hagas nada." in sent.body
    assert "usted" not in sent.body
