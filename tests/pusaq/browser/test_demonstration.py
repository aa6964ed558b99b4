"""The demonstration as its guests walk it: every page of the list in a browser, every link of every role.

Other browser tests open pages of a world without plans; this one has everything that pages show.
"""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from collections import deque
from html.parser import HTMLParser

import pytest
from playwright.sync_api import expect

from tests.pusaq.browser.test_every_page import MEASURE, findings
from tools.demonstration import demonstration
from tools.shots import HEIGHTS, Guests, open_shot, shots

pytestmark = pytest.mark.long

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
GUESTS = re.compile(r'name="username"\s+value="(demo\.[^"]+)"')
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
MOST = 60
"""Pages of one guest: one of each shape of address."""


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with demonstration(tmp_path_factory.mktemp("demostracion")) as url:
        yield url


@pytest.fixture(scope="module")
def guests(browser, opened):
    return Guests(browser, opened)


@pytest.mark.parametrize("shot", shots(), ids=lambda shot: shot.name)
@pytest.mark.parametrize("width", HEIGHTS)
def test_page_obeys_policy_accessibility_and_width(guests, shot, width):
    found = []
    context = guests.context(shot.who, width)
    context.add_init_script(
        "window.refused = []; document.addEventListener('securitypolicyviolation',"
        " (e) => window.refused.push(`${e.violatedDirective} ${e.blockedURI}`));"
    )
    page = context.new_page()
    page.on("console", lambda said: _note(found, said))
    page.on("pageerror", lambda error: found.append(str(error)))
    assert open_shot(page, shot, guests.url)
    found += page.evaluate("window.refused")
    wide, high, shown = page.evaluate(MEASURE)
    if wide > shown:
        found.append(f"scrolls sideways: {wide} > {shown}")
    page.set_viewport_size({"width": width, "height": min(high, 12_000)})
    found += findings(page)
    context.close()
    assert found == []


def _note(found, said):
    if said.type in {"error", "warning"}:
        found.append(said.text)


@pytest.mark.parametrize("width", HEIGHTS)
def test_a_specialist_finds_why_a_school_was_chosen_whose_it_is_and_when_it_is_visited(guests, width):
    page = guests.context("", width).new_page()
    page.goto(f"{guests.url}/cuenta/login/")
    page.locator('button[value="demo.especialista_ugel"]').click()
    expect(page.locator("header")).to_contain_text("UGEL Lamas")

    page.get_by_role("link", name="Acompañar" if width < 600 else "Acompañamiento", exact=True).click()
    page.get_by_role("link", name="IE 981086 Canto Rodado").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("¿Por qué la IE 981086 Canto Rodado?")
    criteria = page.locator("tr", has_text="Con estudiantes en SIAGIE")
    expect(criteria).to_contain_text("Cumple")
    expect(criteria.get_by_role("link", name="5.6.1 a")).to_be_visible()

    page.get_by_role("link", name="A · Edinson Pashanase Ishuiza").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Edinson Pashanase Ishuiza")
    expect(page.locator("#tabla")).to_contain_text("981086 Canto Rodado")

    page.get_by_role("link", name="Ver su año").click()
    page.get_by_role(
        "link", name=re.compile("Lunes 17 de agosto: Visita en aula 4.*Canto Rodado")
    ).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Visita en aula 4")
    expect(page.locator("main")).to_contain_text("Lunes 17 de agosto")
    page.locator("main").get_by_role("link", name="5.6.1 c").click()
    expect(page).to_have_url(re.compile(r"/normas/nt-026-minedu-2019/#n-5-6-1-c$"))
    page.context.close()


def test_no_link_that_a_guest_sees_is_refused(opened):
    guests = GUESTS.findall(_Guest(opened).read("/cuenta/login/")[1])
    assert len(guests) > 20
    refused, walked = [], 0
    for name in guests:
        guest = _Guest(opened)
        guest.enter(name)
        pages, refusals = _walk(guest)
        walked += pages
        refused += [f"{name}: {status} {path} from {source}" for status, path, source in refusals]
    assert refused == []
    assert walked > 10 * len(guests)


def _walk(guest):
    """How many pages were opened, and what was refused: status, address, where the link stood."""
    waiting, seen, refusals = deque([("/", "")]), set(), []
    while waiting and len(seen) < MOST:
        path, source = waiting.popleft()
        if _shape(path) in seen:
            continue
        seen.add(_shape(path))
        status, text = guest.read(path)
        if status >= 400:
            refusals.append((status, path, source))
        links = _Links()
        links.feed(text)
        waiting.extend((urllib.parse.urljoin(path, link), path) for link in links.found)
    return len(seen), refusals


def _shape(path):
    parts = urllib.parse.urlsplit(path)
    return KEY.sub("*", parts.path), tuple(sorted(urllib.parse.parse_qs(parts.query)))


class _Links(HTMLParser):
    """Addresses within the system."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        link = dict(attrs).get("href") if tag == "a" else None
        if link and not link.startswith(("http:", "https:", "#", "mailto:", "webcal:")):
            self.found.append(link)


class _Guest:
    """Somebody with a browser of their own."""

    def __init__(self, url):
        self.url = url
        self.ask = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        ).open

    def enter(self, name):
        token = TOKEN.search(self.read("/cuenta/login/")[1])[1]
        words = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "username": name}).encode()
        assert "Hoy" in self.ask(f"{self.url}/demostracion/entrar/", words, timeout=60).read().decode()

    def read(self, path):
        """Status of the answer, and its text where it is a page."""
        try:
            with self.ask(self.url + urllib.parse.quote(path, safe="/?&=%#+:,"), timeout=60) as answer:
                is_page = answer.headers.get_content_type() == "text/html"
                return answer.status, answer.read().decode() if is_page else ""
        except urllib.error.HTTPError as error:
            return error.code, ""
