from __future__ import annotations

import pytest

from pusaq.accompaniment.targeting.pages.targeting import state_steps


@pytest.mark.parametrize(
    ("reached", "of", "version", "steps"),
    [
        (
            (1, 0, 0),
            1,
            2,
            [("Propuesta, versión 2", "done"), ("Revisada", "to_do"), ("Aprobada", "to_do")],
        ),
        ((1, 1, 0), 1, 1, [("Propuesta, versión 1", "done"), ("Revisada", "done"), ("Aprobada", "to_do")]),
        (
            (3, 1, 0),
            3,
            None,
            [
                ("Propuesta: 3 de 3 UGEL", "done"),
                ("Revisada: 1 de 3 UGEL", "to_do"),
                ("Aprobada: 0 de 3 UGEL", "to_do"),
            ],
        ),
    ],
)
def test_states_say_who_reached_them(reached, of, version, steps):
    assert [(one.said, one.status) for one in state_steps(reached, of=of, version=version)] == steps
