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
    spelled,
    title_of,
)
from pusaq.library.queries.resources import (
    body_of,
    in_reading_order,
    regions_of,
    resource,
    resources,
    with_words,
    years_of,
)

__all__ = [
    "AssumptionEntry",
    "GlossaryTerm",
    "KnownNorm",
    "NumeralEntry",
    "Saying",
    "acronyms",
    "assumptions",
    "body_of",
    "definitions",
    "dose_lines",
    "in_reading_order",
    "known_norm",
    "known_norms",
    "latest_version",
    "norm_of",
    "norm_versions",
    "numerals",
    "regions_of",
    "resource",
    "resources",
    "spelled",
    "title_of",
    "what_rests",
    "with_words",
    "years_of",
]
