"""Schools of the synthetic country: which premises stand where, with which services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq_core.synthetic.draw import Draw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pusaq_core.synthetic.recipe import Place, PremisesRecipe, Recipe, ServiceRecipe, Ugel

SPREAD_TOWN = 0.008
"""Degrees around the centre of a town within which its schools stand, about 900 m."""
SPREAD_VILLAGE = 0.003
"""The same for a village, about 350 m."""


@dataclass(frozen=True, slots=True)
class Service:
    """One school service: a row of the registry.

    Attributes:
        cod_mod: 7 digits; with `anexo` the key of the service.
        anexo: 0, or 1 for the annex of another service.
        recipe: what it is made of.
        students: enrolled.
    """

    cod_mod: str
    anexo: str
    recipe: ServiceRecipe
    students: int


@dataclass(frozen=True, slots=True)
class Premises:
    """A building with one or more services.

    Attributes:
        codlocal: 6 digits.
        ugel: the UGEL that it belongs to.
        kind: name of its recipe.
        first_of_kind: it is the first of its kind in the UGEL.
        place: where it stands.
        name: of the school.
        lat: degrees north, five decimals.
        lon: degrees east, five decimals.
        language: originary language of its EIB services.
        services: in order.
    """

    codlocal: str
    ugel: Ugel
    kind: str
    first_of_kind: bool
    place: Place
    name: str
    lat: float
    lon: float
    language: str
    services: tuple[Service, ...]


def make_premises(recipe: Recipe, seed: int) -> tuple[Premises, ...]:
    """Build every school of the country.

    Args:
        recipe: the tables.
        seed: random seed.

    Returns:
        Premises in the order of UGEL, district, place and kind; codes run in that order.
    """
    found: list[Premises] = []
    for number, ugel in enumerate(recipe.ugels, start=1):
        sites = _sites(recipe, ugel, Draw(seed, "places", ugel.code))
        found.extend(_number(recipe, ugel, str(number), sites, Draw(seed, "schools", ugel.code)))
    return tuple(found)


def _sites(recipe: Recipe, ugel: Ugel, draw: Draw) -> list[tuple[Place, PremisesRecipe, int]]:
    """Give each premises the suitable place that has least of its levels, then least of anything."""
    places = draw.shuffled([place for place in recipe.places if place.district.ugel == ugel.code])
    order = {place.code: index for index, place in enumerate(recipe.places)}
    levels: dict[tuple[str, str], int] = {}
    total: dict[str, int] = {}
    sites: list[tuple[Place, PremisesRecipe, int]] = []
    for rank, kind in enumerate(recipe.premises):
        wanted = {service.level for service in kind.services}
        for _ in range(kind.counts[ugel.code]):
            place = min(
                _suitable(kind, ugel, places),
                key=lambda place: (
                    sum(levels.get((place.code, level), 0) for level in sorted(wanted)),
                    total.get(place.code, 0),
                ),
            )
            for level in wanted:
                levels[place.code, level] = levels.get((place.code, level), 0) + 1
            total[place.code] = total.get(place.code, 0) + 1
            sites.append((place, kind, rank))
    return sorted(sites, key=lambda site: (order[site[0].code], site[2]))


def _suitable(kind: PremisesRecipe, ugel: Ugel, places: list[Place]) -> list[Place]:
    here = [place for place in places if place.rurality in kind.ruralities]
    if kind.language == "any":
        return [place for place in here if place.language == ugel.language] or here
    language = {"none": "", "first": ugel.language, "second": ugel.second_language}[kind.language]
    return [place for place in here if place.language == language]


def _number(
    recipe: Recipe, ugel: Ugel, digit: str, sites: list[tuple[Place, PremisesRecipe, int]], draw: Draw
) -> Iterator[Premises]:
    """Name and number the schools of one UGEL; an annex takes the code of the service it belongs to."""
    counter = 0
    codes = _annexed_codes(sites, digit)
    seen: set[str] = set()
    for number, (place, kind, _) in enumerate(sites, start=1):
        services: list[Service] = []
        for service in kind.services:
            counter += 1
            annex = service.register == "anexo"
            services.append(
                Service(
                    cod_mod=codes[service.level] if annex else f"98{digit}{counter:04d}",
                    anexo="1" if annex else "0",
                    recipe=service,
                    students=draw.whole(*service.students),
                )
            )
        spread = SPREAD_TOWN if place.rurality == "Urbano" else SPREAD_VILLAGE
        yield Premises(
            codlocal=f"98{digit}{number:03d}",
            ugel=ugel,
            kind=kind.kind,
            first_of_kind=kind.kind not in seen,
            place=place,
            name=_name(recipe, services[0], f"98{digit}{number:03d}", draw),
            lat=round(place.lat + draw.between(-spread, spread), 5),
            lon=round(place.lon + draw.between(-spread, spread), 5),
            language=ugel.second_language if kind.language == "second" else ugel.language,
            services=tuple(services),
        )
        seen.add(kind.kind)


def _annexed_codes(sites: list[tuple[Place, PremisesRecipe, int]], digit: str) -> dict[str, str]:
    """COD_MOD by level of the premises that have an annex elsewhere, numbered as `_number` does."""
    codes: dict[str, str] = {}
    counter = 0
    for _, kind, _ in sites:
        for service in kind.services:
            counter += 1
            if kind.kind.endswith("_con_anexo"):
                codes[service.level] = f"98{digit}{counter:04d}"
    return codes


def _name(recipe: Recipe, first: Service, codlocal: str, draw: Draw) -> str:
    """Invent a name; public schools carry a number as in Peru, in a range that no school uses."""
    name = draw.pick(recipe.names["school"])
    numbered = first.recipe.management != "privada" and first.recipe.register != "coar"
    return f"{codlocal} {name}" if numbered else name
