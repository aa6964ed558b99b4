"""Files of a declared format, from the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

from pusaq_core.catalogue_reader.sheet import read_sheet
from pusaq_core.io.encoding import decode
from pusaq_core.io.source import read_source

if TYPE_CHECKING:
    from pathlib import Path

    from pusaq_core.catalogue_reader.sheet import Context

MAX_TEXT: Final = 4 * 1024**2
"""Bytes of the longest file accepted: these files are written by hand."""

T = TypeVar("T")


class SheetFile(NamedTuple, Generic[T]):
    """What a file says, with its name and the hexadecimal digest of its bytes."""

    content: T
    file: str
    sha256: str


def read_sheet_file(
    sheet: type[T], path: str | Path, *, file: str = "", context: Context = None
) -> SheetFile[T]:
    """Reads a file of a declared format.

    Args:
        sheet: the format.
        path: where the file is.
        file: its name for people; empty for the path.
        context: as `read_sheet`.

    Raises:
        InputError: as `read_source` and `read_sheet`.
    """
    source = read_source(path, max_bytes=MAX_TEXT)
    name = file or source.file
    return SheetFile(
        read_sheet(sheet, decode(source.data).text, file=name, context=context), name, source.sha256
    )
