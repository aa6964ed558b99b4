"""A count of its own, straight from the text of NT-026-01-MINEDU, numerals 5.6.1 to 5.6.3.

It shares nothing with the planning command: the country has to be right under the norm, not under our code.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pusaq_core.synthetic import SYNTHETIC_UGELS, Country, make_country

KEY = ["COD_MOD", "ANEXO"]
PROFILES = ("eib", "multigrade", "full_initial", "full_primary", "full_secondary")
FIRST_SCHOOL_DAY, LAST_SCHOOL_DAY = "2026-03-16", "2026-12-18"


def accompanied(country: Country) -> pl.DataFrame:
    """One row a service and person: teachers whose dates cover a school day, last holder of each post."""
    held = country.staff.filter(
        pl.col("CARGO").str.starts_with("PROFESOR"),
        pl.col("COD_PERSONA").is_not_null(),
        pl.col("FECHA_INICIO") <= LAST_SCHOOL_DAY,
        pl.col("FECHA_FIN").fill_null("9999") >= FIRST_SCHOOL_DAY,
    )
    last = held.sort("FECHA_INICIO").unique("COD_PLAZA", keep="last", maintain_order=True)
    return last.unique([*KEY, "COD_PERSONA"], maintain_order=True)


def profiled(country: Country) -> pl.DataFrame:
    """Services with the profile that they are targeted under, null for none."""
    teachers = accompanied(country).group_by(KEY).len("teachers")
    services = country.registry.join(teachers, on=KEY, how="left").with_columns(
        pl.col("teachers").fill_null(0), pl.col("TALUMNO", "TSECCION").cast(pl.Int64)
    )
    public = pl.col("D_GESTION") == "Pública de gestión directa"
    ministry = pl.col("D_GES_DEP") == "Sector Educación"
    rural = pl.col("DAREACENSO") == "Rural"
    eib = pl.col("EIB").is_not_null()
    staffed = (pl.col("TALUMNO") > 0) & (pl.col("teachers") > 0)
    inicial = pl.col("NIV_MOD").is_in(["A2", "A3"])
    primaria = pl.col("NIV_MOD") == "B0"
    few_grades = pl.col("D_COD_CAR").is_in(["Unidocente", "Polidocente Multigrado"])
    full = (
        public
        & (pl.col("TALUMNO") >= 30)
        & (pl.col("teachers") >= 8)
        & (pl.col("RURALIDAD") != "Rural 1")
        & ~eib
        & ministry
        & (pl.col("COAR") == "0")
    )
    found = services.with_columns(
        profile=pl.when(
            eib & (inicial | primaria) & public & rural & staffed & pl.col("LENGUA").is_not_null()
        )
        .then(pl.lit("eib"))
        .when(eib)
        .then(None)
        .when(primaria & few_grades & public & (pl.col("RURALIDAD") == "Rural 1") & (pl.col("TALUMNO") >= 9))
        .then(pl.lit("multigrade"))
        .when(
            inicial
            & public
            & ministry
            & (pl.col("D_ESTADO") == "Activa")
            & (pl.col("teachers") >= pl.max_horizontal(pl.col("TSECCION"), pl.lit(2)))
        )
        .then(pl.lit("full_initial"))
        .when(primaria & (pl.col("D_COD_CAR") == "Polidocente Completo") & full)
        .then(pl.lit("full_primary"))
        .when((pl.col("NIV_MOD") == "F0") & full)
        .then(pl.lit("full_secondary"))
    )
    group = ["CODOOII", "profile"]
    alone = pl.col("profile").is_in(["full_primary", "full_secondary"]) & (pl.len().over(group) < 2)
    too_few = (pl.col("profile") == "multigrade") & (pl.col("teachers").sum().over(group) <= 6)
    return found.with_columns(profile=pl.when(alone | too_few).then(None).otherwise("profile"))


@pytest.fixture(scope="module", params=[1, 2, 97])
def seeded(request):
    return make_country(request.param)


def teachers_by(frame: pl.DataFrame) -> dict[tuple[str, str], int]:
    targeted = frame.filter(pl.col("profile").is_not_null())
    sums = targeted.group_by("CODOOII", "profile").agg(pl.col("teachers").sum())
    return {(ugel, profile): n for ugel, profile, n in sums.rows()}


def test_every_seed_gives_the_same_teachers_by_ugel_and_profile(seeded):
    assert teachers_by(profiled(seeded)) == {
        ("220004", "eib"): 23,
        ("220004", "multigrade"): 22,
        ("220004", "full_initial"): 10,
        ("220004", "full_primary"): 24,
        ("220004", "full_secondary"): 17,
        ("160004", "eib"): 28,
        ("160004", "multigrade"): 32,
        ("160004", "full_initial"): 7,
        ("160004", "full_primary"): 24,
        ("040005", "multigrade"): 27,
        ("040005", "full_initial"): 13,
        ("040005", "full_primary"): 32,
        ("040005", "full_secondary"): 18,
        ("090009", "eib"): 29,
        ("090009", "multigrade"): 16,
        ("090009", "full_initial"): 7,
        ("090009", "full_primary"): 16,
        ("090009", "full_secondary"): 18,
    }


def test_hired_accompanists_are_about_twelve_and_can_hold_all_teachers(seeded):
    frame = profiled(seeded).filter(pl.col("profile").is_not_null())
    towns = frame.group_by("CODOOII", "profile").agg(
        pl.col("teachers").sum(), urban=(pl.col("DAREACENSO") == "Urbana").all()
    )
    hired = {
        (ugel, profile): n
        for ugel, profile, n in seeded.accompanists.group_by("CODOOII", "TIPO").len().rows()
    }
    assert set(hired) == {(ugel, profile) for ugel, profile, *_ in towns.rows()}
    for ugel, profile, teachers, urban in towns.rows():
        seats = 15 if urban and profile != "full_initial" else 8
        assert hired[ugel, profile] * seats >= teachers
        assert (hired[ugel, profile] - 1) * seats < teachers + 8
    per_ugel = seeded.accompanists.group_by("CODOOII").len().rows_by_key("CODOOII")
    assert all(11 <= n[0][0] <= 13 for n in per_ugel.values())
    assert set(per_ugel) == set(SYNTHETIC_UGELS)


def test_each_ugel_has_services_that_fail_in_instructive_ways(seeded):
    frame = profiled(seeded)
    for ugel in SYNTHETIC_UGELS:
        here = frame.filter(pl.col("CODOOII") == ugel)
        outside = here.filter(pl.col("profile").is_null())
        assert 120 <= here.height <= 250
        assert outside.height > here.height / 2
        for reason in (
            pl.col("D_GESTION") == "Privada",
            pl.col("D_GESTION") == "Pública de gestión privada",
            pl.col("EIB").is_not_null() & (pl.col("DAREACENSO") == "Urbana"),
            (pl.col("D_COD_CAR") == "Unidocente") & pl.col("TALUMNO").is_between(1, 8),
            (pl.col("NIV_MOD") == "A2") & (pl.col("teachers") == 1),
            (pl.col("NIV_MOD") == "A2") & (pl.col("teachers") == 2) & (pl.col("TSECCION") == 3),
            pl.col("D_ESTADO") == "Inactiva",
            pl.col("D_FORMA") == "No escolarizada",
            (pl.col("D_COD_CAR") == "Polidocente Multigrado") & (pl.col("RURALIDAD") == "Rural 2"),
            (pl.col("D_COD_CAR") == "Polidocente Completo") & (pl.col("teachers") == 6),
            (pl.col("NIV_MOD") == "F0") & (pl.col("teachers") == 5),
        ):
            assert outside.filter(reason).height > 0
    outside = frame.filter(pl.col("profile").is_null())
    assert outside.filter(pl.col("COAR") == "1")["CODOOII"].unique().sort().to_list() == ["090009", "220004"]
    armed = outside.filter(pl.col("D_GES_DEP") == "Otro sector público (FFAA)")
    assert armed["CODOOII"].unique().sort().to_list() == ["040005", "160004"]
    full = (pl.col("NIV_MOD") == "F0") & (pl.col("teachers") >= 8)
    assert outside.filter(full & (pl.col("TALUMNO") < 30)).height == 3
    only_one = full & (pl.col("CODOOII") == "160004") & (pl.col("RURALIDAD") != "Rural 1")
    assert outside.filter(only_one).height == 1


def test_buildings_that_make_planning_hard(seeded):
    frame = profiled(seeded).filter(pl.col("profile").is_not_null())
    for ugel in SYNTHETIC_UGELS:
        here = frame.filter(pl.col("CODOOII") == ugel)
        profiles = here.group_by("CODLOCAL").agg(pl.col("profile").n_unique())
        assert profiles["profile"].max() >= 2
        assert here["NLAT_IE"].is_null().sum() >= 1
        seats = pl.when(pl.col("DAREACENSO") == "Urbana").then(15).otherwise(8)
        full = pl.col("profile").is_in(["full_primary", "full_secondary"])
        assert here.filter(full & (pl.col("teachers") > seats)).height >= 1
    integrated = frame.group_by("CODLOCAL").agg(pl.col("profile").sort())["profile"].to_list()
    assert integrated.count(["full_initial", "full_primary", "full_secondary"]) == 3
    annexes = frame.filter(pl.col("ANEXO") == "1")
    assert annexes.height == 2
    assert annexes.join(frame.filter(pl.col("ANEXO") == "0"), on="COD_MOD", how="anti").is_empty()


def test_small_languages_and_frontier_are_there(seeded):
    frame = profiled(seeded)
    eib = frame.filter(pl.col("profile") == "eib").group_by("CODOOII", "LENGUA").agg(pl.sum("teachers"))
    assert sorted(eib.rows()) == [
        ("090009", "Quechua", 29),
        ("160004", "Kukama-Kukamiria", 25),
        ("160004", "Urarina", 3),
        ("220004", "Quechua Lamista", 20),
        ("220004", "Shawi", 3),
    ]
    assert set(frame.filter(pl.col("FRONTERA") == "1")["CODOOII"]) == {"160004"}
    assert set(frame.filter(pl.col("VRAEM") == "1")["CODOOII"]) == {"090009"}


def test_the_documentation_shows_these_counts():
    country = make_country()
    teachers = teachers_by(profiled(country))
    services = dict(country.registry.group_by("CODOOII").len().rows())
    hired = dict(country.accompanists.group_by("CODOOII").len().rows())
    page = (Path(__file__).parents[2] / "docs" / "synthetic.md").read_text(encoding="utf-8")
    shown = {
        line.split()[1]: line for line in page.splitlines() if line.startswith("| ") and line[2:8].isdigit()
    }
    assert set(shown) == set(SYNTHETIC_UGELS)
    for ugel, line in shown.items():
        by_profile = [teachers.get((ugel, profile), 0) for profile in PROFILES]
        expected = [services[ugel], *by_profile, sum(by_profile), hired[ugel]]
        assert [int(cell) for cell in line.split("|")[2:-1]] == expected
