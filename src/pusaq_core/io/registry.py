"""The registry of school services (padrón of ESCALE): one row a service, columns as published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from pusaq_core.errors import InputError, Problem
from pusaq_core.io.cells import annex, code, is_code, number
from pusaq_core.io.columns import ROW
from pusaq_core.io.coordinates import Extent, far_away, impossible
from pusaq_core.io.damaged_codes import damaged_codes
from pusaq_core.io.rejections import in_file_order, problems_of, rejections
from pusaq_core.io.silent_cells import error_cells, without_no_values
from pusaq_core.io.source import MAX_BYTES, refusal
from pusaq_core.io.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

REQUIRED: Final = ("COD_MOD", "ANEXO", "CODLOCAL", "CODOOII", "NLAT_IE", "NLONG_IE")
WIDTHS: Final = {"COD_MOD": 7, "CODLOCAL": 6, "CODOOII": 6, "CODGEO": 6, "COD_DRE": 6}
"""Digits of the codes: spreadsheets drop their leading zeros."""

SHOWN: Final = (
    *("CEN_EDU", "CEN_POB", "D_DIST", "D_PROV", "D_DPTO", "D_REGION", "D_DREUGEL", "COD_DRE", "D_DRE"),
    *("CODGEO", "NIV_MOD", "D_NIV_MOD", "D_COD_CAR", "D_GESTION", "D_ESTADO", "DAREACENSO"),
    *("EIB", "LENGUA", "RED_EDUCATIVA", "TALUMNO", "TDOCENTE", "TSECCION"),
)
"""Further columns that pages and plans show, where the file has them."""

_KEYS: Final = ("COD_MOD", "ANEXO", "CODLOCAL", "CODOOII")

STAND_IN: Final = "L"
"""First letter of the stand-in for a missing CODLOCAL; COD_MOD follows."""

REJECTED_SHARE: Final = 0.05
"""Share of the chosen UGEL's rows above which the registry is refused."""

MISPLACED_SHARE: Final = 0.5
"""Share of the chosen UGEL's services without a place that can be above which the registry is refused."""

_MISPLACED: Final = (
    *("lat_malformed", "lon_malformed", "coordinates_swapped", "coordinates_sign"),
    *("coordinates_point", "coordinates_outside", "coordinates_far"),
)
_FEW = 3
_LISTED = 10


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry as read.

    Attributes:
        frame: usable rows in the order of the file: the columns as published (text, null where empty),
            `lat` and `lon` (Float64 degrees, both null where the place is unknown) and `_row`.
            CODLOCAL is never null: a service without one stands alone under `L` + COD_MOD.
        rejections: rows left out, in the columns of `pusaq_core.io.rejections.SCHEMA`.
        cells: cells of usable rows that say nothing usable, in the same columns: spreadsheet errors, and
            coordinates that cannot be. The row counts, what the cell would say is unknown.
        file: name of the file as the user gave it.
        sha256: hexadecimal digest of the file on disk.
        notes: what was mended or understood in reading.
    """

    frame: pl.DataFrame
    rejections: pl.DataFrame
    cells: pl.DataFrame
    file: str
    sha256: str
    notes: tuple[Problem, ...] = ()


def read_registry(
    path: str | Path,
    *,
    read: Collection[str] = (),
    extent: Extent | None = None,
    max_bytes: int = MAX_BYTES,
) -> Registry:
    """Read a registry and set aside the rows that cannot be used.

    Left out are rows without COD_MOD or CODOOII, and those whose COD_MOD and ANEXO stand in an earlier row.
    Coordinates that are no numbers or cannot be a school's, and half a pair, are listed and count as
    unknown: the school stays.

    Args:
        path: the file as the user names it.
        read: further columns that will be read, such as those of a norm.
        extent: where schools of the country can be; None judges coordinates by the Earth alone.
        max_bytes: largest size accepted, on disk and unpacked.

    Raises:
        InputError: as `read_table`; `no_usable_row`.
    """
    table = read_table(path, required=REQUIRED, known=[*SHOWN, *read], max_bytes=max_bytes)
    frame = without_no_values(table.frame, [*REQUIRED, *WIDTHS])
    notes = _zeros(frame, table.file)
    frame = frame.with_columns(
        code(name, width).alias(name) for name, width in WIDTHS.items() if name in frame.columns
    )
    frame = frame.with_columns(
        ANEXO=annex("ANEXO").fill_null("0"),
        CODLOCAL=pl.when(~pl.col("CODLOCAL").str.contains(r"^0+$")).then(pl.col("CODLOCAL")),
        lat=number("NLAT_IE"),
        lon=number("NLONG_IE"),
    )
    left_out = in_file_order([table.rejections, *_rejected(frame, table.file)])
    usable = frame.join(left_out.select(pl.col("row").alias(ROW)), on=ROW, how="anti", maintain_order="left")
    if usable.is_empty():
        raise refusal(
            "no_usable_row", table.file, problems_of(left_out.head(_LISTED)), found=str(len(left_out))
        )
    named = dict.fromkeys([*REQUIRED, *SHOWN, *read])
    cells = [error_cells(usable, list(named), file=table.file)]
    usable, places = _placed(usable, table.file, extent)
    usable = usable.with_columns(CODLOCAL=pl.col("CODLOCAL").fill_null(pl.lit(STAND_IN) + pl.col("COD_MOD")))
    doubtful = pl.concat([*cells, *places]).unique(["row", "column"], keep="first", maintain_order=True)
    notes = (*table.notes, *notes)
    return Registry(usable, left_out, doubtful.sort("row", "column"), table.file, table.sha256, notes)


def _zeros(frame: pl.DataFrame, file: str) -> tuple[Problem, ...]:
    """A note for each column of codes that lack zeros: their width is known."""
    widths = {name: width for name, width in WIDTHS.items() if name in frame.columns}
    short = frame.select(
        (pl.col(name).str.contains(r"^\d+$") & (pl.col(name).str.len_chars() < width)).sum()
        for name, width in widths.items()
    ).row(0, named=True)
    return tuple(
        Problem("zeros_mended", file=file, column=name, expected=str(widths[name]), found=str(count))
        for name, count in short.items()
        if count
    )


def _placed(frame: pl.DataFrame, file: str, extent: Extent | None) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """The rows with a place only where it can be, and the cells that gave none."""
    lat, lon = pl.col("lat"), pl.col("lon")
    found = [
        rejections(
            frame.filter(pl.col(name).is_not_null() & pl.col(degrees).is_null()),
            file=file,
            column=name,
            code=f"{degrees}_malformed",
        )
        for name, degrees in (("NLAT_IE", "lat"), ("NLONG_IE", "lon"))
    ]
    half = pl.col("NLAT_IE").is_null() != pl.col("NLONG_IE").is_null()
    found.append(rejections(frame.filter(half), file=file, column="NLAT_IE", code="half_coordinates"))
    judged = frame.with_columns(why=impossible(extent, lat, lon)).with_columns(
        pl.when(pl.col("why").is_null()).then(pl.col("lat", "lon"))
    )
    if extent is not None:
        far = far_away(extent, judged, "CODOOII").fill_null(value=False)
        judged = judged.with_columns(why=pl.when(far).then(pl.lit("coordinates_far")).otherwise("why"))
    pair = pl.concat_str("NLAT_IE", "NLONG_IE", separator=", ")
    wrong = judged.filter(pl.col("why").is_not_null()).with_columns(pair=pair)
    for why in wrong["why"].unique().sort().to_list():
        rows = wrong.filter(pl.col("why") == why)
        found.append(rejections(rows, file=file, column="NLAT_IE", code=why, found="pair"))
    known = pl.col("why").is_null() & lat.is_not_null() & lon.is_not_null()
    return judged.with_columns(pl.when(known).then(pl.col("lat", "lon"))).drop("why"), found


def _rejected(frame: pl.DataFrame, file: str) -> list[pl.DataFrame]:
    """Rejections by kind, the most telling kind first."""
    found = [
        rejections(frame.filter(pl.col(name).is_null()), file=file, column=name, code="key_missing")
        for name in ("COD_MOD", "CODOOII")
    ]
    found.append(error_cells(frame, _KEYS, file=file))
    found.append(damaged_codes(frame, _KEYS, file=file))
    found += [
        rejections(frame.filter(~is_code(name)), file=file, column=name, code="code_malformed")
        for name in _KEYS
    ]
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

    Rows that do not tell their UGEL count where all UGEL are chosen; a row with an error of a spreadsheet
    counts, although single ones are kept.

    Args:
        registry: as read.
        ugels: chosen CODOOII, taken together; None for all.

    Raises:
        InputError: `too_many_rejected` with the counts, then the first rejected rows; `too_many_places`
            where more than half of the places cannot be, as when two columns changed their names.
    """
    chosen, left_out = registry.frame, registry.rejections
    errors = registry.cells.filter(pl.col("code") == "cell_error").unique("row", maintain_order=True)
    left_out = pl.concat([left_out, errors])
    if ugels is not None:
        wanted = pl.lit(pl.Series(sorted(set(ugels)), dtype=pl.String).implode())
        chosen = chosen.filter(pl.col("CODOOII").is_in(wanted))
        left_out = left_out.filter(pl.col("cod_ugel").is_in(wanted))
    _refuse_misplaced(registry, chosen)
    total = len(chosen.filter(~pl.col(ROW).is_in(left_out["row"].implode()))) + len(left_out)
    if len(left_out) <= REJECTED_SHARE * total:
        return
    share = Problem(
        "too_many_rejected",
        file=registry.file,
        expected=f"{REJECTED_SHARE:.0%}",
        found=f"{len(left_out)}/{total}",
    )
    raise InputError(share, *problems_of(left_out.head(_LISTED)))


def _refuse_misplaced(registry: Registry, chosen: pl.DataFrame) -> None:
    wrong = registry.cells.filter(
        pl.col("code").is_in(_MISPLACED) & pl.col("row").is_in(chosen[ROW].implode())
    ).unique("row", maintain_order=True)
    if len(wrong) < _FEW or len(wrong) <= MISPLACED_SHARE * len(chosen):
        return
    share = Problem("too_many_places", file=registry.file, found=f"{len(wrong)}/{len(chosen)}")
    raise InputError(share, *problems_of(wrong.head(_LISTED)))
