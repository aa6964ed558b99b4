"""Any table that a user brings, as columns of clean text: CSV, CSV.gz, XLSX, DBF or Parquet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pusaq_core.io.columns import ROW, cleaned
from pusaq_core.io.dbase import is_dbase, read_dbase
from pusaq_core.io.delimited import read_delimited
from pusaq_core.io.parquet import read_parquet
from pusaq_core.io.rejections import no_rejections, rejections
from pusaq_core.io.source import MAX_BYTES, Source, read_source, refusal
from pusaq_core.io.spreadsheet import read_spreadsheet

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from pathlib import Path

    from pusaq_core.errors import Problem

MAX_CELL = 32_767
"""Characters of the longest cell accepted, as in a workbook."""

_ZIP = b"PK\x03\x04"
_PARQUET = b"PAR1"
_KNOWN_OTHERS = {
    b"\xd0\xcf\x11\xe0": "xls",
    b"%PDF": "pdf",
    b"PK\x05\x06": "zip",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"BZh": "bz2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zst",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A file as columns of text.

    Attributes:
        frame: String columns named in capitals, stripped, null where empty, and `_row`: line of the file,
            the header being line 1 (in a workbook: row of the sheet).
        file: name of the file as the user gave it.
        sha256: hexadecimal digest of the file on disk.
        encoding: `utf-8`, `utf-16`, `cp850` or `latin-1`.
        rejections: rows that were left out, in the columns of `pusaq_core.io.rejections.SCHEMA`.
        day_one: day from which it counts days; None where the format has none.
        notes: what was understood in reading: which sheet, which names.
    """

    frame: pl.DataFrame
    file: str
    sha256: str
    encoding: str
    rejections: pl.DataFrame
    day_one: dt.date | None = None
    notes: tuple[Problem, ...] = ()

    def with_empty(self, names: Iterable[str]) -> pl.DataFrame:
        """The frame with an empty column for each of these names that the file does not have."""
        missing = [name for name in names if name not in self.frame.columns]
        return self.frame.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in missing)


def read_table(
    path: str | Path,
    *,
    required: Iterable[str] = (),
    known: Iterable[str] = (),
    max_bytes: int = MAX_BYTES,
) -> Table:
    """Read a table whatever its format, which its content tells, not its name.

    Cells are data only: nothing is executed, control and invisible signs are dropped, line breaks become
    blanks. Rows with a cell beyond `MAX_CELL` characters are left out and listed.

    Args:
        path: the file as the user names it.
        required: columns that must be there, in capitals; others are kept as they are.
        known: further columns that will be read, where they are there.
        max_bytes: largest size accepted, on disk and unpacked.

    Raises:
        InputError: whatever makes the file unusable, with file, row and column: `file_not_found`,
            `file_is_directory`, `file_unreadable`, `file_empty`, `file_too_large`, `file_corrupt`,
            `gzip_corrupt`, `gzip_truncated`, `file_truncated`, `quote_open`, `format_unknown`,
            `binary_content`, `header_missing`, `missing_column`, `duplicate_column`, `column_type_unknown`,
            `ragged_row`, `cell_too_long`, `sheets_alike`, `sheet_hidden`.
    """
    source = read_source(path, max_bytes=max_bytes)
    read = _read(source, tuple(required), tuple(known), max_bytes)
    frame = cleaned(read.frame)
    left_out = _overlong(frame, source.file)
    kept = frame.filter(~pl.col(ROW).is_in(left_out["row"].implode())) if len(left_out) else frame
    return Table(kept, source.file, source.sha256, read.encoding, left_out, read.day_one, read.notes)


class _Content(NamedTuple):
    frame: pl.DataFrame
    encoding: str
    day_one: dt.date | None = None
    notes: tuple[Problem, ...] = ()


def _read(source: Source, required: tuple[str, ...], known: tuple[str, ...], max_bytes: int) -> _Content:
    if source.data.startswith(_ZIP):
        sheet = read_spreadsheet(source, required, max_bytes=max_bytes)
        return _Content(sheet.frame, "utf-8", sheet.day_one, sheet.notes)
    if source.data.startswith(_PARQUET):
        return _Content(read_parquet(source, required), "utf-8")
    if is_dbase(source.data):
        frame, encoding, notes = read_dbase(source, required, known)
        return _Content(frame, encoding, notes=notes)
    for magic, name in _KNOWN_OTHERS.items():
        if source.data.startswith(magic):
            raise refusal("format_unknown", source.file, found=name)
    return _Content(*read_delimited(source, required))


def _overlong(frame: pl.DataFrame, file: str) -> pl.DataFrame:
    names = [name for name in frame.columns if name != ROW]
    longest = frame.select(pl.col(names).str.len_chars().max()).row(0, named=True)
    found = [
        rejections(
            frame.filter(pl.col(name).str.len_chars() > MAX_CELL),
            file=file,
            column=name,
            code="cell_too_long",
        )
        for name in names
        if (longest[name] or 0) > MAX_CELL
    ]
    return pl.concat(found) if found else no_rejections()
