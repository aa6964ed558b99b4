from __future__ import annotations

import pytest

from pusaq.accompaniment.caseloads.queries.of_service import caseloads_of
from pusaq.accompaniment.caseloads.queries.plans import current_plans
from pusaq.accompaniment.enums import Decision
from pusaq.accompaniment.targeting.queries import explanation as why
from pusaq.accompaniment.targeting.queries.decisions import (
    Filters,
    counts_by,
    criteria_cascade,
    decisions,
    totals,
)
from pusaq.accompaniment.targeting.queries.runs import current_runs
from pusaq.common.scope import EVERYTHING, NOTHING, Scope
from pusaq.library.queries import norm_of
from tests.pusaq import planned
from tests.pusaq.planned import NOW, YEAR

TODAY = NOW.date()


@pytest.fixture
def run(plan):
    return current_runs(scope=EVERYTHING, year=YEAR).get(pk=plan.targeting_id)


def found(run, scope=EVERYTHING, **filters):
    return decisions([run], Filters(**filters), scope=scope)


@pytest.mark.usefixtures("run")
def test_the_youngest_run_of_each_ugel_is_current(ugel):
    second = ugel.store()
    assert current_runs(scope=EVERYTHING, year=YEAR).get() == second.targeting
    assert not current_runs(scope=NOTHING).exists()
    assert not current_runs(scope=EVERYTHING, year=YEAR + 1).exists()


def test_the_published_plan_is_current_before_a_younger_proposal(ugel, plan):
    plan.state = "published"
    plan.save()
    ugel.store()
    assert current_plans(scope=EVERYTHING, year=YEAR).get() == plan


def test_the_list_gives_every_row_once(run):
    rows = list(found(run))
    assert len(rows) == len(set(rows)) == len(planned.core_plan().tables["targeting"])


def test_ranked_services_come_first_and_by_rank(run):
    ranks = [row.rank for row in found(run).filter(profile="eib")]
    known = [rank for rank in ranks if rank is not None]
    assert known == sorted(known) == list(range(1, len(known) + 1))
    assert ranks[len(known) :] == [None] * (len(ranks) - len(known))


def test_filters_narrow_the_list(run):
    rows = planned.core_plan().tables["targeting"]
    targeted = found(run, decisions=(Decision.TARGETED,))
    assert targeted.count() == sum(row["decision"] == "targeted" for row in rows)
    assert all(row.missing for row in found(run, is_missing=True))
    district = targeted.first().service.school.district
    assert {r.service.school.district for r in found(run, districts=(district,))} == {district}


def test_text_finds_names_codes_and_districts_whatever_the_accents(run):
    service = found(run).first().service
    for text in (
        service.modular_code[:6],
        service.school.code,
        service.name.upper(),
        service.school.district,
    ):
        assert service.pk in set(found(run, text=text).values_list("service", flat=True)), text
    assert not found(run, text="quechuañol inexistente").exists()


def test_totals_are_those_of_the_list(run):
    rows = list(found(run))
    counted = totals(found(run))
    assert sum(counted.services.values()) == len(rows)
    targeted = [row for row in rows if row.decision == Decision.TARGETED]
    assert counted.services[Decision.TARGETED] == len(targeted)
    assert counted.targeted_teachers == sum(row.accompanied for row in targeted)
    by_profile = counts_by(found(run), "profile")
    assert by_profile["eib"] == sum(row.profile == "eib" for row in rows)


def test_the_cascade_says_what_each_criterion_costs(run):
    start, steps = criteria_cascade([run], "eib", norm_of(run.norm))
    assert start == found(run).filter(profile="eib").count()
    assert start - sum(step.gone for step in steps) == steps[-1].left + steps[-1].open
    assert steps[0].title == "Inicial o primaria en el Registro Nacional de II.EE. EIB"
    assert {step.kind for step in steps} <= {"criterion", "exclusion"}
    twice, doubled = criteria_cascade([run, run], "eib", norm_of(run.norm))
    assert (twice, doubled[-1].left) == (2 * start, 2 * steps[-1].left)


def test_a_school_sees_its_own_services_only(run):
    school = found(run).first().service.school
    seen = found(run, scope=Scope(paths=(school.path,)))
    assert {row.service.school_id for row in seen} == {school.pk}
    assert not found(run, scope=NOTHING).exists()


def test_reading_a_list_takes_as_many_queries_for_one_row_as_for_all(run, django_assert_num_queries):
    for limit in (1, 100):
        with django_assert_num_queries(1):
            assert [row.service.school.district for row in found(run)[:limit]]


def explained(row):
    decision = why.decision_in(EVERYTHING, row.pk)
    return why.explanation(decision, norm_of(decision.run.norm))


def test_a_decision_explains_itself(run):
    row = found(run, decisions=(Decision.TARGETED,)).filter(profile="full_primary").first()
    told = explained(row)
    rule = next(r for r in told.rules if r.rule == "pc-estudiantes")
    assert rule.title == "Mínimo de 30 matriculados en el nivel"
    assert (rule.numeral, rule.met, rule.kind) == ("5.6.3 a", True, "criterion")
    assert [(s.label, s.source) for s in rule.seen] == [("Estudiantes", "SIAGIE")]
    assert rule.seen[0].load == run.registry
    teachers = next(r for r in told.rules if r.rule == "pc-docentes")
    assert (teachers.seen[0].source, teachers.seen[0].load) == ("NEXUS", run.staff)
    unknown = next(r for r in told.rules if r.rule == "pc-digebr")
    assert (unknown.met, unknown.seen[0].value) == (None, "sin dato")
    coar = next(r for r in told.rules if r.rule == "pc-coar")
    assert (coar.seen[0].label, coar.seen[0].value) == ("Colegio de alto rendimiento (COAR)", "no")
    assert (told.rank, told.ranked) == (
        row.rank,
        found(run).filter(profile="full_primary").exclude(rank=None).count(),
    )


def test_a_targeted_service_says_who_accompanies_it_and_what_is_owed(run):
    row = found(run, decisions=(Decision.TARGETED,)).filter(profile="full_primary").first()
    told = explained(row)
    codes = {
        r["accompanist"]
        for r in planned.core_plan().tables["caseloads"]
        if r["cod_mod"] == row.service.modular_code
    }
    assert {one.caseload.accompanist.code for one in caseloads_of(row, scope=EVERYTHING, on=TODAY)} == codes
    assert [owed.numeral for owed in told.owed] == [
        "5.6.3 c",
        "5.6.3 d; 5.2.6 b",
        "5.6.3 f; 5.2.7",
        "5.6.3 e",
    ]
    assert told.owed[0].amount.startswith("7 visitas, 8 días")
    assert "desempate_de_rango" in {entry.id for entry in told.assumptions}
    assert all(reading.text for reading in told.readings)


def test_a_service_that_is_not_targeted_is_owed_nothing(run):
    told = explained(found(run, decisions=(Decision.NOT_TARGETED,)).filter(profile="").first())
    assert (told.owed, told.rank, told.ranked) == ((), None, 0)
    assert {rule.rule[:7] for rule in told.rules} == {"perfil-"}


def test_without_an_accompanist_the_assumption_is_named(run):
    row = found(run, decisions=(Decision.OVER_CAP,)).first()
    told = explained(row)
    of_rules = {"sin_lista_de_intervencion", "sin_historia_de_2016_2018"}
    named = {entry.id for entry in told.assumptions}
    assert named - of_rules == {"desempate_de_rango", "cupo_por_prioridad"}
    assert named & of_rules == {rule["assumption"] for rule in row.reasons if "assumption" in rule}
    assert caseloads_of(row, scope=EVERYTHING, on=TODAY) == ()


@pytest.mark.usefixtures("run")
def test_history_says_what_came_out_otherwise(ugel):
    second = ugel.store().targeting
    row = second.decisions.filter(profile="full_primary").first()
    row.reasons = [{**r, "met": not r["met"]} if r["rule"] == "pc-estudiantes" else r for r in row.reasons]
    row.save()
    told = explained(row)
    assert [version.decision.run.version for version in told.history] == [2, 1]
    assert told.history[0].changed == ("Mínimo de 30 matriculados en el nivel",)
    assert told.history[1].changed == ()


def test_a_decision_out_of_sight_is_not_there(run):
    row = found(run).first()
    assert why.decision_in(Scope(paths=("pe/999999/",)), row.pk) is None


def test_explaining_takes_the_same_queries_for_any_service(run, ugel, django_assert_num_queries):
    for version in range(2):
        for row in (found(run).first(), found(run, decisions=(Decision.TARGETED,)).last()):
            decision = why.decision_in(EVERYTHING, row.pk)
            norm = norm_of(decision.run.norm)
            with django_assert_num_queries(2):
                told = why.explanation(decision, norm)
            with django_assert_num_queries(2 if decision.decision == Decision.TARGETED else 1):
                caseloads_of(decision, scope=EVERYTHING, on=TODAY)
            assert len(told.history) == version + 1
        if version == 0:
            ugel.store()
