"""What the synthetic country is made of, read from the package's own small tables."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Ugel:
    """A UGEL that exists, with the originary languages that its synthetic EIB services teach in."""

    code: str
    name: str
    dre: str
    dre_name: str
    language: str
    second_language: str


@dataclass(frozen=True, slots=True)
class District:
    """A district that exists."""

    code: str
    ugel: str
    department: str
    province: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A town or village that exists; its position is approximate and its attributes are invented.

    Attributes:
        code: synthetic code of the populated place, 6 digits.
        district: the district that it lies in.
        name: name as the official registry writes it, in capitals and mostly without accents.
        rurality: `Urbano`, `Rural 3`, `Rural 2` or `Rural 1`, the last the most rural.
        lat: degrees north, approximate.
        lon: degrees east, approximate.
        altitude: metres above the sea, approximate.
        language: originary language taught in, empty where it is Spanish.
        river: people travel by river.
        frontier: counted as critical frontier area.
        vraem: counted as VRAEM.
        network: number of the school network in the district, empty where there is none.
    """

    code: str
    district: District
    name: str
    rurality: str
    lat: float
    lon: float
    altitude: int
    language: str
    river: bool
    frontier: bool
    vraem: bool
    network: str


@dataclass(frozen=True, slots=True)
class ServiceRecipe:
    """One service of a kind of premises.

    Attributes:
        level: NIV_MOD.
        character: D_COD_CAR, empty where the registry says `No Aplica`.
        management: key of `Recipe.management`.
        teachers: people who teach there (`PROFESOR`, with or without `FUNCIÓN DIRECTIVA`).
        sections: TSECCION.
        students: fewest and most enrolled.
        eib: form of intercultural bilingual service, empty where it is none.
        register: what is particular in the registry (`sin_coordenadas`, `sin_local`, `sin_lengua`,
            `inactiva`, `coar`, `docente_de_mas`, `anexo`), or empty.
        staffing: what is particular in the staff (`sin_plazas`; in the first premises of the kind in
            a UGEL `vacante`, `reemplazo`, `vencido`, `dos_plazas`), or empty.
    """

    level: str
    character: str
    management: str
    teachers: int
    sections: int
    students: tuple[int, int]
    eib: str
    register: str
    staffing: str


@dataclass(frozen=True, slots=True)
class PremisesRecipe:
    """A kind of premises.

    Attributes:
        kind: its name.
        ruralities: where it may stand.
        language: `none`, `first` or `second` language of the UGEL at its place; `any` prefers the first.
        counts: premises of this kind in each UGEL.
        note: what the norm makes of it, in Spanish, for readers of the documentation.
        services: its services, in order.
    """

    kind: str
    ruralities: frozenset[str]
    language: str
    counts: dict[str, int]
    note: str
    services: tuple[ServiceRecipe, ...]


@dataclass(frozen=True, slots=True)
class EventRecipe:
    """Days on which something is not available: from the nth weekday (0 = Monday) of a month.

    Attributes:
        scope: `ugel`, `local` or `acompanante`.
        ugel: where.
        target: kind of premises for `local`, profile for `acompanante`, empty for `ugel`.
        month: 1 to 12.
        nth: 1 for the first such weekday of the month.
        weekday: 0 for Monday.
        days: calendar days.
        reason: in Spanish.
    """

    scope: str
    ugel: str
    target: str
    month: int
    nth: int
    weekday: int
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class Level:
    """A level or modality of the official registry; `results` says whether it sits the national test."""

    name: str
    form: str
    results: bool


@dataclass(frozen=True, slots=True)
class Recipe:
    """All tables of the package.

    Attributes:
        ugels: in the order of the plan.
        places: every town and village.
        premises: kinds of premises.
        accompanists: hired accompanists by profile and UGEL.
        events: days not available.
        levels: by NIV_MOD.
        management: D_GESTION and D_GES_DEP by key.
        names: given names, surnames and school names.
    """

    ugels: tuple[Ugel, ...]
    places: tuple[Place, ...]
    premises: tuple[PremisesRecipe, ...]
    accompanists: dict[str, dict[str, int]]
    events: tuple[EventRecipe, ...]
    levels: dict[str, Level]
    management: dict[str, tuple[str, str]]
    names: dict[str, tuple[str, ...]]


@cache
def read_recipe() -> Recipe:
    """Read the tables that ship with the package; they never change while a program runs."""
    ugels = tuple(
        Ugel(r["ugel"], r["name"], r["dre"], r["dre_name"], r["language"], r["second_language"])
        for r in _rows("ugels")
    )
    codes = tuple(ugel.code for ugel in ugels)
    names: dict[str, tuple[str, ...]] = {}
    for row in _rows("names"):
        names[row["kind"]] = (*names.get(row["kind"], ()), row["value"])
    return Recipe(
        ugels=ugels,
        places=_places(),
        premises=_premises(codes),
        accompanists={
            row["profile"]: {code: int(row[code]) for code in codes} for row in _rows("accompanists")
        },
        events=tuple(_event(row) for row in _rows("events")),
        levels={
            row["level"]: Level(row["name"], row["form"], bool(row["results"])) for row in _rows("levels")
        },
        management={row["management"]: (row["D_GESTION"], row["D_GES_DEP"]) for row in _rows("management")},
        names=names,
    )


def _rows(table: str) -> list[dict[str, str]]:
    text = resources.files("pusaq_core.synthetic").joinpath("data", f"{table}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _places() -> tuple[Place, ...]:
    districts = {
        row["district"]: District(
            row["district"], row["ugel"], row["department"], row["province"], row["name"]
        )
        for row in _rows("districts")
    }
    return tuple(
        Place(
            code=f"98{number:04d}",
            district=districts[row["district"]],
            name=row["place"],
            rurality=row["rurality"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            altitude=int(row["altitude"]),
            language=row["language"],
            river=row["river"] == "1",
            frontier=row["frontier"] == "1",
            vraem=row["vraem"] == "1",
            network=row["network"],
        )
        for number, row in enumerate(_rows("places"), start=1)
    )


def _premises(codes: tuple[str, ...]) -> tuple[PremisesRecipe, ...]:
    services: dict[str, list[ServiceRecipe]] = {}
    for row in _rows("services"):
        services.setdefault(row["kind"], []).append(_service(row))
    return tuple(
        PremisesRecipe(
            kind=row["kind"],
            ruralities=frozenset(row["rurality"].split(";")),
            language=row["language"],
            counts={code: int(row[code]) for code in codes},
            note=row["note"],
            services=tuple(services[row["kind"]]),
        )
        for row in _rows("premises")
    )


def _service(row: dict[str, str]) -> ServiceRecipe:
    return ServiceRecipe(
        level=row["level"],
        character=row["character"],
        management=row["management"],
        teachers=int(row["teachers"]),
        sections=int(row["sections"]),
        students=(int(row["students_min"]), int(row["students_max"])),
        eib=row["eib"],
        register=row["register"],
        staffing=row["staffing"],
    )


def _event(row: dict[str, str]) -> EventRecipe:
    return EventRecipe(
        scope=row["scope"],
        ugel=row["ugel"],
        target=row["target"],
        month=int(row["month"]),
        nth=int(row["nth"]),
        weekday=int(row["weekday"]),
        days=int(row["days"]),
        reason=row["reason"],
    )
