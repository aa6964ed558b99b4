"""However odd an address is, nobody meets an error of ours: every page, every word that they read."""

from __future__ import annotations

from base64 import b64encode
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

import pytest

LINES = [
    line.removesuffix(" (no day)").split(" ")
    for table in sorted(Path(__file__).parents[1].glob("*/addresses.txt"))
    for line in table.read_text(encoding="utf-8").splitlines()
    if not line.startswith("[")
]
OURS = sorted(path for name, path in LINES if "<" not in path and "^" not in path and ":" in name)
LISTS = ["/api/v1/activities", "/api/v1/schools"]
WORDS = "anio dia distrito entrega falta formato kind next page page_size path per_page perfil q red region"
WORDS = f"{WORDS} resultado since sort state tipo todas ugel until version vista year conduce level".split()
ODD = ["9" * 4400, "99999999999999999999", "-5", "a\0b\x1b"]
SPECIALIST, OPERATOR = ("especialista_ugel", "pe/220000/220004/"), ("operador", "pe/")


def cursor(text):
    return b64encode(text.encode()).decode()


@pytest.fixture
def reader(client, world):
    client.force_login(world.act(*SPECIALIST))
    return client


@pytest.mark.parametrize("path", [path for path in OURS if not path.startswith("/api/")])
def test_no_page_breaks_however_odd_its_address_is(client, world, path):
    client.force_login(world.act(*(OPERATOR if path.startswith("/operaciones/") else SPECIALIST)))
    for odd in ODD:
        answer = client.get(f"{path}?{urlencode(dict.fromkeys(WORDS, odd))}")
        assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, odd


@pytest.mark.parametrize(
    "asked",
    [
        {"path": "\0"},
        {"kind": "accompaniment.visit\0"},
        {"cursor": "\0"},
        {"nobody reads this": "\x1b"},
        {"\0": "1"},
        {"page_size": "-5"},
        {"page_size": "0"},
        {"page_size": "1001"},
        {"page_size": "9" * 20},
        {"cursor": "{"},
        {"cursor": cursor("p=no id")},
        {"cursor": cursor("p=\0")},
        {"cursor": cursor("o=-1")},
        {"cursor": cursor("o=" + "9" * 30)},
        {"cursor": cursor("o=x")},
    ],
    ids=ascii,
)
def test_a_program_is_told_that_its_address_is_wrong(reader, asked):
    for path in LISTS:
        answer = reader.get(path, asked)
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, (path, answer.content)
        assert answer.json()["detail"]


@pytest.mark.parametrize(
    ("year", "status"),
    [
        ("-5", HTTPStatus.OK),
        ("2147483648", HTTPStatus.OK),
        ("99999999999999999999", HTTPStatus.OK),
        ("9" * 4400, HTTPStatus.UNPROCESSABLE_ENTITY),
    ],
    ids=["below", "above a column", "above a word", "too long to count"],
)
def test_a_year_that_no_plan_can_have_finds_nothing_and_one_too_long_is_refused(reader, year, status):
    for path in ("/api/v1/annual-plans", "/api/v1/targeting-decisions"):
        answer = reader.get(path, {"year": year})
        assert answer.status_code == status
        assert answer.json().get("results", []) == []


def test_a_page_answers_what_is_left_of_its_address(reader):
    page = reader.get("/buscar/?q=%00a%1bb").content.decode()
    assert 'value="a b"' in page


def test_a_path_with_a_control_character_leads_nowhere(reader):
    for path in ("/agenda/ics/a%00b.ics", "/api/v1/norms/a%00b"):
        assert reader.get(path).status_code == HTTPStatus.NOT_FOUND


def test_who_may_not_enter_is_told_that_first(client):
    assert client.get("/api/v1/schools?path=%00").status_code == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("path", ["/", "/en-cifras/", "/api/v1/me", "/no-hay/"])
@pytest.mark.parametrize("host", ["evil.example", "a b", "[::1", "ñ\x00\x1b"], ids=ascii)
def test_a_server_that_is_not_ours_is_refused_in_one_line(client, path, host, caplog):
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.content.decode() == "Este servidor no responde por ese nombre.\n"
    (record,) = [one for one in caplog.records if one.levelname != "DEBUG"]
    assert record.getMessage() == f"400: a server that is not ours was asked for: {host!a}"
    assert record.exc_info is None
