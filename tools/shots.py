"""`python -m tools.shots [--url URL] [--out FOLDER] [--gallery FOLDER]`: pictures of the demonstration.

Each `[[shot]]` of `tests/pusaq/<room>/pages.toml` is opened at 390 and 1280 px, light and dark, by somebody
whom the sign-in page offers. Those that it names for the gallery are also kept as a visitor first sees them,
in the folder that README and handbook show. Without an address, a demonstration is opened for it.
"""

from __future__ import annotations

import argparse
import base64
import sys
import tomllib
from contextlib import nullcontext
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import sync_playwright

from tools.chromium import OPTIONS, chromium
from tools.demonstration import demonstration

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, StorageState

LISTS = Path(__file__).parents[1] / "tests" / "pusaq"
HEIGHTS = {390: 844, 1280: 900}
QUALITY = 88


@dataclass(frozen=True, slots=True)
class Shot:
    """A page of the demonstration.

    Attributes:
        name: of its pictures.
        who: an account that the sign-in page offers; "" for nobody.
        path: where it begins.
        follow: links to go on by, each a pattern of an address on the page before.
        query: of the page at the end of the way.
        gallery: widths at which the gallery shows it.
    """

    name: str
    who: str
    path: str
    follow: tuple[str, ...] = ()
    query: str = ""
    gallery: tuple[int, ...] = ()


def shots(folder: Path = LISTS) -> tuple[Shot, ...]:
    """Pages that the rooms list, room by room."""
    files = sorted(folder.glob("*/pages.toml"))
    rows = [row for file in files for row in tomllib.loads(file.read_text(encoding="utf-8")).get("shot", ())]
    return tuple(
        Shot(**row | {"follow": tuple(row.get("follow", ())), "gallery": tuple(row.get("gallery", ()))})
        for row in rows
    )


def main(arguments: list[str]) -> int:
    """Make every picture of the list.

    Returns:
        Exit code: 1 where there is no browser, or a page did not open.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", help="of a demonstration that is open")
    parser.add_argument("--out", type=Path, default=Path("build/shots"))
    parser.add_argument("--gallery", type=Path, default=Path("docs/pictures"))
    given = parser.parse_args(arguments)
    program = chromium()
    if program is None:
        print("Chromium is missing: python -m tools.chromium", file=sys.stderr)
        return 1
    for folder in (given.out, given.gallery):
        folder.mkdir(parents=True, exist_ok=True)
    opened = nullcontext(given.url) if given.url else demonstration(Path.cwd())
    with opened as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(OPTIONS))
        guests = Guests(browser, url)
        failed = [shot.name for shot in shots() if not _take(guests, shot, given)]
        browser.close()
    for name in failed:
        print(f"did not open: {name}", file=sys.stderr)
    print(f"{len(shots()) - len(failed)} pages in {given.out}, the gallery in {given.gallery}")
    return 1 if failed else 0


def _take(guests: Guests, shot: Shot, given: argparse.Namespace) -> bool:
    opened = True
    for width, height in HEIGHTS.items():
        for scheme in ("light", "dark"):
            context = guests.context(shot.who, width, is_dark=scheme == "dark")
            page = context.new_page()
            opened = open_shot(page, shot, guests.url) and opened
            if scheme == "light" and width in shot.gallery:
                _keep(context, page, given.gallery / f"{shot.name}-{width}.webp")
            name = f"{shot.name}-{width}{'-oscuro' if scheme == 'dark' else ''}.png"
            # The bar at the bottom of a phone belongs to the bottom of the picture.
            high = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": max(high, height)})
            page.screenshot(path=given.out / name, full_page=True)
            context.close()
    return opened


class Guests:
    """The guests of a demonstration: each signs in once, on the page where that is offered."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self._entered: dict[str, StorageState] = {}

    def context(self, who: str, width: int, *, is_dark: bool = False) -> BrowserContext:
        """A phone or a desk in Lima, of somebody who has signed in; of nobody where `who` is empty."""
        return self.browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            color_scheme="dark" if is_dark else "light",
            locale="es-PE",
            reduced_motion="reduce",
            has_touch=width < 600,
            storage_state=self._entrance(who) if who else None,
        )

    def _entrance(self, who: str) -> StorageState:
        if who not in self._entered:
            context = self.browser.new_context(locale="es-PE")
            page = context.new_page()
            page.goto(f"{self.url}/cuenta/login/")
            page.locator(f'button[name="username"][value="{who}"]').click()
            page.wait_for_load_state("networkidle")
            self._entered[who] = context.storage_state()
            context.close()
        return self._entered[who]


def open_shot(page: Page, shot: Shot, url: str) -> bool:
    """Go to a page of the list by its links, and wait until it rests.

    Returns:
        Whether every page on the way opened; False too where a link is not there.
    """
    address = url + shot.path
    for pattern in shot.follow:
        found = _link(page, pattern) if _opens(page, address) else None
        if found is None:
            return False
        address = urljoin(address, found)
    return _opens(page, f"{address}?{shot.query}" if shot.query else address)


def _opens(page: Page, address: str) -> bool:
    answer = page.goto(address, wait_until="networkidle")
    return answer is not None and answer.ok


def _link(page: Page, pattern: str) -> str | None:
    links: list[str] = page.eval_on_selector_all(
        "a[href]", "all => all.map((one) => one.getAttribute('href'))"
    )
    return next((link for link in links if matches(urlsplit(link).path, pattern)), None)


def matches(path: str, pattern: str) -> bool:
    """Whether an address is of a pattern, part by part."""
    parts, wanted = path.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatch, parts, wanted))


def _keep(context: BrowserContext, page: Page, path: Path) -> None:
    """Small enough for a repository: the driver itself writes no WebP."""
    seen: dict[str, Any] = context.new_cdp_session(page).send(
        "Page.captureScreenshot", {"format": "webp", "quality": QUALITY}
    )
    path.write_bytes(base64.b64decode(seen["data"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
