"""What became of every row of the staffing file, by its state and by what was decided of its service."""

from __future__ import annotations

from types import SimpleNamespace

import polars as pl

from pusaq_core.yearplan.posts import HELD, SCHEMA, add_posts

ROWS = [
    ("A", "1", "0", "P1", "D1", HELD),
    ("A", "1", "0", "P2", "D2", HELD),
    ("A", "2", "0", "P3", "D3", HELD),
    ("A", "3", "0", "P4", "D4", HELD),
    ("A", "4", "0", "P5", "D5", HELD),
    ("A", "1", "0", "P6", None, "sin_titular"),
    ("A", "1", None, None, None, "fila_rechazada"),
    ("B", "9", "0", "P9", "D9", HELD),
    (None, "8", "0", "P8", "D8", HELD),
]


def test_the_parts_add_up_and_say_why():
    decided = [
        ("1", "0", "targeted"),
        ("2", "0", "not_targeted"),
        ("3", "0", "targeted"),
        ("4", "0", "to_verify"),
    ]
    decisions = SimpleNamespace(
        services=pl.DataFrame(decided, schema=["COD_MOD", "ANEXO", "decision"], orient="row"),
        left_out={("3", "0")},
    )
    summary = {"ugel": {"A": {}}, "total": {}}
    figures = {"A": SimpleNamespace(rows={"caseloads": [{"post": "P1", "teacher": "D1"}]})}
    add_posts(summary, pl.DataFrame(ROWS, schema=SCHEMA, orient="row"), decisions, figures)
    expected = {
        "leidas": 9,
        "de_otras_ugel": 1,
        "acompanadas": 1,
        "no_acompanadas": {
            "fila_rechazada": 1,
            "otra_plaza": 1,
            "por_verificar": 1,
            "servicio_no_focalizado": 1,
            "sin_acompanante": 1,
            "sin_titular": 1,
        },
        "sin_servicio": 1,
    }
    assert summary["total"]["plazas"] == summary["ugel"]["A"]["plazas"] == expected
