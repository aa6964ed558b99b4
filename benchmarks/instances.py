"""Named instances of the caseload problem: seeded synthetic UGELs, and real ones from the data folder.

The real ones are chosen by a rough reading of the norm (the command reads it in full); they serve to measure
the search on real geography and real numbers of teachers. They need the environment variable PUSAQ_DATA.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from pusaq_core.planning.problem import CaseloadProblem, Unit
from pusaq_core.planning.travel import dispersion, road_km
from pusaq_core.planning.units import Service, split_premises

KM_PER_DEGREE = 111.0
ROAD_FACTOR = 1.4


class Instance(NamedTuple):
    """A problem with what the baselines need: where units lie and in which district."""

    name: str
    problem: CaseloadProblem
    lat: np.ndarray
    lon: np.ndarray
    district: list[str]


def synthetic(seed: int, units: int) -> Instance:
    """A rural multigrade UGEL: villages around the capitals of about units / 8 districts."""
    rng = np.random.default_rng([seed, units])
    districts = max(3, units // 8)
    spread = rng.uniform(25, 60) / KM_PER_DEGREE
    seat = np.array([rng.uniform(-17, -5), rng.uniform(-78, -70)])
    capitals = seat + rng.normal(0, spread, (districts, 2))
    district = rng.integers(0, districts, units)
    place = capitals[district] + rng.normal(0, 9 / KM_PER_DEGREE, (units, 2))
    teachers = rng.choice([1, 2, 3, 4, 5], units, p=[0.5, 0.24, 0.13, 0.08, 0.05])
    made = tuple(Unit(f"{i:04d}", f"{i:04d}", int(t), 8, 6) for i, t in enumerate(teachers))
    km = road_km(place[:, 0], place[:, 1], factor=ROAD_FACTOR)
    name = f"synthetic-{units}-{seed}"
    return Instance(
        name, CaseloadProblem(made, km, 6), place[:, 0], place[:, 1], [f"{d:03d}" for d in district]
    )


def data_folder() -> Path | None:
    """The folder with official data, where there is one."""
    folder = os.environ.get("PUSAQ_DATA")
    return Path(folder) if folder else None


@cache
def _services() -> pl.DataFrame:
    folder = data_folder()
    if folder is None:
        raise RuntimeError("PUSAQ_DATA is not set")
    c = pl.col
    staff = pl.read_csv(folder / "registry/plazas_nexus.csv.gz", infer_schema_length=0)
    posts = (
        staff.filter(c("CARGO").str.starts_with("PROFESOR"))
        .sort("COD_PLAZA")
        .group_by("COD_MOD", "ANEXO", maintain_order=True)
        .agg(c("COD_PLAZA").alias("posts"))
    )
    registry = pl.read_csv(folder / "registry/padron_nacional.csv.gz", infer_schema_length=0).fill_null("")
    level = c("NIV_MOD").str.slice(0, 1)
    profile = (
        pl.when(c("EIB") != "")
        .then(pl.lit("eib"))
        .when(level == "A")
        .then(pl.lit("full_initial"))
        .when((level == "B") & (c("D_COD_CAR") != "Polidocente Completo"))
        .then(pl.lit("multigrade"))
        .when(level == "B")
        .then(pl.lit("full_primary"))
        .otherwise(pl.lit("full_secondary"))
    )
    students = c("TALUMNO").cast(pl.Int64)
    wanted = (
        pl.when(profile == "eib")
        .then((c("DAREACENSO") == "Rural") & level.is_in(["A", "B"]))
        .when(profile == "multigrade")
        .then((c("RURALIDAD") == "Rural 1") & (students >= 9))
        .when(profile == "full_initial")
        .then(c("posts").list.len() >= 2)
        .otherwise((c("RURALIDAD") != "Rural 1") & (students >= 30) & (c("posts").list.len() >= 8))
    )
    return (
        registry.join(posts, on=["COD_MOD", "ANEXO"])
        .filter((c("D_GESTION") == "Pública de gestión directa") & wanted)
        .with_columns(profile.alias("profile"))
        .sort("COD_MOD", "ANEXO")
    )


def real(ugel: str, profile: str) -> Instance:
    """One UGEL and profile of the registry."""
    rows = _services().filter((pl.col("CODOOII") == ugel) & (pl.col("profile") == profile)).to_dicts()
    place = {r["CODLOCAL"]: (float(r["NLAT_IE"]), float(r["NLONG_IE"]), r["CODGEO"]) for r in rows}
    premises = sorted(place)
    far = dispersion(
        [place[p][0] for p in premises], [place[p][1] for p in premises], factor=ROAD_FACTOR, neighbour=3
    )
    away = dict(zip(premises, far.tolist(), strict=True))
    services = [
        Service(
            f"{r['COD_MOD']}-{r['ANEXO']}",
            r["CODLOCAL"],
            tuple(r["posts"]),
            *_ratio(r, profile, away[r["CODLOCAL"]]),
            r["LENGUA"] if profile == "eib" else "",
        )
        for r in rows
    ]
    split = split_premises(services, language_minimum=6)
    lat = np.array([place[u.premises][0] for u in split.units])
    lon = np.array([place[u.premises][1] for u in split.units])
    problem = CaseloadProblem(
        split.units,
        road_km(lat, lon, factor=ROAD_FACTOR),
        visits=6 if profile in ("eib", "multigrade") else 7,
        joinable_languages=split.joinable_languages,
    )
    return Instance(f"{ugel}-{profile}", problem, lat, lon, [place[u.premises][2] for u in split.units])


def _ratio(row: dict[str, str], profile: str, away: float) -> tuple[int, int | None]:
    rural, frontier = row["DAREACENSO"] == "Rural", row["FRONTERA"] == "1"
    if profile == "eib":
        return (7 if frontier else 8), None
    if profile == "multigrade":
        return (7, 6) if frontier else (10, 8) if away < 5 else (8, 6)
    if profile == "full_initial":
        return (8 if rural else 12), None
    return (8 if rural else 15), None


def by_district(instance: Instance) -> list[list[int]]:
    """A spreadsheet: sorted by district and code, filled one after the other."""
    problem = instance.problem
    order = sorted(range(len(problem.units)), key=lambda u: (instance.district[u], problem.units[u].key))
    made: list[list[int]] = []
    for unit in order:
        if made and _fits(problem, [*made[-1], unit]):
            made[-1].append(unit)
        else:
            made.append([unit])
    return made


def nearest_neighbour(instance: Instance) -> list[list[int]]:
    """A careful specialist: from the school farthest from the seat, the nearest that still fit."""
    problem = instance.problem
    seat = problem.km.sum(axis=1).argmin()
    left = set(range(len(problem.units)))
    made = []
    while left:
        first = max(left, key=lambda u: (problem.km[seat, u], -u))
        held = [first]
        left.remove(first)
        for unit in sorted(left, key=lambda u: (problem.km[first, u], u)):
            if _fits(problem, [*held, unit]):
                held.append(unit)
                left.remove(unit)
        made.append(held)
    return made


def _fits(problem: CaseloadProblem, held: list[int]) -> bool:
    units = [problem.units[u] for u in held]
    languages = {u.language for u in units} - problem.joinable_languages
    return sum(u.teachers for u in units) <= min(u.maximum for u in units) and len(languages) <= 1


def km_of(problem: CaseloadProblem, caseloads: list[list[int]]) -> float:
    """Weighted kilometres of the year, each caseload from its best unit."""
    weight = np.array([u.teachers * problem.visits * 2 for u in problem.units], dtype=float)
    return sum(float((problem.km[np.ix_(held, held)] * weight[held]).sum(axis=1).min()) for held in caseloads)
