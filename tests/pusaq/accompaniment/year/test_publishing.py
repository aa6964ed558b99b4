from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.models import AnnualPlan, Meeting, PlanItem, Visit, Workshop
from pusaq.accompaniment.year.domain import PlanNotPublishableError, publish_plan
from pusaq.agenda.domain import CalendarConflictError
from pusaq.agenda.enums import ActivityState
from pusaq.agenda.models import Activity, ActivityDay, BusyDay, Participation
from pusaq.common.models import BulkRecord, Event
from pusaq.territory.models import School
from tests.pusaq import planned
from tests.pusaq.markup import tight
from tests.pusaq.planned import NOW, free_visit, moved, without
from tests.pusaq.roles import actor

LATER = NOW + timedelta(days=30)


def publish(plan, now=NOW):
    return publish_plan(plan=plan, by=None, now=now)


def test_every_item_becomes_an_activity(plan):
    published = publish(plan)
    assert len(published.created) == plan.items.count() == Activity.objects.count()
    assert Visit.objects.count() + Meeting.objects.count() + Workshop.objects.count() == plan.items.count()
    assert ActivityDay.objects.count() == sum(plan.items.values_list("days", flat=True))
    plan.refresh_from_db()
    assert (plan.state, plan.published_at) == (PlanState.PUBLISHED, NOW)
    row = next(r for r in planned.core_plan().tables["activities"] if r["kind"] == "gia")
    meeting = Meeting.objects.get(key=row["activity"])
    assert meeting.activity.numeral == row["numeral"]
    assert meeting.activity.ref.id == meeting.pk
    assert meeting.slots.count() == len(row["teachers"])
    assert Participation.objects.filter(activity=meeting.activity).count() == meeting.slots.count() + 1


def test_titles_name_no_person(plan):
    publish(plan)
    surnames = set(BusyDay.objects.values_list("person__surnames", flat=True).distinct())
    titles = Activity.objects.values_list("title", flat=True)
    assert not [title for title in titles for name in surnames if name in title]


def test_one_person_has_one_thing_a_day(plan):
    publish(plan)
    days = list(BusyDay.objects.values_list("person", "date"))
    assert len(days) == len(set(days)) > plan.items.count()


def test_publishing_the_same_again_changes_nothing(ugel, plan):
    publish(plan)
    before = set(Activity.objects.values_list("pk", "sequence", "changed_at"))
    second = ugel.store()
    published = publish(second, LATER)
    assert (published.created, published.changed, published.cancelled) == ((), (), ())
    assert published.same == second.items.count()
    assert set(Activity.objects.values_list("pk", "sequence", "changed_at")) == before
    states = dict(AnnualPlan.objects.values_list("version", "state"))
    assert states == {1: PlanState.SUPERSEDED, 2: PlanState.PUBLISHED}


def test_a_moved_visit_stays_the_same_activity(ugel, plan):
    publish(plan)
    made = planned.core_plan()
    visit = free_visit(made)
    activity = Visit.objects.get(key=visit["activity"]).activity
    published = publish(ugel.store(moved(made, visit["activity"], 1)), LATER)
    assert published.changed == (activity.pk,)
    assert (published.created, published.cancelled) == ((), ())
    activity.refresh_from_db()
    assert (activity.starts_on, activity.sequence) == (visit["start"] + timedelta(1), 1)
    assert [day.date for day in activity.days.all()] == [visit["start"] + timedelta(1)]
    assert set(activity.busy_days.values_list("date", flat=True)) == {visit["start"] + timedelta(1)}


def test_what_is_no_longer_planned_is_cancelled_and_comes_back_as_itself(ugel, plan):
    publish(plan)
    made = planned.core_plan()
    key = free_visit(made)["activity"]
    activity = Visit.objects.get(key=key).activity
    assert publish(ugel.store(without(made, key)), LATER).cancelled == (activity.pk,)
    activity.refresh_from_db()
    assert (activity.state, activity.sequence, activity.busy_days.count()) == (ActivityState.CANCELLED, 1, 0)
    cause = {"code": "not_in_plan", "params": {"year": 2026, "version": 2}}
    assert (activity.reason, activity.cause) == ("", cause)
    assert publish(ugel.store(), LATER).changed == (activity.pk,)
    activity.refresh_from_db()
    assert (activity.state, activity.sequence, activity.cause) == (ActivityState.PUBLISHED, 2, {})
    assert activity.busy_days.exists()


def test_what_was_held_stays_as_it_was(ugel, plan):
    publish(plan)
    made = planned.core_plan()
    visit = free_visit(made)
    activity = Visit.objects.get(key=visit["activity"]).activity
    Activity.objects.filter(pk=activity.pk).update(state=ActivityState.HELD)
    assert publish(ugel.store(moved(made, visit["activity"], 1)), LATER).fixed == (activity.pk,)
    assert publish(ugel.store(without(made, visit["activity"])), LATER).cancelled == ()
    activity.refresh_from_db()
    assert (activity.state, activity.starts_on) == (ActivityState.HELD, visit["start"])


def test_a_day_that_somebody_else_took_is_refused_with_who_when_and_what(plan):
    item = PlanItem.objects.filter(plan=plan, kind="visit").first()
    person = item.caseloads.get().accompanist.appointments.get().person
    other = Activity.objects.create(
        kind="assistance.session",
        title="Asistencia técnica",
        path="pe/",
        starts_on=item.starts_on,
        ends_on=item.starts_on,
        state=ActivityState.PUBLISHED,
        changed_at=NOW,
    )
    BusyDay.objects.create(person=person, date=item.starts_on, activity=other)
    with pytest.raises(CalendarConflictError) as refused:
        publish(plan)
    (conflict,) = refused.value.conflicts
    assert (conflict.person_id, conflict.person, conflict.date) == (person.pk, str(person), item.starts_on)
    assert (conflict.other_id, conflict.other, conflict.other_path) == (other.pk, other.title, "pe/")
    assert Activity.objects.count() == BusyDay.objects.count() == 1
    plan.refresh_from_db()
    assert plan.state == PlanState.PROPOSAL
    assert not Event.objects.exists()


def test_publishing_leaves_one_record_and_one_event(ugel, plan):
    publish(plan)
    made = planned.core_plan()
    publish(ugel.store(without(made, free_visit(made)["activity"])), LATER)
    first, second = BulkRecord.objects.order_by("at")
    assert first.summary["created"] == plan.items.count()
    assert (second.summary["cancelled"], second.summary["created"], second.path) == (1, 0, ugel.path)
    with default_storage.open(second.rows.key) as file:
        lines = [json.loads(line) for line in file.read().splitlines()]
    assert [(line["key"], line["change"]) for line in lines] == [(free_visit(made)["activity"], "cancelled")]
    events = Event.objects.filter(kind="accompaniment.plan_published").order_by("at")
    assert [event.payload["plan_version"] for event in events] == [1, 2]


def test_a_plan_that_breaks_the_norm_is_not_published(ugel):
    plan = ugel.store()
    plan.summary["violations"] = 2
    plan.save()
    with pytest.raises(PlanNotPublishableError) as refused:
        publish(plan)
    assert refused.value.code == "violations"


def test_an_older_version_does_not_replace_a_younger_one(ugel, plan):
    second = ugel.store()
    publish(second)
    with pytest.raises(PlanNotPublishableError) as older:
        publish(plan)
    with pytest.raises(PlanNotPublishableError) as again:
        publish(second)
    assert (older.value.code, again.value.code) == ("not_newest", "published")


@pytest.mark.parametrize("how", ["to another UGEL", "out of the registry"])
def test_a_plan_with_a_school_that_is_gone_is_refused_by_name(client, ugel, plan, how):
    gone = School.objects.get(pk=plan.items.exclude(schools=[]).first().schools[0])
    if how == "to another UGEL":
        gone.organisation = planned.make_organisation(planned.CASTILLA)
        gone.path = f"{gone.organisation.path}s-{gone.code}/"
    else:
        gone.gone_since = NOW.date()
    gone.save()
    with pytest.raises(PlanNotPublishableError) as refused:
        publish(plan)
    assert (refused.value.code, list(refused.value.schools)) == ("school_gone", [gone])
    assert not Activity.objects.exists()
    client.force_login(actor("especialista_ugel", ugel.organisation).user)
    address = reverse("accompaniment:publish", args=[plan.pk])
    for answer, status in ((client.get(address), 200), (client.post(address, {"instead_of": ""}), 409)):
        assert answer.status_code == status
        text = tight(answer.content.decode())
        assert f"no se puede publicar:<b>{gone.name}</b>ya no está en la UGEL o en el padrón" in text
        assert 'class="btn btn-primary" href="/acompanamiento/plan/calcular/' in text
        assert "Publicar plan</button>" not in text


def test_what_stays_of_the_past_asks_for_no_school_that_is_gone(ugel, plan):
    publish(plan)
    first = plan.items.exclude(schools=[]).order_by("starts_on").first()
    gone = School.objects.get(pk=first.schools[0])
    School.objects.filter(pk=gone.pk).update(gone_since=first.starts_on)
    made = planned.core_plan()
    for item in plan.items.exclude(key=first.key):
        if str(gone.pk) in item.schools:
            made = without(made, item.key)
    second = ugel.store(made)
    with pytest.raises(PlanNotPublishableError):
        publish(second, LATER)
    second.as_of = first.starts_on + timedelta(1)
    second.save()
    publish(second, LATER)
    assert (
        Activity.objects.get(places__school=gone, state=ActivityState.PUBLISHED).starts_on == first.starts_on
    )
