"""A real browser before the real server, with the files that the build made."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client
from playwright.sync_api import sync_playwright

from tests.pusaq.small_world import give_role, make_user, make_world, seat
from tools.chromium import OPTIONS, chromium

HERE = Path(__file__).parent
BUILT = HERE.parents[2] / "src/pusaq/shell/static/pusaq/app.js"

# Playwright's loop runs in the thread of the tests, where Django would refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(items):
    """Everything here needs a browser and the database as a server sees it."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    program = chromium()
    if program is None or not BUILT.exists():
        reason = "Chromium is missing: make browser" if program is None else "no built files: make frontend"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(OPTIONS))
        yield running
        running.close()


@pytest.fixture
def _database(transactional_db):
    """The server reads in threads of its own: what a test writes must be there for them."""


@pytest.fixture
def people(_database, settings):
    settings.DEMO = True
    world = make_world()
    give_role(make_user("demo.especialista"), "especialista_ugel", world.lamas)
    seat(make_user("demo.acompanante", "Edinson Pashanase"), world.lamas, "acompanante")
    director = make_user("demo.dre", "Norma Alvarado")
    give_role(director, "director_dre", world.dre)
    give_role(director, "especialista_ugel", world.lamas)
    give_role(make_user("demo.operador", "Raúl Tello"), "operador", world.ministry)
    for file in sorted(HERE.parent.glob("*/browsed.py")):
        import_module(f"tests.pusaq.{file.parent.name}.browsed").prepare(world)
    return world


@pytest.fixture
def open_page(browser, live_server, people):  # noqa: ARG001  (whoever opens a page must exist)
    """Open an address as somebody; gives the page and what the browser complained of."""
    contexts = []

    def _open(path, *, who="", width=1280, dark=False, expect=None):
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme="dark" if dark else "light",
            locale="es-PE",
            reduced_motion="reduce",
            has_touch=width < 600,
        )
        contexts.append(context)
        if who:
            client = Client()
            client.force_login(_user(who))
            name = configured.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        context.add_init_script(
            "window.refused = []; document.addEventListener('securitypolicyviolation',"
            " (e) => window.refused.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}`));"
        )
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: _note(page, said, expect))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda asked: _inside(page, asked.url, live_server.url))
        page.goto(live_server.url + path, wait_until="networkidle")
        return page

    yield _open
    for context in contexts:
        context.close()


def _user(username):
    from django.contrib.auth import get_user_model  # noqa: PLC0415  (models exist when the test runs)

    return get_user_model().objects.get(username=username)


def _note(page, said, expect):
    if said.type in {"error", "warning"} and not (expect and f"status of {expect}" in said.text):
        page.complaints.append(said.text)


def _inside(page, asked, own):
    if not asked.startswith((own, "data:")):
        page.complaints.append(f"asks for {asked}")
