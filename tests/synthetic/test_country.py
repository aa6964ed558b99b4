from __future__ import annotations

import gzip
import math
import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pusaq_core.errors import InputError
from pusaq_core.synthetic import (
    ACCOMPANIST_COLUMNS,
    EVENT_COLUMNS,
    REGISTRY_COLUMNS,
    STAFF_COLUMNS,
    SYNTHETIC_UGELS,
    TRAVEL_COLUMNS,
    make_country,
    write_country,
)
from pusaq_core.synthetic.recipe import read_recipe
from pusaq_core.synthetic.registry import SYNTHETIC_MARK

FIRST_PERSON = ("P9800001", "Óscar Flor", "Shihuahuaco Tuna")
FIRST_SCHOOL = ("981001 Luna Creciente", "-6.42116", "-76.51370", "54")
FRAMES = ("registry", "staff", "accompanists", "events", "travel")

# The header of the published registry with the lists that norms read, and of a staffing export.
PUBLISHED_REGISTRY = (
    "COD_MOD,ANEXO,CODLOCAL,CEN_EDU,NIV_MOD,D_NIV_MOD,D_FORMA,D_COD_CAR,D_GESTION,D_GES_DEP,DAREACENSO,"
    "CODOOII,D_DREUGEL,COD_DRE,D_DRE,CODGEO,D_DPTO,D_PROV,D_DIST,CODCCPP,CEN_POB,NLAT_IE,NLONG_IE,ALTITUD,"
    "D_ESTADO,TALUMNO,TDOCENTE,TSECCION,RURALIDAD,EIB,LENGUA,RED_EDUCATIVA,FRONTERA,VRAEM,HUALLAGA,COAR,"
    "AULA_DIGITAL_RURAL,AP_2017_2019,ECE_4P_MAT,PCT_NOMBRADOS,SINTETICO"
)
PUBLISHED_STAFF = (
    "COD_PLAZA,COD_MOD,ANEXO,CARGO,CONDICION,COD_PERSONA,NOMBRES,APELLIDOS,FECHA_INICIO,FECHA_FIN"
)


def test_columns_are_those_of_the_published_files(country):
    assert ",".join(REGISTRY_COLUMNS) == PUBLISHED_REGISTRY
    assert ",".join(STAFF_COLUMNS) == PUBLISHED_STAFF
    assert tuple(country.registry.columns) == REGISTRY_COLUMNS
    assert tuple(country.staff.columns) == STAFF_COLUMNS
    assert tuple(country.accompanists.columns) == ACCOMPANIST_COLUMNS
    assert tuple(country.events.columns) == EVENT_COLUMNS
    assert tuple(country.travel.columns) == TRAVEL_COLUMNS
    for name in FRAMES:
        assert set(getattr(country, name).dtypes) == {pl.String}


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(min_value=-(2**63), max_value=2**63))
def test_same_seed_same_country_and_keys_are_unique(seed):
    one, two = make_country(seed), make_country(seed)
    for name in FRAMES:
        assert getattr(one, name).equals(getattr(two, name))
    assert not one.registry.select("COD_MOD", "ANEXO").is_duplicated().any()
    assert not one.accompanists["COD_ACOMP"].is_duplicated().any()
    assert not one.travel.select("ORIGEN", "DESTINO").is_duplicated().any()


def test_another_seed_moves_schools_and_people_but_not_their_number(country):
    other = make_country(2)
    assert other.registry.height == country.registry.height
    assert other.staff.height == country.staff.height
    assert not other.registry["CEN_POB"].equals(country.registry["CEN_POB"])
    assert not other.staff["APELLIDOS"].equals(country.staff["APELLIDOS"])
    assert not other.accompanists["LAT"].equals(country.accompanists["LAT"])


def test_first_random_numbers_never_change(country):
    # A country that shifts between versions would shift every figure that documentation shows.
    first = country.staff.row(0, named=True)
    assert (first["COD_PERSONA"], first["NOMBRES"], first["APELLIDOS"]) == FIRST_PERSON
    row = country.registry.row(0, named=True)
    assert (row["CEN_EDU"], row["NLAT_IE"], row["NLONG_IE"], row["TALUMNO"]) == FIRST_SCHOOL


def test_codes_have_the_published_widths_and_say_that_they_are_synthetic(country):
    registry = country.registry
    for column, width in (("COD_MOD", 7), ("CODLOCAL", 6), ("CODCCPP", 6)):
        codes = registry[column].drop_nulls()
        assert codes.str.contains(rf"^98\d{{{width - 2}}}$").all()
    assert registry["CODGEO"].str.contains(r"^\d{6}$").all()
    assert (registry["CODGEO"].str.head(2) == registry["CODOOII"].str.head(2)).all()
    assert set(registry["CODOOII"]) == set(SYNTHETIC_UGELS)
    assert set(registry["SINTETICO"]) == {SYNTHETIC_MARK}
    assert country.staff["COD_PERSONA"].drop_nulls().str.starts_with("P98").all()
    nature = set(read_recipe().names["surname"])
    surnames = country.staff["APELLIDOS"].drop_nulls().str.split(" ").explode(empty_as_null=True)
    assert set(surnames) <= nature


def test_only_programmes_without_building_lack_codlocal(country):
    without = country.registry.filter(pl.col("CODLOCAL").is_null())
    assert set(without["D_FORMA"]) == {"No escolarizada"}
    assert without.height == country.registry.filter(pl.col("D_FORMA") == "No escolarizada").height > 0


def test_coordinates_are_near_their_place(country):
    places = {place.code: place for place in read_recipe().places}
    located = country.registry.filter(pl.col("NLAT_IE").is_not_null())
    assert country.registry.height - located.height == 7
    for code, lat, lon in located.select("CODCCPP", "NLAT_IE", "NLONG_IE").rows():
        assert math.dist((places[code].lat, places[code].lon), (float(lat), float(lon))) < 0.012
        assert len(lat.split(".")[1]) == len(lon.split(".")[1]) == 5


def test_every_post_belongs_to_a_public_service_and_its_count_agrees(country):
    key = ["COD_MOD", "ANEXO"]
    assert country.staff.join(country.registry, on=key, how="anti").is_empty()
    private = country.registry.filter(pl.col("D_GESTION") == "Privada")
    assert private.join(country.staff, on=key, how="semi").is_empty()
    people = (
        country.staff.filter(
            pl.col("CARGO") != "DIRECTOR",
            pl.col("COD_PERSONA").is_not_null(),
            pl.col("FECHA_FIN").fill_null("9999") > "2026-07-01",
        )
        .group_by(key)
        .agg(pl.col("COD_PERSONA").n_unique().alias("people"))
    )
    both = country.registry.join(people, on=key)
    differ = both.filter(pl.col("TDOCENTE").cast(pl.Int64) != pl.col("people"))
    assert sorted(differ["CODOOII"]) == ["040005", "220004"]
    assert (differ["TDOCENTE"].cast(pl.Int64) - differ["people"]).to_list() == [1, 1]


def test_share_of_permanent_teachers_is_that_of_the_staff(country):
    row = country.registry.filter(pl.col("TDOCENTE") == "16").row(0, named=True)
    posts = country.staff.filter((pl.col("COD_MOD") == row["COD_MOD"]) & (pl.col("CARGO") != "DIRECTOR"))
    share = (posts["CONDICION"] == "NOMBRADO").mean()
    assert row["PCT_NOMBRADOS"] == f"{100 * share:.1f}"


def test_staff_holds_a_vacancy_a_replacement_an_old_contract_and_a_person_in_two_posts(country):
    staff = country.staff
    vacancies = staff.filter(pl.col("COD_PERSONA").is_null())
    assert vacancies.height == 3
    assert vacancies["FECHA_INICIO"].is_null().all()
    twice = staff.filter(pl.col("COD_PLAZA").is_duplicated())
    assert twice.height == 8
    assert twice["FECHA_FIN"].to_list() == ["2026-06-30", "2026-12-31"] * 4
    assert staff.filter(pl.col("FECHA_FIN") < "2026-01-01").height == 3
    two_posts = staff.filter(pl.col("COD_PERSONA").is_not_null() & pl.col("COD_PERSONA").is_duplicated())
    assert two_posts.height == 2
    assert two_posts["COD_PLAZA"].n_unique() == 2
    assert two_posts["COD_MOD"].n_unique() == 1


def test_every_staffed_premises_has_one_head(country):
    heads = country.staff.filter(pl.col("CARGO") != "PROFESOR").unique("COD_PLAZA")
    keys = country.registry.select("COD_MOD", "ANEXO", "CODLOCAL")
    per_premises = heads.join(keys, on=["COD_MOD", "ANEXO"]).group_by("CODLOCAL").len()
    staffed = country.staff.join(keys, on=["COD_MOD", "ANEXO"])["CODLOCAL"].unique()
    assert set(per_premises["len"]) == {1}
    assert set(per_premises["CODLOCAL"]) == set(staffed)


def test_accompanists_speak_the_languages_of_their_ugel(country):
    spoken: dict[str, set[str]] = {}
    for ugel, languages in country.accompanists.select("CODOOII", "LENGUAS").rows():
        spoken.setdefault(ugel, set()).update((languages or "").split(";"))
    taught = country.registry.filter(pl.col("LENGUA").is_not_null(), pl.col("DAREACENSO") == "Rural")
    for ugel, language in taught.select("CODOOII", "LENGUA").rows():
        assert language in spoken[ugel]
    other = country.accompanists.filter(pl.col("TIPO") != "eib")
    assert other["LENGUAS"].is_null().all()


@pytest.mark.parametrize("year", [2024, 2026, 2031])
def test_events_name_what_exists_and_lie_in_the_year(year):
    country = make_country(1, year=year)
    known = {
        "ugel": set(SYNTHETIC_UGELS),
        "local": set(country.registry["CODLOCAL"]),
        "acompanante": set(country.accompanists["COD_ACOMP"]),
    }
    for scope, code, start, end, reason in country.events.rows():
        assert code in known[scope]
        first, last = date.fromisoformat(start), date.fromisoformat(end)
        assert first.year == last.year == year
        assert first <= last
        assert first.weekday() <= last.weekday() < 5
        assert reason.endswith("(dato sintético)")
    assert set(country.events["AMBITO"]) == set(known)


def test_river_journeys_are_longer_than_the_straight_line_and_given_once(country):
    assert country.travel.height > 1000
    places = {
        row["CODLOCAL"]: row for row in country.registry.filter(pl.col("CODLOCAL").is_not_null()).to_dicts()
    }
    assert {places[code]["CODOOII"] for code in country.travel["ORIGEN"]} == {"160004"}
    for origin, destination, km, minutes in country.travel.rows():
        a, b = places[origin], places[destination]
        assert origin < destination
        assert float(minutes) > float(km)
        if a["NLAT_IE"] and b["NLAT_IE"]:
            points = [(float(p["NLAT_IE"]), float(p["NLONG_IE"])) for p in (a, b)]
            assert float(km) >= 1.7 * 110.0 * math.dist(*points) - 0.1


def test_tables_of_the_package_agree_with_each_other():
    recipe = read_recipe()
    assert tuple(ugel.code for ugel in recipe.ugels) == SYNTHETIC_UGELS
    assert all(kind.note for kind in recipe.premises)
    assert len({kind.kind for kind in recipe.premises}) == len(recipe.premises)
    assert {place.district.ugel for place in recipe.places} == set(SYNTHETIC_UGELS)
    named = {(place.district.code, place.name) for place in recipe.places}
    assert len(named) == len(recipe.places)
    for kind in recipe.premises:
        for service in kind.services:
            assert service.level in recipe.levels
            assert service.management in recipe.management
            assert service.students[0] <= service.students[1]


def test_files_are_written_in_the_layout_of_the_planning_command(tmp_path, country):
    written = write_country(tmp_path / "new" / "country")
    assert [path.name for path in written] == [
        "padron.csv.gz",
        "plazas.csv.gz",
        "acompanantes.csv",
        "eventos.csv",
        "viajes.csv",
    ]
    for path, name in zip(written, FRAMES, strict=True):
        content = path.read_bytes()
        text = gzip.decompress(content) if path.suffix == ".gz" else content
        assert text.endswith(b"\n")
        assert b"\r" not in text
        assert pl.read_csv(text, infer_schema=False).equals(getattr(country, name))


def test_writing_twice_gives_the_same_bytes(tmp_path):
    one = write_country(tmp_path / "one", seed=5)
    two = write_country(tmp_path / "two", seed=5)
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("here")
    with pytest.raises(InputError) as refused:
        write_country(tmp_path / "file")
    (problem,) = refused.value.problems
    assert problem.code == "cannot_write"
    assert problem.file == str(tmp_path / "file")
    assert problem.found


@pytest.mark.skipif("PUSAQ_DATA" not in os.environ, reason="needs the folder of outside data (PUSAQ_DATA)")
def test_no_code_is_that_of_a_real_school_and_every_ugel_exists(country):
    path = Path(os.environ["PUSAQ_DATA"]) / "registry" / "padron_nacional.csv.gz"
    real = pl.read_csv(path, infer_schema=False, columns=[*REGISTRY_COLUMNS[:3], "CODOOII", "D_DREUGEL"])
    for column in ("COD_MOD", "CODLOCAL"):
        assert not set(country.registry[column].drop_nulls()) & set(real[column])
    ugels = country.registry.select("CODOOII", "D_DREUGEL").unique()
    assert ugels.join(real, on=["CODOOII", "D_DREUGEL"], how="anti").is_empty()
