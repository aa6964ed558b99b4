"""Hired accompanists. One bad row refuses the file, all bad rows are named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from pusaq_core.cell_text import folded
from pusaq_core.io.cells import code, day, is_code, number
from pusaq_core.io.columns import ROW
from pusaq_core.io.coordinates import Extent, impossible
from pusaq_core.io.registry import WIDTHS
from pusaq_core.io.rejections import refuse_any, rejections
from pusaq_core.io.silent_cells import without_no_values
from pusaq_core.io.tables import read_table
from pusaq_core.yearplan.inputs import Hired

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

REQUIRED: Final = ("COD_ACOMP", "CODOOII", "TIPO", "LAT", "LON", "FECHA_INICIO")
OPTIONAL: Final = ("LENGUAS",)


class Accompanists(NamedTuple):
    """Hired accompanists as read.

    Attributes:
        hired: one for each row, in the order of the file.
        file: name of the file as the user gave it.
        sha256: hexadecimal digest of the file.
    """

    hired: tuple[Hired, ...]
    file: str
    sha256: str


def read_accompanists(
    path: str | Path,
    *,
    profiles: Collection[str],
    ugels: Collection[str] | None = None,
    languages: Mapping[str, str] | None = None,
    extent: Extent | None = None,
) -> Accompanists:
    """Read the list of hired accompanists.

    Args:
        path: the file as the user names it.
        profiles: names that TIPO may have.
        ugels: CODOOII that exist; None leaves them unchecked.
        languages: how the registry writes each language, by its folded name.
        extent: where homes in the country can be; None judges coordinates by the Earth alone.

    Raises:
        InputError: as `read_table`; one problem for each bad row: `key_missing`, `code_malformed`,
            `key_repeated`, `unknown_ugel`, `unknown_profile`, `lat_malformed`, `lon_malformed`,
            `half_coordinates`, `date_malformed`, and what `coordinates.impossible` finds.
    """
    table = read_table(path, required=REQUIRED, known=OPTIONAL)
    frame = without_no_values(table.with_empty(OPTIONAL), (*REQUIRED, *OPTIONAL)).with_columns(
        COD_ACOMP=code("COD_ACOMP"),
        CODOOII=code("CODOOII", WIDTHS["CODOOII"]),
        TIPO=pl.col("TIPO").str.to_lowercase(),
        lat=number("LAT"),
        lon=number("LON"),
        start=day("FECHA_INICIO", table.day_one),
    )
    frame = frame.with_columns(
        first_row=pl.col(ROW).first().over("COD_ACOMP"),
        why=impossible(extent, pl.col("lat"), pl.col("lon")),
        pair=pl.concat_str("LAT", "LON", separator=", "),
    )
    bad = _rejected(frame, table.file, profiles=profiles, ugels=ugels)
    refuse_any([table.rejections, *bad])
    hired = tuple(_hired(row, languages or {}) for row in frame.iter_rows(named=True))
    return Accompanists(hired, table.file, table.sha256)


def _hired(row: dict[str, Any], written: Mapping[str, str]) -> Hired:
    named = filter(None, map(str.strip, (row["LENGUAS"] or "").split(";")))
    languages = frozenset(written.get(folded(name), name) for name in named)
    return Hired(
        key=row["COD_ACOMP"],
        ugel=row["CODOOII"],
        profile=row["TIPO"],
        home=None if row["lat"] is None else (row["lat"], row["lon"]),
        start=row["start"],
        languages=languages or None,
    )


def _rejected(
    frame: pl.DataFrame, file: str, *, profiles: Collection[str], ugels: Collection[str] | None
) -> list[pl.DataFrame]:
    def where(wrong: pl.Expr, column: str, kind: str, expected: pl.Expr | None = None) -> pl.DataFrame:
        return rejections(frame.filter(wrong), file=file, column=column, code=kind, expected=expected)

    first = pl.col("first_row")
    found = [
        *(where(pl.col(name).is_null(), name, "key_missing") for name in ("COD_ACOMP", "CODOOII", "TIPO")),
        *(where(~is_code(name), name, "code_malformed") for name in ("COD_ACOMP", "CODOOII")),
        where(first != pl.col(ROW), "COD_ACOMP", "key_repeated", first),
        where(~pl.col("TIPO").is_in(list(profiles)), "TIPO", "unknown_profile", pl.lit(", ".join(profiles))),
    ]
    if ugels is not None:
        found.append(where(~pl.col("CODOOII").is_in(list(ugels)), "CODOOII", "unknown_ugel"))
    for name, degrees, limit in (("LAT", "lat", 90), ("LON", "lon", 180)):
        wrong = pl.col(name).is_not_null() & ~(pl.col(degrees).abs() <= limit).fill_null(value=False)
        found.append(where(wrong, name, f"{degrees}_malformed"))
    for why in frame["why"].drop_nulls().unique().sort().to_list():
        rows = frame.filter(pl.col("why") == why)
        found.append(rejections(rows, file=file, column="LAT", code=why, found="pair"))
    found.append(where(pl.col("LAT").is_null() != pl.col("LON").is_null(), "LAT", "half_coordinates"))
    found.append(
        where(
            pl.col("FECHA_INICIO").is_not_null() & pl.col("start").is_null(), "FECHA_INICIO", "date_malformed"
        )
    )
    return found
