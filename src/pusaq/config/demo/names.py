"""Names of people who do not exist, as people of each place are called."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent / "data"

# Coprime to the lengths of the lists, so that every combination is used before one comes again.
_STEP_OF_SECOND: Final = 5


@lru_cache(maxsize=8)
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    """Rows of one of the demonstration's own tables."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def invented_name(country: str, place: str, number: int) -> tuple[str, str]:
    """Given names and surnames of somebody: the same number at the same place is always the same person."""
    given = _values(country, "nombre")
    surnames = _values(place, "apellido")
    first = surnames[number % len(surnames)]
    second = surnames[(number * _STEP_OF_SECOND + 3) % len(surnames)]
    if second == first:
        second = surnames[(number * _STEP_OF_SECOND + 4) % len(surnames)]
    return given[number % len(given)], f"{first} {second}"


@lru_cache(maxsize=32)
def _values(place: str, kind: str) -> tuple[str, ...]:
    return tuple(row["valor"] for row in rows_of("nombres") if (row["lugar"], row["clase"]) == (place, kind))
