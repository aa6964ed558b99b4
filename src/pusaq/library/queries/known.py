"""Norms that a country's people can read: those that plans used, and those of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pusaq.library.queries.norms import norm_of, norm_versions
from pusaq_core.io.catalogue import list_norms, read_norm

if TYPE_CHECKING:
    import datetime as dt

    from pusaq.library.models import NormVersion
    from pusaq_core.norms.norm import Norm


@dataclass(frozen=True, slots=True)
class KnownNorm:
    """A norm as people read it.

    Attributes:
        norm: its content: as the last plan used it, or as the catalogue has it.
        version: as it was kept; None where no plan used it yet.
        versions: how many texts of it were kept.
        has_newer: the catalogue has another text, which no plan used yet.
    """

    norm: Norm
    version: NormVersion | None
    versions: int
    has_newer: bool

    def holds_on(self, day: dt.date) -> bool:
        return self.norm.covers(day)


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """An acronym or a defined word, with the numeral that says what it means."""

    name: str
    meaning: str
    numeral: str
    norm_id: str
    code: str


def known_norms(country: str) -> list[KnownNorm]:
    """Norms of a country by their ids; one query."""
    kept: dict[str, list[NormVersion]] = {}
    for version in norm_versions(country).order_by("norm_id", "-loaded_at"):
        kept.setdefault(version.norm_id, []).append(version)
    catalogue = {norm.id: norm for norm in _of_catalogue() if norm.country == country}
    return [_known(catalogue.get(norm_id), kept.get(norm_id, [])) for norm_id in sorted({*kept, *catalogue})]


def known_norm(norm_id: str, *, country: str) -> KnownNorm | None:
    return next((one for one in known_norms(country) if one.norm.id == norm_id), None)


def acronyms(country: str) -> list[GlossaryTerm]:
    """Acronyms of every norm of a country, in the order of each norm."""
    return [
        GlossaryTerm(term.name, term.meaning, term.numeral, one.norm.id, one.norm.code)
        for one in known_norms(country)
        for term in one.norm.acronyms
    ]


def definitions(country: str) -> list[GlossaryTerm]:
    """Words that the norms of a country define."""
    return [
        GlossaryTerm(term.name, term.meaning, term.numeral, one.norm.id, one.norm.code)
        for one in known_norms(country)
        for term in one.norm.definitions
    ]


def _known(catalogue: Norm | None, kept: list[NormVersion]) -> KnownNorm:
    if kept:
        norm = norm_of(kept[0])
        return KnownNorm(norm, kept[0], len(kept), catalogue is not None and catalogue.sha256 != norm.sha256)
    if catalogue is None:
        raise ValueError("neither kept nor in the catalogue")
    return KnownNorm(catalogue, None, 0, has_newer=False)


@lru_cache(maxsize=1)
def _of_catalogue() -> tuple[Norm, ...]:
    """Norms of the catalogue with every amendment; it does not change while the program runs."""
    return tuple(read_norm(norm.id) for norm in list_norms())
