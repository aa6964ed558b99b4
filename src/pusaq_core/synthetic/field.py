"""What surrounds the year of the synthetic country: hired accompanists, lost days, river journeys."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

import polars as pl

from pusaq_core.synthetic.draw import Draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq_core.synthetic.recipe import EventRecipe, Recipe
    from pusaq_core.synthetic.schools import Premises

ACCOMPANIST_COLUMNS = ("COD_ACOMP", "CODOOII", "TIPO", "LAT", "LON", "FECHA_INICIO", "LENGUAS")
EVENT_COLUMNS = ("AMBITO", "CODIGO", "FECHA_INICIO", "FECHA_FIN", "MOTIVO")
TRAVEL_COLUMNS = ("ORIGEN", "DESTINO", "KM", "MINUTOS")

HOME_SPREAD = 0.01
"""Degrees around the centre of a town within which accompanists live, about 1 km."""
RIVER_FACTOR = 1.8
"""River kilometres for one kilometre as the crow flies: rivers of the plain meander."""
BOAT_KM_PER_MINUTE = 0.3
"""A motor canoe, 18 km/h."""
BOAT_WAIT_MINUTES = 15
"""From the school to the boat and back."""
EARTH_RADIUS_KM = 6371.0


def accompanists_frame(recipe: Recipe, *, seed: int, year: int) -> pl.DataFrame:
    """Hire as many accompanists as the tables say.

    Args:
        recipe: the tables.
        seed: random seed.
        year: school year; all start on its first 2 March.

    Returns:
        Columns `ACCOMPANIST_COLUMNS`, all text, null where empty, in the order of UGEL and profile.
    """
    rows: list[tuple[str | None, ...]] = []
    for ugel in recipe.ugels:
        draw = Draw(seed, "accompanists", ugel.code)
        towns = [
            place
            for place in recipe.places
            if place.district.ugel == ugel.code and place.rurality in {"Urbano", "Rural 3"}
        ]
        number = 0
        for profile, counts in recipe.accompanists.items():
            for position in range(counts[ugel.code]):
                number += 1
                home = draw.pick(towns)
                rows.append(
                    (
                        f"{ugel.code}-AC-{number:02d}",
                        ugel.code,
                        profile,
                        f"{home.lat + draw.between(-HOME_SPREAD, HOME_SPREAD):.5f}",
                        f"{home.lon + draw.between(-HOME_SPREAD, HOME_SPREAD):.5f}",
                        f"{year}-03-02",
                        _languages(profile, ugel.language, ugel.second_language, first=position == 0),
                    )
                )
    return _text_frame(rows, ACCOMPANIST_COLUMNS)


def _languages(profile: str, language: str, second: str, *, first: bool) -> str | None:
    """Only EIB accompanists teach in an originary language; the first of a UGEL speaks both."""
    if profile != "eib":
        return None
    return f"{language};{second}" if first and second else language


def events_frame(
    recipe: Recipe, premises: Sequence[Premises], accompanists: pl.DataFrame, *, year: int
) -> pl.DataFrame:
    """Lay out the days that are not available.

    Args:
        recipe: the tables.
        premises: the schools.
        accompanists: as `accompanists_frame` returns.
        year: school year.

    Returns:
        Columns `EVENT_COLUMNS`, all text, dates ISO.
    """
    locals_ = {(school.ugel.code, school.kind): school.codlocal for school in reversed(premises)}
    hired = {
        (ugel, profile): code
        for code, ugel, profile in accompanists.select("COD_ACOMP", "CODOOII", "TIPO").reverse().rows()
    }
    rows = []
    for event in recipe.events:
        code = {
            "ugel": event.ugel,
            "local": locals_.get((event.ugel, event.target)),
            "acompanante": hired.get((event.ugel, event.target)),
        }[event.scope]
        start = _first_day(event, year)
        end = start + timedelta(days=event.days - 1)
        rows.append((event.scope, code, start.isoformat(), end.isoformat(), event.reason))
    return _text_frame(rows, EVENT_COLUMNS)


def _first_day(event: EventRecipe, year: int) -> date:
    first = date(year, event.month, 1)
    return first + timedelta(days=(event.weekday - first.weekday()) % 7 + 7 * (event.nth - 1))


def travel_frame(premises: Sequence[Premises]) -> pl.DataFrame:
    """Give the river journeys between public premises with inicial or primaria.

    Args:
        premises: the schools.

    Returns:
        Columns `TRAVEL_COLUMNS`, all text, kilometres with one decimal; each pair of premises once.
    """
    landings = [
        school
        for school in premises
        if school.place.river
        and any(
            service.recipe.level in {"A2", "B0"} and service.recipe.management == "directa"
            for service in school.services
        )
    ]
    rows = []
    for origin, destination in combinations(landings, 2):
        km = RIVER_FACTOR * _straight_km(origin, destination)
        minutes = BOAT_WAIT_MINUTES + km / BOAT_KM_PER_MINUTE
        rows.append((origin.codlocal, destination.codlocal, f"{km:.1f}", f"{minutes:.0f}"))
    return _text_frame(rows, TRAVEL_COLUMNS)


def _straight_km(a: Premises, b: Premises) -> float:
    """Great-circle kilometres by the haversine formula."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b.lon - a.lon) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h))


def _text_frame(rows: Sequence[tuple[str | None, ...]], columns: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
