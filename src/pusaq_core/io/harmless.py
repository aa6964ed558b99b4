"""What a spreadsheet is given: text that stays text, whatever stood in an input.

A workbook says of each cell what it holds; there text is written as text. A file of separated values says
nothing, and the program that opens it decides. It may take for a formula what begins with a sign, also after
blanks and quotes, at the beginning of the cell, of a line in it, and after a `;` or tab: a program that
separates at these where the file separates at commas makes a cell of its own of what follows.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import polars as pl

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST_TEXT: Final = 32_767
"""Characters of a cell of a workbook."""

WORKBOOK_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
    "default_date_format": "dd/mm/yyyy",
}
"""How xlsxwriter opens a workbook of ours."""

_BEFORE: Final = r"""((?:^|[;\t\r\n])[\s"']*)"""
_SIGN: Final = r"([=+\-@＝＋－＠])"
_ACTS: Final = _BEFORE + _SIGN
_NEUTRALISED: Final = f"{_BEFORE}'{_SIGN}"
_NUMBER: Final = r"^[+-]\d+([.,]\d+)?$"
_JSON_SPLITS: Final = rf""";([\s"']*{_SIGN})"""


def harmless(text: str) -> str:
    """Text of a cell with an apostrophe before every sign that could begin a formula.

    A signed number stays as it is: it means itself.
    """
    return text if re.search(_NUMBER, text) else re.sub(_ACTS, r"\1'\2", text)


def harmless_column(text: pl.Expr) -> pl.Expr:
    """As `harmless`, for a column of text."""
    return pl.when(text.str.contains(_NUMBER)).then(text).otherwise(text.str.replace_all(_ACTS, "${1}'${2}"))


def as_it_was(text: pl.Expr) -> pl.Expr:
    """A column of text before `harmless_column`."""
    return text.str.replace_all(_NEUTRALISED, "${1}${2}")


def harmless_json(text: pl.Expr) -> pl.Expr:
    """A column of JSON that says the same and cannot be split before a sign."""
    return text.str.replace_all(_JSON_SPLITS, r"\u003b${1}")


def put(page: Worksheet, row: int, place: int, value: Any, shape: Format | None = None) -> None:  # noqa: ANN401  (a cell holds anything)
    """Write a cell of a workbook: text as text, numbers as numbers, days as days; null leaves it empty.

    Args:
        page: sheet opened with `WORKBOOK_OPTIONS`.
        row: from 0.
        place: column, from 0.
        value: text, number, day or None; text is cut at `LONGEST_TEXT`, a longer one would be left out.
        shape: how it looks.
    """
    if value is None:
        return
    if isinstance(value, str):
        page.write_string(row, place, value[:LONGEST_TEXT], shape)
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, place, float(value), shape)
    else:
        page.write_datetime(row, place, value, shape)
