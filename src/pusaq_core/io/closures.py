"""Days that are not available. One bad row refuses the file, all bad rows are named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from pusaq_core.io.cells import code, day, is_code
from pusaq_core.io.registry import WIDTHS
from pusaq_core.io.rejections import refuse_any, rejections
from pusaq_core.io.tables import read_table
from pusaq_core.yearplan.inputs import Closure

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

REQUIRED: Final = ("AMBITO", "CODIGO", "FECHA_INICIO", "FECHA_FIN", "MOTIVO")
COUNTRY: Final = "pais"
SCOPES: Final = (COUNTRY, "ugel", "local", "acompanante")


class Closures(NamedTuple):
    """Closures as read, in the order of the file.

    Attributes:
        events: one for each row.
        file: name of the file as the user gave it.
        sha256: hexadecimal digest of the file.
    """

    events: tuple[Closure, ...]
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """Codes that CODIGO may name, by scope; None leaves a scope unchecked.

    Attributes:
        ugels: CODOOII.
        premises: CODLOCAL.
        accompanists: COD_ACOMP.
    """

    ugels: Collection[str] | None = field(default=None)
    premises: Collection[str] | None = field(default=None)
    accompanists: Collection[str] | None = field(default=None)

    def by_scope(self) -> dict[str, Collection[str] | None]:
        """Codes by the word of AMBITO."""
        return {"ugel": self.ugels, "local": self.premises, "acompanante": self.accompanists}


def read_closures(path: str | Path, *, known: KnownCodes | None = None) -> Closures:
    """Read the list of days that are not available.

    Args:
        path: the file as the user names it.
        known: codes that exist.

    Raises:
        InputError: as `read_table`; one problem for each bad row: `unknown_scope`, `key_missing`,
            `code_malformed`, `code_not_empty` (a country has none), `unknown_ugel`, `unknown_premises`,
            `unknown_accompanist`, `date_missing`, `date_malformed`, `end_before_start`.
    """
    table = read_table(path, required=REQUIRED)
    plain_scope = pl.col("AMBITO").str.to_lowercase().replace({"país": COUNTRY, "acompañante": "acompanante"})
    frame = table.frame.with_columns(AMBITO=plain_scope).with_columns(
        CODIGO=pl.when(pl.col("AMBITO") == "ugel")
        .then(code("CODIGO", WIDTHS["CODOOII"]))
        .when(pl.col("AMBITO") == "local")
        .then(code("CODIGO", WIDTHS["CODLOCAL"]))
        .otherwise(code("CODIGO")),
        start=day("FECHA_INICIO", table.day_one),
        end=day("FECHA_FIN", table.day_one),
    )
    refuse_any([table.rejections, *_rejected(frame, table.file, known or KnownCodes())])
    rows = frame.select("AMBITO", pl.col("CODIGO", "MOTIVO").fill_null(""), "start", "end")
    events = tuple(
        Closure(
            scope=row["AMBITO"],
            code=row["CODIGO"],
            start=row["start"],
            end=row["end"],
            reason=row["MOTIVO"],
        )
        for row in rows.iter_rows(named=True)
    )
    return Closures(events, table.file, table.sha256)


_UNKNOWN: Final = {"ugel": "unknown_ugel", "local": "unknown_premises", "acompanante": "unknown_accompanist"}


def _rejected(frame: pl.DataFrame, file: str, known: KnownCodes) -> list[pl.DataFrame]:
    def where(wrong: pl.Expr, column: str, kind: str, expected: pl.Expr | None = None) -> pl.DataFrame:
        return rejections(frame.filter(wrong), file=file, column=column, code=kind, expected=expected)

    scope, key = pl.col("AMBITO"), pl.col("CODIGO")
    found = [
        where(~scope.is_in(SCOPES) | scope.is_null(), "AMBITO", "unknown_scope", pl.lit(", ".join(SCOPES))),
        where((scope != COUNTRY) & key.is_null(), "CODIGO", "key_missing"),
        where((scope == COUNTRY) & key.is_not_null(), "CODIGO", "code_not_empty"),
        where(~is_code("CODIGO"), "CODIGO", "code_malformed"),
    ]
    for word, codes in known.by_scope().items():
        if codes is not None:
            found.append(where((scope == word) & ~key.is_in(list(codes)), "CODIGO", _UNKNOWN[word]))
    for name, parsed in (("FECHA_INICIO", "start"), ("FECHA_FIN", "end")):
        found.append(where(pl.col(name).is_null(), name, "date_missing"))
        found.append(where(pl.col(name).is_not_null() & pl.col(parsed).is_null(), name, "date_malformed"))
    backwards = pl.col("end") < pl.col("start")
    found.append(where(backwards, "FECHA_FIN", "end_before_start", pl.col("start")))
    return found
