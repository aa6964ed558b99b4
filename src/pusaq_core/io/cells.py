"""What a cell of text says: codes, numbers, dates. Null where it says nothing of the kind."""

from __future__ import annotations

import datetime as dt
from typing import Final

import polars as pl

from pusaq_core import cell_text

CODE_PATTERN: Final = r"^[\p{L}\d][\p{L}\d ._/-]{0,59}$"
"""Codes begin with a letter or digit and hold no list sign, so that lists of them stay readable and no
program takes them for a formula."""

_ISO = r"^\d{4}-\d{1,2}-\d{1,2}([ T]\d{2}:\d{2}(:\d{2})?(\.\d+)?)?$"
_DAY_FIRST = r"^\d{1,2}[/-]\d{1,2}[/-]\d{4}([ T]0{1,2}:00(:00)?)?$"
_SERIAL = r"^\d{5}(\.0+)?$"
DAY_ONE: Final = {1900: dt.date(1899, 12, 30), 1904: dt.date(1904, 1, 1)}
"""Day 0 of the two date systems of workbooks; that of 1900 counts a 29 February that never was."""


def code(name: str, width: int = 0) -> pl.Expr:
    """A code without the `.0` and with the leading zeros that a spreadsheet cost it.

    Args:
        name: column of text.
        width: digits that the code has; 0 adds no zeros.
    """
    plain = pl.col(name).str.replace(r"^(\d+)\.0+$", "${1}")
    if not width:
        return plain
    plain = plain.str.replace(rf"^0+(\d{{{width}}})$", "${1}")
    return pl.when(plain.str.contains(r"^\d+$")).then(plain.str.zfill(width)).otherwise(plain)


def annex(name: str) -> pl.Expr:
    """The number of an annex, however many zeros stand before it."""
    return code(name).str.replace(r"^0+(\d+)$", "${1}")


def is_code(name: str) -> pl.Expr:
    """Whether a column of text holds something that can serve as a code; null where it is empty."""
    return pl.col(name).str.contains(CODE_PATTERN)


def number(name: str) -> pl.Expr:
    """A number with decimal point or comma, as Float64; null where it is empty or none."""
    return cell_text.number(pl.col(name))


def day(name: str, day_one: dt.date | None = None) -> pl.Expr:
    """A date as YYYY-MM-DD, dd/mm/yyyy or a spreadsheet's day number; null where it is empty or none.

    Args:
        name: column of text.
        day_one: day from which the file counts days; None where it does not say, for then a number is no
            date.
    """
    text = pl.col(name)
    iso = pl.when(text.str.contains(_ISO)).then(text.str.extract(r"^(\d{4}-\d{1,2}-\d{1,2})"))
    local = pl.when(text.str.contains(_DAY_FIRST)).then(
        text.str.extract(r"^(\d{1,2}[/-]\d{1,2}[/-]\d{4})").str.replace_all("-", "/", literal=True)
    )
    serial = (
        pl.when(text.str.contains(_SERIAL)).then(text.str.extract(r"^(\d{5})")).cast(pl.Int64, strict=False)
    )
    written = [
        iso.str.to_date("%Y-%m-%d", strict=False),
        local.str.to_date("%d/%m/%Y", strict=False),
    ]
    if day_one is not None:
        written.append(pl.lit(day_one) + pl.duration(days=serial))
    found = pl.coalesce(written)
    return pl.when(found.dt.year().is_between(1900, 2100)).then(found)
