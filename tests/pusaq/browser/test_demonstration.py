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

from tests.pusaq.browser.test_every_page import MEASURE, findings
from tools.demonstration import demonstration
from tools.shots import HEIGHTS, new_context, open_shot, shots

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


@pytest.mark.parametrize("shot", shots(), ids=lambda shot: shot.name)
@pytest.mark.parametrize("width", HEIGHTS)
def test_page_obeys_policy_accessibility_and_width(browser, opened, shot, width):
    found = []
    context = new_context(browser, width)
    context.add_init_script(
        "window.refused = []; document.addEventListener('securitypolicyviolation',"
        " (e) => window.refused.push(`${e.violatedDirective} ${e.blockedURI}`));"
    )
    page = context.new_page()
    page.on("console", lambda said: _note(found, said))
    page.on("pageerror", lambda error: found.append(str(error)))
    assert open_shot(page, shot, opened)
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
