from __future__ import annotations

import pytest

from pusaq.territory.pages.school import services_said


@pytest.mark.parametrize(
    ("services", "students", "where", "sentence"),
    [
        (2, 120, "Lamas", "Ofrece 2 servicios a <b>120</b> estudiantes en Lamas."),
        (1, 1, "", "Ofrece 1 servicio a <b>1</b> estudiante."),
        (1, None, "A & B", "Ofrece 1 servicio en A &amp; B."),
        (0, None, "Lamas", "No tiene servicios en el último padrón."),
    ],
)
def test_a_school_says_what_it_offers_as_far_as_that_is_known(services, students, where, sentence):
    assert services_said(services, students=students, where=where) == sentence
