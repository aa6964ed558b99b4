"""Reading rims off a grid (marching squares), and making them smooth and light."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

Edge: TypeAlias = tuple[int, int, int]
"""Row and column of a node, and 0 for the edge to the next row or 1 for the edge to the next column."""

_FEWEST = 4

# Corners of a cell: 1 (i, j), 2 (i, j+1), 4 (i+1, j+1), 8 (i+1, j). Sides: 0 first row, 1 last column,
# 2 last row, 3 first column. Each case names the sides between which the rim runs, the inside on its left.
_SIDES: Final[dict[int, tuple[tuple[int, int], ...]]] = {
    1: ((0, 3),),
    2: ((1, 0),),
    3: ((1, 3),),
    4: ((2, 1),),
    5: ((0, 3), (2, 1)),
    6: ((2, 0),),
    7: ((2, 3),),
    8: ((3, 2),),
    9: ((0, 2),),
    10: ((1, 0), (3, 2)),
    11: ((1, 2),),
    12: ((3, 1),),
    13: ((0, 1),),
    14: ((3, 0),),
}


def contour(field: Floats, rows: Floats, columns: Floats) -> list[Floats]:
    """Outer rims of where a field is positive; holes are left out.

    Args:
        field: values at the nodes; negative at the rim of the grid.
        rows: coordinate of each row of nodes.
        columns: coordinate of each column of nodes.

    Returns:
        Rings as arrays of (row coordinate, column coordinate), counter-clockwise with columns to the right.
    """
    following = dict(_segments(field > 0))
    rings = []
    while following:
        start, at = following.popitem()
        edges = [start]
        while at != start:
            edges.append(at)
            at = following.pop(at)
        ring = np.array([_crossing(edge, field, rows, columns) for edge in edges])
        across, along = ring[:, 1], ring[:, 0]
        if np.sum(across * np.roll(along, -1) - np.roll(across, -1) * along) > 0:
            rings.append(ring)
    return rings


def _segments(inside: NDArray[np.bool_]) -> Iterator[tuple[Edge, Edge]]:
    """Pieces of the rim, from edge to edge."""
    corners = inside.astype(np.int64)
    case = corners[:-1, :-1] + 2 * corners[:-1, 1:] + 4 * corners[1:, 1:] + 8 * corners[1:, :-1]
    for row, column in np.argwhere((case > 0) & (case < 15)).tolist():
        sides: tuple[Edge, ...] = (
            (row, column, 1),
            (row, column + 1, 0),
            (row + 1, column, 1),
            (row, column, 0),
        )
        for first, second in _SIDES[int(case[row, column])]:
            yield sides[first], sides[second]


def _crossing(edge: Edge, field: Floats, rows: Floats, columns: Floats) -> tuple[float, float]:
    """Where the field passes zero on an edge."""
    row, column, along = edge
    other_row, other_column = (row, column + 1) if along else (row + 1, column)
    here, there = field[row, column], field[other_row, other_column]
    share = float(here / (here - there))
    return (
        float(rows[row] + share * (rows[other_row] - rows[row])),
        float(columns[column] + share * (columns[other_column] - columns[column])),
    )


def smoothed(ring: Floats) -> Floats:
    """The ring with every corner cut (Chaikin)."""
    following = np.roll(ring, -1, axis=0)
    cut = np.empty((2 * len(ring), 2))
    cut[0::2] = 0.75 * ring + 0.25 * following
    cut[1::2] = 0.25 * ring + 0.75 * following
    return cut


def simplified(ring: Floats, tolerance: float) -> Floats:
    """The ring without corners that nobody sees (Douglas and Peucker)."""
    first = int(np.lexsort((ring[:, 1], ring[:, 0]))[0])
    opened = np.roll(ring, -first, axis=0)
    far = int(((opened - opened[0]) ** 2).sum(axis=1).argmax())
    closed = np.concatenate([opened, opened[:1]])
    keep = np.zeros(len(closed), dtype=bool)
    keep[[0, far]] = True
    spans = [(0, far), (far, len(closed) - 1)]
    while spans:
        start, end = spans.pop()
        if end - start < 2:
            continue
        offsets = _off_line(closed[start + 1 : end], closed[start], closed[end])
        worst = int(offsets.argmax())
        if offsets[worst] > tolerance:
            middle = start + 1 + worst
            keep[middle] = True
            spans += [(start, middle), (middle, end)]
    kept: Floats = closed[:-1][keep[:-1]]
    return kept if len(kept) >= _FEWEST else ring


def _off_line(places: Floats, start: Floats, end: Floats) -> Floats:
    """Distance of places from the line through two others."""
    along = end - start
    length = float(np.hypot(*along))
    if not length:
        found: Floats = np.hypot(*(places - start).T)
        return found
    across: Floats = (
        np.abs(along[0] * (places[:, 1] - start[1]) - along[1] * (places[:, 0] - start[0])) / length
    )
    return across
