"""The sentence that says why a service was chosen or not, for each way in which it can be decided."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from pusaq.accompaniment.enums import Decision
from pusaq.accompaniment.targeting.queries.decisions import Step
from pusaq.accompaniment.targeting.queries.explanation import Explanation, RuleSeen
from pusaq.accompaniment.targeting.shown.accompanied import Accompanied
from pusaq.accompaniment.targeting.shown.verdict import rule_groups, teachers_said, verdict, where_it_is
from pusaq.accompaniment.targeting.templatetags.targeting import open_said, rule_status

PROFILE = SimpleNamespace(numeral="5.6.3")


MET = {"+": True, "-": False, "?": None}


def rules(kind, marks):
    """Rules of a kind, one for each mark: met, not met, not known."""
    return tuple(
        RuleSeen(f"{kind}-{n}", kind, f"Regla {n}", "5", (), MET[mark]) for n, mark in enumerate(marks)
    )


def told(decision, *seen, rank=None, met=0, teachers=8, **school):
    place = {"district": "", "province": "", "region": ""} | school
    service = SimpleNamespace(teachers=teachers, school=SimpleNamespace(**place))
    run = SimpleNamespace(organisation="UGEL Lamas")
    made = SimpleNamespace(decision=decision, priorities_met=met, accompanied=3, service=service, run=run)
    return Explanation(made, seen, rank, 40 if rank else 0, (), (), (), ())


@pytest.mark.parametrize(
    ("found", "profile", "sentence"),
    [
        (
            told(Decision.TARGETED, *rules("criterion", "++")),
            PROFILE,
            (
                "Está focalizada porque <b>cumple los 2 criterios</b> del numeral 5.6.3, que la norma pide"
                " a la vez."
            ),
        ),
        (
            told(Decision.TARGETED, *rules("criterion", "+"), *rules("priority", "+-"), rank=3, met=1),
            PROFILE,
            (
                "Está focalizada porque <b>cumple el criterio</b> del numeral 5.6.3. Tiene <b>1 de 2</b>"
                " razones"
                " de prioridad: es la <b>3.ª de 40</b> en la lista de UGEL Lamas."
            ),
        ),
        (
            told(Decision.OVER_CAP, *rules("criterion", "+"), *rules("priority", "-")),
            PROFILE,
            (
                "<b>Cumple el criterio</b> del numeral 5.6.3, pero los acompañantes no alcanzan."
                " Tiene <b>0 de 1</b> razón de prioridad."
            ),
        ),
        (
            told(Decision.EXCLUDED, *rules("exclusion", "-++")),
            PROFILE,
            "Cumple los criterios, pero 2 exclusiones de la norma la dejan fuera: <b>Regla 1</b> y otras.",
        ),
        (
            told(Decision.NOT_TARGETED),
            None,
            "No está focalizada: no es de <b>ninguno de los tipos de escuela</b> de la norma.",
        ),
        (
            told(Decision.TARGETED, *rules("criterion", "+"), *rules("priority", "+??"), rank=3, met=1),
            PROFILE,
            (
                "Está focalizada porque <b>cumple el criterio</b> del numeral 5.6.3. Tiene <b>1 de 1</b>"
                " razón de prioridad conocida (de 2 no hay dato y no cuenta): es la <b>3.ª de 40</b> en la"
                " lista de UGEL Lamas."
            ),
        ),
        (
            # As it was decided before there was anything to be verified.
            told(Decision.TARGETED, *rules("criterion", "++?")),
            PROFILE,
            (
                "Está focalizada porque <b>cumple los 2 criterios</b> del numeral 5.6.3, que la norma pide"
                " a la vez. De <b>un criterio no había dato</b>, y contó como que se cumple: Regla 2."
            ),
        ),
        (
            told(
                Decision.TO_VERIFY,
                *rules("criterion", "+?"),
                *rules("exclusion", "?-"),
                *rules("priority", "?"),
            ),
            PROFILE,
            (
                "Por verificar: <b>faltan los datos de 2 reglas</b> que podrían cambiar la decisión"
                " (Regla 1; Regla 0). No se planifica hasta saberlo."
            ),
        ),
        (
            told(Decision.TO_VERIFY, *rules("criterion", "+?")),
            None,
            (
                "Por verificar: <b>no se sabe de qué tipo de escuela es</b>, y en alguno de los que puede ser"
                " podría estar focalizada. No se planifica hasta saberlo."
            ),
        ),
        (
            told(Decision.NOT_TARGETED, *rules("criterion", "-?")),
            None,
            (
                "No está focalizada: <b>no se sabe de qué tipo de escuela es</b>, y en ninguno de los que"
                " puede ser cumple."
            ),
        ),
        (
            told(Decision.NOT_TARGETED, *rules("criterion", "+?")),
            PROFILE,
            "No se sabe todavía: <b>falta el dato de 1 criterio</b>. No cuenta como que no cumple.",
        ),
        (
            told(Decision.NOT_TARGETED, *rules("criterion", "+-")),
            PROFILE,
            "No está focalizada porque <b>no cumple uno de los 2 criterios</b> del numeral 5.6.3: Regla 1.",
        ),
        (
            told(Decision.NOT_TARGETED, *rules("criterion", "--")),
            PROFILE,
            (
                "No está focalizada porque <b>no cumple 2 de los 2 criterios</b> del numeral 5.6.3, que la"
                " norma"
                " pide a la vez."
            ),
        ),
    ],
)
def test_a_decision_is_said_with_its_reason(found, profile, sentence):
    assert verdict(found, profile) == sentence


@pytest.mark.parametrize(
    ("kind", "taken", "word"),
    [
        ("criterion", None, "Sin dato"),
        ("criterion", True, "Sin dato; se supone que cumple"),
        ("exclusion", False, "Sin dato; se supone que no excluye"),
        ("priority", None, "Sin dato"),
    ],
)
def test_what_was_assumed_of_a_rule_is_not_shown_as_seen(kind, taken, word):
    shown = rule_status(RuleSeen("r", kind, "Regla", "5", (), None, taken))
    assert f">{word}<" in re.sub(r"\s*\n\s*", "", shown)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"unknown": 8, "open": 5}, "(5 por verificar)"),
        ({"unknown": 8, "open": 0}, ""),
        ({"unknown": 8}, "(8 sin dato)"),
        ({"unknown": 0}, ""),
    ],
)
def test_a_step_says_how_many_are_to_be_verified_or_as_it_was_counted_before(step, words):
    assert open_said(Step("r", "Regla", "criterion", "5", 10, 2, **step)) == words


def test_rules_are_grouped_by_kind_and_kinds_without_rules_are_left_out():
    found = told(Decision.TARGETED, *rules("priority", "+"), *rules("criterion", "++"))
    assert [(one.id, one.letters, len(one.rules)) for one in rule_groups(found)] == [
        ("criterios", True, 2),
        ("prioridades", False, 1),
    ]


def test_a_place_is_said_as_far_as_it_is_known():
    assert where_it_is(told(Decision.TARGETED, district="Lamas", region="San Martín")) == "Lamas, San Martín"


@pytest.mark.parametrize(("teachers", "said"), [(8, "8 (3 por acompañar)"), (None, "3 por acompañar")])
def test_teachers_are_said_with_those_to_be_accompanied(teachers, said):
    assert teachers_said(told(Decision.TARGETED, teachers=teachers)) == said


@pytest.mark.parametrize(("name", "said"), [("Ana", "B · Ana"), ("", "B · plaza vacante")])
def test_a_caseload_is_said_by_its_letter_and_who_holds_it(name, said):
    assert Accompanied("B", name, "").said == said
