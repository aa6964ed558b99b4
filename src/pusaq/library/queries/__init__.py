"""Reads of the library."""

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
    "NumeralEntry",
    "Saying",
    "assumptions",
    "dose_lines",
    "latest_version",
    "norm_of",
    "norm_versions",
    "numerals",
    "what_rests",
]
