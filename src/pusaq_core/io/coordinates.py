"""Coordinates that cannot be: swapped, without their sign, with the point elsewhere, of no place at all.

Which country a registry is of says where its schools can be; that is all that is judged. Whoever reads a file
lists what is found and takes the place as unknown: a wrong place is worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Final

import numpy as np
import polars as pl

from pusaq_core.catalogue_reader.sheet import Sheet, key
from pusaq_core.catalogue_reader.values import whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

EARTH_RADIUS_KM: Final = 6371.0088
_SHIFTS: Final = (-8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2)
_ENOUGH: Final = 3
"""Places of a group from which its middle says anything."""


@dataclass(frozen=True, slots=True)
class Extent(Sheet):
    """Where the schools of a country can be.

    Attributes:
        south: least latitude, in whole degrees.
        north: greatest latitude.
        west: least longitude.
        east: greatest longitude.
        far_km: no school is farther from the middle of its local unit than this.
    """

    south: Annotated[int, whole(-90, 90), key("sur")]
    north: Annotated[int, whole(-90, 90), key("norte")]
    west: Annotated[int, whole(-180, 180), key("oeste")]
    east: Annotated[int, whole(-180, 180), key("este")]
    far_km: Annotated[int, whole(1, 20_000), key("lejos_km")]

    def holds(self, lat: pl.Expr, lon: pl.Expr) -> pl.Expr:
        """Whether a place lies within."""
        return lat.is_between(self.south, self.north) & lon.is_between(self.west, self.east)


def impossible(extent: Extent | None, lat: pl.Expr, lon: pl.Expr) -> pl.Expr:
    """Why a pair of coordinates can be no school's, or null where it can.

    Args:
        extent: of the country; None judges only what is on Earth.
        lat: latitude in degrees, null where unknown.
        lon: longitude in degrees.

    Returns:
        `coordinates_zero`, `coordinates_swapped`, `coordinates_sign`, `coordinates_point` or
        `coordinates_outside`; null where either is unknown.
    """
    earth = lat.is_between(-90, 90) & lon.is_between(-180, 180)
    zero = pl.when((lat == 0) & (lon == 0)).then(pl.lit("coordinates_zero"))
    if extent is None:
        return zero.when(~earth).then(pl.lit("coordinates_outside"))
    signs = [extent.holds(lat * a, lon * b) for a, b in ((-1, 1), (1, -1), (-1, -1))]
    swapped_signs = [extent.holds(lon * a, lat * b) for a, b in ((1, 1), (-1, 1), (1, -1), (-1, -1))]
    moved = _moved(lat, extent.south, extent.north) & _moved(lon, extent.west, extent.east)
    return (
        zero.when(extent.holds(lat, lon))
        .then(None)
        .when(reduce(or_, swapped_signs))
        .then(pl.lit("coordinates_swapped"))
        .when(reduce(or_, signs))
        .then(pl.lit("coordinates_sign"))
        .when(moved)
        .then(pl.lit("coordinates_point"))
        .when(lat.is_not_null() & lon.is_not_null())
        .then(pl.lit("coordinates_outside"))
    )


def _moved(degrees: pl.Expr, least: int, most: int) -> pl.Expr:
    """Whether a coordinate fits with its point at some other place, or where it is."""
    return reduce(or_, [(degrees * 10.0**shift).is_between(least, most) for shift in _SHIFTS])


def far_away(extent: Extent, frame: pl.DataFrame, group: str) -> pl.Series:
    """Whether a place is farther from the middle of its group than any school can be.

    Args:
        extent: of the country.
        frame: `lat`, `lon` (degrees, null where unknown) and the column that names the group.
        group: name of that column.

    Returns:
        True, false, or null where the place is unknown or the group has too few.
    """
    middle = frame.with_columns(
        *(pl.col(name).median().over(group).alias(f"{name}_mid") for name in ("lat", "lon")),
        known=pl.col("lat").count().over(group),
    )
    places = [np.radians(middle[name].to_numpy()) for name in ("lat", "lat_mid", "lon", "lon_mid")]
    km = pl.Series(_great_circle(places), nan_to_null=True)
    return (km > extent.far_km).set(middle["known"] < _ENOUGH, None)


def _great_circle(places: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    lat, lat_mid, lon, lon_mid = places
    half = np.sin((lat - lat_mid) / 2) ** 2 + np.cos(lat) * np.cos(lat_mid) * np.sin((lon - lon_mid) / 2) ** 2
    km: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return km
