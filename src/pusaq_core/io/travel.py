"""Measured journeys between premises. One bad row refuses the file, all bad rows are named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from pusaq_core.io.cells import code, is_code, number
from pusaq_core.io.columns import ROW
from pusaq_core.io.registry import WIDTHS
from pusaq_core.io.rejections import refuse_any, rejections
from pusaq_core.io.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

REQUIRED: Final = ("ORIGEN", "DESTINO", "KM", "MINUTOS")


class Travel(NamedTuple):
    """Journeys as read.

    Attributes:
        frame: origin, destination (CODLOCAL), km (Float64, one way), minutes (Float64, null where not
            given) and `_row`, in the order of the file. A pair may be given in one direction or in both.
        file: name of the file as the user gave it.
        sha256: hexadecimal digest of the file.
    """

    frame: pl.DataFrame
    file: str
    sha256: str

    def kilometres(self) -> dict[tuple[str, str], float]:
        """One-way road kilometres by (origin, destination)."""
        pairs = self.frame.select("origin", "destination", "km").iter_rows()
        return {(origin, destination): km for origin, destination, km in pairs}


def read_travel(path: str | Path, *, premises: Collection[str] | None = None) -> Travel:
    """Read journeys between premises.

    Args:
        path: the file as the user names it.
        premises: CODLOCAL that exist; None leaves them unchecked.

    Raises:
        InputError: as `read_table`; one problem for each bad row: `key_missing`, `code_malformed`,
            `unknown_premises`, `key_repeated`, `km_malformed`, `minutes_malformed` (no number or negative).
    """
    table = read_table(path, required=REQUIRED)
    frame = table.frame.with_columns(
        ORIGEN=code("ORIGEN", WIDTHS["CODLOCAL"]),
        DESTINO=code("DESTINO", WIDTHS["CODLOCAL"]),
        km=number("KM"),
        minutes=number("MINUTOS"),
    )
    frame = frame.with_columns(first_row=pl.col(ROW).first().over("ORIGEN", "DESTINO"))
    refuse_any([table.rejections, *_rejected(frame, table.file, premises)])
    made = frame.select("km", "minutes", ROW, origin="ORIGEN", destination="DESTINO")
    return Travel(made.select("origin", "destination", "km", "minutes", ROW), table.file, table.sha256)


def _rejected(frame: pl.DataFrame, file: str, premises: Collection[str] | None) -> list[pl.DataFrame]:
    def where(wrong: pl.Expr, column: str, kind: str, expected: pl.Expr | None = None) -> pl.DataFrame:
        return rejections(frame.filter(wrong), file=file, column=column, code=kind, expected=expected)

    ends = ("ORIGEN", "DESTINO")
    first = pl.col("first_row")
    found = [
        *(where(pl.col(name).is_null(), name, "key_missing") for name in ends),
        *(where(~is_code(name), name, "code_malformed") for name in ends),
    ]
    if premises is not None:
        known = pl.lit(pl.Series(sorted(set(premises)), dtype=pl.String).implode())
        found += [where(~pl.col(name).is_in(known), name, "unknown_premises") for name in ends]
    kilometres = pl.col("km").fill_null(-1) >= 0
    minutes = pl.col("MINUTOS").is_null() | (pl.col("minutes").fill_null(-1) >= 0)
    return [
        *found,
        where(first != pl.col(ROW), "DESTINO", "key_repeated", first),
        where(~kilometres, "KM", "km_malformed"),
        where(~minutes, "MINUTOS", "minutes_malformed"),
    ]
