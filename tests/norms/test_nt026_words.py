"""NT-026-01-MINEDU, 5.6.1 to 5.6.3: each word of each rule, by schools that differ in it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pusaq_core.norms.targeting import evaluate
from tests.norms.schools import EIB, INITIAL, MULTIGRADE, PRIMARY, SECONDARY, Maker

if TYPE_CHECKING:
    from pusaq_core.norms.norm import Norm

School = dict[str, object]
FILLS: dict[str, School] = {
    "eib": EIB, "multigrade": MULTIGRADE, "full_primary": PRIMARY, "full_secondary": SECONDARY,
    "full_initial": INITIAL,
}  # fmt: skip
"""A school of each profile that meets every criterion; some of them fill a UGEL."""


TELLING = {
    "targeted": ("priority", True), "not_targeted": ("criterion", False), "excluded": ("exclusion", True),
}  # fmt: skip


def judged(norm: Norm, registry: Maker, profile: str, *schools: School) -> list[tuple[str, set[str]]]:
    """Decision of each school of a UGEL full of its like, with the rules that decided it."""
    kinds = {
        "targeted": ("priority", True),
        "not_targeted": ("criterion", False),
        "excluded": ("exclusion", True),
    }
    fill = [FILLS[profile]] * 8
    targeting = evaluate(norm, registry(*schools, *fill))
    reasons = targeting.reasons()
    found = []
    for code, annex, decision in (
        targeting.table.sort("cod_mod").select("cod_mod", "anexo", "decision").rows()
    ):
        kind, met = kinds[decision]
        telling = {r["rule"] for r in reasons[code, annex] if r["kind"] == kind and r["met"] is met}
        found.append((decision, telling))
    assert {decision for decision, _ in found[len(schools) :]} == {"targeted"}
    return found[: len(schools)]


def ranks(norm: Norm, registry: Maker, *schools: School) -> list[int | None]:
    return evaluate(norm, registry(*schools)).table.sort("cod_mod")["rank"].to_list()


def alone(profile: str, rule: str, **change: object) -> Any:
    return pytest.param(profile, change, rule, id=f"{rule}-{'-'.join(map(str, change.values()))}")


FAIL_ALONE = [
    alone("eib", "eib-publica", D_GESTION="Pública de gestión privada"),
    alone("eib", "eib-rural", DAREACENSO="Urbana"),
    alone("eib", "eib-siagie", TALUMNO=0),
    alone("eib", "eib-nexus", docentes_acompanables=0),
    alone("multigrade", "mg-publica-primaria", D_GESTION="Privada"),
    alone("multigrade", "mg-estudiantes", TALUMNO=8),
    alone("multigrade", "mg-ruralidad", RURALIDAD="Rural 2"),
    alone("multigrade", "mg-docentes-ugel", CODOOII="020002", docentes_acompanables=6),
    alone("full_primary", "pc-publica", D_GESTION="Privada"),
    alone("full_primary", "pc-estudiantes", TALUMNO=29),
    alone("full_primary", "pc-docentes", docentes_acompanables=7),
    alone("full_primary", "pc-ruralidad", RURALIDAD="Rural 1"),
    alone("full_primary", "pri-ugel", CODOOII="020002"),
    alone("full_secondary", "pc-publica", D_GESTION="Privada"),
    alone("full_secondary", "pc-estudiantes", TALUMNO=29),
    alone("full_secondary", "pc-docentes", docentes_acompanables=7),
    alone("full_secondary", "pc-ruralidad", RURALIDAD="Rural 1"),
    alone("full_secondary", "sec-ugel", CODOOII="020002"),
    alone("full_initial", "ini-escolarizada", D_FORMA="No escolarizada"),
    alone("full_initial", "ini-activa", D_ESTADO="Inactiva"),
    alone("full_initial", "ini-publica", D_GES_DEP="Municipalidad"),
    alone("full_initial", "ini-publica", D_GESTION="Privada"),
    alone("full_initial", "ini-polidocente", docentes_acompanables=2),
    alone("full_initial", "ini-polidocente", docentes_acompanables=1, TSECCION=1),
]


@pytest.mark.requirement("AP-030")
@pytest.mark.parametrize(("profile", "change", "rule"), FAIL_ALONE)
def test_one_criterion_that_fails_is_enough(
    nt026: Norm, registry: Maker, profile: str, change: School, rule: str
) -> None:
    assert judged(nt026, registry, profile, FILLS[profile] | change) == [("not_targeted", {rule})]


@pytest.mark.requirement("AP-030")
@pytest.mark.parametrize("profile", FILLS)
def test_a_criterion_that_nobody_knows_does_not_hold(nt026: Norm, registry: Maker, profile: str) -> None:
    schools = [FILLS[profile] | {"D_GESTION": ""}, *[FILLS[profile]] * 8]
    assert evaluate(nt026, registry(*schools)).table.sort("cod_mod")["decision"][0] == "to_verify"


PRIORITIES: dict[str, list[School]] = {
    "eib": [
        {"UGEL_ECE_INICIO_PROCESO": 1}, {"RED_EDUCATIVA": "R"}, {"FRONTERA": 1}, {"VRAEM": 1},
        {"HUALLAGA": 1}, {"UGEL_LENGUA_PELIGRO": 1}, {"COMPROMISO_REGIONAL": 1},
    ],
    "multigrade": [
        {"RED_EDUCATIVA": "R"}, {"FRONTERA": 1}, {"VRAEM": 1}, {"PCT_BAJO_LOGRO_4P_LEC": 9, "CODGEO": "1"},
        {"AP_2017_2019": 0}, {"AULA_DIGITAL_RURAL": 1},
    ],
    "full_primary": [{"PCT_NOMBRADOS": 40}, {"ECE_NIVEL_HISTORICO": "inicio"}],
    "full_secondary": [{"PCT_NOMBRADOS": 30}, {"ECE_NIVEL_HISTORICO": "en proceso"}],
    "full_initial": [{"AP_2019_INTEGRADA": 1}, {"NIV_MOD": "A2"}, {"PCT_NOMBRADOS": 30}],
}  # fmt: skip
"""What meets each priority of a profile, in the order of the norm."""

NO_PRIORITY = FILLS | {"full_initial": INITIAL | {"NIV_MOD": "A4"}}


@pytest.mark.requirement("AP-030")
@pytest.mark.parametrize("profile", PRIORITIES)
def test_a_priority_goes_before_all_later_ones_together(nt026: Norm, registry: Maker, profile: str) -> None:
    base, wanted = NO_PRIORITY[profile], PRIORITIES[profile]
    for place, first in enumerate(wanted):
        later: School = {key: value for one in wanted[place + 1 :] for key, value in one.items()}
        few = base | {"TALUMNO": 30}
        assert ranks(nt026, registry, few | later | {"TALUMNO": 99}, few | first, *[few] * 3)[:2] == [2, 1]


@pytest.mark.requirement("AP-030")
def test_equals_go_by_students_then_by_code_however_the_rows_come(nt026: Norm, registry: Maker) -> None:
    same = registry(EIB, EIB | {"TALUMNO": 11}, EIB, EIB | {"TALUMNO": 9})
    for rows in (same, same.reverse()):
        assert evaluate(nt026, rows).table.sort("cod_mod")["rank"].to_list() == [2, 1, 3, 4]


def test_only_inicial_and_primaria_of_the_registry_are_eib(nt026: Norm, registry: Maker) -> None:
    schools = [
        EIB, EIB | {"NIV_MOD": "A2"}, EIB | {"NIV_MOD": "F0"}, EIB | {"EIB": ""},
        EIB | {"EIB": "Revitalización"},
    ]  # fmt: skip
    profiles = evaluate(nt026, registry(*schools)).table.sort("cod_mod")["profile"].to_list()
    assert profiles == ["eib", "eib", "full_secondary", "multigrade", "eib"]


def test_each_eib_priority_is_told_by_its_own_datum_and_source(nt026: Norm, registry: Maker) -> None:
    rules = [
        "eib-ece-ugel", "eib-red", "eib-frontera", "eib-vraem", "eib-huallaga", "eib-lengua-peligro",
        "eib-compromiso",
    ]  # fmt: skip
    found = judged(nt026, registry, "eib", *[EIB | met for met in PRIORITIES["eib"]])
    assert found == [("targeted", {rule}) for rule in rules]
    sources = {
        name: nt026.data[name].source for name in ("frontera", "vraem", "huallaga", "lengua_en_peligro")
    }
    assert sources["frontera"] == "DS 005-2018-RE"
    assert sources["vraem"].startswith("DS 040-2016-PCM")
    assert sources["huallaga"] == "DS 060-2015-PCM y RM 093-2019-MINEDU"
    assert sources["lengua_en_peligro"] == "DS 011-2018-MINEDU"


def test_multigrade_counts_the_worst_of_its_district_in_reading_or_in_mathematics(
    nt026: Norm, registry: Maker
) -> None:
    def of(district: str, reading: int, mathematics: int) -> School:
        found = {"PCT_BAJO_LOGRO_4P_LEC": reading, "PCT_BAJO_LOGRO_4P_MAT": mathematics, "CODGEO": district}
        return MULTIGRADE | found

    schools = of("1", 90, 10), of("1", 20, 80), of("1", 80, 70), of("2", 5, 5)
    met = [rules for _, rules in judged(nt026, registry, "multigrade", *schools)]
    assert met == [{"mg-ece-distrito"}, {"mg-ece-distrito"}, set(), {"mg-ece-distrito"}]


def test_each_multigrade_priority_is_told_by_its_own_datum(nt026: Norm, registry: Maker) -> None:
    rules = ["mg-red", "mg-frontera", "mg-vraem", "mg-ece-distrito", "mg-sin-ap", "mg-aula-digital"]
    found = judged(nt026, registry, "multigrade", *[MULTIGRADE | met for met in PRIORITIES["multigrade"]])
    assert found == [("targeted", {rule}) for rule in rules]
    town = MULTIGRADE | {"AULA_DIGITAL_RURAL": 1, "DAREACENSO": "Urbana"}
    assert judged(nt026, registry, "multigrade", town) == [("targeted", set())]


def test_a_school_of_the_eib_registry_is_not_multigrade(nt026: Norm, registry: Maker) -> None:
    bilingual = evaluate(nt026, registry(MULTIGRADE | {"EIB": "Fortalecimiento"}))
    assert bilingual.table["profile"].to_list() == ["eib"]
    (rule,) = [rule for rule in nt026.rules if rule.id == "mg-tipo"]
    assert "eib IS NULL" in rule.condition.text
    six, seven = [MULTIGRADE] * 3, [*[MULTIGRADE] * 3, MULTIGRADE | {"docentes_acompanables": 1}]
    assert set(evaluate(nt026, registry(*six)).table["decision"]) == {"not_targeted"}
    assert set(evaluate(nt026, registry(*seven)).table["decision"]) == {"targeted"}


@pytest.mark.requirement("AP-033")
@pytest.mark.parametrize("profile", ["full_primary", "full_secondary"])
def test_primary_and_secondary_alike_leave_out_armed_forces_coar_and_both_kinds_of_eib(
    nt026: Norm, registry: Maker, profile: str
) -> None:
    base = FILLS[profile]
    forces, coar = base | {"D_GES_DEP": "Otro sector público (FFAA)"}, base | {"COAR": 1}
    assert judged(nt026, registry, profile, forces, coar) == [
        ("excluded", {"pc-ffaa"}), ("excluded", {"pc-coar"}),
    ]  # fmt: skip
    least = base | {"TALUMNO": 30, "docentes_acompanables": 8, "RURALIDAD": "Rural 2"}
    assert judged(nt026, registry, profile, least) == [("targeted", set())]


@pytest.mark.requirement("AP-033")
@pytest.mark.parametrize("kind", ["Fortalecimiento", "Revitalización"])
def test_a_secondary_of_either_kind_of_eib_fails_the_criterion(
    nt026: Norm, registry: Maker, kind: str
) -> None:
    found = judged(nt026, registry, "full_secondary", SECONDARY | {"EIB": kind})
    assert found == [("not_targeted", {"pc-no-eib"})]


@pytest.mark.requirement("AP-033")
@pytest.mark.parametrize(("profile", "rule"), [("full_primary", "pri-ugel"), ("full_secondary", "sec-ugel")])
def test_more_than_one_school_of_the_ugel_must_meet_the_rest(
    nt026: Norm, registry: Maker, profile: str, rule: str
) -> None:
    base = FILLS[profile]
    other = SECONDARY if profile == "full_primary" else PRIMARY
    targeting = evaluate(nt026, registry(base, base | {"docentes_acompanables": 7}, other))
    first = targeting.reasons()["0000001", "0"]
    assert targeting.table.sort("cod_mod")["decision"][0] == "not_targeted"
    assert [r["rule"] for r in first if r["kind"] == "criterion" and not r["met"]] == [rule]
    assert set(evaluate(nt026, registry(base, base)).table["decision"]) == {"targeted"}


def test_accompaniment_with_a_satisfactory_level_excludes_a_primary(nt026: Norm, registry: Maker) -> None:
    good = {"ECE_4P_MAT_NIVEL": "satisfactorio"}
    schools = [
        PRIMARY | {"AP_2016_2018": had} | level
        for had in (1, 0)
        for level in (good, {"ECE_4P_MAT_NIVEL": "en proceso"})
    ]
    assert judged(nt026, registry, "full_primary", *schools) == [
        ("excluded", {"pri-ap-satisfactorio"}), *[("targeted", set())] * 3,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("profile", "rule", "least"),
    [("full_primary", "pri-nombrados", 40), ("full_secondary", "sec-nombrados", 30)],
)
def test_named_posts_count_from_their_share_on(
    nt026: Norm, registry: Maker, profile: str, rule: str, least: int
) -> None:
    schools = [FILLS[profile] | {"PCT_NOMBRADOS": share} for share in (least, least - 0.1, least - 1, 100)]
    met = [rules for _, rules in judged(nt026, registry, profile, *schools)]
    assert met == [{rule}, set(), set(), {rule}]


@pytest.mark.parametrize("profile", ["full_primary", "full_secondary"])
def test_the_mean_counts_around_inicio_and_en_proceso(nt026: Norm, registry: Maker, profile: str) -> None:
    levels = "previo al inicio", "inicio", "en proceso", "satisfactorio"
    schools = [FILLS[profile] | {"ECE_NIVEL_HISTORICO": level} for level in levels]
    met = [rules for _, rules in judged(nt026, registry, profile, *schools)]
    assert met == [set(), {"pc-ece"}, {"pc-ece"}, set()]


@pytest.mark.requirement("AP-035")
def test_cuna_and_cuna_jardin_are_excluded_and_eib_is_another_profile(nt026: Norm, registry: Maker) -> None:
    schools = [INITIAL | {"NIV_MOD": kind} for kind in ("A1", "A3", "A2", "A4")]
    assert judged(nt026, registry, "full_initial", *schools) == [
        ("excluded", {"ini-cuna"}), ("excluded", {"ini-cuna"}), ("targeted", {"ini-ciclo-ii"}),
        ("targeted", set()),
    ]  # fmt: skip
    bilingual = evaluate(nt026, registry(INITIAL | {"EIB": "Fortalecimiento"}))
    assert bilingual.table["profile"].to_list() == ["eib"]
    (rule,) = [rule for rule in nt026.rules if rule.id == "ini-no-eib"]
    assert (rule.kind, rule.condition.text) == ("criterion", "eib IS NULL")


@pytest.mark.requirement("AP-035")
def test_initial_named_posts_and_teachers_count_from_their_least(nt026: Norm, registry: Maker) -> None:
    schools = [INITIAL | {"PCT_NOMBRADOS": share} for share in (30, 29.9, 29)]
    met = [rules for _, rules in judged(nt026, registry, "full_initial", *schools)]
    assert met == [{"ini-ciclo-ii", "ini-nombrados"}, {"ini-ciclo-ii"}, {"ini-ciclo-ii"}]
    schools = [INITIAL | {"TSECCION": 4, "docentes_acompanables": many} for many in (3, 4, 5)]
    decided = [decision for decision, _ in judged(nt026, registry, "full_initial", *schools)]
    assert decided == ["not_targeted", "targeted", "targeted"]
