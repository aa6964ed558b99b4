"""Unknown is not yes: what a rule says of it, what is decided, and what a datum that comes may change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pusaq_core.errors import InputError
from pusaq_core.norms.absent import absent_columns
from pusaq_core.norms.loader import load_norm
from pusaq_core.norms.targeting import evaluate

if TYPE_CHECKING:
    from pusaq_core.norms.norm import Norm

Maker = Callable[..., pl.DataFrame]

RURAL = {"ZONA": "rural", "ALUMNOS": 5, "MAESTROS": 3, "ISLA": 0}
TOWN = {"ZONA": "urbana", "ALUMNOS": 60, "ISLA": 0}
ISLAND = 'tipo: exclusion, titulo: Isla, expr: isla, numeral: "2.3"'
ASSUMED = """supuestos:
  sin_lista: {valor: no_cumple, razon: Nadie publica la lista, cambia: ministerio}"""


def decided(norm: Norm, frame: pl.DataFrame) -> list[str]:
    return evaluate(norm, frame).table["decision"].to_list()


def with_choice(text: str, word: str) -> str:
    """The invented norm, whose exclusion of the town says what unknown counts as."""
    choice = f"{ISLAND}, sin_dato: {word}, supuesto: sin_lista"
    assumed = ASSUMED.replace("no_cumple", word)
    assert ISLAND in text
    return text.replace(ISLAND, choice).replace("supuestos:", assumed)


@pytest.mark.parametrize(("word", "decision"), [("cumple", "excluded"), ("no_cumple", "targeted")])
def test_a_rule_may_say_what_unknown_counts_as_by_an_assumption(
    invented_text: str, registry: Maker, word: str, decision: str
) -> None:
    text = with_choice(invented_text, word).replace("cuando: lejana", "cuando: \"zona = 'rural'\"")
    targeting = evaluate(load_norm(text, file="x.yaml"), registry({"ZONA": "urbana", "ALUMNOS": 60}))
    assert targeting.table["decision"].to_list() == [decision]
    assert targeting.reasons()["0000001", "0"][1] == {
        "rule": "ciudad-isla", "kind": "exclusion", "numeral": "2.3", "seen": {"ISLA": None}, "met": None,
        "taken": word == "cumple", "assumption": "sin_lista",
    }  # fmt: skip
    assert (targeting.without_data(), targeting.left_open()) == ({"ciudad-isla": 1}, {})


def test_what_is_known_counts_as_it_is_whatever_the_assumption(invented_text: str, registry: Maker) -> None:
    text = with_choice(invented_text, "cumple").replace("cuando: lejana", "cuando: \"zona = 'rural'\"")
    targeting = evaluate(load_norm(text, file="x.yaml"), registry(TOWN, TOWN | {"ISLA": 1}))
    assert targeting.table["decision"].to_list() == ["targeted", "excluded"]
    assert "taken" not in targeting.explained()["reasons"].str.join()[0]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("sin_dato: cumple", "missing_assumption"),
        ("sin_dato: quizas", "wrong_value"),
        ("supuesto: sin_lista", "assumption_of_nothing"),
        ("sin_dato: por_verificar, supuesto: sin_lista", "assumption_of_nothing"),
        ("sin_dato: cumple, supuesto: sin_lista", "assumption_differs"),
        ("sin_dato: no_cumple, supuesto: otro", "wrong_value"),
    ],
)
def test_a_choice_stands_on_an_assumption_that_says_the_same(
    invented_text: str, said: str, code: str
) -> None:
    text = invented_text.replace(ISLAND, f"{ISLAND}, {said}").replace("supuestos:", ASSUMED)
    with pytest.raises(InputError) as caught:
        load_norm(text, file="x.yaml")
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_priority_says_nothing_of_unknown(invented_text: str) -> None:
    line = 'tipo: prioridad, titulo: Isla, expr: isla, numeral: "2.3"'
    text = invented_text.replace(line, f"{line}, sin_dato: por_verificar")
    with pytest.raises(InputError) as caught:
        load_norm(text, file="x.yaml")
    (problem,) = caught.value.problems
    assert (problem.code, problem.column) == ("unknown_of_priority", "reglas[3].sin_dato")


def test_an_unknown_profile_never_falls_to_the_next(invented: Norm, registry: Maker) -> None:
    maybe_island = TOWN | {"ISLA": None, "MAESTROS": 3}
    targeting = evaluate(invented, registry(maybe_island, TOWN))
    assert targeting.table.select("profile", "decision").rows() == [(None, "to_verify"), ("town", "targeted")]
    first = targeting.reasons()["0000001", "0"]
    assert [(reason["rule"], reason["met"]) for reason in first[:2]] == [
        ("perfil-campo", None), ("perfil-ciudad", True),
    ]  # fmt: skip
    assert {reason["rule"] for reason in first[2:]} == {rule.id for rule in invented.rules}


def test_a_service_that_fails_in_every_profile_it_may_have_is_not_targeted(
    invented: Norm, registry: Maker
) -> None:
    small = TOWN | {"ISLA": None, "ALUMNOS": 4}
    nowhere = {"ZONA": None, "ALUMNOS": 4, "ISLA": 0}
    table = evaluate(invented, registry(small, nowhere)).table
    assert table.select("profile", "decision").rows() == [(None, "not_targeted")] * 2


@pytest.mark.parametrize(
    ("sure", "maybe", "decision", "seen"),
    [
        (3, 1, "targeted", [3, 4]),
        (2, 1, "to_verify", [2, 3]),
        (1, 1, "not_targeted", [1, 2]),
        (3, None, "targeted", [3, None]),
        (1, None, "to_verify", [1, None]),
    ],
)
def test_a_figure_is_bounded_by_what_is_to_be_verified(
    invented: Norm, registry: Maker, sure: int, maybe: int | None, decision: str, seen: list[int | None]
) -> None:
    frame = registry(RURAL | {"MAESTROS": sure}, RURAL | {"ALUMNOS": None, "MAESTROS": maybe})
    targeting = evaluate(invented, frame)
    assert targeting.table["decision"][0] == decision
    assert targeting.reasons()["0000001", "0"][1]["seen"] == {"maestros_ugel": seen}


def test_what_may_have_another_profile_is_in_the_upper_bound(invented: Norm, registry: Maker) -> None:
    perhaps = {"ZONA": None, "ALUMNOS": 60, "MAESTROS": 2, "ISLA": 0}
    targeting = evaluate(invented, registry(RURAL | {"MAESTROS": 2}, perhaps))
    assert targeting.reasons()["0000001", "0"][1]["seen"] == {"maestros_ugel": [2, 4]}
    town = evaluate(invented, registry(RURAL | {"MAESTROS": 2}, perhaps | {"ZONA": "urbana"}))
    assert town.table["decision"].to_list() == ["not_targeted", "targeted"]


@pytest.mark.parametrize(
    ("figure", "maybe", "bounds", "conditions"),
    [
        ("cuenta: servicios", 8, [2, 3], {
            "x = 2": None, "x <> 4": True, "x BETWEEN 1 AND 3": True, "x BETWEEN 3 AND 4": None,
            "x NOT IN (1, 2)": None, "x IN (0, 4)": False, "4 > x": True, "x >= 3": None, "x >= 4": False,
            "x < 2": False, "x <= 2": None,
        }),
        ("suma: alumnos", 8, [16, 24], {"x > 15": True, "x > 16": None, "x > 24": False}),
        ("suma: alumnos", None, [16, None], {"x > 15": True, "x > 99": None, "x < 16": False}),
        ("suma: alumnos", -8, [8, 16], {"x > 7": True, "x >= 16": None}),
        ("minimo: alumnos", 5, [5, 6], {"x <= 6": True, "x < 6": None, "x < 5": False}),
        ("maximo: alumnos", 12, [10, 12], {"x = 12": None, "x > 9": True}),
        ("maximo: alumnos", 7, 10, {"x = 10": True}),
        ("promedio: alumnos", 60, [8.0, 60.0], {"x >= 8": True, "x > 20": None, "x > 60": False}),
    ],
)  # fmt: skip
def test_a_condition_on_a_figure_holds_only_where_both_bounds_say_so(
    invented_text: str, registry: Maker, figure: str, maybe: object, bounds: object, conditions: Any
) -> None:
    old = "maestros_ugel: {suma: maestros, ambito: ugel, donde: \"perfil = 'campo' AND pasa_criterios\""
    assert old in invented_text
    text = invented_text.replace(old, f"x: {{{figure}, ambito: pais, donde: \"zona = 'rural'\"")
    text = text.replace("tipo: criterio, ambito: ugel", "tipo: criterio")
    # Six and ten count; of the third it is not known.
    frame = registry({"ALUMNOS": 6}, {"ALUMNOS": 10}, {"ALUMNOS": maybe, "ZONA": None}, ZONA="rural", ISLA=0)
    for condition, expected in conditions.items():
        norm = load_norm(text.replace("maestros_ugel > 2", condition), file="x.yaml")
        reason = evaluate(norm, frame).reasons()["0000001", "0"][1]
        assert (reason["seen"], reason["met"]) == ({"x": bounds}, expected), condition


def test_columns_that_are_not_there_say_what_they_leave_open_and_what_is_like_them(nt026: Norm) -> None:
    columns = {datum.column for datum in nt026.data.values()} - {
        "RURALIDAD",
        "COAR",
        "FRONTERA",
        "RED_EDUCATIVA",
    }
    found = {one.column: one for one in absent_columns(nt026, [*columns, "RURALIDAD_2", "OTRA", "AREA"])}
    assert list(found) == ["RURALIDAD", "RED_EDUCATIVA", "FRONTERA", "COAR"]
    assert found["RURALIDAD"].leaves_open == ("mg-ruralidad", "pc-ruralidad")
    assert found["RURALIDAD"].near == ("RURALIDAD_2",)
    assert (found["RED_EDUCATIVA"].leaves_open, found["RED_EDUCATIVA"].others) == ((), ("eib-red", "mg-red"))


def test_a_second_column_is_enough_and_an_assumption_leaves_nothing_open(nt026: Norm) -> None:
    columns = {datum.column for datum in nt026.data.values()}
    assert absent_columns(nt026, columns) == ()
    found = absent_columns(nt026, columns - {"INTERVENCION_DIGEBR", "docentes_acompanables"} | {"TDOCENTE"})
    by_name = {one.column: one for one in found}
    assert by_name["INTERVENCION_DIGEBR"].leaves_open == ()
    assert by_name["INTERVENCION_DIGEBR"].others == ("pc-digebr",)
    assert by_name["docentes_acompanables"].leaves_open == ("eib-nexus", "ini-nexus")


HOLES: dict[str, list[Any]] = {
    "ZONA": ["rural", "urbana", "otra"],
    "ALUMNOS": [1, 5, 50, 60],
    "MAESTROS": [0, 1, 2, 3],
    "POBREZA": [10, 20.5],
    "ISLA": [0, 1],
}
complete = st.fixed_dictionaries(
    {"CODOOII": st.sampled_from("AB")} | {name: st.sampled_from(values) for name, values in HOLES.items()}
)
holes = st.sets(st.sampled_from(list(HOLES)), max_size=3)


@given(st.lists(st.tuples(complete, holes), min_size=1, max_size=8))
@settings(max_examples=40)
def test_a_datum_that_comes_changes_no_decision_that_was_made(
    invented: Norm, registry: Maker, rows: list[tuple[dict[str, Any], set[str]]]
) -> None:
    before = decided(
        invented, registry(*[{k: None if k in gone else v for k, v in row.items()} for row, gone in rows])
    )
    after = decided(invented, registry(*[row for row, _gone in rows]))
    # With every column there and no hole nothing is left to be verified.
    assert "to_verify" not in after
    out = {"not_targeted", "excluded"}
    for one, other in zip(before, after, strict=True):
        # A criterion that fails outweighs an exclusion that was known before.
        stays = out if other in out else {other}
        assert one in {"to_verify", *stays}
