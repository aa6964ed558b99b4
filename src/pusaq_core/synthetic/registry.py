"""The registry of the synthetic country, laid out as the official export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pusaq_core.synthetic.draw import Draw
from pusaq_core.synthetic.staff import HEAD, PERMANENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq_core.synthetic.recipe import Place, Recipe
    from pusaq_core.synthetic.schools import Premises, Service
    from pusaq_core.synthetic.staff import Holding

REGISTRY_COLUMNS = (
    "COD_MOD",
    "ANEXO",
    "CODLOCAL",
    "CEN_EDU",
    "NIV_MOD",
    "D_NIV_MOD",
    "D_FORMA",
    "D_COD_CAR",
    "D_GESTION",
    "D_GES_DEP",
    "DAREACENSO",
    "CODOOII",
    "D_DREUGEL",
    "COD_DRE",
    "D_DRE",
    "CODGEO",
    "D_DPTO",
    "D_PROV",
    "D_DIST",
    "CODCCPP",
    "CEN_POB",
    "NLAT_IE",
    "NLONG_IE",
    "ALTITUD",
    "D_ESTADO",
    "TALUMNO",
    "TDOCENTE",
    "TSECCION",
    "RURALIDAD",
    "EIB",
    "LENGUA",
    "RED_EDUCATIVA",
    "FRONTERA",
    "VRAEM",
    "HUALLAGA",
    "COAR",
    "AULA_DIGITAL_RURAL",
    "AP_2017_2019",
    "ECE_4P_MAT",
    "PCT_NOMBRADOS",
    "SINTETICO",
)
"""Columns of the registry, in order: those of the public registry and the lists that norms read."""

SYNTHETIC_MARK = "Toda la fila es inventada; solo existen la UGEL, el distrito y el nombre del lugar"
"""What the column SINTETICO says of every row."""

MEAN_RESULT = {"Urbano": 500.0, "Rural 3": 475.0, "Rural 2": 455.0, "Rural 1": 430.0}
"""Invented mean of the national test by rurality, on the test's own scale."""
RESULT_SPREAD = 60.0
"""Half the width of the band of invented results around the mean."""


def registry_frame(
    recipe: Recipe, premises: Sequence[Premises], holdings: Sequence[Holding], *, seed: int
) -> pl.DataFrame:
    """Lay the schools out as the registry.

    Args:
        recipe: the tables.
        premises: the schools.
        holdings: who holds the posts, for the share of permanent teachers.
        seed: random seed.

    Returns:
        Columns `REGISTRY_COLUMNS`, all text, null where empty; a row for each service.
    """
    draw = Draw(seed, "registry")
    permanent = _permanent_share(holdings)
    rows = []
    for school in premises:
        for service in school.services:
            row = (
                _identity(recipe, school, service)
                | _territory(school, service)
                | _size(service)
                | _lists(school, service, draw)
            )
            row["ECE_4P_MAT"] = _result(recipe, school, service, draw)
            row["PCT_NOMBRADOS"] = permanent.get((service.cod_mod, service.anexo), "")
            rows.append([row[column] or None for column in REGISTRY_COLUMNS])
    return pl.DataFrame(rows, schema=dict.fromkeys(REGISTRY_COLUMNS, pl.String), orient="row")


def _identity(recipe: Recipe, school: Premises, service: Service) -> dict[str, str]:
    level = recipe.levels[service.recipe.level]
    direction, dependency = recipe.management[service.recipe.management]
    return {
        "COD_MOD": service.cod_mod,
        "ANEXO": service.anexo,
        "CODLOCAL": "" if service.recipe.register == "sin_local" else school.codlocal,
        "CEN_EDU": school.name,
        "NIV_MOD": service.recipe.level,
        "D_NIV_MOD": level.name,
        "D_FORMA": level.form,
        "D_COD_CAR": service.recipe.character or "No Aplica",
        "D_GESTION": direction,
        "D_GES_DEP": dependency,
        "D_ESTADO": "Inactiva" if service.recipe.register == "inactiva" else "Activa",
        "SINTETICO": SYNTHETIC_MARK,
    }


def _territory(school: Premises, service: Service) -> dict[str, str]:
    place, district = school.place, school.place.district
    located = service.recipe.register != "sin_coordenadas"
    return {
        "DAREACENSO": "Urbana" if place.rurality == "Urbano" else "Rural",
        "CODOOII": school.ugel.code,
        "D_DREUGEL": school.ugel.name,
        "COD_DRE": school.ugel.dre,
        "D_DRE": school.ugel.dre_name,
        "CODGEO": district.code,
        "D_DPTO": district.department,
        "D_PROV": district.province,
        "D_DIST": district.name,
        "CODCCPP": place.code,
        "CEN_POB": place.name,
        "NLAT_IE": f"{school.lat:.5f}" if located else "",
        "NLONG_IE": f"{school.lon:.5f}" if located else "",
        "ALTITUD": str(place.altitude),
        "RURALIDAD": place.rurality,
    }


def _size(service: Service) -> dict[str, str]:
    extra = service.recipe.register == "docente_de_mas"
    return {
        "TALUMNO": str(service.students),
        "TDOCENTE": str(service.recipe.teachers + extra),
        "TSECCION": str(service.recipe.sections),
    }


def _lists(school: Premises, service: Service, draw: Draw) -> dict[str, str]:
    recipe, place = service.recipe, school.place
    rural_school = place.rurality != "Urbano" and recipe.level in {"B0", "F0"}
    digital, accompanied = draw.chance(0.2), draw.chance(0.2)
    taught = recipe.eib and recipe.register != "sin_lengua"
    return {
        "EIB": recipe.eib,
        "LENGUA": school.language if taught else "",
        "RED_EDUCATIVA": "" if recipe.management == "privada" else _network(place),
        "FRONTERA": str(int(place.frontier)),
        "VRAEM": str(int(place.vraem)),
        "HUALLAGA": "0",
        "COAR": str(int(recipe.register == "coar")),
        "AULA_DIGITAL_RURAL": str(int(digital and rural_school)),
        "AP_2017_2019": str(int(accompanied and recipe.management == "directa")),
    }


def _network(place: Place) -> str:
    return f"RER {place.district.name} {place.network}" if place.network else ""


def _result(recipe: Recipe, school: Premises, service: Service, draw: Draw) -> str:
    if not recipe.levels[service.recipe.level].results or not service.students:
        return ""
    mean = MEAN_RESULT[school.place.rurality]
    return f"{draw.between(mean - RESULT_SPREAD, mean + RESULT_SPREAD):.1f}"


def _permanent_share(holdings: Sequence[Holding]) -> dict[tuple[str, str], str]:
    """Percentage of permanent teachers by service, heads left out."""
    tenures: dict[tuple[str, str], list[bool]] = {}
    for holding in holdings:
        if holding.role != HEAD:
            key = (holding.service.cod_mod, holding.service.anexo)
            tenures.setdefault(key, []).append(holding.tenure == PERMANENT)
    return {key: f"{100 * sum(held) / len(held):.1f}" for key, held in tenures.items()}
