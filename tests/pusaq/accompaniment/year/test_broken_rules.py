"""A plan that breaks rules says which, how often and where, and offers what helps."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse

from pusaq.accompaniment.year.shown.broken_rules import broken_rules
from pusaq.common.scope import Scope
from pusaq_core.checking import Violation
from pusaq_core.yearplan.plan import check_tables
from tests.pusaq import planned
from tests.pusaq.markup import opened, tight
from tests.pusaq.roles import actor
from tests.pusaq.small_country import SURCUBAMBA, read_country


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


def test_what_the_checker_finds_leads_from_the_page_to_the_year_where_it_stands(client, ugel):
    made = planned.core_plan()
    short = next(row for row in made.tables["activities"] if row["kind"] == "gia")
    rows = [row | {"hours": 1} if row is short else row for row in made.tables["activities"]]
    tables = {name: made.tables[name] for name in ("targeting", "caseloads", "unplaced")}
    tables["activities"] = rows
    found = check_tables(read_country().inputs, (SURCUBAMBA,), tables, summary=made.summary)
    other = Violation("summary_wrong", "summary.json", None, f"{short['activity']} km", "a", "b")
    counted = made.summary["ugel"][SURCUBAMBA] | {"violations": 2}
    summary = made.summary | {"ugel": {SURCUBAMBA: counted}}
    plan = ugel.store(replace(made, summary=summary, violations=(*found, other)))
    kept = [(one["rule"], one["row"], one["activity"]) for one in plan.summary["violations_found"]]
    line = made.tables["activities"].index(short) + 2
    assert kept == [("meeting_too_short", line, short["activity"]), ("summary_wrong", None, "")]
    client.force_login(actor("especialista_ugel", ugel.organisation).user)
    text = tight(client.get(reverse("accompaniment:publish", args=[plan.pk])).content.decode())
    item = plan.items.get(key=short["activity"])
    of = item.caseloads.order_by("letter").first()
    address = reverse("accompaniment:caseload_year", args=[of.pk])
    assert f'href="{address}">GIA {item.number}, cartera {of.letter}' in text
