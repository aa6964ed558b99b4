from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest

from pusaq.accompaniment.enums import Decision, PlanState
from pusaq.accompaniment.models import AnnualPlan, Caseload, CaseloadSlot, PlanItem, Slot, TargetingDecision
from pusaq.accompaniment.year.domain.storing import letter_of
from pusaq.common.scope import EVERYTHING, Scope
from pusaq.people.models import Post
from pusaq_core.errors import InputError
from pusaq_core.findings.written import as_data
from tests.pusaq import planned

CORE = planned.core_plan


def test_every_row_of_the_plan_is_kept(plan):
    tables = CORE().tables
    assert plan.targeting.decisions.count() == len(tables["targeting"])
    assert CaseloadSlot.objects.filter(caseload__plan=plan).count() == len(tables["caseloads"])
    assert plan.items.count() == len(tables["activities"])
    assert plan.unplaced.count() == len(tables["unplaced"])
    assert Counter(plan.items.values_list("kind", flat=True)) == Counter(
        row["kind"] for row in tables["activities"]
    )
    assert plan.state == PlanState.PROPOSAL
    assert plan.summary["violations"] == 0
    assert plan.summary["km"] == CORE().summary["total"]["km"]


def test_an_item_keeps_who_where_and_when(plan):
    row = next(row for row in CORE().tables["activities"] if len(row["accompanist"]) > 1)
    item = plan.items.get(key=row["activity"])
    assert (item.starts_on, item.days, item.numeral, item.note) == (
        row["start"],
        row["days"],
        row["numeral"],
        as_data(row["note"]),
    )
    assert tuple(sorted(item.caseloads.values_list("accompanist__code", flat=True))) == row["accompanist"]
    people = item.slots.values_list("caseload_slots__person__code", flat=True)
    assert sorted(people) == sorted(row["teachers"])
    assert len(item.schools) == 1


def test_decisions_keep_what_they_saw(plan):
    row = next(r for r in CORE().tables["targeting"] if r["decision"] == "targeted")
    kept = TargetingDecision.objects.get(
        service__modular_code=row["cod_mod"], service__annex=row["anexo"], run=plan.targeting
    )
    reasons = json.loads(row["reasons"])
    assert kept.reasons == reasons
    assert (kept.profile, kept.rank, kept.path) == (row["profile"], row["rank"], kept.service.path)
    assert kept.missing == sum(reason["met"] is None for reason in reasons)
    assert kept.accompanied == planned.accompanied()[row["cod_mod"], row["anexo"]]


def test_the_cascade_ends_at_those_who_meet_every_criterion(plan):
    for profile, criteria_cascade in plan.targeting.figures.items():
        decisions = plan.targeting.decisions.filter(profile=profile)
        assert criteria_cascade["start"] == decisions.count()
        met = decisions.filter(decision__in=[Decision.TARGETED, Decision.OVER_CAP]).count()
        assert criteria_cascade["steps"][-1]["left"] == met
        counts = [criteria_cascade["start"], *(step["left"] for step in criteria_cascade["steps"])]
        assert counts == sorted(counts, reverse=True)


def test_figures_of_a_caseload_are_those_of_the_core(plan):
    for caseload in plan.caseloads.select_related("accompanist", "base"):
        figures = CORE().caseloads[caseload.accompanist.code]
        assert (caseload.days_used, caseload.days_available) == (figures.days_used, figures.days_available)
        assert caseload.weighted_km == figures.weighted_km
        assert (caseload.base.code if caseload.base else "") == figures.base_premises


def test_letters_follow_the_codes_of_the_accompanists(plan):
    rows = list(plan.caseloads.order_by("accompanist__code").values_list("letter", flat=True))
    assert rows == [letter_of(number) for number in range(1, len(rows) + 1)]
    assert [letter_of(n) for n in (1, 26, 27, 52, 53, 702, 703)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_versions_count_up_and_slots_stay(ugel, plan):
    slots = set(Slot.objects.values_list("pk", flat=True))
    second = ugel.store()
    assert (plan.version, second.version, second.targeting.version) == (1, 2, 2)
    assert set(Slot.objects.values_list("pk", flat=True)) == slots
    assert AnnualPlan.objects.count() == 2


def test_positions_without_a_hired_person_become_posts(ugel):
    posts = Post.objects.filter(kind="acompanante")
    posts_before = posts.count()
    made = CORE()

    def other(cell):
        return cell.replace("-AC-", "-X-") if isinstance(cell, str) else tuple(map(other, cell))

    renamed = {
        name: [
            {**row, "accompanist": other(row["accompanist"])} if "accompanist" in row else row for row in rows
        ]
        for name, rows in made.tables.items()
    }
    figures = {key.replace("-AC-", "-X-"): value for key, value in made.caseloads.items()}
    plan = ugel.store(replace(made, tables=renamed, caseloads=figures))
    assert posts.count() == posts_before + plan.caseloads.count()
    again = ugel.store(replace(made, tables=renamed, caseloads=figures))
    assert posts.count() == posts_before + again.caseloads.count()


def test_a_plan_of_rows_that_were_never_loaded_is_refused(ugel):
    Slot.objects.all().delete()
    post = Post.objects.get(code=CORE().tables["caseloads"][0]["post"])
    post.appointments.all().delete()
    post.delete()
    with pytest.raises(InputError) as refused:
        ugel.store()
    assert (refused.value.problems[0].column, refused.value.problems[0].found) == ("COD_PLAZA", post.code)
    assert not Caseload.objects.exists()
    assert not PlanItem.objects.exists()


def test_an_accompanist_sees_her_own_caseload_only(plan):
    post = plan.caseloads.first().accompanist_id
    own = Scope(posts=frozenset({post}))
    assert [c.accompanist_id for c in Caseload.objects.within(own)] == [post]
    assert Caseload.objects.within(EVERYTHING).count() == plan.caseloads.count() > 1
    members = CaseloadSlot.objects.filter(caseload__accompanist=post).count()
    assert Slot.objects.within(own).count() == members
