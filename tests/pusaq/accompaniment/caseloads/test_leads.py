from __future__ import annotations

import pytest

from pusaq.accompaniment.caseloads.queries.caseloads import CaseloadTotals
from pusaq.accompaniment.caseloads.shown.leads import caseloads_lead, nothing_lead, vacant_said

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
