"""A small invented country that ships with the project, for demonstrations and tests."""

from pusaq_core.synthetic.country import (
    DEFAULT_SEED,
    DEFAULT_YEAR,
    SYNTHETIC_UGELS,
    Country,
    make_country,
    write_country,
)
from pusaq_core.synthetic.field import ACCOMPANIST_COLUMNS, EVENT_COLUMNS, TRAVEL_COLUMNS
from pusaq_core.synthetic.registry import REGISTRY_COLUMNS
from pusaq_core.synthetic.staff import STAFF_COLUMNS

__all__ = [
    "ACCOMPANIST_COLUMNS",
    "DEFAULT_SEED",
    "DEFAULT_YEAR",
    "EVENT_COLUMNS",
    "REGISTRY_COLUMNS",
    "STAFF_COLUMNS",
    "SYNTHETIC_UGELS",
    "TRAVEL_COLUMNS",
    "Country",
    "make_country",
    "write_country",
]
