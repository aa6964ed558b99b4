"""The staffing export (NEXUS): one row a post and holder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from pusaq_core.io.cells import annex, code, day, is_code
from pusaq_core.io.columns import ROW
from pusaq_core.io.damaged_codes import damaged_codes, with_lost_zeros
from pusaq_core.io.rejections import in_file_order, problems_of, rejections
from pusaq_core.io.silent_cells import error_cells, says_no_value, without_no_values
from pusaq_core.io.source import MAX_BYTES, refusal
from pusaq_core.io.tables import read_table
from pusaq_core.yearplan.posts import HELD

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path

    from pusaq_core.errors import Problem

REQUIRED: Final = (
    *("COD_PLAZA", "COD_MOD", "ANEXO", "CARGO", "CONDICION"),
    *("COD_PERSONA", "NOMBRES", "APELLIDOS", "FECHA_INICIO", "FECHA_FIN"),
)
_CODES: Final = ("COD_PLAZA", "COD_MOD", "ANEXO", "COD_PERSONA")
_DATES: Final = (("FECHA_INICIO", "start"), ("FECHA_FIN", "end"))
_SHOWN: Final = ("CONDICION", "NOMBRES", "APELLIDOS")
_MODULAR_CODE_DIGITS = 7
_LISTED = 10
_FAR = pl.date(9999, 12, 31)
_LONG_AGO = pl.date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Staff:
    """A staffing file as read.

    Attributes:
        frame: usable rows in the order of the file: the columns of `REQUIRED` (text; FECHA_INICIO and
            FECHA_FIN are Date, null where open) and `_row`. COD_PERSONA is null where nobody holds the post.
        rejections: rows left out, in the columns of `pusaq_core.io.rejections.SCHEMA`.
        file: name of the file as the user gave it.
        sha256: hexadecimal digest of the file on disk.
        notes: what was mended or understood in reading.
    """

    frame: pl.DataFrame
    rejections: pl.DataFrame
    file: str
    sha256: str
    notes: tuple[Problem, ...] = ()


class Accompanied(NamedTuple):
    """Posts whose holders can be accompanied.

    Attributes:
        frame: cod_mod, anexo, post, person, names, surnames (String), posts_of_person (UInt32: rows of
            that person in this frame; the plan accompanies her once), sorted by the first four.
        rejections: posts in the school year that nobody holds, code `post_without_person`, and holders whose
            post somebody else holds since, code `post_shared`.
        rows: every usable row of the file: cod_mod, anexo, post, person, and `state`: `acompanable`,
            `otro_cargo`, `fuera_del_anio`, `sin_titular` or `reemplazada`.
    """

    frame: pl.DataFrame
    rejections: pl.DataFrame
    rows: pl.DataFrame


def read_staff(path: str | Path, *, max_bytes: int = MAX_BYTES) -> Staff:
    """Read a staffing file and set aside the rows that cannot be used.

    Dates may be YYYY-MM-DD, dd/mm/yyyy or, in a workbook, its day numbers; an empty one is open. Left out
    are rows without post, service or kind of post, with a code or date that is none, or that end before
    they start, and posts that another service has at the same time.

    Args:
        path: the file as the user names it.
        max_bytes: largest size accepted, on disk and unpacked.

    Raises:
        InputError: as `read_table`; `no_usable_row` with the first rows.
    """
    table = read_table(path, required=REQUIRED, max_bytes=max_bytes)
    text = without_no_values(table.frame.select(*REQUIRED, ROW), (*_CODES, "CARGO", *_SHOWN)).with_columns(
        COD_PLAZA=code("COD_PLAZA"),
        COD_MOD=code("COD_MOD", _MODULAR_CODE_DIGITS),
        ANEXO=annex("ANEXO").fill_null("0"),
        COD_PERSONA=code("COD_PERSONA"),
        CARGO=pl.col("CARGO").str.to_uppercase().str.replace_all(r"\s+", " "),
        CONDICION=pl.col("CONDICION").str.to_uppercase(),
    )
    text, notes = with_lost_zeros(text, ("COD_PLAZA", "COD_PERSONA"), file=table.file)
    frame = text.with_columns(day(name, table.day_one).alias(parsed) for name, parsed in _DATES)
    left_out = in_file_order([table.rejections, *_rejected(frame, table.file)])
    left_out = in_file_order([left_out, _elsewhere(_without(frame, left_out), table.file)])
    usable = _without(frame, left_out)
    if usable.is_empty():
        because = problems_of(left_out.head(_LISTED))
        raise refusal("no_usable_row", table.file, because, found=str(len(left_out)))
    usable = usable.with_columns(FECHA_INICIO=pl.col("start"), FECHA_FIN=pl.col("end")).drop("start", "end")
    return Staff(usable, left_out, table.file, table.sha256, (*table.notes, *notes))


def _without(frame: pl.DataFrame, left_out: pl.DataFrame) -> pl.DataFrame:
    if left_out.is_empty():
        return frame
    rows = left_out.select(pl.col("row").alias(ROW))
    return frame.join(rows, on=ROW, how="anti", maintain_order="left")


def _rejected(frame: pl.DataFrame, file: str) -> list[pl.DataFrame]:
    found = [
        rejections(frame.filter(pl.col(name).is_null()), file=file, column=name, code="key_missing")
        for name in ("COD_PLAZA", "COD_MOD", "CARGO")
    ]
    found.append(error_cells(frame, (*_CODES, "CARGO", "FECHA_INICIO", "FECHA_FIN"), file=file))
    found.append(damaged_codes(frame, _CODES, file=file))
    found += [
        rejections(frame.filter(~is_code(name)), file=file, column=name, code="code_malformed")
        for name in _CODES
    ]
    for name, parsed in _DATES:
        wrong = frame.filter(pl.col(name).is_not_null() & pl.col(parsed).is_null())
        silent, numbers = says_no_value(wrong[name]), pl.col(name).str.contains(r"^\d{5}(\.\d+)?$")
        for kind, rows in (
            ("date_no_value", wrong.filter(silent)),
            ("date_number", wrong.filter(~silent).filter(numbers)),
            ("date_malformed", wrong.filter(~silent).filter(~numbers)),
        ):
            found.append(rejections(rows, file=file, column=name, code=kind))
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


def _elsewhere(frame: pl.DataFrame, file: str) -> pl.DataFrame:
    """Rows of a post that a later row has at another service at the same time; the last one counts."""
    services = pl.concat_str("COD_MOD", "ANEXO", separator="-")
    repeated = frame.filter(pl.col("COD_PLAZA").is_duplicated())
    many = repeated.filter(services.n_unique().over("COD_PLAZA") > 1).with_columns(
        since=pl.col("start").fill_null(_LONG_AGO), until=pl.col("end").fill_null(_FAR), service=services
    )
    pairs = many.join(many.select("COD_PLAZA", "since", "until", "service", ROW), on="COD_PLAZA", suffix="_2")
    lost = pairs.filter(
        (pl.col("service") != pl.col("service_2"))
        & (pl.col("since") <= pl.col("until_2"))
        & (pl.col("since_2") <= pl.col("until"))
        & (
            (pl.col("since") < pl.col("since_2"))
            | ((pl.col("since") == pl.col("since_2")) & (pl.col(ROW) < pl.col(f"{ROW}_2")))
        )
    ).unique(ROW, keep="last", maintain_order=True)
    return rejections(lost, file=file, column="COD_PLAZA", code="post_elsewhere", expected=pl.col(f"{ROW}_2"))


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
    of_cargo = staff.frame.filter(pl.col("CARGO").is_in(wanted))
    in_year = (
        of_cargo.with_columns(since=pl.col("FECHA_INICIO").fill_null(_LONG_AGO))
        .sort("since", ROW)
        .join_asof(days, left_on="since", right_on="next_day", strategy="forward")
        .filter(pl.col("next_day") <= pl.col("FECHA_FIN").fill_null(_FAR))
        .sort(pl.col("COD_PERSONA").is_not_null(), "since", ROW)
    )
    last = in_year.unique("COD_PLAZA", keep="last", maintain_order=True)
    held = last.filter(pl.col("COD_PERSONA").is_not_null())
    frame = held.select(
        cod_mod="COD_MOD",
        anexo="ANEXO",
        post="COD_PLAZA",
        person="COD_PERSONA",
        names="NOMBRES",
        surnames="APELLIDOS",
        posts_of_person=pl.len().over("COD_PERSONA"),
    ).sort("cod_mod", "anexo", "post", "person")
    vacant = last.filter(pl.col("COD_PERSONA").is_null()).sort(ROW)
    listed = [
        rejections(
            vacant, file=staff.file, column="COD_PERSONA", code="post_without_person", found="COD_PLAZA"
        ),
        _shared(in_year, held, staff.file),
    ]
    return Accompanied(frame, pl.concat(listed), _states(staff, of_cargo, in_year, last))


def _shared(in_year: pl.DataFrame, held: pl.DataFrame, file: str) -> pl.DataFrame:
    """Holders of a post that somebody else holds too, at the same time, by a row that counts."""
    kept = held.select("COD_PLAZA", kept_row=ROW, kept_person="COD_PERSONA", kept_since="since")
    others = in_year.join(kept, on="COD_PLAZA").filter(
        (pl.col(ROW) != pl.col("kept_row"))
        & (pl.col("COD_PERSONA") != pl.col("kept_person"))
        & (pl.col("FECHA_FIN").fill_null(_FAR) >= pl.col("kept_since"))
    )
    return rejections(
        others.sort(ROW), file=file, column="COD_PLAZA", code="post_shared", expected=pl.col("kept_row")
    )


def _states(staff: Staff, of_cargo: pl.DataFrame, in_year: pl.DataFrame, last: pl.DataFrame) -> pl.DataFrame:
    """Every usable row with what it is for the year."""

    def among(rows: pl.DataFrame) -> pl.Expr:
        return pl.col(ROW).is_in(rows[ROW].implode())

    state = (
        pl.when(~among(of_cargo))
        .then(pl.lit("otro_cargo"))
        .when(~among(in_year))
        .then(pl.lit("fuera_del_anio"))
        .when(~among(last))
        .then(pl.lit("reemplazada"))
        .when(pl.col("COD_PERSONA").is_null())
        .then(pl.lit("sin_titular"))
        .otherwise(pl.lit(HELD))
    )
    return staff.frame.select(
        cod_mod="COD_MOD", anexo="ANEXO", post="COD_PLAZA", person="COD_PERSONA", state=state
    )
