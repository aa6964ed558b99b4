"""Reads of the library."""

from pusaq.library.queries.known import (
    GlossaryTerm,
    KnownNorm,
    acronyms,
    definitions,
    known_norm,
    known_norms,
)
from pusaq.library.queries.norms import latest_version, norm_of, norm_versions, what_rests
from pusaq.library.queries.numerals import (
    AssumptionEntry,
    NumeralEntry,
    Saying,
    assumptions,
    dose_lines,
    numerals,
)

__all__ = [
    "AssumptionEntry",
    "GlossaryTerm",
    "KnownNorm",
    "NumeralEntry",
    "Saying",
    "acronyms",
    "assumptions",
    "definitions",
    "dose_lines",
    "known_norm",
    "known_norms",
    "latest_version",
    "norm_of",
    "norm_versions",
    "numerals",
    "what_rests",
]
