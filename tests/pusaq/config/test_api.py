from __future__ import annotations

from http import HTTPStatus

import pytest

from pusaq.common.clock import real_now
from pusaq.people.domain.tokens import create_api_token, revoke_api_token
from pusaq.people.models import ApiToken

LAMAS = "pe/220000/220004/"


@pytest.fixture
def specialist(world):
    return world.act("especialista_ugel", LAMAS, username="marlene")


@pytest.fixture
def token(specialist):
    role = specialist.person.roles.get()
    return create_api_token(user=specialist, role=role, name="tablero", now=real_now())


def _me(client, key):
    return client.get("/api/v1/me", headers={"Authorization": f"Bearer {key}"})


def test_key_opens_the_api_in_its_role(client, token):
    answer = _me(client, token[1])
    assert answer.status_code == HTTPStatus.OK
    assert answer.json()["user"] == "marlene"
    assert answer.json()["organisation"] == LAMAS
    assert "targeting.read" in answer.json()["capabilities"]


def test_session_opens_the_api(client, specialist):
    client.force_login(specialist)
    assert client.get("/api/v1/me").json()["role"] == "especialista_ugel"


def test_without_key_or_session_nobody_enters(client):
    answer = client.get("/api/v1/me")
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert answer.headers["Content-Type"].startswith("application/json")


@pytest.mark.usefixtures("token")
@pytest.mark.parametrize("key", ["", "x", "ñandú", "a" * 5000])
def test_wrong_key_is_refused(client, key):
    assert _me(client, key).status_code == HTTPStatus.UNAUTHORIZED


def test_revoked_key_is_refused(client, token, specialist):
    revoke_api_token(token[0], by=specialist, now=real_now())
    assert _me(client, token[1]).status_code == HTTPStatus.UNAUTHORIZED
    history = token[0].trail.latest()
    assert (history.history_type, history.history_user_id) == ("~", specialist.pk)


def test_key_ends_with_the_role(client, token, specialist):
    specialist.person.roles.update(ends_on=real_now().date().replace(year=2000))
    assert _me(client, token[1]).status_code == HTTPStatus.UNAUTHORIZED


def test_key_of_a_role_without_api_is_refused(client, world):
    user = world.act("rci", LAMAS)
    _row, key = create_api_token(user=user, role=user.person.roles.get(), name="x", now=real_now())
    assert _me(client, key).status_code == HTTPStatus.UNAUTHORIZED


def test_key_opens_no_page(client, token):
    answer = client.get("/cuenta/login/", headers={"Authorization": f"Bearer {token[1]}"})
    assert not hasattr(answer.wsgi_request.user, "person_id")


def test_only_the_digest_is_kept(token):
    row = ApiToken.objects.get()
    assert token[1] not in str(row.__dict__)
    assert len(row.digest) == 64


def test_use_is_remembered_by_the_hour(client, token):
    _me(client, token[1])
    first = ApiToken.objects.get().used_at
    _me(client, token[1])
    assert ApiToken.objects.get().used_at == first
    assert (first.minute, first.second) == (0, 0)


def test_description_is_open(client):
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == HTTPStatus.OK
    told = answer.json()
    assert told["components"]["securitySchemes"][next(iter(told["security"][0]))]["scheme"] == "bearer"
    for address in ("/api/v1/me", "/api/v1/activities"):
        assert {"200", "401", "403", "404", "422"} <= set(told["paths"][address]["get"]["responses"])
