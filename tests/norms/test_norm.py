"""What a norm answers: its assumptions, competencies, strategies, period; which norm is in force."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from pusaq_core.errors import InputError
from pusaq_core.norms.cases import run_cases
from pusaq_core.norms.dose_model import counts_as, judge_visits
from pusaq_core.norms.loader import digest, load_norm
from pusaq_core.norms.norm import Norm, norm_in_force
from pusaq_core.norms.numerals import rests_on, split_numerals
from pusaq_core.norms.targeting import evaluate
from tests.norms.schools import EIB, INITIAL, MULTIGRADE, PRIMARY, SECONDARY, Maker

EXPECTED_ASSUMPTIONS = {
    "separacion_visitas_dias": 21, "gia_tras_visita": True, "separacion_gia_dias": 28,
    "rtc_una_por_mitad": True, "separacion_rtc_dias": 60, "taller_uno_por_mitad": True,
    "contacto_maximo_dias": 70, "primera_visita_semanas": 8, "gia_red_hasta": 1, "gia_red_max_escuelas": 4,
    "rtc_dia_del_acompanante": True, "reunion_usa_el_dia": True, "factor_camino": 1.4,
    "dispersion_alta_km": 15, "dispersion_baja_km": 5, "dispersion_vecino": 3, "minimo_sugerido": 0.6,
    "lengua_minimo_docentes": 6, "una_lengua_por_cartera": ("eib",),
    "cargos_acompanados": ("PROFESOR", "PROFESOR CON FUNCIÓN DIRECTIVA"),
    "horas_taller_dia": 6, "taller_desde": "03-02", "taller_hasta": "12-31", "viaje_medio_dia_horas": 4,
    "viaje_dia_horas": 8, "cupo_por_prioridad": True, "desempate_de_rango": "estudiantes",
    "sin_lista_de_intervencion": "no_cumple", "sin_historia_de_2016_2018": "no_cumple",
}  # fmt: skip


def test_the_product_decides_these_things_and_says_why(nt026: Norm) -> None:
    assert {name: a.value for name, a in nt026.assumptions.items()} == EXPECTED_ASSUMPTIONS
    assert all(len(a.reason) > 10 and a.changed_by for a in nt026.assumptions.values())


def test_rules_of_the_timetable_give_way_from_the_last_to_the_first(nt026: Norm) -> None:
    assert nt026.relaxation_order() == (
        "gia_tras_visita", "separacion_gia_dias", "rtc_una_por_mitad", "separacion_rtc_dias",
        "taller_uno_por_mitad", "contacto_maximo_dias", "primera_visita_semanas",
    )  # fmt: skip
    first = nt026.assumption("separacion_visitas_dias")
    assert (first.order, first.relaxable) == (1, False)


def test_an_assumption_is_read_as_what_it_is(nt026: Norm) -> None:
    assert nt026.assumption("separacion_gia_dias").whole() == 28
    assert nt026.assumption("separacion_gia_dias").number() == 28.0
    assert nt026.assumption("factor_camino").number() == 1.4
    assert nt026.assumption("gia_tras_visita").flag() is True
    assert nt026.assumption("taller_desde").word() == "03-02"
    assert nt026.assumption("cargos_acompanados").words()[0] == "PROFESOR"


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("factor_camino", "whole", "integer"),
        ("gia_tras_visita", "whole", "integer"),
        ("gia_tras_visita", "number", "number"),
        ("taller_desde", "number", "number"),
        ("separacion_gia_dias", "flag", "boolean"),
        ("separacion_gia_dias", "word", "text"),
        ("taller_desde", "words", "list_of_text"),
    ],
)
def test_an_assumption_of_another_kind_is_refused(nt026: Norm, name: str, kind: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        getattr(nt026.assumption(name), kind)()
    (problem,) = caught.value.problems
    assert (problem.column, problem.expected) == (f"supuestos.{name}.valor", expected)
    assert problem.file == "nt-026-minedu-2019.yaml"
    assert problem.row == nt026.assumption(name).line > 1


def test_an_unknown_assumption_is_refused(nt026: Norm) -> None:
    with pytest.raises(InputError) as caught:
        nt026.assumption("factor_caminos")
    assert caught.value.problems[0].expected == "name_like:factor_camino"
    with pytest.raises(InputError) as caught:
        nt026.assumption("zzz")
    assert caught.value.problems[0].expected.startswith("one_of:separacion_visitas_dias|")


@pytest.mark.requirement("AP-011")
def test_family_and_community_take_the_place_of_collaborative_work(nt026: Norm, registry: Maker) -> None:
    schools = registry(MULTIGRADE, MULTIGRADE | {"D_COD_CAR": "Unidocente"}, EIB, PRIMARY, SECONDARY, INITIAL)
    profiles = evaluate(nt026, schools).table.sort("cod_mod")["profile"].to_list()
    found = [{c.code for c in nt026.competencies_for(profile)} for profile in profiles]
    prioritised, others = {"C2", "C3", "C4", "C5"}, {"REF", "TIC", "DID"}
    small, complete = prioritised | others | {"C7"}, prioritised | others | {"C6"}
    assert found == [small, small, small | {"LIN"}, complete, complete, complete]
    kinds = {c.code: c.kind for c in nt026.competencies}
    assert kinds == (
        dict.fromkeys(prioritised, "priorizada")
        | dict.fromkeys(others | {"C6", "C7"}, "complementaria")
        | {"LIN": "linguistica"}
    )
    assert {c.code: c.name for c in nt026.competencies if c.code in {*others, "C6", "C7"}} == {
        "REF": "Reflexión sobre la práctica",
        "C6": "Trabajo colaborativo",
        "C7": "Trabajo con la familia y la comunidad, en lugar del trabajo colaborativo",
        "TIC": "Tecnologías digitales para el aprendizaje",
        "DID": "Conocimientos disciplinares y didácticos",
    }


def test_prioritised_competencies_stages_and_strategies(nt026: Norm) -> None:
    prioritised = [(c.code, c.domain) for c in nt026.competencies if c.kind == "priorizada"]
    assert prioritised == [("C2", "I"), ("C3", "II"), ("C4", "II"), ("C5", "II")]
    assert [stage.number for stage in nt026.stages] == [1, 2, 3]
    assert [s.id for s in nt026.strategies] == ["visita", "gia", "taller", "curso_virtual", "rtc"]
    assert [s.led_by for s in nt026.strategies if s.id in {"gia", "rtc"}] == ["acompañante", "directivo"]


def test_the_matrices_have_the_rows_of_the_norm(nt026: Norm) -> None:
    follow_up = [(m.period.split(",")[0], m.method.split(",")[0], m.about) for m in nt026.follow_up]
    assert follow_up == [
        ("al término de cada estrategia", "censal", "docente acompañado"),
        ("semestral", "muestral", "acompañante"),
        ("anual", "muestral", "docente acompañado"),
        ("semestral", "muestral", "acompañante"),
    ]
    assert [m.method.split(",")[0] for m in nt026.evaluation] == [
        "muestra representativa",
        "censal",
        "censal",
    ]
    assert {m.numeral for m in nt026.follow_up} == {"5.5.2"}


def test_duties_name_who_answers_for_which_profile(nt026: Norm) -> None:
    answers = {p.id: p.directorate for p in nt026.profiles}
    assert answers == {
        "eib": "DEIB", "multigrado": "DISER", "inicial_completa": "DIFODS",
        "primaria_completa": "DIFODS", "secundaria_completa": "DIFODS",
    }  # fmt: skip
    quarterly = [d for d in nt026.duties if d.creates == "reporte trimestral"]
    assert [(d.who, d.numeral) for d in quarterly] == [(("UGEL",), "6.3")]


def test_the_glossary_and_the_legal_base_are_complete(nt026: Norm) -> None:
    assert [t.numeral for t in nt026.acronyms] == [f"4.2.{i}" for i in range(1, 25)]
    assert [c.numeral for c in nt026.legal_base] == [f"3.{i}" for i in range(1, 26)]
    assert [t.numeral for t in nt026.definitions] == [f"4.1.{i}" for i in range(1, 5)]


def test_every_value_of_the_norm_has_a_numeral_that_the_norm_has(nt026_text: str) -> None:
    numerals = {
        one for cited in re.findall(r'numeral: "([^"]+)"', nt026_text) for one in split_numerals(cited)
    }
    known = r"(1|2\.[1-4]|3\.\d{1,2}|4\.[12]\.\d{1,2}|5\.[2-7](\.[1-8])?( [a-f])?|6\.[1-4](\.[1-4])?)"
    assert len(numerals) > 60
    assert [one for one in sorted(numerals) if not re.fullmatch(known, one)] == []


def test_a_numeral_rests_on_those_above_it() -> None:
    cited = "5.6.1 d; 5.2.6 b"
    assert [n for n in ("5", "5.6", "5.6.1", "5.6.1 d", "5.2.6 b", " 5.6.1.") if rests_on(cited, n)] == [
        "5", "5.6", "5.6.1", "5.6.1 d", "5.2.6 b", " 5.6.1.",
    ]  # fmt: skip
    assert not any(rests_on(cited, n) for n in ("", "5.6.10", "5.6.1 c", "5.6.1 d 1", "6", "5.2.6 bc"))
    assert rests_on("5.6.1 c; NI-002 2.1", "NI-002")


def test_the_hash_is_that_of_the_text(nt026: Norm, nt026_text: str) -> None:
    assert nt026.sha256 == digest(nt026_text)
    assert load_norm(nt026_text + "\n", file="x").sha256 != nt026.sha256


@pytest.fixture(scope="module")
def younger(nt026_text: str) -> Norm:
    """A version that follows NT-026 in its country, with other visits, ratio and hours."""
    text = nt026_text.replace("id: nt-026-minedu-2019", "id: nt-030")
    text = text.replace("desde: 2020-01-01, hasta: 2022-12-31", "desde: 2023-01-01, hasta: 2025-12-31")
    text = text.replace(
        "visita: {total: 6, dias: 14, duraciones: [2, 3]", "visita: {total: 5, dias: 12, duraciones: [2, 3]"
    )
    text = text.replace("gia: {total: 4, horas: 3", "gia: {total: 3, horas: 2")
    text = text.replace('{max: 8, numeral: "5.6.1 b"}', '{max: 9, numeral: "5.6.1 b"}')
    return load_norm(text.partition("\ncasos:")[0] + "\n", file="nt-030.yaml")


def test_two_versions_coexist_and_each_year_has_visits_ratios_and_durations_of_its_own(
    nt026: Norm, younger: Norm
) -> None:
    rules = {}
    for norms in ((younger, nt026), (nt026, younger)):
        for year in (2021, 2024):
            norm = norm_in_force(norms, dt.date(year, 5, 3))
            assert norm is not None
            dose = norm.dose("eib")
            rules[year] = (
                dose.visits.times, [f.code for f in judge_visits(dose, [2, 2, 2, 2, 3, 3])],
                norm.ratio["eib"][-1].maximum, counts_as(dose, "gia", 120),
            )  # fmt: skip
        assert rules == {2021: (6, [], 8, False), 2024: (5, ["visits_over", "visit_days_over"], 9, True)}


def test_choosing_by_date_never_gives_a_norm_outside_its_period(nt026: Norm, invented: Norm) -> None:
    norms = (nt026, invented)
    edges = {
        dt.date(2019, 12, 31): None, dt.date(2020, 1, 1): nt026, dt.date(2022, 12, 31): nt026,
        dt.date(2023, 1, 1): None, dt.date(2026, 3, 16): None, dt.date(2030, 1, 1): invented,
    }  # fmt: skip
    assert {day: norm_in_force(norms, day) for day in edges} == edges
    assert nt026.covers(dt.date(2022, 12, 31))
    assert not nt026.covers(dt.date(2026, 3, 16))


def test_of_several_norms_in_force_the_youngest_counts(nt026: Norm) -> None:
    younger = replace(nt026, id="otra", valid=replace(nt026.valid, since=dt.date(2021, 1, 1)))
    assert norm_in_force((nt026, younger), dt.date(2021, 6, 1)) is younger
    assert norm_in_force((younger, nt026), dt.date(2021, 6, 1)) is younger
    assert norm_in_force((younger, nt026), dt.date(2020, 6, 1)) is nt026


def test_a_case_that_does_not_come_true_is_told_with_its_line(invented_text: str) -> None:
    text = invented_text.replace("rango: 1, ratio_max: 6", "rango: 2, ratio_max: 7")
    text = text.replace("visitas: [1, 2, 2, 2, 2]", "visitas: [2, 2, 2, 2, 1], no_cumple: [campo-isla]")
    differences = run_cases(load_norm(text, file="x.yaml"))
    assert [(d.key, d.expected, d.found) for d in differences] == [
        ("rango", "2", "1"),
        ("ratio_max", "7", "6"),
        ("visitas", "[2, 2, 2, 2, 1]", "[1, 2, 2, 2, 2]"),
        ("no_cumple", "[campo-isla]", "[]"),
    ]
    assert {d.case for d in differences} == {"Escuela de campo"}
    line = next(i for i, row in enumerate(text.split("\n"), 1) if "nombre: Escuela de campo" in row)
    assert {d.line for d in differences} == {line}


def test_a_case_about_what_it_does_not_give_is_a_difference(invented_text: str) -> None:
    text = invented_text.replace("ZONA: rural, ALUMNOS: 5", "ZONA: selva, ISLA: false, ALUMNOS: 5")
    found = {d.key: d.found for d in run_cases(load_norm(text, file="x.yaml"))}
    assert found == {
        "perfil": "ninguno",
        "decision": "not_targeted",
        "rango": "",
        "ratio_max": "",
        "visitas": "",
    }
    with_island = text.replace("ISLA: false", "ISLA: true")
    assert run_cases(load_norm(with_island, file="x.yaml")) == ()
