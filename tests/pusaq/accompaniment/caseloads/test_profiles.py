"""A type of school that no line of code names, as the next norm may bring it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from pusaq.accompaniment.targeting.queries import listing, profiles
from pusaq.library.queries import norm_of
from pusaq_core.norms.loader import load_norm
from tests.pusaq.markup import opened
from tests.pusaq.roles import actor

NORM = Path(__file__).parents[4] / "catalogue/norms/pe/nt-026-minedu-2019.yaml"


@pytest.fixture
def renamed(plan, monkeypatch):
    """A plan of a norm that has other names for the types of its schools."""
    text = NORM.read_text("utf-8").replace("en_archivos: full_primary", "en_archivos: by_the_river")
    text = text.replace("corto: Primaria completa", "corto: Escuela ribereña")
    norm = load_norm(text, file="ribera.yaml")
    for module in (profiles, listing):
        monkeypatch.setattr(module, "norm_of", lambda _version: norm)
    share = plan.caseloads.order_by("letter").first()
    plan.caseloads.filter(pk=share.pk).update(profile="by_the_river")
    plan.targeting.decisions.filter(profile=share.profile).update(profile="by_the_river")
    share.refresh_from_db()
    return share


def test_a_profile_that_only_its_norm_knows_is_told_by_its_name(client, ugel, renamed):
    client.force_login(actor("especialista_ugel", ugel.organisation).user)
    rows = client.get(reverse("api:caseloads"), {"plan": renamed.plan_id}).json()["results"]
    assert {row["id"]: row["profile"] for row in rows}[str(renamed.pk)] == "by_the_river"
    page = opened(client.get(reverse("accompaniment:caseloads"), {"perfil": "by_the_river"}))
    assert '<option value="by_the_river" selected>Escuela ribereña</option>' in page
    assert "perfil Escuela ribereña" in opened(
        client.get(reverse("accompaniment:caseload", args=[renamed.pk]))
    )
    assert "Escuela ribereña" in opened(client.get(reverse("accompaniment:targeting")))
    service = renamed.slots.first().slot.service
    school = opened(client.get(reverse("territory:school", args=[service.school_id])))
    assert "Escuela ribereña" in school


def test_what_the_norm_does_not_name_is_told_by_its_code(plan):
    version = plan.targeting.norm
    assert [one.label for one in norm_of(version).profiles][:2] == ["EIB", "Unidocente y multigrado"]
    assert profiles.profile_label(version, "eib") == "EIB"
    assert profiles.profile_label(version, "of_another_norm") == "of_another_norm"
    assert profiles.profile_label(version, "") == ""
