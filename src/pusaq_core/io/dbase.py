"""DBF, the format of the padrón: fixed-width records, read column by column.

The code page that the header names is not believed: the padrón says one and is written in another.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from pusaq_core.errors import InputError, Problem
from pusaq_core.io.columns import ROW, read_header
from pusaq_core.io.cut_names import completed_names
from pusaq_core.io.encoding import TABLES, detect
from pusaq_core.io.source import Source, refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_VERSIONS = frozenset(b"\x02\x03\x30\x31\x32\x43\x63\x83\x8b\xcb\xf5\xfb")
_PREFIX = struct.Struct("<4xIHH20x")
_DESCRIPTOR = 32
_TEXT_TYPES = "CNFDL"
_TRUTH = {"T": "1", "Y": "1", "S": "1", "F": "0", "N": "0"}


@dataclass(frozen=True, slots=True)
class _Field:
    name: bytes
    kind: str
    offset: int
    width: int


@dataclass(frozen=True, slots=True)
class _Layout:
    records: int
    start: int
    width: int
    fields: tuple[_Field, ...]


def is_dbase(data: bytes) -> bool:
    """Whether the bytes begin like a DBF: a known version and a header whose lengths agree."""
    return _layout(data) is not None


def _layout(data: bytes) -> _Layout | None:
    if len(data) <= _DESCRIPTOR or data[0] not in _VERSIONS:
        return None
    records, start, width = _PREFIX.unpack_from(data)
    fields: list[_Field] = []
    place, offset = _DESCRIPTOR, 1
    while place + _DESCRIPTOR <= min(start, len(data)) and data[place] not in b"\r\n":
        name = data[place : place + 11].split(b"\0")[0]
        kind, size = chr(data[place + 11]), data[place + 16]
        fields.append(_Field(name, kind, offset, size))
        offset += size
        place += _DESCRIPTOR
    return _Layout(records, start, width, tuple(fields)) if fields and offset == width else None


def read_dbase(
    source: Source, required: Iterable[str], known: Iterable[str] = ()
) -> tuple[pl.DataFrame, str, tuple[Problem, ...]]:
    """Text columns of a DBF; records marked as deleted are left out.

    Args:
        source: the bytes, of which `is_dbase` is true.
        required: names of columns that must be there.
        known: further names that will be read, for completing those that the format cut.

    Returns:
        Frame of text columns with `_row` (the first record is row 2), the encoding, and a note for each name
        that was completed.

    Raises:
        InputError: `file_corrupt`, `file_truncated`, `header_missing`, `missing_column`,
            `duplicate_column`, `column_type_unknown` for a required column of a type that is no text,
            number, date or truth value.
    """
    layout = _layout(source.data)
    if layout is None:
        raise refusal("file_corrupt", source.file, expected="dbf")
    whole = (len(source.data) - layout.start) // layout.width
    if whole < layout.records:
        raise refusal("file_truncated", source.file, expected=str(layout.records), found=str(max(whole, 0)))
    body = np.frombuffer(source.data, np.uint8, layout.records * layout.width, layout.start)
    records = body.reshape(layout.records, layout.width)
    wanted = tuple(required)
    encoding = detect(_text_bytes(records, layout))
    names = [_decoded_name(field.name, encoding) for field in layout.fields]
    names, notes = completed_names(names, {*wanted, *known}, file=source.file)
    header = read_header(names, file=source.file, row=1, required=wanted)
    kinds = [layout.fields[place].kind for place in header.places]
    problems = [
        Problem("column_type_unknown", file=source.file, row=1, column=name, found=kind)
        for name, kind in zip(header.names, kinds, strict=True)
        if name in wanted and kind not in _TEXT_TYPES
    ]
    if problems:
        raise InputError(*problems)
    kept = np.flatnonzero(records[:, 0] != ord("*"))
    records = records[kept]
    columns = [
        _column(name, layout.fields[place], records, encoding)
        for name, place in zip(header.names, header.places, strict=True)
        if layout.fields[place].kind in _TEXT_TYPES
    ]
    return pl.DataFrame([*columns, pl.Series(ROW, kept + 2, dtype=pl.Int64)]), encoding, tuple(notes)


def _decoded_name(name: bytes, encoding: str) -> str:
    return (
        name.decode("utf-8", "replace")
        if encoding == "utf-8"
        else name.decode("latin-1").translate(TABLES[encoding])
    )


def _text_bytes(records: NDArray[np.uint8], layout: _Layout) -> bytes:
    """Bytes of the text fields, each padded by a blank so that neighbours do not touch."""
    text = [field for field in layout.fields if field.kind == "C" and field.width]
    parts = [
        np.pad(records[:, f.offset : f.offset + f.width], ((0, 0), (0, 1)), constant_values=32) for f in text
    ]
    return b"".join(part.tobytes() for part in parts)


def _column(name: str, field: _Field, records: NDArray[np.uint8], encoding: str) -> pl.Series:
    cells = np.ascontiguousarray(records[:, field.offset : field.offset + field.width])
    if not field.width or not len(cells):
        return pl.Series(name, [None] * len(records), dtype=pl.String)
    if encoding == "utf-8":
        texts = [cell.decode("utf-8", "replace") for cell in cells.view(f"S{field.width}")[:, 0].tolist()]
    else:
        points = np.array([ord(c) for c in TABLES[encoding]], dtype=np.uint32)[cells]
        texts = np.ascontiguousarray(points).view(f"<U{field.width}")[:, 0].tolist()
    column = pl.Series(name, texts, dtype=pl.String)
    if field.kind == "D":
        return column.str.replace(r"^\s*(\d{4})(\d\d)(\d\d)\s*$", "${1}-${2}-${3}")
    if field.kind == "L":
        return column.str.to_uppercase().replace_strict(_TRUTH, default=None, return_dtype=pl.String)
    return column
