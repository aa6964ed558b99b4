"""Files of every kind, made in the test: what users bring in good and in bad shape."""

from __future__ import annotations

import struct
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from pusaq_core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pusaq_core.errors import Problem

REGISTRY_HEADER = ("COD_MOD", "ANEXO", "CODLOCAL", "CEN_EDU", "CODOOII", "NLAT_IE", "NLONG_IE")
SCHOOLS = (
    ("0257337", "0", "000142", "José Olaya", "220004", "-6.42", "-76.52"),
    ("0257345", "0", "000156", "Niñas Unión", "220004", "-6.43", "-76.53"),
    ("0257345", "1", "000156", "MUÑOZ RÍOS", "220004", "-6.44", "-76.54"),
)
STAFF_HEADER = (
    *("COD_PLAZA", "COD_MOD", "ANEXO", "CARGO", "CONDICION"),
    *("COD_PERSONA", "NOMBRES", "APELLIDOS", "FECHA_INICIO", "FECHA_FIN"),
)


def csv_text(header: Sequence[str], rows: Sequence[Sequence[object]], delimiter: str = ",") -> str:
    return "".join(delimiter.join(map(str, row)) + "\n" for row in (header, *rows))


def dbf_bytes(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    encoding: str = "cp850",
    kinds: str = "",
    deleted: int = -1,
) -> bytes:
    """A DBF whose header names no code page, one letter of `kinds` a column (text by default)."""
    cells = [[str(cell).encode(encoding) for cell in row] for row in rows]
    widths = [max([1, *(len(row[i]) for row in cells)]) for i in range(len(header))]
    fields = b"".join(
        name.encode(encoding).ljust(11, b"\0") + kind.encode() + bytes([0, 0, 0, 0, width, 0]) + bytes(14)
        for name, width, kind in zip(header, widths, kinds or "C" * len(header), strict=True)
    )
    start = 32 + len(fields) + 1
    prefix = struct.pack("<BBBBIHH20x", 3, 126, 1, 1, len(rows), start, 1 + sum(widths))
    body = b"".join(
        (b"*" if number == deleted else b" ")
        + b"".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for number, row in enumerate(cells)
    )
    return prefix + fields + b"\r" + body + b"\x1a"


def write_xlsx(path: Path, rows: Sequence[Sequence[object]], *, sheets_before: int = 0) -> Path:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"})
    for _ in range(sheets_before):
        book.add_worksheet().write(0, 0, "Notas")
    page = book.add_worksheet("Datos")
    for line, row in enumerate(rows):
        page.write_row(line, 0, row)
    book.close()
    return path


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """Builders of files, and the three schools that most tests read."""
    return SimpleNamespace(
        csv=csv_text,
        dbf=dbf_bytes,
        xlsx=write_xlsx,
        registry_header=REGISTRY_HEADER,
        schools=SCHOOLS,
        staff_header=STAFF_HEADER,
    )


@pytest.fixture(scope="session")
def refused() -> Callable[[Callable[[], object]], tuple[Problem, ...]]:
    """Run what must be refused; hands back the problems."""

    def run(action: Callable[[], object]) -> tuple[Problem, ...]:
        with pytest.raises(InputError) as caught:
            action()
        return caught.value.problems

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write text or bytes to a file of the test."""

    def run(content: str | bytes, name: str = "datos.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return run


@pytest.fixture(scope="session")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Path]:
    """The same file again and again with other bytes, for properties."""
    path = tmp_path_factory.mktemp("bytes") / "archivo"

    def run(content: bytes) -> Path:
        path.write_bytes(content)
        return path

    return run
