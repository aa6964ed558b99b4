"""Building the demonstration, step by step. A step done again changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq.common.domain.search import refresh_search
from pusaq.config.demo.country_files import load_chile, load_peru, write_files
from pusaq.config.demo.staffing import fill_bodies, fill_chilean_schools, open_accounts
from pusaq.library.domain import load_resources
from pusaq.territory.domain.outlines import draw_outlines

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path


def fill_demo(*, folder: Path, now: dt.datetime, progress: Callable[[str, int, int], None]) -> None:
    """Build the invented countries: files, tree, people, accounts, outlines, resources, search.

    Args:
        folder: where the invented files are written; the planning reads them again.
        now: the moment of the demonstration.
        progress: told the step that begins, how many are done, and how many there are.
    """
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("files", lambda: write_files(folder)),
        ("peru", lambda: load_peru(folder, now)),
        ("chile", lambda: load_chile(now)),
        ("people", lambda: fill_bodies(now)),
        ("schools", lambda: fill_chilean_schools(now)),
        ("accounts", open_accounts),
        ("outlines", lambda: draw_all(now)),
        ("resources", lambda: load_examples(now)),
        ("search", lambda: refresh_search(path="")),
    )
    for done, (name, step) in enumerate(steps):
        progress(name, done, len(steps))
        step()
    progress("", len(steps), len(steps))


def draw_all(now: dt.datetime) -> None:
    """Borders of both countries' bodies, from where their schools stand."""
    for country in ("pe", "cl"):
        draw_outlines(country=country, by=None, now=now)


def load_examples(now: dt.datetime) -> None:
    """Resources with the figures of public documents, marked as examples."""
    load_resources(country="pe", demo=True, by=None, now=now)
