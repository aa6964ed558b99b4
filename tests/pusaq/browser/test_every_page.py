"""Every page that a room names in its `pages.toml`, opened in a world without plans."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
AXE = HERE.parents[2] / "frontend/node_modules/axe-core/axe.min.js"
PAGES = [
    page
    for file in sorted(HERE.parent.glob("*/pages.toml"))
    for page in tomllib.loads(file.read_text(encoding="utf-8")).get("page", ())
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MEASURE = "(e => [e.scrollWidth, e.scrollHeight, e.clientWidth])(document.documentElement)"
VIEWS = [(320, False), (390, False), (1280, False), (1280, True)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page['who'] or 'nobody'} {page['path']}")
def test_page_obeys_policy_accessibility_and_width(open_page, page):
    found = []
    for width, dark in VIEWS:
        opened = open_page(page["path"], who=page["who"], width=width, dark=dark, expect=404)
        seen = [*opened.evaluate("window.refused"), *opened.complaints]
        wide, high, shown = opened.evaluate(MEASURE)
        if wide > shown:
            seen.append(f"scrolls sideways: {wide} > {shown}")
        # The bar of a phone covers whatever happens to lie under it: axe sees the page whole.
        opened.set_viewport_size({"width": width, "height": min(high, 12_000)})
        found += [f"{width} {'dark' if dark else 'light'}: {one}" for one in [*seen, *findings(opened)]]
    assert found == []


def findings(page):
    """What axe finds, in words. Its own script comes in after the page's reports were read."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    answer = page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}, preload: false})", RULES
    )
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in answer["violations"]
        for node in found["nodes"]
    ]


def test_axe_and_the_policy_can_fail(open_page):
    page = open_page("/cuenta/login/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x style=\"color: red\"><input>')")
    assert any("style-src" in one for one in page.evaluate("window.refused"))
    assert any(one.startswith("image-alt") for one in findings(page))
