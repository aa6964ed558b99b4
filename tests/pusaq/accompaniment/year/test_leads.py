from __future__ import annotations

import pytest

from pusaq.accompaniment.year.pages.planning import stage_said
from pusaq.accompaniment.year.queries.changed import Changed
from pusaq.accompaniment.year.shown.leads import own_year_lead, ugel_year_lead

SUMS = "8 GIA y 3 RTC"


@pytest.mark.parametrize(
    ("missing", "again", "kinds", "sentence"),
    [
        (0, 0, [], "Aún no hay nada en su año."),
        (0, 0, ["8 visitas"], "Todo lo que pide la norma cabe en su año: 8 visitas."),
        (
            0,
            0,
            ["8 visitas", "6 GIA", "2 RTC"],
            "Todo lo que pide la norma cabe en su año: 8 visitas, 6 GIA y 2 RTC.",
        ),
        (
            1,
            0,
            ["8 visitas"],
            'No todo cabe en su año: <a href="#no-cabe">1 actividad</a> queda fuera. 8 visitas.',
        ),
        (
            0,
            1,
            ["7 visitas"],
            (
                '<a href="#por-planificar">1 actividad</a> no se hizo o se canceló: '
                "falta planificarla de nuevo. 7 visitas."
            ),
        ),
        (
            1,
            4,
            ["7 v"],
            (
                'No todo cabe en su año: <a href="#no-cabe">1 actividad</a> queda fuera. '
                '<a href="#por-planificar">4 actividades</a> no se hicieron o se cancelaron: '
                "falta planificarlas de nuevo. 7 v."
            ),
        ),
        (2, 0, [], 'No todo cabe en su año: <a href="#no-cabe">2 actividades</a> quedan fuera.'),
    ],
)
def test_a_year_says_whether_all_has_a_place_and_what_it_holds(missing, again, kinds, sentence):
    assert own_year_lead(missing=missing, again=again, kinds=kinds) == sentence


@pytest.mark.parametrize(
    ("accompanists", "missing", "again", "has_plan", "sentence"),
    [
        (
            2,
            0,
            0,
            True,
            ("El año de <b>2</b> acompañantes: 8 GIA y 3 RTC. Todo lo que pide la norma cabe."),
        ),
        (
            1,
            1,
            0,
            True,
            (
                "El año de <b>1</b> acompañante: 8 GIA y 3 RTC."
                ' <a href="#no-cabe">1 actividad</a> no cabe en el año.'
            ),
        ),
        (
            2,
            0,
            4,
            True,
            (
                "El año de <b>2</b> acompañantes: 8 GIA y 3 RTC."
                ' <a href="#por-planificar">4 actividades</a> no se hicieron o se cancelaron: '
                "falta planificarlas de nuevo."
            ),
        ),
        (0, 0, 0, True, "Este plan no tiene carteras que puedas ver."),
        (0, 0, 0, False, "Todavía no hay plan de 2026."),
    ],
)
def test_a_ugel_says_its_totals_or_why_there_are_none(accompanists, missing, again, has_plan, sentence):
    lead = ugel_year_lead(
        accompanists=accompanists,
        sums=SUMS,
        missing=missing,
        again=again,
        breaks_rules=False,
        no_plan_of=None if has_plan else 2026,
    )
    assert lead == sentence


def test_a_year_that_breaks_rules_does_not_say_that_all_fits():
    lead = ugel_year_lead(
        accompanists=2, sums="3 GIA", missing=0, again=0, breaks_rules=True, no_plan_of=None
    )
    assert lead == "El año de <b>2</b> acompañantes: 3 GIA."


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (Changed(0, 0), "Todo lo que pide la norma cabe."),
        (
            Changed(1, 0),
            (
                "Al publicarse el plan cabía todo lo que pide la norma; desde entonces <b>1</b> actividad"
                " cambió en la agenda."
            ),
        ),
        (
            Changed(3, 2),
            (
                "Al publicarse el plan cabía todo lo que pide la norma; desde entonces <b>3</b> actividades"
                " cambiaron en la agenda. A <b>2</b> actividades les faltan días."
            ),
        ),
    ],
)
def test_what_changed_since_is_not_said_to_fit(changed, sentence):
    of_ugel = ugel_year_lead(
        accompanists=2,
        sums="3 GIA",
        missing=0,
        again=0,
        breaks_rules=False,
        no_plan_of=None,
        changed=changed,
    )
    assert of_ugel == f"El año de <b>2</b> acompañantes: 3 GIA. {sentence}"
    own = own_year_lead(missing=0, again=0, kinds=["8 visitas"], changed=changed)
    expected = sentence if changed.times else "Todo lo que pide la norma cabe en su año:"
    assert own == f"{expected} 8 visitas."


@pytest.mark.parametrize(
    ("stage", "is_stopping", "said"),
    [("carteras", True, "Deteniendo…"), ("carteras", False, "carteras…"), ("", False, "Espera su turno…")],
)
def test_a_work_says_what_it_is_doing(stage, is_stopping, said):
    assert stage_said(stage, is_stopping=is_stopping) == said
