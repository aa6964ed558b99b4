"""A smooth border around places: the land that lies near them or between them.

Places are joined by their shortest tree, so that the land is one piece; everything within a wide distance of
the tree is taken, and most of that width is given back, which closes bays and leaves no far corners. The rim
is read off a grid. It is a picture to find one's way by, no limit of any jurisdiction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from pusaq_core.outlines.contour import contour, simplified, smoothed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

Ring: TypeAlias = tuple[tuple[float, float], ...]
"""Longitude and latitude in degrees, counter-clockwise, the first place again at the end."""

KM_PER_DEGREE: Final = 111.195
CELLS: Final = 72
"""Cells of the grid along the longer side of the land."""
REACH: Final = 0.11
"""How far land reaches around places before it is given back, as a share of the longer side."""
MARGIN: Final = 0.035
"""What is left of that reach at the end, as a share of the longer side."""
LEAST_SIDE: Final = 8.0
"""Kilometres of the longer side at least, for a body with one school."""
DECIMALS: Final = 4
_CHUNK: Final = 512


def border(places: Iterable[tuple[float, float]]) -> tuple[Ring, ...]:
    """The border around some places.

    Args:
        places: latitude and longitude in degrees, in any order; the order does not change the answer.

    Returns:
        Rings without holes, the largest first; none without places.
    """
    points = np.array(sorted(set(places)), dtype=np.float64).reshape(-1, 2)
    if not len(points):
        return ()
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    scale = KM_PER_DEGREE * np.array([1.0, np.cos(np.radians(middle[0]))])
    flat = (points - middle) * scale
    side = max(LEAST_SIDE, float(np.ptp(flat, axis=0).max()))
    samples = _along_tree(_thinned(flat, side / CELLS), side / CELLS)
    reach, margin = REACH * side, MARGIN * side
    half = np.ptp(flat, axis=0) / 2 + reach + 3 * side / CELLS
    axes = [np.arange(-limit, limit + side / CELLS, side / CELLS) for limit in half]
    field = _given_back(axes, samples, reach, margin)
    rings = [simplified(smoothed(ring), side / CELLS / 6) for ring in contour(field, axes[0], axes[1])]
    return tuple(_in_degrees(ring, middle, scale) for ring in sorted(rings, key=_area, reverse=True))


def _thinned(points: Floats, cell: float) -> Floats:
    """One place for each cell: the mean of those in it."""
    cells = np.floor(points / cell).astype(np.int64)
    _cells, where, counts = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
    sums = np.zeros((len(counts), 2))
    np.add.at(sums, where.reshape(-1), points)
    thinned: Floats = sums / counts[:, None]
    return thinned


def _along_tree(points: Floats, step: float) -> Floats:
    """The places, and places along the edges of their shortest tree (Prim)."""
    count = len(points)
    nearest = np.full(count, np.inf)
    parent = np.zeros(count, dtype=np.int64)
    outside = np.ones(count, dtype=bool)
    samples, last = [points], 0
    outside[0] = False
    for _edge in range(count - 1):
        distance = np.hypot(*(points - points[last]).T)
        closer = outside & (distance < nearest)
        nearest[closer], parent[closer] = distance[closer], last
        last = int(np.where(outside, nearest, np.inf).argmin())
        outside[last] = False
        parts = int(np.ceil(nearest[last] / step)) + 1
        share = np.linspace(0.0, 1.0, parts + 1)[1:-1, None]
        samples.append(points[last] * share + points[parent[last]] * (1 - share))
    return np.concatenate(samples)


def _given_back(axes: list[Floats], samples: Floats, reach: float, margin: float) -> Floats:
    """A field over the grid that is positive inside the border."""
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
    to_samples = _distance(grid, samples)
    outside = to_samples > reach
    inner = np.full(len(grid), -(reach - margin))
    inner[~outside] = _distance(grid[~outside], grid[_rim(outside, len(axes[1]))]) - (reach - margin)
    # Near a place the distance to it is finer than the grid can tell.
    field = np.maximum(inner, margin - to_samples)
    shaped: Floats = field.reshape(len(axes[0]), len(axes[1]))
    return shaped


def _rim(outside: NDArray[np.bool_], columns: int) -> NDArray[np.bool_]:
    """Nodes outside that have a neighbour inside: no other node outside can be the nearest."""
    shaped = np.pad(outside.reshape(-1, columns), 1, constant_values=True)
    inner = ~shaped[:-2, 1:-1] | ~shaped[2:, 1:-1] | ~shaped[1:-1, :-2] | ~shaped[1:-1, 2:]
    rim: NDArray[np.bool_] = outside & inner.reshape(-1)
    return rim


def _distance(places: Floats, others: Floats) -> Floats:
    """Distance from each place to the nearest of some others."""
    found = np.empty(len(places))
    for start in range(0, len(places), _CHUNK):
        part = places[start : start + _CHUNK]
        squares = ((part[:, None, :] - others[None, :, :]) ** 2).sum(axis=2)
        found[start : start + _CHUNK] = np.sqrt(squares.min(axis=1))
    return found


def _area(ring: Floats) -> float:
    """Twice the signed area; positive where the ring runs counter-clockwise seen with east to the right."""
    north, east = ring.T
    return float(np.sum(east * np.roll(north, -1) - np.roll(east, -1) * north))


def _in_degrees(ring: Floats, middle: Floats, scale: Floats) -> Ring:
    degrees = np.round(ring / scale + middle, DECIMALS)
    places = [(float(lon), float(lat)) for lat, lon in degrees]
    return (*places, places[0])
