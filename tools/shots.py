"""`python -m tools.shots [--url URL] [--out FOLDER]`: pictures of a running demonstration.

Each page of `tools/shots.toml` is opened at 390 and 1280 px, light and dark, by somebody whom the sign-in
page offers. The demonstration must be running: `make demo` says its address.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

from tools.chromium import OPTIONS, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LIST = Path(__file__).with_suffix(".toml")
WIDTHS = (390, 1280)
HEIGHTS = {390: 844, 1280: 900}


def main(arguments: list[str]) -> int:
    """Make every picture of the list.

    Returns:
        Exit code: 1 where there is no browser, no server, or a page did not open.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, default=Path("build/shots"))
    parser.add_argument("--list", type=Path, default=LIST)
    given = parser.parse_args(arguments)
    program = chromium()
    if program is None:
        print("Chromium is missing: python -m tools.chromium", file=sys.stderr)
        return 1
    if not _answers(given.url):
        print(f"Nothing answers at {given.url}: start it with `make demo`, or give --url", file=sys.stderr)
        return 1
    shots = tomllib.loads(given.list.read_text(encoding="utf-8"))["shot"]
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(OPTIONS))
        failed = [shot["name"] for shot in shots if not _take(browser, shot, given.url, given.out)]
        browser.close()
    for name in failed:
        print(f"did not open: {name}", file=sys.stderr)
    print(f"{len(shots) - len(failed)} pages in {given.out}")
    return 1 if failed else 0


def _answers(url: str) -> bool:
    try:
        with urlopen(f"{url}/cuenta/login/", timeout=10) as answer:  # noqa: S310  (the address comes from whoever runs this)
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _take(browser: Browser, shot: dict[str, Any], url: str, out: Path) -> bool:
    opened = True
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": HEIGHTS[width]},
                color_scheme="dark" if scheme == "dark" else "light",
                locale="es-PE",
                reduced_motion="reduce",
            )
            page = context.new_page()
            if shot["who"]:
                page.goto(f"{url}/cuenta/login/")
                page.locator(f'button[name="username"][value="{shot["who"]}"]').click()
                page.wait_for_load_state("networkidle")
            answer = page.goto(url + shot["path"], wait_until="networkidle")
            opened = opened and answer is not None and answer.ok
            name = f"{shot['name']}-{width}{'-oscuro' if scheme == 'dark' else ''}.png"
            # The bar at the bottom of a phone belongs to the bottom of the picture.
            high = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": max(high, HEIGHTS[width])})
            page.screenshot(path=out / name, full_page=True)
            context.close()
    return opened


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
