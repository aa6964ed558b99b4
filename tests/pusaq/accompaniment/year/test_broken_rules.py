"""A plan that breaks rules says which, how often and where, and offers what helps."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse

from pusaq.accompaniment.year.shown.broken_rules import broken_rules
from pusaq.common.scope import Scope
from pusaq_core.checking import Violation
from tests.pusaq import planned
from tests.pusaq.markup import opened, tight
from tests.pusaq.roles import actor


def breaks(plan, *rules, key=""):
    """The plan as if the checker had found some breaches, of one activity."""
    found = [{"rule": rule, "subject": "x", "activity": key} for rule in rules]
    plan.summary |= {"violations": len(found), "violations_found": found}
    plan.save()


def test_pages_name_the_rules_that_a_plan_breaks_and_offer_what_helps(client, ugel):
    plan = ugel.store()
    item = plan.items.filter(kind="gia").first()
    breaks(plan, "meeting_without_visit", "meeting_without_visit", "not_joint", "unheard_of", key=item.key)
    specialist, director = (actor(role, ugel.organisation) for role in ("especialista_ugel", "director_ugel"))
    year = reverse("accompaniment:ugel_year")
    pages = [year, reverse("accompaniment:publish", args=[plan.pk])]
    caseload = item.caseloads.order_by("letter").first()
    for page in pages:
        client.force_login(specialist.user)
        text = tight(client.get(page).content.decode())
        assert "El plan rompe reglas 4 veces: no se puede publicar" in text
        assert "entre dos reuniones cada docente recibe al menos una visita</b>" in text
        assert '<span class="muted tn">× 2</span>' in text
        assert "Reuniones fuera de lo que pide la norma" in text
        assert "Otra regla del plan" in text
        assert reverse("accompaniment:caseload_year", args=[caseload.pk]) in text
        assert 'class="btn btn-primary" href="/acompanamiento/plan/calcular/' in text
        assert "Publicar plan</a>" not in text
        client.force_login(director.user)
        assert "/plan/calcular/" not in opened(client.get(page))


def test_who_sees_a_part_of_a_ugel_is_not_told_what_the_whole_breaks(ugel):
    plan = ugel.store()
    breaks(plan, "meeting_without_visit")
    assert broken_rules(plan, scope=Scope(paths=(f"{plan.path}s-1/",))) == ()
    assert [(one.times, one.activities) for one in broken_rules(plan, scope=Scope(paths=(plan.path,)))] == [
        (1, ())
    ]


def test_a_breach_is_kept_with_the_activity_that_it_is_of(ugel):
    made = planned.core_plan()
    row = made.tables["activities"][3]
    found = Violation("not_joint", "activities.csv", 5, f"{row['activity']} P1", "a", "b")
    other = Violation("summary_wrong", "summary.json", None, "total", "a", "b")
    plan = ugel.store(replace(made, violations=(found, other)))
    assert [one["activity"] for one in plan.summary["violations_found"]] == [row["activity"], ""]
