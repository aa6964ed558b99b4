"""A plan that breaks rules says which, how often and where, and offers what helps."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse

from pusaq.accompaniment.year.models import Visit
from pusaq.accompaniment.year.shown.broken_rules import broken_rules
from pusaq.agenda.domain import hold_activity
from pusaq.agenda.enums import ActivityState
from pusaq.common.scope import Scope
from pusaq_core.checking import Amounts, Violation
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
    assert broken_rules(plan, scope=Scope(paths=(f"{plan.path}s-1/",)), names=Scope()) == ()
    whole = broken_rules(plan, scope=Scope(paths=(plan.path,)), names=Scope())
    assert [(one.times, one.activities) for one in whole] == [(1, ())]


def test_a_dose_that_does_not_add_up_is_told_with_its_teacher_and_numbers(client, ugel):
    made = planned.core_plan()
    row = made.tables["caseloads"][0]
    of_visits = Amounts(row["teacher"], "visit", in_days=True, owed=8, placed=7, missing=0)
    of_own = Amounts(row["accompanist"], "own_workshop", in_days=False, owed=2, placed=1, missing=0)
    found = [
        Violation("dose_days", "activities.csv", None, "x", "8 days (1)", "7 days placed", amounts=of_visits),
        Violation("dose_times", "activities.csv", None, "x", "2 (1)", "1 placed", amounts=of_own),
    ]
    plan = ugel.store(replace(made, violations=tuple(found)))
    plan.summary["violations"] = 2
    plan.save()
    member = plan.caseloads.get(accompanist__code=row["accompanist"]).slots.get(slot__post__code=row["post"])
    numbers = "Visita en aula: días que le tocan 8, con fecha 7, sin lugar 0"
    letter = member.caseload.letter
    page = reverse("accompaniment:publish", args=[plan.pk])
    for role, who in (
        ("especialista_ugel", f"{member.person}, cartera {letter}"),
        ("director_ugel", f"Un docente de la cartera {letter}"),
    ):
        client.force_login(actor(role, ugel.organisation).user)
        text = tight(client.get(page).content.decode())
        assert f"{who}: {numbers}" in text
        assert (
            "Un acompañante: Taller del acompañante: veces que le tocan 2, con fecha 1, sin lugar 0" in text
        )
        assert "Los días de alguien no suman los que le tocan" in text
        assert (str(member.person) in text) is (role == "especialista_ugel")


def test_what_people_changed_is_named_before_the_calculation_is_blamed(client, ugel, published):
    plan = ugel.store()
    plan.continues = published
    breaks(plan, "dose_days")
    client.force_login(actor("especialista_ugel", ugel.organisation).user)
    page = reverse("accompaniment:publish", args=[plan.pk])
    text = client.get(page).content.decode()
    assert "nadie cambió nada a mano" in text
    assert "De ahí puede venir" not in text
    visit = Visit.objects.order_by("activity__starts_on").first().activity
    held = {"outcome": ActivityState.PARTLY_HELD, "by": None, "now": planned.NOW.replace(month=12)}
    hold_activity(activity=visit, **held)
    text = client.get(page).content.decode()
    assert "desde que se publicó la versión 1, 1 actividad se movió, se acortó o se hizo en parte" in text
    assert "nadie cambió nada a mano" not in text


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
