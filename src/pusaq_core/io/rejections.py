"""Rows of the inputs that were left out, as a frame: what `rejected.csv` is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from pusaq_core.errors import InputError, Problem
from pusaq_core.io.columns import ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEMA: Final = {
    "file": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "found": pl.String,
    "expected": pl.String,
    "code": pl.String,
    "cod_ugel": pl.String,
    "cod_mod": pl.String,
}
"""Columns of a frame of rejections.

`code` is the kind of problem; `expected` repeats it where a fixed sentence explains it and holds a value
where one is needed; `cod_ugel` and `cod_mod` are null where the row does not tell its UGEL or service.
"""

_SHOWN = 80
_TOLD = ("CODOOII", "COD_MOD")


def no_rejections() -> pl.DataFrame:
    """A frame of rejections without rows."""
    return pl.DataFrame(schema=SCHEMA)


def rejections(
    rows: pl.DataFrame, *, file: str, column: str, code: str, expected: pl.Expr | None = None, found: str = ""
) -> pl.DataFrame:
    """One rejection for each row.

    Args:
        rows: rows with `_row` and, where they are known, CODOOII and COD_MOD.
        file: name of the file.
        column: column that is at fault.
        code: kind of problem.
        expected: what would have been right; by default the code.
        found: column whose value is shown; by default the one at fault.

    Returns:
        Frame in the columns of `SCHEMA`, in the order of the rows.
    """
    seen = pl.col(found or column)
    told = {name: pl.col(name) if name in rows.columns else pl.lit(None, pl.String) for name in _TOLD}
    return rows.select(
        file=pl.lit(file),
        row=pl.col(ROW),
        column=pl.lit(column),
        found=seen.cast(pl.String).str.slice(0, _SHOWN).fill_null(""),
        expected=(pl.lit(code) if expected is None else expected).cast(pl.String),
        code=pl.lit(code),
        cod_ugel=told["CODOOII"],
        cod_mod=told["COD_MOD"],
    )


def in_file_order(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """All rejections of one file, one for each row: the first one found, in the order of the rows."""
    together = pl.concat([no_rejections(), *parts])
    return together.unique("row", keep="first", maintain_order=True).sort("row", maintain_order=True)


def with_ugel(left_out: pl.DataFrame, services: pl.DataFrame) -> pl.DataFrame:
    """Rejections of a file that does not tell the UGEL, such as the staff, with the UGEL of their service.

    Args:
        left_out: frame in the columns of `SCHEMA`.
        services: frame of a registry.
    """
    homes = services.select(cod_mod="COD_MOD", home="CODOOII").unique(
        "cod_mod", keep="first", maintain_order=True
    )
    found = left_out.join(homes, on="cod_mod", how="left", maintain_order="left")
    return found.with_columns(cod_ugel=pl.coalesce("cod_ugel", "home")).select(*SCHEMA)


def problems_of(left_out: pl.DataFrame) -> tuple[Problem, ...]:
    """The rejections as problems, for files of which no row may be left out."""
    return tuple(
        Problem(
            row["code"],
            file=row["file"],
            row=row["row"],
            column=row["column"],
            expected=row["expected"],
            found=row["found"],
        )
        for row in left_out.iter_rows(named=True)
    )


def refuse_any(parts: Sequence[pl.DataFrame]) -> None:
    """Refuse a file of which a row cannot be used, naming every such row.

    Raises:
        InputError: one problem for each row.
    """
    left_out = in_file_order(parts)
    if len(left_out):
        raise InputError(*problems_of(left_out))
