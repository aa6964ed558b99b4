"""A smooth border around places: the land that lies near them or between them.

Places are joined by their shortest tree, so that the land is one piece; what lies near the tree is taken and
widened, and the widening given back, which closes bays and leaves no far corners. It is a picture to find
one's way by, no limit of any jurisdiction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

Ring: TypeAlias = tuple[tuple[float, float], ...]
"""Longitude and latitude in degrees, counter-clockwise, the first place again at the end."""

KM_PER_DEGREE: Final = 111.195
CELLS: Final = 72
"""Places in one cell of a grid, so many along the longer side of the land, count as one."""
MARGIN: Final = 0.035
"""How far land reaches around places and the ways between them, as a share of the longer side."""
REACH: Final = 0.075
"""How far it reaches further before that is given back, as a share of the longer side."""
UNSEEN: Final = 1 / 432
"""Corners that nobody misses on a map: how far they stand out, as a share of the longer side."""
LEAST_SIDE: Final = 8.0
"""Kilometres of the longer side at least, for a body with one school."""
DECIMALS: Final = 4
FURTHEST: Final = (90.0, 180.0)
"""Degrees that latitude and longitude may have, north or south, east or west."""


def border(places: Iterable[tuple[float, float]]) -> tuple[Ring, ...]:
    """The border around some places.

    Args:
        places: latitude and longitude in degrees, in any order; the order does not change the answer.

    Returns:
        Rings without holes, the largest first; none without places.

    Raises:
        ValueError: a place lies nowhere on the globe; what is no number would end the whole process.
    """
    points = np.array(sorted(set(places)), dtype=np.float64).reshape(-1, 2)
    if not len(points):
        return ()
    nowhere = points[~(np.abs(points) <= FURTHEST).all(axis=1)]  # what is no number is not within bounds
    if len(nowhere):
        raise ValueError(f"no latitude and longitude in degrees: {nowhere[:5].tolist()}")
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    scale = KM_PER_DEGREE * np.array([1.0, np.cos(np.radians(middle[0]))])
    # East first, as shapely has it.
    flat = ((points - middle) * scale)[:, ::-1]
    side = max(LEAST_SIDE, float(np.ptp(flat, axis=0).max()))
    # Edge by edge, narrow, and then together: many times as fast as the wide land around all of them.
    near = shapely.union_all(shapely.buffer(_tree(_thinned(flat, side / CELLS)), MARGIN * side))
    land = near.buffer(REACH * side).buffer(-REACH * side)
    parts = sorted(shapely.get_parts(land), key=shapely.area, reverse=True)
    return tuple(_in_degrees(part.exterior.simplify(UNSEEN * side), middle, scale) for part in parts)


def _thinned(points: Floats, cell: float) -> Floats:
    """One place for each cell: the mean of those in it."""
    cells = np.floor(points / cell).astype(np.int64)
    _cells, where, counts = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
    sums = np.zeros((len(counts), 2))
    np.add.at(sums, where.reshape(-1), points)
    thinned: Floats = sums / counts[:, None]
    return thinned


def _tree(points: Floats) -> shapely.Geometry:
    """Edges of the shortest tree of places (Prim), and first a place itself."""
    nearest = np.full(len(points), np.inf)
    parent = np.zeros(len(points), dtype=np.int64)
    outside = np.ones(len(points), dtype=bool)
    outside[0] = False
    last, edges = 0, [points[[0, 0]]]
    while outside.any():
        distance = np.hypot(*(points - points[last]).T)
        closer = outside & (distance < nearest)
        nearest[closer], parent[closer] = distance[closer], last
        last = int(np.where(outside, nearest, np.inf).argmin())
        outside[last] = False
        edges.append(points[[last, parent[last]]])
    return shapely.linestrings(edges)


def _in_degrees(ring: shapely.Geometry, middle: Floats, scale: Floats) -> Ring:
    ring = ring if ring.is_ccw else ring.reverse()
    degrees = np.round(shapely.get_coordinates(ring)[:, ::-1] / scale + middle, DECIMALS)
    return tuple((float(lon), float(lat)) for lat, lon in degrees)
