"""The auditor's own measure of distance."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pusaq_core.checking.facts import TravelFacts

EARTH_RADIUS_KM = 6371.0088

Place = tuple[float, float]


def straight_km(a: Place, b: Place) -> float:
    """Great-circle kilometres between two points given as latitude and longitude in degrees (haversine)."""
    lat_a, lon_a, lat_b, lon_b = (radians(value) for value in (*a, *b))
    half_chord = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half_chord)))


def road_km(travel: TravelFacts, origin: str, destination: str) -> float | None:
    """One-way kilometres between two premises; None where one of them has no place and no file says."""
    if origin == destination:
        return 0.0
    given = travel.km.get((origin, destination), travel.km.get((destination, origin)))
    if given is not None:
        return given
    a, b = travel.premises.get(origin), travel.premises.get(destination)
    return None if a is None or b is None else straight_km(a, b) * travel.factor


def home_km(travel: TravelFacts, home: Place, destination: str) -> float | None:
    """One-way kilometres from a home to premises."""
    place = travel.premises.get(destination)
    return None if place is None else straight_km(home, place) * travel.factor
