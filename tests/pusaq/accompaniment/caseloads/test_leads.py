from __future__ import annotations

import pytest

from pusaq.accompaniment.caseloads.models import Caseload
from pusaq.accompaniment.caseloads.queries.caseloads import CaseloadRow, CaseloadTotals
from pusaq.accompaniment.caseloads.shown.leads import (
    caseload_lead,
    caseloads_lead,
    gap_said,
    nothing_lead,
    ugels_lead,
    vacant_said,
)

WHOLE = CaseloadTotals(2, 14, 16, 0.0, 0.0, 0, 0)


@pytest.mark.parametrize(
    ("outside", "kept"),
    [
        (0, "todas las carteras están dentro de lo que pide la norma"),
        (1, "<b>1</b> cartera queda fuera de lo que pide la norma"),
        (2, "<b>2</b> carteras quedan fuera de lo que pide la norma"),
    ],
)
def test_caseloads_are_said_with_whether_the_norm_is_kept(outside, kept):
    lead = caseloads_lead(WHOLE, outside=outside)
    assert lead == f"<b>16</b> docentes de <b>14</b> II.EE. entre <b>2</b> acompañantes: {kept}"


@pytest.mark.parametrize(
    ("has_plan", "lead"),
    [(True, "Este plan no tiene carteras que puedas ver."), (False, "Todavía no hay carteras de 2026.")],
)
def test_why_there_are_no_caseloads(has_plan, lead):
    assert nothing_lead(has_plan=has_plan, year=2026) == lead


@pytest.mark.parametrize(
    ("vacant", "said"), [(0, ""), (1, "Falta cubrir <b>1</b> plaza."), (2, "Falta cubrir <b>2</b> plazas.")]
)
def test_vacant_posts_are_said_where_there_are_some(vacant, said):
    assert vacant_said(vacant) == said


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (None, "sin mínimo demostrado: no se sabe cuánto se puede mejorar"),
        (0.0, "no existe un reparto con menos kilómetros"),
        (0.0004, "no existe un reparto con menos kilómetros"),
        (0.0214, "a lo más <b>2,1\u00a0%</b> del mejor reparto posible"),
    ],
)
def test_the_gap_to_the_best_is_said(gap, said):
    assert gap_said(gap) == said


@pytest.mark.parametrize(
    ("used", "at_most", "days"),
    [
        (126, False, "Usa <b>126</b> de 171 días; desde hoy quedan 12 para imprevistos."),
        (126, True, "Usa <b>126</b> de 171 días; desde hoy quedan como mucho 12 para imprevistos."),
        (180, False, "Necesita <b>180</b> días y hay 171."),
    ],
)
def test_a_caseload_says_whom_it_has_and_whether_the_days_are_enough(used, at_most, days):
    caseload = Caseload(teachers=8, schools=3, days_available=171)
    row = CaseloadRow(caseload, "Ana", used)
    lead = caseload_lead(row, profile="EIB", free=12, at_most=at_most)
    assert lead == f"Acompaña a <b>8</b> docentes de <b>3</b> II.EE., perfil EIB. {days}"


@pytest.mark.parametrize(
    ("counts", "lead"),
    [
        (
            {"published": 3, "teachers": 356, "late": 1},
            (
                "4 UGEL en tu territorio: <b>3</b> tienen su plan publicado, y los planes alcanzan a"
                " <b>356</b> docentes. En <b>1</b> empezaron las clases sin plan publicado. Elige una."
            ),
        ),
        (
            {"published": 1, "teachers": 0, "late": 0},
            "4 UGEL en tu territorio: <b>1</b> tiene su plan publicado. Elige una.",
        ),
    ],
)
def test_the_list_of_ugel_says_who_published_and_who_is_late(counts, lead):
    assert ugels_lead(4, **counts) == lead
