"""Delimited text: comma, semicolon, tab or bar, with the line of the file for every row."""

from __future__ import annotations

import csv
import io
import itertools
import re
from typing import TYPE_CHECKING, NoReturn

from pusaq_core.errors import InputError, Problem
from pusaq_core.io.columns import Header, column_name, frame_of_rows, read_header
from pusaq_core.io.encoding import decode
from pusaq_core.io.regular_csv import regular_rows
from pusaq_core.io.source import Source, refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import polars as pl

DELIMITERS = (",", ";", "\t", "|")
MAX_PROBLEMS = 20
"""Ragged rows named before reading stops: more say nothing new."""

_BINARY_SAMPLE = 65_536
_BINARY_SHARE = 0.25
_CONTROL = bytes(i for i in range(32) if i not in b"\t\n\r\x0b\x0c\x1a") + b"\x7f"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_EXCEL_HINT = re.compile(r"sep=(.)\s*", re.IGNORECASE)


def read_delimited(source: Source, required: Iterable[str]) -> tuple[pl.DataFrame, str]:
    """Text columns of a delimited file.

    Args:
        source: the bytes.
        required: names of columns that must be there; they also tell the delimiter.

    Returns:
        Frame of text columns with `_row`, and the encoding.

    Raises:
        InputError: `binary_content`, `header_missing`, `missing_column`, `duplicate_column`, `ragged_row`,
            `file_truncated`, `quote_open`, `cell_too_long`.
    """
    text, encoding = decode(source.data)
    wanted = tuple(required)
    first, header_line = _header_line(text, source.file)
    hint = _EXCEL_HINT.fullmatch(header_line)
    if hint:
        first, header_line = _header_line(text, source.file, skip=first)
    if encoding != "utf-16":
        _refuse_binary(source, header_line, wanted)
    elif "\ufffd" in header_line or not any(name in header_line.upper() for name in wanted):
        raise refusal("binary_content", source.file)
    delimiter = hint[1] if hint else _delimiter(header_line, wanted)
    records = _records(text, delimiter, first, source.file)
    row, cells = next(records)
    header = read_header(cells, file=source.file, row=row, required=wanted)
    frame = _short_way(text, header_line, header, delimiter, first)
    if frame is None:
        frame = frame_of_rows(header, _even_rows(records, header, text, delimiter, source.file))
    return frame, encoding


def _short_way(
    text: str, header_line: str, header: Header, delimiter: str, first: int
) -> pl.DataFrame | None:
    if header_line.count('"') % 2 or not delimiter.isascii():
        return None
    below = text.index(header_line) + len(header_line)
    return regular_rows(text[below:].encode(), header, delimiter, first + 1)


def _refuse_binary(source: Source, header_line: str, required: Sequence[str]) -> None:
    sample = source.data[:_BINARY_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    no_header = not any(name in header_line.upper() for name in required)
    if controls > _BINARY_SHARE * len(sample) or (
        no_header and not set(_CONTROL).isdisjoint(header_line.encode())
    ):
        raise refusal("binary_content", source.file)


def _header_line(text: str, file: str, skip: int = 0) -> tuple[int, str]:
    """Number and text of the first line with content after `skip` lines."""
    for number, line in enumerate(_LINE.finditer(text), 1):
        if number > skip and line[0].strip():
            return number, line[0]
    raise refusal("header_missing", file, row=skip + 1)


def _delimiter(header_line: str, required: Sequence[str]) -> str:
    """The delimiter that finds most required columns, then most columns."""

    def found(delimiter: str) -> tuple[int, int]:
        names = [column_name(name.strip().strip('"')) for name in header_line.split(delimiter)]
        return len(set(required) & set(names)), len(names)

    return max(DELIMITERS, key=found)


def _records(text: str, delimiter: str, first: int, file: str) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of every record from line `first` on, blank lines left out."""
    lines = itertools.islice(io.StringIO(text, newline=""), first - 1, None)
    reader = csv.reader(lines, delimiter=delimiter)
    start = first
    try:
        for cells in reader:
            if cells:
                yield start, cells
            start = first + reader.line_num
    except csv.Error as error:
        raise refusal("cell_too_long", file, row=start, found=str(error)) from None


def _even_rows(
    records: Iterator[tuple[int, list[str]]], header: Header, text: str, delimiter: str, file: str
) -> Iterator[tuple[int, list[str]]]:
    """The records, each with as many cells as the header."""
    ragged: list[tuple[int, int]] = []
    line = 0
    for line, cells in records:
        if len(cells) != header.width:
            if len(cells) > header.width and not any(cells[header.width :]):
                del cells[header.width :]
            else:
                ragged.append((line, len(cells)))
                if len(ragged) == MAX_PROBLEMS:
                    break
                continue
        yield line, cells
    if line and _quote_stays_open(text, delimiter, line):
        raise refusal("quote_open", file, row=line)
    if ragged:
        _refuse_ragged(
            ragged, header.width, file, ends_there=ragged == [(line, ragged[0][1])] and text[-1] not in "\r\n"
        )


def _refuse_ragged(ragged: list[tuple[int, int]], width: int, file: str, *, ends_there: bool) -> NoReturn:
    code = "file_truncated" if ends_there and ragged[0][1] < width else "ragged_row"
    raise InputError(
        *(Problem(code, file=file, row=line, expected=str(width), found=str(cells)) for line, cells in ragged)
    )


def _quote_stays_open(text: str, delimiter: str, line: int) -> bool:
    """Whether the record that starts at a line, the last of the file, lacks the quote that closes it."""
    rest = itertools.islice(io.StringIO(text, newline=""), line - 1, None)
    try:
        for _ in csv.reader(rest, delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False
