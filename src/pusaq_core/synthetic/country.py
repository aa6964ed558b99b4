"""The synthetic country as a whole: make it, and write it as the files that the planning command reads."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq_core.errors import InputError, Problem
from pusaq_core.synthetic.field import accompanists_frame, events_frame, travel_frame
from pusaq_core.synthetic.recipe import read_recipe
from pusaq_core.synthetic.registry import registry_frame
from pusaq_core.synthetic.schools import make_premises
from pusaq_core.synthetic.staff import make_staff, staff_frame

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

SYNTHETIC_UGELS = ("220004", "160004", "040005", "090009")
"""Official codes of the four UGEL: Lamas, Loreto - Nauta, Castilla, Surcubamba."""

DEFAULT_SEED = 1
DEFAULT_YEAR = 2026


@dataclass(frozen=True, slots=True)
class Country:
    """Four UGEL that exist with schools, posts and people that do not.

    Every frame holds text only, null where empty, in the layout of its file.

    Attributes:
        registry: school services, columns `REGISTRY_COLUMNS`.
        staff: holders of posts, columns `STAFF_COLUMNS`.
        accompanists: hired accompanists, columns `ACCOMPANIST_COLUMNS`.
        events: days not available, columns `EVENT_COLUMNS`.
        travel: river journeys, columns `TRAVEL_COLUMNS`.
    """

    registry: pl.DataFrame
    staff: pl.DataFrame
    accompanists: pl.DataFrame
    events: pl.DataFrame
    travel: pl.DataFrame


def make_country(seed: int = DEFAULT_SEED, *, year: int = DEFAULT_YEAR) -> Country:
    """Make the country; the same seed and year give the same country on any machine.

    Kinds and numbers of schools, posts and accompanists are fixed by the package's tables, so that under
    the norm on pedagogical accompaniment (NT-026-01-MINEDU, numerals 5.6.1 to 5.6.3) each UGEL has about
    90 accompanied teachers and 12 accompanists for any seed. The seed decides where schools stand, their
    students, results, tenures and the names of people.

    Args:
        seed: random seed.
        year: school year of the contracts, accompanists and events.

    Returns:
        The country.
    """
    recipe = read_recipe()
    premises = make_premises(recipe, seed)
    holdings = make_staff(recipe, premises, seed=seed, year=year)
    accompanists = accompanists_frame(recipe, seed=seed, year=year)
    return Country(
        registry=registry_frame(recipe, premises, holdings, seed=seed),
        staff=staff_frame(holdings),
        accompanists=accompanists,
        events=events_frame(recipe, premises, accompanists, year=year),
        travel=travel_frame(premises),
    )


def write_country(folder: Path, *, seed: int = DEFAULT_SEED, year: int = DEFAULT_YEAR) -> tuple[Path, ...]:
    """Make the country and write its files.

    They are `padron.csv.gz`, `plazas.csv.gz`, `acompanantes.csv`, `eventos.csv` and `viajes.csv`, the
    inputs of the planning command.

    CSV in UTF-8 without BOM, lines ended by a line feed; the same seed and year give the same text.

    Args:
        folder: where to write; made if it is missing. Files of these names are replaced.
        seed: random seed.
        year: school year.

    Returns:
        The files written, in the order above.

    Raises:
        InputError: the folder cannot be made or written (`cannot_write`).
    """
    country = make_country(seed, year=year)
    frames = {
        "padron.csv.gz": country.registry,
        "plazas.csv.gz": country.staff,
        "acompanantes.csv": country.accompanists,
        "eventos.csv": country.events,
        "viajes.csv": country.travel,
    }
    written: list[Path] = []
    path = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, frame in frames.items():
            path = folder / name
            text = frame.write_csv().encode()
            path.write_bytes(gzip.compress(text, mtime=0) if name.endswith(".gz") else text)
            written.append(path)
    except OSError as error:
        raise InputError(
            Problem("cannot_write", file=str(path), found=error.strerror or str(error))
        ) from error
    return tuple(written)
