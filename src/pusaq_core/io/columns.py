"""Columns of text as every format hands them over, before anything is checked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pusaq_core.errors import InputError, Problem
from pusaq_core.io.source import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROW = "_row"
"""Column that holds the line of the file; the header is line 1 of a file without titles."""

CHUNK_ROWS = 20_000

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_ODD_SPACES = r"\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_UNUSUAL = re.compile(_INVISIBLE.pattern.replace("]+", rf"\u0300-\u036f{_ODD_SPACES}]|  "))
"""Invisible signs, accents that stand apart from their letters, and blanks that are not one plain blank."""


def column_name(raw: object) -> str:
    """A header cell as a name: capitals, no marks, accents joined, runs of blanks as one underscore."""
    joined = unicodedata.normalize("NFC", "" if raw is None else str(raw))
    visible = _INVISIBLE.sub(" ", joined)
    return re.sub(r"\s+", "_", visible.strip()).upper()


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a file that will be kept.

    Attributes:
        names: unique names, in the order of the file.
        places: index of each in a row of the file.
        width: cells that a row of the file must have.
    """

    names: tuple[str, ...]
    places: tuple[int, ...]
    width: int


def read_header(cells: Sequence[object], *, file: str, row: int, required: Iterable[str]) -> Header:
    """Names of the columns; columns without a name are left out.

    Args:
        cells: the header as read.
        file: name of the file, for problems.
        row: its line.
        required: names that must be there.

    Raises:
        InputError: `header_missing` where none of the required columns is there, else `missing_column`
            for each that is not, and `duplicate_column`.
    """
    named = [(place, column_name(cell)) for place, cell in enumerate(cells)]
    named = [(place, name) for place, name in named if name]
    names = [name for _, name in named]
    wanted = list(dict.fromkeys(required))
    missing = [name for name in wanted if name not in names]
    if not names or (missing and len(missing) == len(wanted)):
        shown = ", ".join(names)[:120]
        raise refusal("header_missing", file, row=row, expected=", ".join(wanted), found=shown)
    repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    problems = [Problem("missing_column", file=file, row=row, column=name, expected=name) for name in missing]
    problems += [
        Problem("duplicate_column", file=file, row=row, column=name, found=name) for name in repeated
    ]
    if problems:
        raise InputError(*problems)
    return Header(tuple(names), tuple(place for place, _ in named), len(cells))


def frame_of_rows(header: Header, rows: Iterator[tuple[int, Sequence[str | None]]]) -> pl.DataFrame:
    """Text columns from rows with their line, a chunk at a time so that memory stays small.

    Args:
        header: columns to keep.
        rows: line of the file and its cells, `header.width` of them.

    Returns:
        Frame of `header.names` (String) and `_row` (Int64).
    """
    parts = [_part(header, [], [])]
    lines: list[int] = []
    chunk: list[Sequence[str | None]] = []
    for line, cells in rows:
        lines.append(line)
        chunk.append(cells)
        if len(chunk) == CHUNK_ROWS:
            parts.append(_part(header, lines, chunk))
            lines, chunk = [], []
    parts.append(_part(header, lines, chunk))
    return pl.concat(parts, rechunk=True)


def _part(header: Header, lines: list[int], rows: list[Sequence[str | None]]) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * header.width
    text = [
        pl.Series(name, columns[place], dtype=pl.String)
        for name, place in zip(header.names, header.places, strict=True)
    ]
    return pl.DataFrame([*text, pl.Series(ROW, lines, dtype=pl.Int64)])


def cleaned(frame: pl.DataFrame) -> pl.DataFrame:
    """Cells as plain data: no control or invisible signs, no blanks at the ends, empty is null.

    Accents that stand apart are joined with their letters (NFC), and line breaks, tabs, no-break spaces and
    runs of blanks become one blank, so that what looks alike is equal. Rows without any cell are dropped.
    """
    names = [name for name in frame.columns if name != ROW]
    frame = frame.with_columns(pl.col(names).str.strip_chars())
    unusual = pl.col(names).str.contains(_UNUSUAL.pattern)
    marked = frame.select(unusual.any()).row(0, named=True) if names else {}
    strange = [name for name in names if marked[name]]
    visible = pl.col(strange).str.replace_all(r"[\t\n\r]+", " ").str.replace_all(_INVISIBLE.pattern, "")
    plain = visible.str.replace_all(r"\s+", " ").str.strip_chars().str.normalize("NFC")
    frame = frame.with_columns(plain) if strange else frame
    frame = frame.with_columns(pl.when(pl.col(names) != "").then(pl.col(names)))
    return frame.filter(pl.any_horizontal(pl.col(names).is_not_null()))
