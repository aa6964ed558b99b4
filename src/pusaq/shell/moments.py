"""Moments as people read them, and as files sort them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format

from pusaq.common.clock import local

if TYPE_CHECKING:
    import datetime as dt


def said_moment(moment: dt.datetime | None, country: str) -> str:
    """Day and hour by the clocks of a country."""
    return date_format(local(moment, country), "DATETIME_FORMAT") if moment else ""


def plain_moment(moment: dt.datetime | None, country: str) -> str:
    """The same for a file, in an order that sorts."""
    return f"{local(moment, country):%Y-%m-%d %H:%M}" if moment else ""
