"""The registry of school services (padrón of ESCALE): one row a service, columns as published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from pusaq_core.errors import InputError, Problem
from pusaq_core.io.cells import code, is_code, number
from pusaq_core.io.columns import ROW
from pusaq_core.io.rejections import in_file_order, problems_of, rejections
from pusaq_core.io.source import MAX_BYTES, refusal
from pusaq_core.io.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

REQUIRED: Final = ("COD_MOD", "ANEXO", "CODLOCAL", "CODOOII", "NLAT_IE", "NLONG_IE")
WIDTHS: Final = {"COD_MOD": 7, "CODLOCAL": 6, "CODOOII": 6, "CODGEO": 6, "COD_DRE": 6}
"""Digits of the codes: spreadsheets drop their leading zeros."""

STAND_IN: Final = "L"
"""First letter of the stand-in for a missing CODLOCAL; COD_MOD follows."""

REJECTED_SHARE: Final = 0.05
"""Share of the chosen UGEL's rows above which the registry is refused."""

_LISTED = 10


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry as read.

    Attributes:
        frame: usable rows in the order of the file: the columns as published (text, null where empty),
            `lat` and `lon` (Float64 degrees, both null where the place is unknown) and `_row`.
            CODLOCAL is never null: a service without one stands alone under `L` + COD_MOD.
        rejections: rows left out, in the columns of `pusaq_core.io.rejections.SCHEMA`.
        file: name of the file as the user gave it.
        sha256: hexadecimal digest of the file on disk.
    """

    frame: pl.DataFrame
    rejections: pl.DataFrame
    file: str
    sha256: str


def read_registry(path: str | Path, *, max_bytes: int = MAX_BYTES) -> Registry:
    """Read a registry and set aside the rows that cannot be used.

    Left out are rows without COD_MOD or CODOOII, with coordinates that are no degrees, or whose COD_MOD
    and ANEXO stand in an earlier row. Coordinates 0, 0 and half a pair count as unknown.

    Args:
        path: the file as the user names it.
        max_bytes: largest size accepted, on disk and unpacked.

    Raises:
        InputError: as `read_table`; `no_usable_row`.
    """
    table = read_table(path, required=REQUIRED, max_bytes=max_bytes)
    frame = table.frame.with_columns(
        code(name, width).alias(name) for name, width in WIDTHS.items() if name in table.frame.columns
    )
    frame = frame.with_columns(
        ANEXO=code("ANEXO").fill_null("0"),
        CODLOCAL=pl.when(~pl.col("CODLOCAL").str.contains(r"^0+$")).then(pl.col("CODLOCAL")),
        lat=number("NLAT_IE"),
        lon=number("NLONG_IE"),
    )
    left_out = in_file_order([table.rejections, *_rejected(frame, table.file)])
    usable = frame.join(left_out.select(pl.col("row").alias(ROW)), on=ROW, how="anti", maintain_order="left")
    if usable.is_empty():
        raise refusal("no_usable_row", table.file, found=str(len(left_out)))
    unknown = (
        pl.col("lat").is_null() | pl.col("lon").is_null() | ((pl.col("lat") == 0) & (pl.col("lon") == 0))
    )
    usable = usable.with_columns(
        pl.when(~unknown).then(pl.col("lat")),
        pl.when(~unknown).then(pl.col("lon")),
        CODLOCAL=pl.col("CODLOCAL").fill_null(pl.lit(STAND_IN) + pl.col("COD_MOD")),
    )
    return Registry(usable, left_out, table.file, table.sha256)


def _rejected(frame: pl.DataFrame, file: str) -> list[pl.DataFrame]:
    """Rejections by kind, the most telling kind first."""
    found = [
        rejections(frame.filter(pl.col(name).is_null()), file=file, column=name, code="key_missing")
        for name in ("COD_MOD", "CODOOII")
    ]
    found += [
        rejections(frame.filter(~is_code(name)), file=file, column=name, code="code_malformed")
        for name in ("COD_MOD", "ANEXO", "CODLOCAL", "CODOOII")
    ]
    for name, degrees, limit in (("NLAT_IE", "lat", 90), ("NLONG_IE", "lon", 180)):
        wrong = pl.col(name).is_not_null() & ~(pl.col(degrees).abs() <= limit).fill_null(value=False)
        found.append(rejections(frame.filter(wrong), file=file, column=name, code=f"{degrees}_malformed"))
    bad = pl.concat(found)["row"].unique()
    sound = frame.filter(~pl.col(ROW).is_in(bad.implode()))
    first = pl.col(ROW).first().over("COD_MOD", "ANEXO")
    repeated = sound.with_columns(
        first_row=first, key=pl.concat_str("COD_MOD", "ANEXO", separator="-")
    ).filter(pl.col(ROW) != pl.col("first_row"))
    found.append(
        rejections(
            repeated,
            file=file,
            column="COD_MOD",
            code="key_repeated",
            expected=pl.col("first_row"),
            found="key",
        )
    )
    return found


def check_ugels(registry: Registry, ugels: Collection[str]) -> None:
    """Refuse UGEL of which the registry has no usable row.

    Args:
        registry: as read.
        ugels: CODOOII as the user gave them.

    Raises:
        InputError: `unknown_ugel`, one problem for each.
    """
    known = set(registry.frame["CODOOII"].unique())
    problems = [
        Problem("unknown_ugel", file=registry.file, column="CODOOII", found=ugel)
        for ugel in sorted(set(ugels))
        if ugel not in known
    ]
    if problems:
        raise InputError(*problems)


def check_rejections(registry: Registry, ugels: Collection[str] | None = None) -> None:
    """Refuse a registry of which more than `REJECTED_SHARE` of the chosen rows cannot be used.

    Rows that do not tell their UGEL count where all UGEL are chosen.

    Args:
        registry: as read.
        ugels: chosen CODOOII, taken together; None for all.

    Raises:
        InputError: `too_many_rejected` with the counts, then the first rejected rows.
    """
    chosen, left_out = registry.frame, registry.rejections
    if ugels is not None:
        wanted = pl.lit(pl.Series(sorted(set(ugels)), dtype=pl.String).implode())
        chosen = chosen.filter(pl.col("CODOOII").is_in(wanted))
        left_out = left_out.filter(pl.col("cod_ugel").is_in(wanted))
    total = len(chosen) + len(left_out)
    if len(left_out) <= REJECTED_SHARE * total:
        return
    share = Problem(
        "too_many_rejected",
        file=registry.file,
        expected=f"{REJECTED_SHARE:.0%}",
        found=f"{len(left_out)}/{total}",
    )
    raise InputError(share, *problems_of(left_out.head(_LISTED)))
