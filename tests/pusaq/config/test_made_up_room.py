"""A made-up room is served, answered, followed and in the menu once its name stands in the list of rooms."""

from __future__ import annotations

import datetime as dt
import re
import sys
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import ModuleType
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import transaction

import pusaq
from pusaq.common.domain.events import Payload, emit
from pusaq.common.domain.jobs import works
from pusaq.common.models import EventDelivery
from pusaq.common.ports import link_to
from pusaq.common.refs import Ref
from pusaq.common.words import word_for
from pusaq.config import rooms, urls
from pusaq.people.permissions import actor_for
from tests.pusaq.markup import tight

NOON = dt.datetime(2026, 8, 20, 17, tzinfo=dt.UTC)
LAMAS = "pe/220000/220004/"
REPOSITORY = Path(__file__).parents[3]
FILES = {
    "__init__.py": "",
    "apps.py": """
from django.apps import AppConfig

class KitchenConfig(AppConfig):
    name = "pusaq.kitchen"
    label = "kitchen"
""",
    "domain.py": """
def follow_meal(event):
    raise ValueError("the pot boils over")

def cook(job):
    return None
""",
    "links.py": """
from pusaq.common.ports import Link

KINDS = frozenset({"kitchen.pot"})

def resolve(ref, *, role):
    return Link("/cocina/", "La olla")
""",
    "menu.py": """
from django.urls import reverse
from pusaq.shell.enums import NavSection
from pusaq.shell.ports import Entry
from tests.pusaq.markup import tight

def entries(*, role):
    return [Entry(NavSection.SUPPORT, reverse("kitchen:pot"))]
""",
    "today.py": """
from pusaq.shell.ports import Card

def cards(*, role, now, place):
    return (Card("En la olla", 3, sentence="Hay tres cosas en la olla."),)
""",
    "pages/__init__.py": "",
    "pages/pot.py": """
from pusaq.shell.pages.base import Page

class Pot(Page):
    demand = "agenda.read"
    template = "kitchen/pot.html"
    title = "La olla"
""",
    "urls.py": """
from django.urls import path
from pusaq.kitchen.pages.pot import Pot

app_name = "kitchen"
urlpatterns = [path("", Pot.as_view(), name="pot")]
""",
    "room.py": """
from pusaq.common.house import Room, Served, later
from pusaq.common.ports import LINKS
from pusaq.kitchen import links, menu, today
from pusaq.kitchen.domain import follow_meal
from pusaq.shell.ports import MENU, TODAY

ROOM = Room(
    "kitchen",
    answers=(MENU.by(menu), TODAY.by(today), LINKS.by(links)),
    follows=(later("kitchen.served", follow_meal),),
    works={"kitchen.cook": "pusaq.kitchen.domain.cook"},
    says={
        "kitchen.cook": "Cocinar",
        "kitchen.served": "Se sirvió",
        "pusaq.kitchen.domain.follow_meal": "Lavar los platos",
    },
    serves=(Served("cocina/", "pusaq.kitchen.urls"),),
)
""",
    "templates/kitchen/pot.html": """
{% extends "shell/page.html" %}
{% block content %}<p>hierve</p>{% endblock %}
""",
}


@dataclass(frozen=True, slots=True)
class ServedMeal(Payload):
    kind: ClassVar[str] = "kitchen.served"


@pytest.fixture
def kitchen(tmp_path, monkeypatch, settings):
    """Its folder, and its name in the list."""
    for name, text in FILES.items():
        (tmp_path / "kitchen" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "kitchen" / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(pusaq, "__path__", [*pusaq.__path__, str(tmp_path)])
    monkeypatch.setattr(rooms, "ROOMS", (*rooms.ROOMS, "kitchen"))
    rooms.house.cache_clear()
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "pusaq.kitchen"]
    made = ModuleType("made_up_urls")
    made.urlpatterns = urls.served(rooms.house())
    monkeypatch.setitem(sys.modules, made.__name__, made)
    settings.ROOT_URLCONF = made.__name__
    yield
    rooms.house.cache_clear()
    for name in [name for name in sys.modules if name.startswith("pusaq.kitchen")]:
        del sys.modules[name]


@pytest.mark.usefixtures("kitchen")
def test_made_up_room_is_served_answered_and_in_the_menu(client, world):
    user = world.act("especialista_ugel", LAMAS)
    client.force_login(user)
    page = client.get("/cocina/").content.decode()
    assert "<p>hierve</p>" in page
    assert '<a href="/cocina/" aria-current="page">Apoyo a escuelas</a>' in tight(page)
    today = client.get("/").content.decode()
    assert "Hay tres cosas en la olla." in today
    actor = actor_for(user, on=NOON.date())
    assert link_to(Ref("kitchen.pot", UUID(int=1)), role=actor).label == "La olla"


@pytest.mark.usefixtures("kitchen")
def test_page_of_a_made_up_room_opens_to_its_demand_alone(client, world):
    assert client.get("/cocina/").url.startswith("/cuenta/login/")
    client.force_login(world.act("dei", "pe/u-difods/"))
    assert client.get("/cocina/").status_code == HTTPStatus.FORBIDDEN


@pytest.mark.usefixtures("kitchen")
def test_work_and_events_of_a_made_up_room_are_known():
    assert works()["kitchen.cook"] == "pusaq.kitchen.domain.cook"
    with transaction.atomic():
        emit(ServedMeal(), ref=Ref("kitchen.pot", UUID(int=1)), path=LAMAS, by=None, at=NOON)
    owed = EventDelivery.objects.get()
    assert word_for(owed.handler) == "Lavar los platos"


def test_room_is_gone_after_the_test(client):
    assert client.get("/cocina/").status_code == HTTPStatus.NOT_FOUND


SHARED = (".importlinter", "pyproject.toml", "Makefile", "src/pusaq/config", "tools", "tests/settings.py")
"""What all rooms share, but for words of people (docs, catalogue, translations)."""

EXCEPTIONS = (Path("tools/checks/kinds.py"), Path("tools/checks/drafts.py"))
"""Lists of files that may break a rule of one room: a new room has no row there."""


@pytest.mark.parametrize("room", ["library", "operations", "agenda", "accompaniment"])
def test_what_all_rooms_share_names_a_room_in_two_files(room):
    names = (f"pusaq.{room}", f"pusaq/{room}", f'"{room}"')
    places = [REPOSITORY / place for place in SHARED]
    files = [file for place in places for file in (place.rglob("*.py") if place.is_dir() else [place])]
    found = {
        str(file.relative_to(REPOSITORY))
        for file in files
        if file.relative_to(REPOSITORY) not in EXCEPTIONS
        if "demo" not in file.parts and any(name in file.read_text(encoding="utf-8") for name in names)
    }
    layers = (REPOSITORY / ".importlinter").read_text(encoding="utf-8").splitlines()
    assert f"    {room}" in layers
    assert found == {".importlinter", "src/pusaq/config/rooms.py"}


BELOW = ("src/pusaq/common", "src/pusaq/shell", "catalogue", "tests/pusaq/*.py", "tests/*.py")
"""What stands below all rooms, or helps the tests of all: a list there would need a row for a new room."""

SECTIONS = "src/pusaq/shell/enums.py"
"""Sections of the menu bear names of rooms; a new room chooses one of them."""


def rooms_listed(text):
    """Rooms that a text names by themselves: quoted, as a key or as an item of YAML."""
    names = "|".join(one for one in rooms.ROOMS if one not in {"common", "shell"})
    return {*re.findall(rf"""["']({names})["']|^[ -]*({names}):?$""", text, re.MULTILINE)}


def test_nothing_below_lists_rooms():
    places = [path for place in BELOW for path in REPOSITORY.glob(place)]
    files = [one for path in places for one in (path.rglob("*") if path.is_dir() else [path])]
    lists = {
        file.relative_to(REPOSITORY).as_posix()
        for file in files
        if file.suffix in {".py", ".yaml", ".toml", ".html", ".csv"}
        if len(rooms_listed(file.read_text(encoding="utf-8"))) > 1
    }
    assert lists == {SECTIONS}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('ORDER = ("agenda", "library")\n', 2),
        ("rooms:\n  agenda:\n  - library\n", 2),
        ("from pusaq.agenda import domain\nfrom pusaq.library import queries\n", 0),
        ('KIND = "agenda.activity"\nNAME = "Agenda"\n', 0),
    ],
)
def test_a_list_of_rooms_is_found(text, found):
    assert len(rooms_listed(text)) == found


LISTS = (
    *("config/test_addresses.py", "config/test_moved_everywhere.py"),
    *("browser/conftest.py", "browser/test_every_page.py"),
)
"""What asks pages of all rooms; one of them moves what accompaniment plans, and looks at its pages."""


@pytest.mark.parametrize("room", ["library", "operations", "agenda"])
def test_what_asks_every_page_names_no_page(room):
    texts = [(REPOSITORY / "tests/pusaq" / file).read_text(encoding="utf-8") for file in LISTS]
    texts.append((REPOSITORY / "tools/shots.py").read_text(encoding="utf-8"))
    own = (REPOSITORY / f"tests/pusaq/{room}/addresses.txt").read_text(encoding="utf-8")
    addresses = re.findall(r"^(\w+:\w+) (/\S*)", own, re.MULTILINE)
    assert addresses
    named = [
        word for pair in addresses for word in pair if word != "/" and any(word in text for text in texts)
    ]
    assert named == []


def test_recipe_names_five_shared_files_at_most():
    recipe = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = recipe.partition("## Add a room")[2].partition("\n## ")[0]
    named = re.findall(r"^\| `([^`]+)` \|", recipe, re.MULTILINE)
    assert {".importlinter", "src/pusaq/config/rooms.py"} < set(named)
    assert len(named) <= 5
    assert [one for one in named if not (REPOSITORY / one).is_file()] == []
