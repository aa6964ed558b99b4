"""The bytes of a file that a user names: found, readable, of bearable size, unpacked."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pusaq_core.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_BYTES = 2 * 1024**3
"""Default limit for a file, and for what it unpacks to."""

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Source:
    """A file in memory.

    Attributes:
        file: its name as the user gave it.
        data: its content; gzip is unpacked.
        sha256: hexadecimal digest of the bytes on disk.
    """

    file: str
    data: bytes
    sha256: str


def refusal(code: str, file: str, because: Sequence[Problem] = (), **details: object) -> InputError:
    """An `InputError` with one problem, and those that led to it; `details` are fields of `Problem`."""
    return InputError(Problem(code, file=file, **details), *because)  # type: ignore[arg-type]  # by name


def read_source(path: str | Path, *, max_bytes: int = MAX_BYTES) -> Source:
    """Read a whole file.

    Args:
        path: the file as the user names it.
        max_bytes: largest size accepted, on disk and unpacked.

    Returns:
        Its bytes, never empty, with the digest of what is on disk.

    Raises:
        InputError: `file_not_found`, `file_is_directory`, `file_unreadable`, `file_empty`,
            `file_too_large`, `gzip_corrupt`, `gzip_truncated`.
    """
    file = str(path)
    try:
        location = Path(path)
        if location.is_dir():
            raise refusal("file_is_directory", file)
        if location.exists() and not location.is_file():
            raise refusal("file_unreadable", file, found="not a regular file")
        size = location.stat().st_size
        if size > max_bytes:
            raise refusal("file_too_large", file, expected=str(max_bytes), found=str(size))
        packed = location.read_bytes()
    except FileNotFoundError:
        raise refusal("file_not_found", file) from None
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL
        raise refusal("file_unreadable", file, found=_reason(error)) from None
    data = _unpacked(packed, file, max_bytes) if packed.startswith(_GZIP) else packed
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise refusal("file_empty", file)
    return Source(file, data, hashlib.sha256(packed).hexdigest())


def _reason(error: Exception) -> str:
    return (error.strerror or "") if isinstance(error, OSError) else str(error)


def _unpacked(packed: bytes, file: str, max_bytes: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as stream:
            data = stream.read(max_bytes + 1)
    except EOFError:
        raise refusal("gzip_truncated", file) from None
    except (OSError, zlib.error):
        raise refusal("gzip_corrupt", file) from None
    if len(data) > max_bytes:
        raise refusal("file_too_large", file, expected=str(max_bytes))
    return data


@contextmanager
def foreign_reader(file: str, kind: str) -> Iterator[None]:
    """Turn whatever a third-party reader throws at a broken file into `file_corrupt`.

    Readers written in Rust panic on some broken files; the panic arrives as a `BaseException`.

    Args:
        file: name of the file.
        kind: format that was tried: `xlsx`, `parquet`.

    Raises:
        InputError: `file_corrupt`.
    """
    try:
        yield
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001  (other people's readers raise anything at all)
        raise refusal("file_corrupt", file, expected=kind, found=_first_line(error)) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise refusal("file_corrupt", file, expected=kind) from None


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:120]
