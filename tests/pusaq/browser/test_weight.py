"""The first page weighs 150 KB at most when it travels, and nothing that is built depends on another file."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("browser")

STATIC = Path(__file__).parents[3] / "src/pusaq/shell/static/pusaq"
FIRST_PAGE = 150_000
MAP = 60_000
HELP = {"es": "Ayuda</a>", "en": "Help</a>", "qu": "Yanapakuy</a>"}


def _weight(content):
    return len(gzip.compress(content, 6))


@pytest.mark.parametrize("language", ["es", "en", "qu"])
def test_first_page_is_light_in_every_language(client, people, language):
    client.force_login(people.dre.roles.get().person.user)
    assert b'<html lang="es">' in client.get("/").content
    client.post("/idioma/", {"language": language})
    html = client.get("/").content
    assert f'<html lang="{language}">'.encode() in html
    assert HELP[language].encode() in html
    assert (
        _weight(html) + sum(_weight((STATIC / name).read_bytes()) for name in ("app.css", "app.js"))
        < FIRST_PAGE
    )


def test_map_is_light():
    assert sum(_weight((STATIC / name).read_bytes()) for name in ("map.css", "map.js")) < MAP


def test_entries_stand_alone_and_ask_nobody_else():
    built = sorted(file.name for file in STATIC.iterdir() if not file.name.startswith("."))
    assert built == ["app.css", "app.js", "map.css", "map.js"]
    for file in STATIC.iterdir():
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"^\s*import\b|@import|@font-face", text)
        assert not re.search(r"url\((?![\"']?(data:|#))", text)
