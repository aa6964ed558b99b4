"""Addresses of the pages of accompaniment, for links from elsewhere; empty where a page is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from uuid import UUID

TARGETING = "accompaniment:targeting"
DECISION = "accompaniment:decision"
CASELOADS = "accompaniment:caseloads"
CASELOAD = "accompaniment:caseload"
CASELOAD_MAP = "accompaniment:caseload_map"
CASELOAD_YEAR = "accompaniment:caseload_year"
UGEL_YEAR = "accompaniment:ugel_year"
CALCULATE = "accompaniment:calculate"
JOB = "accompaniment:job"
PUBLISH = "accompaniment:publish"
IN_FIGURES = "public:in_figures"
ACTIVITY = "agenda:activity"
SUBSCRIPTION = "agenda:subscription"
TO_PLAN_AGAIN = "#por-planificar"
"""Where the pages of a year list what was not held or was cancelled and is not planned anew."""


def address(name: str, *ids: UUID) -> str:
    """Where a page is.

    Args:
        name: of the address, one of those above.
        ids: id of the decision, the caseload or the activity, where the page shows one.
    """
    try:
        return reverse(name, args=ids)
    except NoReverseMatch:
        return ""


def ugel_year_of(code: str, year: int) -> str:
    """Where the year of a UGEL is, in the version that is in force."""
    return f"{address(UGEL_YEAR)}?{urlencode({'ugel': code, 'anio': year})}"
