"""The staffing export (NEXUS): one row a post and holder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from pusaq_core.io.cells import code, day, is_code
from pusaq_core.io.columns import ROW
from pusaq_core.io.rejections import in_file_order, rejections
from pusaq_core.io.source import MAX_BYTES, refusal
from pusaq_core.io.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path

REQUIRED: Final = (
    *("COD_PLAZA", "COD_MOD", "ANEXO", "CARGO", "CONDICION"),
    *("COD_PERSONA", "NOMBRES", "APELLIDOS", "FECHA_INICIO", "FECHA_FIN"),
)
_MODULAR_CODE_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Staff:
    """A staffing file as read.

    Attributes:
        frame: usable rows in the order of the file: the columns of `REQUIRED` (text; FECHA_INICIO and
            FECHA_FIN are Date, null where open) and `_row`. COD_PERSONA is null where nobody holds the post.
        rejections: rows left out, in the columns of `pusaq_core.io.rejections.SCHEMA`.
        file: name of the file as the user gave it.
        sha256: hexadecimal digest of the file on disk.
    """

    frame: pl.DataFrame
    rejections: pl.DataFrame
    file: str
    sha256: str


class Accompanied(NamedTuple):
    """Posts whose holders can be accompanied.

    Attributes:
        frame: cod_mod, anexo, post, person, names, surnames (String), posts_of_person (UInt32: rows of
            that person in this frame; the plan accompanies her once), sorted by the first four.
        rejections: posts in the school year that nobody holds, code `post_without_person`.
    """

    frame: pl.DataFrame
    rejections: pl.DataFrame


def read_staff(path: str | Path, *, max_bytes: int = MAX_BYTES) -> Staff:
    """Read a staffing file and set aside the rows that cannot be used.

    Dates may be YYYY-MM-DD, dd/mm/yyyy or a spreadsheet's day numbers; an empty one is open. Left out are
    rows without post, service or kind of post, with a date that is none, or that end before they start.

    Args:
        path: the file as the user names it.
        max_bytes: largest size accepted, on disk and unpacked.

    Raises:
        InputError: as `read_table`; `no_usable_row`.
    """
    table = read_table(path, required=REQUIRED, max_bytes=max_bytes)
    text = table.frame.select(*REQUIRED, ROW).with_columns(
        COD_PLAZA=code("COD_PLAZA"),
        COD_MOD=code("COD_MOD", _MODULAR_CODE_DIGITS),
        ANEXO=code("ANEXO").fill_null("0"),
        COD_PERSONA=code("COD_PERSONA"),
        CARGO=pl.col("CARGO").str.to_uppercase().str.replace_all(r"\s+", " "),
        CONDICION=pl.col("CONDICION").str.to_uppercase(),
    )
    frame = text.with_columns(day("FECHA_INICIO").alias("start"), day("FECHA_FIN").alias("end"))
    left_out = in_file_order([table.rejections, *_rejected(frame, table.file)])
    usable = frame.join(left_out.select(pl.col("row").alias(ROW)), on=ROW, how="anti", maintain_order="left")
    if usable.is_empty():
        raise refusal("no_usable_row", table.file, found=str(len(left_out)))
    usable = usable.with_columns(FECHA_INICIO=pl.col("start"), FECHA_FIN=pl.col("end")).drop("start", "end")
    return Staff(usable, left_out, table.file, table.sha256)


def _rejected(frame: pl.DataFrame, file: str) -> list[pl.DataFrame]:
    found = [
        rejections(frame.filter(pl.col(name).is_null()), file=file, column=name, code="key_missing")
        for name in ("COD_PLAZA", "COD_MOD", "CARGO")
    ]
    found += [
        rejections(frame.filter(~is_code(name)), file=file, column=name, code="code_malformed")
        for name in ("COD_PLAZA", "COD_MOD", "ANEXO", "COD_PERSONA")
    ]
    for name, parsed in (("FECHA_INICIO", "start"), ("FECHA_FIN", "end")):
        wrong = pl.col(name).is_not_null() & pl.col(parsed).is_null()
        found.append(rejections(frame.filter(wrong), file=file, column=name, code="date_malformed"))
    backwards = frame.filter(pl.col("end") < pl.col("start"))
    found.append(
        rejections(
            backwards,
            file=file,
            column="FECHA_FIN",
            code="end_before_start",
            expected=pl.col("start").cast(pl.String),
        )
    )
    return found


def accompanied(staff: Staff, *, cargos: Collection[str], school_days: Collection[date]) -> Accompanied:
    """Who can be accompanied: holders of certain kinds of post on at least one school day.

    The last holder of a post counts: the latest start, then the last row. A vacancy is no holder; it is
    listed where nobody else holds the post in the school year.

    Args:
        staff: as read.
        cargos: kinds of post, as the norm file lists them.
        school_days: days with classes of the year; dates that fall between them do not count.
    """
    days = pl.DataFrame({"next_day": sorted(set(school_days))}, schema={"next_day": pl.Date})
    wanted = [" ".join(cargo.upper().split()) for cargo in cargos]
    in_year = (
        staff.frame.filter(pl.col("CARGO").is_in(wanted))
        .with_columns(since=pl.col("FECHA_INICIO").fill_null(pl.date(1, 1, 1)))
        .sort("since", ROW)
        .join_asof(days, left_on="since", right_on="next_day", strategy="forward")
        .filter(pl.col("next_day") <= pl.col("FECHA_FIN").fill_null(pl.date(9999, 12, 31)))
        .sort(pl.col("COD_PERSONA").is_not_null(), "since", ROW)
        .unique("COD_PLAZA", keep="last", maintain_order=True)
    )
    held = in_year.filter(pl.col("COD_PERSONA").is_not_null())
    frame = held.select(
        cod_mod="COD_MOD",
        anexo="ANEXO",
        post="COD_PLAZA",
        person="COD_PERSONA",
        names="NOMBRES",
        surnames="APELLIDOS",
        posts_of_person=pl.len().over("COD_PERSONA"),
    ).sort("cod_mod", "anexo", "post", "person")
    vacant = in_year.filter(pl.col("COD_PERSONA").is_null()).sort(ROW)
    listed = rejections(
        vacant, file=staff.file, column="COD_PERSONA", code="post_without_person", found="COD_PLAZA"
    )
    return Accompanied(frame, listed)
