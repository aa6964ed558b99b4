"""NT-026-01-MINEDU, 5.6: ten schools of each type with their known result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pusaq_core.norms.targeting import evaluate
from tests.norms.schools import EIB, INITIAL, MULTIGRADE, PRIMARY, SECONDARY, Maker

if TYPE_CHECKING:
    from pusaq_core.norms.norm import Norm

Expected = list[tuple[dict[str, object], str, int | None, set[str]]]


def check(norm: Norm, registry: Maker, profile: str, schools: Expected) -> None:
    """Decision, rank, and which rules decided against (or put forward) each school."""
    targeting = evaluate(norm, registry(*[school for school, _, _, _ in schools]))
    reasons = targeting.reasons()
    found = [
        (decision, rank, _telling(reasons[code, annex], decision))
        for code, annex, decision, rank in targeting.table.sort("cod_mod")
        .select("cod_mod", "anexo", "decision", "rank")
        .iter_rows()
    ]
    assert found == [(decision, rank, rules) for _, decision, rank, rules in schools]
    assert set(targeting.table["profile"]) == {profile}


def _telling(reasons: list[dict[str, Any]], decision: str) -> set[str]:
    kind, met = {
        "targeted": ("priority", True), "not_targeted": ("criterion", False), "excluded": ("exclusion", True),
    }[decision]  # fmt: skip
    return {r["rule"] for r in reasons if r["kind"] == kind and r["met"] is met}


def test_ten_eib_schools(nt026: Norm, registry: Maker) -> None:
    no, yes = "not_targeted", "targeted"
    endangered = {"UGEL_LENGUA_PELIGRO": 1, "COMPROMISO_REGIONAL": 1, "UGEL_ECE_INICIO_PROCESO": 0}
    check(nt026, registry, "eib", [
        (EIB, yes, 7, set()),
        (EIB | {"DAREACENSO": "Urbana"}, no, None, {"eib-rural"}),
        (EIB | {"D_GESTION": "Privada"}, no, None, {"eib-publica"}),
        (EIB | {"TALUMNO": 0, "docentes_acompanables": 0}, no, None, {"eib-siagie", "eib-nexus"}),
        (EIB | {"RED_EDUCATIVA": "RER 1"}, yes, 2, {"eib-red"}),
        (EIB | {"FRONTERA": 1, "VRAEM": 1}, yes, 3, {"eib-frontera", "eib-vraem"}),
        (EIB | {"VRAEM": 1, "NIV_MOD": "A2", "EIB": "Revitalización"}, yes, 4, {"eib-vraem"}),
        (EIB | {"HUALLAGA": 1}, yes, 5, {"eib-huallaga"}),
        (EIB | endangered, yes, 6, {"eib-lengua-peligro", "eib-compromiso"}),
        (EIB | {"UGEL_ECE_INICIO_PROCESO": 1, "TALUMNO": 5}, yes, 1, {"eib-ece-ugel"}),
    ])  # fmt: skip


def test_ten_multigrade_schools(nt026: Norm, registry: Maker) -> None:
    no, yes = "not_targeted", "targeted"
    worst = {"PCT_BAJO_LOGRO_4P_LEC": 90, "CODGEO": "010101"}
    second = {"PCT_BAJO_LOGRO_4P_LEC": 80, "AULA_DIGITAL_RURAL": 1}
    check(nt026, registry, "multigrade", [
        (MULTIGRADE | {"TALUMNO": 9}, yes, 6, set()),
        (MULTIGRADE | {"TALUMNO": 8}, no, None, {"mg-estudiantes"}),
        (MULTIGRADE | {"RURALIDAD": "Rural 2"}, no, None, {"mg-ruralidad"}),
        (MULTIGRADE | {"D_GESTION": "Pública de gestión privada"}, no, None, {"mg-publica-primaria"}),
        (MULTIGRADE | {"CODOOII": "020002", "docentes_acompanables": 6}, no, None, {"mg-docentes-ugel"}),
        (MULTIGRADE | {"RED_EDUCATIVA": "RER 1", "AP_2017_2019": 0}, yes, 1, {"mg-red", "mg-sin-ap"}),
        (MULTIGRADE | {"FRONTERA": 1}, yes, 2, {"mg-frontera"}),
        (MULTIGRADE | worst, yes, 3, {"mg-ece-distrito"}),
        (MULTIGRADE | worst | second, yes, 5, {"mg-aula-digital"}),
        (MULTIGRADE | {"D_COD_CAR": "Unidocente", "AP_2017_2019": 0}, yes, 4, {"mg-sin-ap"}),
    ])  # fmt: skip


def test_more_than_six_teachers_of_the_ugel_are_seven(nt026: Norm, registry: Maker) -> None:
    six = registry(*[MULTIGRADE] * 3)
    assert evaluate(nt026, six).table["decision"].to_list() == ["not_targeted"] * 3
    seven = registry(*[MULTIGRADE] * 3, MULTIGRADE | {"docentes_acompanables": 1})
    assert evaluate(nt026, seven).table["decision"].to_list() == ["targeted"] * 4


@pytest.mark.requirement("AP-033")
def test_ten_full_schools_by_their_criteria(nt026: Norm, registry: Maker) -> None:
    no, yes = "not_targeted", "targeted"
    check(nt026, registry, "full_secondary", [
        (SECONDARY | {"TALUMNO": 30, "docentes_acompanables": 8}, yes, 2, set()),
        (SECONDARY, yes, 1, set()),
        (SECONDARY | {"D_GESTION": "Privada"}, no, None, {"pc-publica"}),
        (SECONDARY | {"TALUMNO": 29}, no, None, {"pc-estudiantes"}),
        (SECONDARY | {"docentes_acompanables": 7}, no, None, {"pc-docentes"}),
        (SECONDARY | {"RURALIDAD": "Rural 1"}, no, None, {"pc-ruralidad"}),
        (SECONDARY | {"EIB": "Revitalización"}, no, None, {"pc-no-eib"}),
        (SECONDARY | {"CODOOII": "020002"}, no, None, {"sec-ugel"}),
        (SECONDARY | {"D_GES_DEP": "Otro sector público (FFAA)"}, "excluded", None, {"pc-ffaa"}),
        (SECONDARY | {"COAR": 1}, "excluded", None, {"pc-coar"}),
    ])  # fmt: skip


@pytest.mark.parametrize(("profile", "base"), [("full_primary", PRIMARY), ("full_secondary", SECONDARY)])
def test_ten_full_schools_by_their_priorities(
    nt026: Norm, registry: Maker, profile: str, base: dict[str, object]
) -> None:
    primary = profile == "full_primary"
    named, below = ("pri-nombrados", 39.9) if primary else ("sec-nombrados", 29.9)
    enough = 40 if primary else 30
    programme: tuple[str, set[str]] = ("targeted", set()) if primary else ("excluded", {"sec-programa"})
    satisfactory: tuple[str, set[str]] = (
        ("excluded", {"pri-ap-satisfactorio"}) if primary else ("targeted", set())
    )
    schools: Expected = [
        (base | {"TALUMNO": 90}, "targeted", None, set()),
        (base | {"PCT_NOMBRADOS": below, "TALUMNO": 91}, "targeted", None, set()),
        (base | {"PCT_NOMBRADOS": enough}, "targeted", None, {named}),
        (base | {"PCT_NOMBRADOS": 99, "ECE_NIVEL_HISTORICO": "inicio"}, "targeted", None, {named, "pc-ece"}),
        (base | {"ECE_NIVEL_HISTORICO": "en proceso"}, "targeted", None, {"pc-ece"}),
        (base | {"ECE_NIVEL_HISTORICO": "satisfactorio", "TALUMNO": 92}, "targeted", None, set()),
        (base | {"INTERVENCION_DIGEBR": 1}, "excluded", None, {"pc-digebr"}),
        (base | {"CICLO_FORMACION_INTERNA_2020": 1}, "excluded", None, {"pc-formacion-interna"}),
        (base | {"PROGRAMA_SECUNDARIA_DIFODS": 1, "TALUMNO": 93}, programme[0], None, programme[1]),
        (base | {"AP_2016_2018": 1, "ECE_4P_MAT_NIVEL": "satisfactorio", "TALUMNO": 94},
         satisfactory[0], None, satisfactory[1]),
    ]  # fmt: skip
    others = [7, 6, 2, 1, 3, 5, None, None, 4, None] if primary else [7, 6, 2, 1, 3, 5, None, None, None, 4]
    ranked = [(s, d, rank, r) for (s, d, _, r), rank in zip(schools, others, strict=True)]
    check(nt026, registry, profile, ranked)


@pytest.mark.requirement("AP-035")
def test_ten_initial_schools(nt026: Norm, registry: Maker) -> None:
    no, yes = "not_targeted", "targeted"
    check(nt026, registry, "full_initial", [
        (INITIAL, yes, 4, {"ini-ciclo-ii"}),
        (INITIAL | {"D_FORMA": "No escolarizada", "NIV_MOD": "A5"}, no, None, {"ini-escolarizada"}),
        (INITIAL | {"D_ESTADO": "Inactiva"}, no, None, {"ini-activa"}),
        (INITIAL | {"D_GES_DEP": "Municipalidad"}, no, None, {"ini-publica"}),
        (INITIAL | {"docentes_acompanables": 0}, no, None, {"ini-nexus", "ini-polidocente"}),
        (INITIAL | {"docentes_acompanables": 2}, no, None, {"ini-polidocente"}),
        (INITIAL | {"NIV_MOD": "A3"}, "excluded", None, {"ini-cuna"}),
        (INITIAL | {"AP_2019_INTEGRADA": 1, "TALUMNO": 1}, yes, 1, {"ini-integrada", "ini-ciclo-ii"}),
        (INITIAL | {"PCT_NOMBRADOS": 30, "TALUMNO": 40}, yes, 2, {"ini-ciclo-ii", "ini-nombrados"}),
        (INITIAL | {"TALUMNO": 61, "TSECCION": 2}, yes, 3, {"ini-ciclo-ii"}),
    ])  # fmt: skip


def test_initial_with_eib_is_of_the_eib_profile(nt026: Norm, registry: Maker) -> None:
    targeting = evaluate(nt026, registry(INITIAL | {"EIB": "Fortalecimiento"}))
    assert targeting.table["profile"].to_list() == ["eib"]


@pytest.mark.requirement("AP-002")
def test_nobody_outside_public_direct_management_is_targeted(nt026: Norm, registry: Maker) -> None:
    schools = [
        base | {"D_GESTION": management, "CODOOII": management}
        for management in ("Privada", "Pública de gestión privada")
        for base in (EIB, MULTIGRADE, PRIMARY, SECONDARY, INITIAL)
        for _ in range(8)
    ]
    table = evaluate(nt026, registry(*schools)).table
    assert table.group_by("profile").len().sort("profile")["len"].to_list() == [16] * 5
    assert set(table["decision"]) == {"not_targeted"}
    unsaid = evaluate(nt026, registry(*[school | {"D_GESTION": ""} for school in schools])).table
    assert set(unsaid["decision"]) == {"to_verify"}
    public = [school | {"D_GESTION": "Pública de gestión directa"} for school in schools]
    assert [(clause.numeral, clause.text.partition(" ")[0]) for clause in nt026.scope] == [
        ("2.1", "Ministerio"), ("2.2", "Direcciones"), ("2.3", "Unidades"), ("2.4", "Instituciones"),
    ]  # fmt: skip
    assert set(evaluate(nt026, registry(*public)).table["decision"]) == {"targeted"}


@pytest.mark.requirement("AP-030")
def test_each_school_has_each_criterion_with_the_value_used_and_the_order_repeats(
    nt026: Norm, registry: Maker
) -> None:
    frame = registry(
        *[base | {"TALUMNO": 40 + i} for base in (EIB, MULTIGRADE, PRIMARY, INITIAL) for i in range(5)]
    )
    targeting = evaluate(nt026, frame)
    profiles = targeting.table["profile"].to_list()
    for profile, reasons in zip(profiles, targeting.reasons().values(), strict=True):
        rules = nt026.rules_for(profile)
        assert [(r["rule"], r["kind"], r["numeral"]) for r in reasons] == [
            (rule.id, rule.kind, rule.numeral) for rule in rules
        ]
        assert all(r["seen"] for r in reasons)
        assert all(r["met"] in {True, False} for r in reasons if r["kind"] == "criterion")
    students = [r["seen"]["TALUMNO"] for reasons in targeting.reasons().values() for r in reasons
                if r["rule"] in {"eib-siagie", "mg-estudiantes", "pc-estudiantes"}]  # fmt: skip
    assert students == [40, 41, 42, 43, 44] * 3
    again = evaluate(nt026, frame.sample(fraction=1, shuffle=True, seed=3))
    assert again.explained().equals(targeting.explained())


def test_columns_that_the_registry_lacks_leave_their_rules_without_answer(
    nt026: Norm, registry: Maker
) -> None:
    kept = ("NIV_MOD", "EIB", "D_COD_CAR", "D_GESTION")
    frame = registry(
        *[{key: base[key] for key in kept} for base in (EIB, MULTIGRADE, PRIMARY, SECONDARY, INITIAL)]
    )
    targeting = evaluate(nt026, frame)
    answered = {
        r["rule"] for reasons in targeting.reasons().values() for r in reasons if r["met"] is not None
    }
    assert answered == {
        "eib-registro", "eib-publica", "mg-publica-primaria", "mg-tipo", "pc-publica", "pc-no-eib",
        "ini-no-eib", "ini-cuna", "ini-ciclo-ii", "pri-ugel", "sec-ugel",
    }  # fmt: skip
