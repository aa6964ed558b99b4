"""Country packs: what differs from country to country. A user's pack is that of the organisation acted in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pusaq_core.io.catalogue import catalogue_root
from pusaq_core.io.country import read_country
from pusaq_core.io.spellings import read_spellings

if TYPE_CHECKING:
    from pusaq_core.io.country import Country
    from pusaq_core.io.spellings import Spellings


@lru_cache(maxsize=16)
def country(code: str) -> Country:
    """The pack of a country.

    Raises:
        InputError: there is no such pack, or it is broken.
    """
    return read_country(code, root=catalogue_root())


@lru_cache(maxsize=16)
def spellings(code: str) -> Spellings:
    """Proper names of a country's bodies and departments, where its registers write them otherwise.

    Raises:
        InputError: the pack's file is broken.
    """
    return read_spellings(code, root=catalogue_root())


@lru_cache(maxsize=1)
def countries() -> tuple[Country, ...]:
    """Every pack of the catalogue, by code."""
    codes = sorted(folder.parent.name for folder in catalogue_root().glob("countries/*/pais.yaml"))
    return tuple(country(code) for code in codes)
