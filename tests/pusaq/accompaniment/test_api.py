"""What the API says of a plan: typed figures, and notes and reasons as facts."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from pusaq.accompaniment.api import FiguresOut
from pusaq.accompaniment.models import Unplaced
from pusaq_core.findings.shapes import BelowMinimum, CountedDays, NoCombination
from pusaq_core.findings.written import as_data
from tests.pusaq import planned
from tests.pusaq.planned import CASTILLA
from tests.pusaq.roles import actor

WEEK = CountedDays(first=date(2026, 5, 4), last=date(2026, 5, 8), weight=2)
WHY = NoCombination(needed=12, available=10, counted=(WEEK,))
OURS = {"loads", "violations_found", "year", "titulos"}
"""What the summary keeps for the system: what it was made from, its words, breaches with people in them."""


@pytest.fixture
def ask(client, ugel):
    def of(name, role="especialista_ugel", organisation=None, **words):
        client.force_login(actor(role, organisation or ugel.organisation).user)
        return client.get(reverse(f"api:{name}"), words).json()["results"]

    return of


@pytest.fixture
def missing(plan):
    share = plan.caseloads.order_by("letter").first()
    slot = share.slots.first()
    return Unplaced.objects.create(
        plan=plan, caseload=share, slot=slot.slot, kind="visit", times=1, days=2, reason=as_data([WHY])
    )


def test_a_reason_is_a_fact_with_its_count(ask, plan, missing):
    (row,) = ask("unplaced", plan=plan.pk)
    assert row == {
        "id": str(missing.pk),
        "plan": str(plan.pk),
        "caseload": str(missing.caseload_id),
        "post": missing.slot.post.code,
        "kind": "visit",
        "times": 1,
        "days": 2,
        "reason": [
            {
                "code": "no_combination",
                "params": {
                    "needed": 12,
                    "available": 10,
                    "counted": [{"first": "2026-05-04", "last": "2026-05-08", "weight": 2}],
                },
            }
        ],
    }


def test_what_an_accompanist_misses_herself_names_no_post(ask, missing):
    Unplaced.objects.filter(pk=missing.pk).update(slot=None, kind="own_workshop")
    (row,) = ask("unplaced")
    assert (row["post"], row["kind"]) == (None, "own_workshop")


@pytest.mark.usefixtures("missing")
def test_reasons_of_another_territory_are_not_told(ask):
    assert ask("unplaced", organisation=planned.load_ugel(CASTILLA).organisation) == []


def test_the_note_of_a_caseload_is_facts(ask, plan):
    share = plan.caseloads.order_by("letter").first()
    note = as_data([BelowMinimum(teachers=2, minimum=6)])
    plan.caseloads.filter(pk=share.pk).update(note=note)
    row = next(row for row in ask("caseloads", plan=plan.pk) if row["id"] == str(share.pk))
    assert row["note"] == [{"code": "below_minimum", "params": {"teachers": 2, "minimum": 6}}]


def test_the_figures_of_a_plan_are_those_that_the_schema_names(ask, plan):
    (row,) = ask("annual_plans")
    figures = row["figures"]
    assert set(figures) == set(FiguresOut.model_fields)
    assert None not in {value for value in figures.values() if not isinstance(value, dict)}
    kept = plan.summary
    for name, field in FiguresOut.model_fields.items():
        if name not in {"posts", "absent_columns"}:
            assert figures[name] == kept[field.alias or name], name
    assert figures["posts"] == {
        "read": kept["plazas"]["leidas"],
        "of_other_units": kept["plazas"]["de_otras_ugel"],
        "accompanied": kept["plazas"]["acompanadas"],
        "not_accompanied": kept["plazas"]["no_acompanadas"],
        "without_service": kept["plazas"]["sin_servicio"],
    }
    assert figures["absent_columns"] == {
        column: {"leaves_open": one["dejan_por_verificar"], "others": one["otras"], "near": one["parecidas"]}
        for column, one in kept["columnas_ausentes"].items()
    }
    assert figures["absent_columns"]


def test_no_figure_of_the_summary_is_kept_back_unseen(plan):
    """A new figure of the core is given a place in the schema, or named here as ours."""
    given = {field.alias or name for name, field in FiguresOut.model_fields.items()}
    assert set(plan.summary) - given == OURS


def test_a_plan_of_an_earlier_version_gives_what_it_counted(ask, plan):
    type(plan).objects.filter(pk=plan.pk).update(summary={"km": 12.5})
    (row,) = ask("annual_plans")
    figures = row["figures"]
    assert figures["km"] == 12.5
    assert (figures["teachers"], figures["without_datum"]) == (None, {})


def test_figures_of_a_ugel_are_for_who_sees_all_of_it(client, ugel, plan):
    shares = plan.caseloads.order_by("letter")
    alone = actor("acompanante", ugel.organisation, post=shares.first().accompanist)
    client.force_login(alone.user)
    (row,) = client.get(reverse("api:annual_plans")).json()["results"]
    assert (row["id"], row["version"], row["figures"]) == (str(plan.pk), plan.version, None)
    client.force_login(actor("especialista_ugel", ugel.organisation).user)
    (row,) = client.get(reverse("api:annual_plans")).json()["results"]
    assert row["figures"]["teachers"] == plan.summary["teachers"]
