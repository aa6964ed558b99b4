"""Keys of the API on the account page: shown once, known by their beginning, revoked by their owner."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from django.urls import reverse

from pusaq.common.clock import real_now
from pusaq.people.domain import tokens
from pusaq.people.domain.tokens import create_api_token, revoke_api_token
from pusaq.people.models import ApiToken
from tests.pusaq.markup import opened, tight
from tests.pusaq.world import make_world

UGEL = "pe/220000/220004/"
KEYS = "/mi-cuenta/llaves/"
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def specialist(world):
    return world.act("especialista_ugel", UGEL)


@pytest.fixture
def signed_in(client, specialist):
    client.force_login(specialist)
    return client


def make_key(user, name="tablero"):
    return create_api_token(user=user, role=user.person.roles.get(), name=name, now=real_now())[0]


def revoke_url(key):
    return reverse("people:revoke_api_key", args=[key.pk])


def test_a_key_is_shown_once_and_opens_the_api(signed_in, specialist, client):
    answer = signed_in.post(KEYS, {"nombre": "tablero"})
    secret = re.search(r'readonly value="([^"]+)"', tight(answer.content.decode()))[1]
    assert answer["Cache-Control"] == "no-store"
    key = ApiToken.objects.get()
    assert (key.user, key.name, key.role.role) == (specialist, "tablero", "especialista_ugel")
    again = signed_in.get(KEYS).content.decode()
    assert secret not in again
    assert f"{secret[:6]}…" in again
    assert secret[:7] not in again
    client.logout()
    read = client.get("/api/v1/schools", headers={"Authorization": f"Bearer {secret}"})
    assert read.status_code == HTTPStatus.OK
    assert [row.history_user_id for row in ApiToken.trail.all()] == [specialist.pk]


def test_a_key_without_a_name_is_refused_in_words(signed_in):
    answer = signed_in.post(KEYS, {"nombre": " "})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not ApiToken.objects.exists()


def test_a_key_is_revoked_after_confirming_and_who_did_it_is_kept(signed_in, specialist):
    key = make_key(specialist)
    page = signed_in.get(revoke_url(key)).content.decode()
    assert "Anular la llave «tablero»" in page
    assert ApiToken.objects.get().revoked_at is None
    answer = signed_in.post(revoke_url(key), follow=True)
    assert "Llave anulada" in answer.content.decode()
    assert ApiToken.objects.get().revoked_at is not None
    assert ApiToken.trail.latest().history_user_id == specialist.pk
    assert signed_in.post(revoke_url(key)).status_code == HTTPStatus.NOT_FOUND


def test_a_key_ends_once(specialist):
    key = make_key(specialist)
    assert revoke_api_token(key, by=specialist, now=real_now())
    ended = ApiToken.objects.get().revoked_at
    assert not revoke_api_token(key, by=specialist, now=real_now())
    assert ApiToken.objects.get().revoked_at == ended


def test_keys_of_others_are_neither_seen_nor_revoked(signed_in, world):
    key = make_key(world.act("especialista_ugel", UGEL), name="ajena")
    assert "ajena" not in signed_in.get(KEYS).content.decode()
    assert signed_in.get(revoke_url(key)).status_code == HTTPStatus.NOT_FOUND
    assert signed_in.post(revoke_url(key)).status_code == HTTPStatus.NOT_FOUND
    assert ApiToken.objects.get().revoked_at is None


def test_a_role_without_the_api_makes_no_key(client, world):
    client.force_login(world.act("director_ugel", UGEL))
    page = client.get(KEYS).content.decode()
    assert "no tiene acceso a la API" in page
    assert "Crear llave" not in page
    assert client.post(KEYS, {"nombre": "x"}).status_code == HTTPStatus.FORBIDDEN
    assert not ApiToken.objects.exists()


def test_nobody_signed_in_is_led_to_the_door(client):
    assert client.get(KEYS).headers["Location"].startswith("/cuenta/login/")


def test_somebody_without_a_role_may_look_and_makes_none(client, specialist):
    specialist.person.roles.all().delete()
    client.force_login(specialist)
    assert client.get(KEYS).status_code == HTTPStatus.OK
    assert client.post(KEYS, {"nombre": "x"}).status_code == HTTPStatus.FORBIDDEN


def test_too_many_keys_are_refused(signed_in, specialist, monkeypatch):
    monkeypatch.setattr(tokens, "MOST", 1)
    make_key(specialist)
    answer = signed_in.post(KEYS, {"nombre": "otra"}, follow=True)
    assert "Anula una que no uses" in answer.content.decode()
    assert ApiToken.objects.count() == 1


def test_hostile_name_is_only_words(signed_in, specialist):
    key = make_key(specialist, name=HOSTILE)
    assert HOSTILE not in opened(signed_in.get(KEYS))
    assert HOSTILE not in opened(signed_in.get(revoke_url(key)))
