"""The short way through delimited text that is built regularly, several times as fast as the long way.

Regular means: quotes only around whole cells (doubled inside), one line a row, as many cells in every row
as in the header, no empty lines. The check is arithmetic on the bytes; what does not pass takes the long
way in `delimited`, which also words the problems. Both ways give the same cells and lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from pusaq_core.io.columns import ROW

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pusaq_core.io.columns import Header

_NEWLINE, _RETURN, _QUOTE = b'\n\r"'


def regular_rows(data: bytes, header: Header, delimiter: str, first_line: int) -> pl.DataFrame | None:
    """Rows of text below the header, or None where the text is not regular.

    Args:
        data: UTF-8, from the line after the header on.
        header: columns to keep.
        delimiter: one ASCII character.
        first_line: line of the file at which `data` begins.

    Returns:
        Frame of `header.names` (String) and `_row` (Int64).
    """
    whole = data if data.endswith(b"\n") else data + b"\n"
    rows = _regular_lines(np.frombuffer(whole, np.uint8), header.width, ord(delimiter)) if data else 0
    if not rows:
        return None
    frame = pl.read_csv(whole, has_header=False, separator=delimiter, infer_schema=False)
    if frame.shape != (rows, header.width):
        return None
    kept = [
        frame.to_series(place).alias(name) for name, place in zip(header.names, header.places, strict=True)
    ]
    lines = pl.int_range(first_line, first_line + rows, dtype=pl.Int64, eager=True)
    return pl.DataFrame([*kept, lines.alias(ROW)])


def _regular_lines(codes: NDArray[np.uint8], width: int, delimiter: int) -> int:
    """Number of lines where all are regular, else 0."""
    breaks, cuts = codes == _NEWLINE, codes == delimiter
    ends = np.flatnonzero(breaks)
    returns = np.flatnonzero(codes == _RETURN)
    if not breaks[returns + 1].all():
        return 0
    inside = _quoted(codes, delimiter)
    if inside is None or (breaks & inside).any():
        return 0
    starts = np.concatenate([[0], ends[:-1] + 1])
    empty = (ends == starts) | ((ends == starts + 1) & (codes[starts] == _RETURN))
    cells = np.bincount(np.searchsorted(ends, np.flatnonzero(cuts & ~inside)), minlength=len(ends)) + 1
    return 0 if empty.any() or (cells != width).any() else len(ends)


def _quoted(codes: NDArray[np.uint8], delimiter: int) -> NDArray[np.bool_] | None:
    """Which bytes stand inside quotes; None where a quote stands where none should."""
    quotes = codes == _QUOTE
    places = np.flatnonzero(quotes)
    if not len(places):
        return np.zeros(len(codes), dtype=np.bool_)
    opening, closing = places[0::2], places[1::2]
    if len(opening) != len(closing):
        return None
    before = np.where(opening > 0, codes[opening - 1], _NEWLINE)
    after = codes[closing + 1]  # the last byte is a newline
    neighbours = (delimiter, _NEWLINE, _QUOTE)
    if not (np.isin(before, neighbours).all() and np.isin(after, (*neighbours, _RETURN)).all()):
        return None
    within: NDArray[np.bool_] = np.cumsum(quotes, dtype=np.uint8) % 2 == 1
    return within
