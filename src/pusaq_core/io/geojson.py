"""Borders of territories in GeoJSON, with the code of each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pusaq_core.errors import InputError, Problem
from pusaq_core.io.encoding import decode
from pusaq_core.io.source import read_source, refusal

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

MAX_BYTES = 256 * 1024**2
_DEPTH = {"Polygon": 2, "MultiPolygon": 3}
_SMALLEST_RING = 4


def read_outlines(path: str | Path, *, key: str, known: Collection[str]) -> dict[str, dict[str, Any]]:
    """Read the borders; all or none can be used.

    Args:
        path: the file as the user names it: a FeatureCollection.
        key: property that holds the code.
        known: codes that exist.

    Returns:
        Code to a geometry of type Polygon or MultiPolygon.

    Raises:
        InputError: as `read_source`; `geojson_malformed`; for each territory, counted from 1,
            `property_missing`, `unknown_outline`, `key_repeated`, `geometry_malformed`.
    """
    source = read_source(path, max_bytes=MAX_BYTES)
    try:
        content = json.loads(decode(source.data).text)
    except (ValueError, RecursionError):
        content = None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise refusal("geojson_malformed", source.file)
    found: dict[str, dict[str, Any]] = {}
    places: dict[str, int] = {}
    problems = []
    for number, feature in enumerate(features, start=1):
        code, geometry = _feature(feature, key)
        problem = _problem(code, geometry, key=key, known=known, places=places)
        if problem is not None:
            kind, expected, told = problem
            problems.append(Problem(kind, source.file, number, key, expected=expected, found=told))
            continue
        places[code] = number
        found[code] = {"type": geometry["type"], "coordinates": geometry["coordinates"]}
    if problems:
        raise InputError(*problems)
    return found


def _feature(feature: object, key: str) -> tuple[str, Any]:
    if not isinstance(feature, dict):
        return "", None
    properties = feature.get("properties")
    code = properties.get(key) if isinstance(properties, dict) else None
    return ("" if code is None else str(code)), feature.get("geometry")


def _problem(
    code: str, geometry: object, *, key: str, known: Collection[str], places: dict[str, int]
) -> tuple[str, str, str] | None:
    """Kind, expected and found of what is wrong with a territory."""
    if not code:
        return "property_missing", key, ""
    if code not in known:
        return "unknown_outline", "", code[:80]
    if code in places:
        return "key_repeated", str(places[code]), code
    shape: dict[str, Any] = geometry if isinstance(geometry, dict) else {}
    kind = str(shape.get("type"))
    if kind not in _DEPTH or not _is_geometry(shape.get("coordinates"), _DEPTH[kind]):
        return "geometry_malformed", "", kind[:80]
    return None


def _is_geometry(value: object, depth: int) -> bool:
    if not isinstance(value, list) or not value:
        return False
    if depth > 1:
        return all(_is_geometry(part, depth - 1) for part in value)
    return _is_ring(value)


def _is_ring(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) >= _SMALLEST_RING
        and all(_is_place(place) for place in value)
        and value[0] == value[-1]
    )


def _is_place(value: object) -> bool:
    if not isinstance(value, list) or len(value) < 2:
        return False
    if any(isinstance(part, bool) or not isinstance(part, int | float) for part in value):
        return False
    return bool(abs(value[0]) <= 180 and abs(value[1]) <= 90)
