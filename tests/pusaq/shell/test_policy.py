"""No page carries a script or a style of its own; what the browser is told would refuse it anyway."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from tests.pusaq.small_world import PASSWORD

ANYBODY = [
    "/cuenta/login/",
    "/cuenta/password/reset/",
    "/cuenta/password/reset/done/",
    "/cuenta/password/reset/key/done/",
    "/cuenta/password/reset/key/x-y/",
    "/cuenta/signup/",
    "/cuenta/inactive/",
    "/no-existe/",
    "/componentes/",
    "/en-cifras/",
]
SIGNED_IN = [
    "/",
    "/ayuda/",
    "/buscar/",
    "/buscar/?q=palmas",
    "/mi-cuenta/",
    "/territorio/cambiar/",
    "/componentes/tabla/",
    "/en-cifras/",
    "/cuenta/logout/",
    "/cuenta/password/change/",
    "/cuenta/2fa/",
    "/no-existe/",
]
AFTER_PASSWORD = ["/cuenta/2fa/totp/activate/", "/cuenta/reauthenticate/"]


class _Breaches(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.found.append("script")
        if tag == "style" or "style" in given:
            self.found.append(f"style in {tag}")
        self.found += [name for name in given if name.startswith(("on", "hx-on"))]


def breaches(html):
    reader = _Breaches()
    reader.feed(html)
    return reader.found


def test_breaches_are_found():
    page = '<script>1</script><p style="a">b</p><style></style><a onclick="x" hx-on:click="y"></a>'
    assert breaches(page) == ["script", "style in p", "style in style", "onclick", "hx-on:click"]
    assert breaches('<script src="a"></script><script type="application/json">{}</script>') == []


@pytest.mark.usefixtures("specialist")
@pytest.mark.parametrize("address", ANYBODY)
def test_open_page_has_nothing_inline(client, settings, address):
    settings.DEMO = True
    _check(client.get(address))


@pytest.mark.parametrize("address", SIGNED_IN)
def test_page_of_somebody_signed_in_has_nothing_inline(as_specialist, settings, address):
    settings.DEMO = True
    _check(as_specialist.get(address))


@pytest.mark.parametrize("address", AFTER_PASSWORD)
def test_page_of_safety_has_nothing_inline(client, specialist, address):
    client.post(reverse("account_login"), {"login": specialist.username, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = client.get(address)
    assert answer.status_code == 200
    _check(answer)


def test_page_of_a_breakdown_has_nothing_inline():
    assert breaches(render_to_string("shell/errors/500.html", {"code": "PQ"})) == []


def _check(answer):
    assert breaches(answer.content.decode()) == []
    policy = answer["Content-Security-Policy"]
    assert "'unsafe" not in policy
    assert re.search(r"default-src 'none'", policy)


def test_wrong_password_is_said_in_the_form(client, specialist):
    page = client.post(reverse("account_login"), {"login": specialist.username, "password": "no"})
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert 'value="demo.especialista"' in page.content.decode()


def test_signing_in_leads_to_home(client, specialist):
    answer = client.post(reverse("account_login"), {"login": specialist.username, "password": PASSWORD})
    assert answer.url == "/"
