"""Road distances where no travel file gives them: great circles lengthened by a factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth, (2a + b) / 3 of the WGS 84 ellipsoid."""

DECIMALS = 6
"""Kilometres are rounded to the millimetre, so that every machine reads the same distances."""


def road_km(lat: ArrayLike, lon: ArrayLike, *, factor: float) -> NDArray[np.float64]:
    """Estimate one-way road kilometres between all pairs of places.

    Great-circle distance by the haversine formula, times a factor for the road's bends.

    Args:
        lat: latitudes in degrees, shape (places,).
        lon: longitudes in degrees, shape (places,).
        factor: road kilometres for one kilometre as the crow flies, at least 1.

    Returns:
        Symmetric matrix of shape (places, places), zero on the diagonal, rounded to 6 decimals.

    Raises:
        ValueError: shapes that differ, a coordinate that is no number or not on Earth, a factor below 1.
    """
    return _haversine(_radians(lat, lon), _radians(lat, lon), factor)


def road_km_from(
    origins: tuple[ArrayLike, ArrayLike], places: tuple[ArrayLike, ArrayLike], *, factor: float
) -> NDArray[np.float64]:
    """Estimate one-way road kilometres from some origins (homes) to places, as `road_km` does.

    Args:
        origins: latitudes and longitudes in degrees, each of shape (origins,).
        places: latitudes and longitudes in degrees, each of shape (places,).
        factor: road kilometres for one kilometre as the crow flies, at least 1.

    Returns:
        Matrix of shape (origins, places), rounded to 6 decimals.

    Raises:
        ValueError: as `road_km`.
    """
    return _haversine(_radians(*origins), _radians(*places), factor)


def dispersion(lat: ArrayLike, lon: ArrayLike, *, factor: float, neighbour: int) -> NDArray[np.float64]:
    """How far apart premises lie: road kilometres from each to its n-th nearest other premises.

    Args:
        lat: latitudes in degrees, one entry a premises, shape (premises,).
        lon: longitudes in degrees, shape (premises,).
        factor: as in `road_km`.
        neighbour: which neighbour counts, 1 for the nearest.

    Returns:
        Kilometres of shape (premises,); infinite where there are fewer other premises than `neighbour`.

    Raises:
        ValueError: as `road_km`; a neighbour below 1.
    """
    if neighbour < 1:
        raise ValueError(f"neighbour counts from 1, got {neighbour}")
    km = road_km(lat, lon, factor=factor)
    if len(km) <= neighbour:
        return np.full(len(km), np.inf)
    np.fill_diagonal(km, np.inf)
    nearest: NDArray[np.float64] = np.partition(km, neighbour - 1, axis=1)[:, neighbour - 1]
    return nearest


def _radians(lat: ArrayLike, lon: ArrayLike) -> NDArray[np.float64]:
    """Checked coordinates in radians, shape (places, 2)."""
    degrees_lat = np.asarray(lat, dtype=np.float64)
    degrees_lon = np.asarray(lon, dtype=np.float64)
    if degrees_lat.ndim != 1 or degrees_lat.shape != degrees_lon.shape:
        raise ValueError(f"latitudes {degrees_lat.shape} and longitudes {degrees_lon.shape} do not match")
    if not (np.all(np.abs(degrees_lat) <= 90) and np.all(np.abs(degrees_lon) <= 360)):  # also refuses NaN
        raise ValueError("coordinates must be degrees of latitude and longitude")
    return np.radians(np.stack([degrees_lat, degrees_lon], axis=1))


def _haversine(a: NDArray[np.float64], b: NDArray[np.float64], factor: float) -> NDArray[np.float64]:
    if not factor >= 1:
        raise ValueError(f"a road is never shorter than the straight line: factor {factor}")
    half = np.sin((a[:, None, :] - b[None, :, :]) / 2) ** 2
    chord = half[..., 0] + np.cos(a[:, None, 0]) * np.cos(b[None, :, 0]) * half[..., 1]
    km: NDArray[np.float64] = np.round(
        2 * EARTH_RADIUS_KM * factor * np.arcsin(np.sqrt(np.minimum(chord, 1.0))), DECIMALS
    )
    return km
