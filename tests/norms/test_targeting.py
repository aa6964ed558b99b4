"""Decisions, ranks and reasons, with a norm that nobody published."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pusaq_core.norms.loader import load_norm
from pusaq_core.norms.targeting import Targeting, evaluate

if TYPE_CHECKING:
    from pusaq_core.norms.norm import Norm

Maker = Callable[..., pl.DataFrame]

COUNTRY = {"ZONA": "rural", "ALUMNOS": 5, "MAESTROS": 3}


def decisions(targeting: Targeting) -> list[tuple[Any, ...]]:
    return targeting.table.select("profile", "decision", "rank").rows()


def met(targeting: Targeting, code: str) -> dict[str, bool | None]:
    return {reason["rule"]: reason["met"] for reason in targeting.reasons()[code, "0"]}


def test_all_criteria_must_hold_and_no_exclusion_may(invented: Norm, registry: Maker) -> None:
    frame = registry(
        COUNTRY,
        COUNTRY | {"ALUMNOS": 4},
        {"ZONA": "urbana", "ALUMNOS": 50, "ISLA": 0},
        {"ZONA": "urbana", "ALUMNOS": 501, "ISLA": 0},
        {"ZONA": "selva", "ISLA": 0},
    )
    assert decisions(evaluate(invented, frame)) == [
        ("country", "targeted", 1),
        ("country", "not_targeted", None),
        ("town", "targeted", 1),
        ("town", "not_targeted", None),
        (None, "not_targeted", None),
    ]


def test_the_first_profile_whose_condition_holds_is_the_one(invented: Norm, registry: Maker) -> None:
    frame = registry(
        {"ZONA": "urbana", "ISLA": 1, "ALUMNOS": 60}, {"ZONA": "urbana", "ISLA": 0, "ALUMNOS": 60}
    )
    assert evaluate(invented, frame).table["profile"].to_list() == ["country", "town"]


def test_an_exclusion_excludes_only_what_every_criterion_accepts(invented_text: str, registry: Maker) -> None:
    text = invented_text.replace("cuando: lejana, numeral", "cuando: \"zona = 'rural'\", numeral")
    norm = load_norm(text, file="x.yaml")
    frame = registry(
        {"ZONA": "urbana", "ISLA": 1, "ALUMNOS": 60}, {"ZONA": "urbana", "ISLA": 1, "ALUMNOS": 10}
    )
    assert evaluate(norm, frame).table["decision"].to_list() == ["excluded", "not_targeted"]


def test_what_is_unknown_decides_nothing_and_is_counted(invented: Norm, registry: Maker) -> None:
    frame = registry(
        COUNTRY | {"ALUMNOS": None}, COUNTRY | {"ALUMNOS": "muchos"}, {"ZONA": "urbana", "ALUMNOS": 60}
    )
    targeting = evaluate(invented, frame)
    assert targeting.table["decision"].to_list() == ["to_verify"] * 3
    assert met(targeting, "0000001")["campo-alumnos"] is None
    assert met(targeting, "0000003") == {
        "perfil-campo": None, "perfil-ciudad": True,
        "campo-alumnos": True, "campo-maestros": None, "campo-pobre": None, "campo-isla": None,
        "ciudad-alumnos": True, "ciudad-isla": None,
    }  # fmt: skip
    assert targeting.without_data() == {
        "perfil-campo": 1, "campo-alumnos": 2, "campo-maestros": 3, "campo-pobre": 3, "campo-isla": 3,
        "ciudad-isla": 1,
    }  # fmt: skip
    assert targeting.left_open() == {
        "perfil-campo": 1, "campo-alumnos": 2, "campo-maestros": 3, "ciudad-isla": 1,
    }  # fmt: skip
    assert targeting.without_data(["999999"]) == targeting.left_open(["999999"]) == {}
    assert targeting.unknown.rows()[0] == ("010001", "campo-alumnos", 2)
    assert targeting.unreadable.rows() == [("010001", "ALUMNOS", 1)]


def test_only_services_that_pass_everything_else_count_in_the_ugel(invented: Norm, registry: Maker) -> None:
    alone = COUNTRY | {"MAESTROS": 2}
    failing = COUNTRY | {"ALUMNOS": 1, "MAESTROS": 50}
    other_ugel = COUNTRY | {"CODOOII": "020002", "MAESTROS": 50}
    targeting = evaluate(invented, registry(alone, failing, other_ugel))
    assert targeting.table["decision"].to_list() == ["not_targeted", "not_targeted", "targeted"]
    reasons = targeting.reasons()
    assert reasons["0000001", "0"][1]["seen"] == {"maestros_ugel": 2}
    assert reasons["0000002", "0"][1] == {
        "rule": "campo-maestros", "kind": "criterion", "numeral": "2.4",
        "seen": {"maestros_ugel": 2}, "met": False,
    }  # fmt: skip
    together = evaluate(invented, registry(alone, COUNTRY | {"MAESTROS": 1}))
    assert together.table["decision"].to_list() == ["targeted", "targeted"]


def test_a_sum_is_unknown_where_nothing_of_it_is_known(invented: Norm, registry: Maker) -> None:
    some = evaluate(invented, registry(COUNTRY | {"MAESTROS": None}, COUNTRY))
    assert met(some, "0000001")["campo-maestros"] is True
    none = evaluate(invented, registry(COUNTRY | {"MAESTROS": None}))
    assert met(none, "0000001")["campo-maestros"] is None
    assert decisions(none) == [("country", "to_verify", None)]
    nobody = evaluate(invented, registry(COUNTRY | {"ALUMNOS": 1}))
    assert nobody.reasons()["0000001", "0"][1]["seen"] == {"maestros_ugel": 0}


def test_ranks_go_by_priorities_in_order_then_students_then_code(invented: Norm, registry: Maker) -> None:
    frame = registry(
        {"ALUMNOS": 10},
        {"ALUMNOS": 90},
        {"ALUMNOS": 10, "ISLA": 1},
        {"POBREZA": 40, "ALUMNOS": 7},
        {"POBREZA": 40, "ALUMNOS": 7, "ISLA": 1},
        {"ALUMNOS": 90, "ISLA": None},
        {"ALUMNOS": None},
        {"ALUMNOS": 1, "ISLA": 1},
        ZONA="rural", MAESTROS=3, POBREZA=10, ISLA=0, CODGEO="010101",
    )  # fmt: skip
    assert evaluate(invented, frame).table["rank"].to_list() == [6, 4, 3, 2, 1, 5, None, None]


def test_a_figure_is_taken_within_its_scope(invented: Norm, registry: Maker) -> None:
    frame = registry(
        {"POBREZA": 10, "CODGEO": "A"},
        {"POBREZA": 20, "CODGEO": "A"},
        {"POBREZA": 5, "CODGEO": "B"},
        {"POBREZA": 99, "CODGEO": None},
        **COUNTRY,
    )
    targeting = evaluate(invented, frame)
    answers = [met(targeting, f"000000{i}")["campo-pobre"] for i in (1, 2, 3, 4)]
    assert answers == [False, True, True, None]


@pytest.mark.parametrize(
    ("aggregate", "scope", "expected"),
    [
        ("{suma: alumnos, ambito: ugel", "ugel", [30, 30, 5, 5]),
        ("{cuenta: servicios, ambito: red", "red", [2, 1, 2, None]),
        ("{cuenta: servicios, ambito: ugel, donde: 'TRUE'", "ugel", [2, 2, 2, 2]),
        ("{minimo: alumnos, ambito: local", "local", [10, 20, 2, 2]),
        ("{maximo: alumnos, ambito: pais", "pais", [20, 20, 20, 20]),
        ("{promedio: alumnos, ambito: ugel", "ugel", [15.0, 15.0, 2.5, 2.5]),
    ],
)
def test_each_figure_over_each_scope(
    invented_text: str, registry: Maker, aggregate: str, scope: str, expected: list[object]
) -> None:
    old = "maestros_ugel: {suma: maestros, ambito: ugel, donde: \"perfil = 'campo' AND pasa_criterios\""
    text = invented_text.replace(old, f"maestros_ugel: {aggregate}").replace(
        "criterio, ambito: ugel", "criterio"
    )
    norm = load_norm(text, file="x.yaml")
    assert norm.derived["maestros_ugel"].scope == scope
    frame = registry(
        {"ALUMNOS": 10, "CODOOII": "A", "RED_EDUCATIVA": "R1", "CODLOCAL": "L1"},
        {"ALUMNOS": 20, "CODOOII": "A", "RED_EDUCATIVA": "R2", "CODLOCAL": "L2"},
        {"ALUMNOS": 3, "CODOOII": "B", "RED_EDUCATIVA": "R1", "CODLOCAL": "L3"},
        {"ALUMNOS": 2, "CODOOII": "B", "RED_EDUCATIVA": "", "CODLOCAL": "L3"},
        ZONA="rural",
    )
    reasons = evaluate(norm, frame).reasons()
    seen = [reasons[f"000000{i}", "0"][1]["seen"]["maestros_ugel"] for i in (1, 2, 3, 4)]
    assert seen == expected


def test_a_named_condition_may_rest_on_a_second_pass_figure(invented_text: str, registry: Maker) -> None:
    text = invented_text.replace(
        "\n\nperfiles:", "\n  llena: {expr: maestros_ugel > 2, numeral: '2.4'}\n\nperfiles:"
    ).replace('expr: "maestros_ugel > 2"', "expr: llena")
    targeting = evaluate(load_norm(text, file="x.yaml"), registry(COUNTRY))
    assert targeting.reasons()["0000001", "0"][1]["seen"] == {"maestros_ugel": 3}
    assert decisions(targeting) == [("country", "targeted", 1)]


def test_reasons_show_each_value_as_it_stands_in_the_registry(invented: Norm, registry: Maker) -> None:
    frame = registry(
        {"ZONA": 'ru"ral\\', "ALUMNOS": "7.0", "ISLA": 1, "POBREZA": "x", "MAESTROS_PADRON": 9, "CODGEO": "A"}
    )
    reasons = evaluate(invented, frame).reasons()["0000001", "0"]
    assert [reason["seen"] for reason in reasons] == [
        {"ALUMNOS": 7},
        {"maestros_ugel": 9},
        {"POBREZA": "x", "mayor_pobreza": None},
        {"ISLA": 1},
    ]
    nowhere = evaluate(invented, registry({"ZONA": 'a"b\\c\n', "ISLA": 0})).reasons()["0000001", "0"]
    assert nowhere == [
        {"rule": "perfil-campo", "kind": "criterion", "numeral": "2.1",
         "seen": {"ZONA": 'a"b\\c', "ISLA": 0}, "met": False},
        {"rule": "perfil-ciudad", "kind": "criterion", "numeral": "2.1",
         "seen": {"ZONA": 'a"b\\c'}, "met": False},
    ]  # fmt: skip


def test_a_value_read_from_the_second_column_is_marked(nt026: Norm, registry: Maker) -> None:
    frame = registry(
        {"TDOCENTE": 9, "docentes_acompanables": None}, {"TDOCENTE": 9, "docentes_acompanables": 8},
        NIV_MOD="F0", D_COD_CAR="No Aplica", EIB="", D_GESTION="Pública de gestión directa", TALUMNO=90,
    )  # fmt: skip
    reasons = evaluate(nt026, frame).reasons()
    seen = [
        {reason["rule"]: reason["seen"] for reason in reasons[code, "0"]}["pc-docentes"]
        for code in ("0000001", "0000002")
    ]
    assert seen == [{"TDOCENTE": 9}, {"docentes_acompanables": 8}]


def test_a_profile_without_rules_explains_itself_by_the_profiles(invented_text: str, registry: Maker) -> None:
    rules = [line for line in invented_text.split("\n") if "{id: ciudad-" in line]
    text = "\n".join(
        line for line in invented_text.split("\n") if line not in rules and "50 AND 500" not in line
    )
    targeting = evaluate(load_norm(text, file="x.yaml"), registry({"ZONA": "urbana", "ISLA": 0}))
    assert decisions(targeting) == [("town", "targeted", 1)]
    assert met(targeting, "0000001") == {"perfil-campo": False, "perfil-ciudad": True}


def test_reasons_are_made_for_the_asked_ugel_only(invented: Norm, registry: Maker) -> None:
    frame = registry(COUNTRY, COUNTRY | {"CODOOII": "020002"}, {"ZONA": "x", "CODOOII": "020002"})
    targeting = evaluate(invented, frame)
    explained = targeting.explained(["020002"])
    assert explained["cod_mod"].to_list() == ["0000002", "0000003"]
    assert explained.columns == [*targeting.table.columns, "reasons"]
    assert list(targeting.reasons(["020002"])) == [("0000002", "0"), ("0000003", "0")]
    assert targeting.explained().height == 3
    assert all(len(reasons) > 0 for reasons in targeting.reasons().values())


def test_an_empty_registry_gives_empty_answers(invented: Norm, registry: Maker) -> None:
    targeting = evaluate(invented, registry(COUNTRY).clear())
    assert targeting.table.height == targeting.unknown.height == targeting.unreadable.height == 0
    assert targeting.explained().height == 0
    assert targeting.without_data() == {}


services = st.fixed_dictionaries(
    {
        "CODOOII": st.sampled_from(["A", "B", "C"]),
        "CODGEO": st.sampled_from(["1", "2", None]),
        "ZONA": st.sampled_from(["rural", "urbana", "otra", None]),
        "ALUMNOS": st.sampled_from([1, 5, 50, 60, None, "x"]),
        "MAESTROS": st.sampled_from([0, 1, 2, 3, None]),
        "POBREZA": st.sampled_from([10, 20.5, None]),
        "ISLA": st.sampled_from([0, 1, None]),
    }
)


KINDS = ("criterion", "exclusion")


def decided(criteria: list[bool | None], exclusions: list[bool | None]) -> str:
    if False in criteria:
        return "not_targeted"
    if True in exclusions:
        return "excluded"
    return "to_verify" if None in criteria + exclusions else "targeted"


@given(st.lists(services, min_size=1, max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_rows_in_any_order_give_the_same_answer_and_it_follows_from_its_reasons(
    invented: Norm, registry: Maker, rows: list[dict[str, object]], random: Any
) -> None:
    frame = registry(*rows)
    order = list(range(frame.height))
    random.shuffle(order)
    one, other = evaluate(invented, frame), evaluate(invented, frame[order])
    assert one.explained().equals(other.explained())
    reasons = one.reasons()
    for code, annex, profile, decision, rank in one.table.select(
        "cod_mod", "anexo", "profile", "decision", "rank"
    ).iter_rows():
        if profile is not None:
            met = {kind: [r["met"] for r in reasons[code, annex] if r["kind"] == kind] for kind in KINDS}
            assert decision == decided(met["criterion"], met["exclusion"])
        else:
            assert decision in {"not_targeted", "to_verify"}
        assert (rank is not None) == (decision == "targeted")
    targeted = one.table.filter(decision="targeted")
    for _, group in targeted.group_by("cod_ugel", "profile"):
        assert sorted(group["rank"]) == list(range(1, group.height + 1))


@given(st.lists(services, min_size=1, max_size=12))
@settings(max_examples=20)
def test_figures_of_a_ugel_need_no_other_ugel(
    invented: Norm, registry: Maker, rows: list[dict[str, object]]
) -> None:
    frame = registry(*[row | {"CODGEO": row["CODOOII"]} for row in rows])
    whole = evaluate(invented, frame)
    for ugel in frame["CODOOII"].unique().sort():
        alone = evaluate(invented, frame.filter(CODOOII=ugel))
        assert alone.explained().equals(whole.explained([ugel]))
