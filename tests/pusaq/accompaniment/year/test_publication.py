"""What the page says before a plan is published."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from pusaq.accompaniment.year.shown.publication import about_the_past, publication_lead, what_changes

LOST = "Después de este cálculo, {}. Calcula de nuevo para {} otra vez."
FIRST = SimpleNamespace(version=1)


def preview(created=0, moved=0, back=0, past=()):
    counts = {"created": 0, "moved": 0, "cancelled": 0} | dict(past)
    return SimpleNamespace(
        created=created,
        moved=moved,
        back=back,
        changed=0,
        cancelled=0,
        fixed=4,
        same=5,
        past=SimpleNamespace(**counts),
    )


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        (
            {"refusal": "violations", "conflicts": 2},
            "Este plan rompe reglas y no se puede publicar.",
        ),
        (
            {"refusal": "not_newest", "current": FIRST},
            "La versión 1, más nueva, ya está publicada. Esta no la reemplaza.",
        ),
        (
            {"refusal": "school_gone", "gone": [f"IE {n}" for n in range(1, 8)], "conflicts": 2},
            (
                "Este plan no se puede publicar: 7 locales ya no están en la UGEL o en el padrón,"
                " <b>IE 1, IE 2, IE 3, IE 4, IE 5 y 2 más</b>. Calcula el plan de nuevo."
            ),
        ),
        (
            {"refusal": "continues_other", "current": FIRST},
            "Este plan continúa una versión que ya no está en las agendas: está la 1. Calcula de nuevo.",
        ),
        (
            {"refusal": "lost_since", "lost": 1},
            LOST.format("1 actividad que el plan da por hecha se canceló o no se hizo", "planificarla"),
        ),
        (
            {"refusal": "lost_since", "lost": 2},
            LOST.format(
                "2 actividades que el plan da por hechas se cancelaron o no se hicieron", "planificarlas"
            ),
        ),
        ({"conflicts": 1}, "Un día ya está tomado por otra actividad."),
        (
            {"conflicts": 3, "refused_now": True},
            "No se publicó: no se escribió nada. 3 días ya están tomados por otras actividades.",
        ),
        (
            {"preview": preview(created=1)},
            "Cada persona del plan lo verá en su agenda y en su calendario suscrito.",
        ),
        ({"preview": preview(back=1), "current": FIRST}, "Reemplaza a la versión 1 en las agendas."),
        ({"preview": preview(moved=1), "current": FIRST}, "Reemplaza a la versión 1 en las agendas."),
        (
            {"preview": preview(), "current": FIRST, "refusal": "replaced"},
            "Reemplaza a la versión 1 en las agendas. Ninguna actividad cambia.",
        ),
        ({}, ""),
    ],
)
def test_the_first_reason_that_holds_is_said(case, sentence):
    given = {"refusal": "", "current": None, "preview": None, "conflicts": 0, "refused_now": False}
    assert publication_lead(**given | case) == sentence


def test_every_change_has_a_line_with_its_count():
    assert [count for _what, count in what_changes(preview(created=1, moved=2, back=3))] == [
        1,
        2,
        3,
        0,
        0,
        4,
        5,
    ]


def test_only_changes_of_days_gone_by_are_said():
    assert about_the_past(preview()) == []
    assert about_the_past(preview(past={"moved": 2, "cancelled": 1})) == [
        "De las que cambian de día, <b>2</b> dejan una fecha anterior a hoy o pasan a una.",
        "De las que se cancelan, <b>1</b> tiene fecha anterior a hoy.",
    ]
