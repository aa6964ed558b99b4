"""Parquet, read in a process of its own: a damaged file can abort the reader, and must not abort us."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from pusaq_core.io import parquet_child
from pusaq_core.io.columns import ROW, read_header
from pusaq_core.io.source import Source, refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

MEMORY: Final = 8 * 1024**3
"""Bytes of memory that the reading process may take."""


def read_parquet(source: Source, required: Iterable[str]) -> pl.DataFrame:
    """Text columns of a Parquet file; columns of lists and the like are left out.

    Args:
        source: the bytes.
        required: names of columns that must be there.

    Returns:
        Frame of text columns with `_row` (the first row is 2).

    Raises:
        InputError: `file_corrupt`, `header_missing`, `missing_column`, `duplicate_column`,
            `column_type_unknown` for a required column that holds more than one value a cell.
    """
    frame = _typed(source)
    wanted = tuple(required)
    header = read_header(frame.columns, file=source.file, row=1, required=wanted)
    columns = []
    for name, place in zip(header.names, header.places, strict=True):
        column = _as_text(frame.to_series(place))
        if column is not None:
            columns.append(column.alias(name))
        elif name in wanted:
            found = str(frame.dtypes[place])
            raise refusal("column_type_unknown", source.file, row=1, column=name, found=found)
    return pl.DataFrame(columns, height=len(frame)).with_columns(pl.int_range(2, pl.len() + 2).alias(ROW))


def _typed(source: Source) -> pl.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        packed, plain = Path(folder) / "in.parquet", Path(folder) / "out.arrow"
        packed.write_bytes(source.data)
        command = [sys.executable, "-I", parquet_child.__file__, str(packed), str(plain), str(MEMORY)]
        done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603  (our own file, no shell)
        if done.returncode != 0:
            raise refusal("file_corrupt", source.file, expected="parquet")
        return pl.read_ipc(plain.read_bytes())


def _as_text(column: pl.Series) -> pl.Series | None:
    """A typed column as text; None where its type holds more than one value a cell."""
    kind = column.dtype
    if kind.is_float():
        whole = column.is_finite() & (column == column.floor()) & (column.abs() < 1e15)
        as_whole = column.cast(pl.Int64, strict=False).cast(pl.String)
        return as_whole.zip_with(whole.fill_null(value=False), column.fill_nan(None).cast(pl.String))
    if kind == pl.Boolean:
        return column.cast(pl.Int8).cast(pl.String)
    if isinstance(kind, pl.Datetime):
        return column.dt.strftime("%Y-%m-%d %H:%M:%S").str.strip_suffix(" 00:00:00")
    if kind.is_nested() or kind in {pl.Binary, pl.Object}:
        return None
    return column.cast(pl.String)
