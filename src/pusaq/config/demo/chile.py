"""An invented local service of Chile, with schools that do not exist in communes that do."""

from __future__ import annotations

import polars as pl

from pusaq.common.countries import country
from pusaq.common.sorting import sort_key
from pusaq.config.demo.names import rows_of
from pusaq.territory.domain.registry_tables import ORGANISATION_COLUMNS, RegistryTables
from pusaq.territory.enums import OrganisationKind
from pusaq_core.io.rejections import no_rejections

SLEP = "los-alerces"
SLEP_PATH = f"cl/dep/{SLEP}/"


def chilean_tables() -> RegistryTables:
    """Bodies, schools and levels of the local service, as rows of the tables."""
    pack = country("cl")
    bodies = (
        (OrganisationKind.MINISTRY, "cl", pack.organisations["ministerio"], "MINEDUC", "cl/", None),
        (OrganisationKind.PUBLIC_DIRECTORATE, "dep", pack.organisations["dep"], "DEP", "cl/dep/", "cl/"),
        (
            *(OrganisationKind.SLEP, SLEP, f"{pack.organisations['slep']} Los Alerces"),
            *("SLEP Los Alerces", SLEP_PATH, "cl/dep/"),
        ),
        (
            *(OrganisationKind.UATP, f"{SLEP}-uatp", f"{pack.organisations['uatp']} Los Alerces"),
            *("UATP Los Alerces", f"{SLEP_PATH}uatp/", SLEP_PATH),
        ),
    )
    organisations = pl.DataFrame(
        [
            (kind.value, code, name, short, "", *places, sort_key(short or ""))
            for kind, code, name, short, *places in bodies
        ],
        schema=dict.fromkeys(ORGANISATION_COLUMNS, pl.String),
        orient="row",
    )
    schools = [_school(row) for row in rows_of("establecimientos")]
    services = [
        _service(row, level, number, len(levels))
        for row in rows_of("establecimientos")
        for levels in [row["niveles"].split(";")]
        for number, level in enumerate(levels)
    ]
    return RegistryTables(
        organisations,
        pl.DataFrame(schools, schema_overrides={"network_path": pl.String, "is_rural": pl.Boolean}),
        pl.DataFrame(services, schema_overrides={"teachers": pl.Int64, "sections": pl.Int64}),
        no_rejections(),
    )


def _school(row: dict[str, str]) -> dict[str, object]:
    return {
        "code": row["rbd"],
        "name": row["nombre"],
        "organisation_path": SLEP_PATH,
        "network_path": None,
        "path": f"{SLEP_PATH}s-{row['rbd']}/",
        "sort_key": sort_key(row["nombre"]),
        "place": row["comuna"],
        "district": row["comuna"],
        "province": row["provincia"],
        "region": row["region"],
        "ubigeo": "",
        "is_rural": row["area"] == "rural",
        "latitude": float(row["lat"]),
        "longitude": float(row["lon"]),
    }


def _service(row: dict[str, str], level: str, number: int, levels: int) -> dict[str, object]:
    share, rest = divmod(int(row["matricula"]), levels)
    return {
        "modular_code": row["rbd"],
        "annex": str(number),
        "school_code": row["rbd"],
        "name": row["nombre"],
        "level": level,
        "level_name": country("cl").levels[level],
        "character": "",
        "management": "Servicio Local de Educación Pública",
        "is_public": True,
        "is_active": True,
        "eib_form": "",
        "language": "",
        "students": share + (rest if number == 0 else 0),
        "teachers": None,
        "sections": None,
        "path": f"{SLEP_PATH}s-{row['rbd']}/{row['rbd']}-{number}/",
        "sort_key": sort_key(row["nombre"]),
    }
