"""Codes that a spreadsheet damaged: turned into numbers or dates, or without their leading zeros.

What is gone cannot be brought back from the cell alone: such a row is refused with its place. Only leading
zeros are mended, and only where all codes of the column say how many there should be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from pusaq_core.errors import InputError, Problem
from pusaq_core.io.rejections import no_rejections, problems_of, rejections

if TYPE_CHECKING:
    from collections.abc import Collection

DAMAGED: Final = (
    *("cell_error", "code_as_number", "code_as_date"),
    *("date_number", "date_no_value", "date_malformed"),
)
"""Rejections that a damaged file gives by the hundred."""

DAMAGED_SHARE: Final = 0.05
"""Share of damaged rows above which a file is refused."""

_AS_NUMBER: Final = r"^(\d[.,]\d+[eE]\+?\d{1,2}|\d+[eE]\+\d{1,2})$"
_AS_DATE: Final = r"^(\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?|\d{1,2}/\d{1,2}/\d{2,4})$"
_MOST: Final = 0.5
_LISTED: Final = 10


def damaged_codes(frame: pl.DataFrame, names: Collection[str], *, file: str) -> pl.DataFrame:
    """Rejections of rows whose code became a number in powers of ten (1.23E+06) or a date.

    Args:
        frame: columns of text with `_row`.
        names: columns of codes.
        file: name of the file.
    """
    either = f"{_AS_NUMBER}|{_AS_DATE}"
    some = frame.select(pl.col(names).str.contains(either).any()).row(0, named=True)
    found = [
        rejections(frame.filter(pl.col(name).str.contains(pattern)), file=file, column=name, code=kind)
        for name in names
        if some[name]
        for kind, pattern in (("code_as_number", _AS_NUMBER), ("code_as_date", _AS_DATE))
    ]
    return pl.concat([no_rejections(), *found])


def refuse_damaged(left_out: pl.DataFrame, rows: int, file: str) -> None:
    """Refuse a file of which more than `DAMAGED_SHARE` of the rows were damaged.

    Args:
        left_out: rejections of the file.
        rows: rows that it has.
        file: its name.

    Raises:
        InputError: `too_many_damaged` with the counts, then the first rows.
    """
    damaged = left_out.filter(pl.col("code").is_in(DAMAGED))
    if len(damaged) > DAMAGED_SHARE * rows:
        counts = f"{len(damaged)}/{rows}"
        share = Problem("too_many_damaged", file=file, expected=f"{DAMAGED_SHARE:.0%}", found=counts)
        raise InputError(share, *problems_of(damaged.head(_LISTED)))


def with_lost_zeros(
    frame: pl.DataFrame, names: Collection[str], *, file: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """Codes with the leading zeros that a spreadsheet cost them, where there is no doubt.

    There is none where every code of the column is of digits, more than half have the same greatest length,
    and no two shorter ones would become the same.

    Args:
        frame: columns of text.
        names: columns of codes.
        file: name of the file.

    Returns:
        The frame, and a note `zeros_mended` for each column that was mended.
    """
    notes = []
    for name in names:
        codes = frame[name].drop_nulls()
        lengths = codes.str.len_chars()
        if codes.is_empty() or lengths.min() == lengths.max() or not codes.str.contains(r"^\d+$").all():
            continue
        width = int(str(lengths.max()))
        short = codes.filter(lengths < width)
        clear = short.str.zfill(width).n_unique() == short.n_unique()
        if len(short) and len(short) < _MOST * len(codes) and clear:
            frame = frame.with_columns(pl.col(name).str.zfill(width))
            notes.append(
                Problem("zeros_mended", file=file, column=name, expected=str(width), found=str(len(short)))
            )
    return frame, notes
