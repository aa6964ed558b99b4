"""A published year is planned anew from a day: what was done stands, what is owed is placed anew."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format

from pusaq.accompaniment.caseloads.models import AnnualPlan
from pusaq.accompaniment.caseloads.queries.plans import school_calendar
from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.field.queries.convened import members
from pusaq.accompaniment.field.queries.due import due_and_numerals
from pusaq.accompaniment.year.domain import (
    AsOfError,
    PlanNotPublishableError,
    preview_publication,
    publish_plan,
    start_planning,
)
from pusaq.accompaniment.year.models import PlanItem, Unplaced, Visit
from pusaq.accompaniment.year.queries.earlier import previous_of
from pusaq.agenda.domain import cancel_activity, hold_activity, move_activity
from pusaq.agenda.enums import ActivityState
from pusaq.agenda.models import Activity, BusyDay
from pusaq.common.clock import real_now
from pusaq.common.domain.jobs import run_job
from pusaq.common.enums import JobState
from pusaq.common.models import Job
from pusaq_core.findings.shapes import Relaxed, Word
from tests.pusaq import planned
from tests.pusaq.markup import opened, tight
from tests.pusaq.planned import NORM, NOW, SURCUBAMBA, YEAR, free_visit, moved
from tests.pusaq.roles import actor

AUGUST = dt.datetime(2026, 8, 20, 15, tzinfo=dt.UTC)
AS_OF = AUGUST.date()
CHRISTMAS = AUGUST.replace(month=12, day=24)
CALCULATE = "/acompanamiento/plan/calcular/"
start = partial(start_planning, year=YEAR, norm_id=NORM, by=None, now=AUGUST, effort=1)


@pytest.fixture(autouse=True)
def _in_august(settings):
    settings.CLOCK_OFFSET = (AUGUST - real_now()).total_seconds()


def planned_from(ugel, as_of=AS_OF):
    job = start(organisations=[ugel.organisation], as_of=as_of)
    done = run_job(job.pk)
    assert (done.state, done.error) == (JobState.DONE, "")
    plan = AnnualPlan.objects.order_by("-version").first()
    assert plan.summary["violations"] == 0, plan.summary["violations_found"]
    return plan


def publish(plan):
    return publish_plan(plan=plan, by=None, now=AUGUST + dt.timedelta(hours=1))


def visits(when):
    return Visit.objects.filter(**{f"activity__starts_on__{when}": AS_OF}).order_by(
        "activity__starts_on", "key"
    )


def hold(activity, outcome=ActivityState.HELD, now=AUGUST):
    return hold_activity(activity=activity, outcome=outcome, by=None, now=now, reason="Huaico")


def as_it_stands():
    return set(Activity.objects.values_list("pk", "state", "starts_on", "ends_on", "sequence", "changed_at"))


def test_the_agenda_is_read_as_the_core_wrote_the_plan(published):
    columns = (
        "activity",
        "kind",
        "number",
        "accompanist",
        "codlocal",
        "cod_mod",
        "anexo",
        "start",
        "end",
        "days",
    )
    columns += ("hours", "trip", "numeral")
    read = previous_of([published], as_of=AS_OF).plan
    rows = {row["activity"]: row for row in read.activities}
    made = {row["activity"]: row for row in planned.core_plan().tables["activities"]}
    assert {key: [row[c] for c in columns] for key, row in rows.items()} == {
        key: [row[c] for c in columns] for key, row in made.items()
    }
    assert {key: set(row["teachers"]) for key, row in rows.items()} == {
        key: set(row["teachers"]) for key, row in made.items()
    }
    pairs = {(row["accompanist"], row["post"], row["teacher"]) for row in read.caseloads}
    assert pairs == {
        (row["accompanist"], row["post"], row["teacher"]) for row in planned.core_plan().tables["caseloads"]
    }


def test_what_another_version_wrote_does_not_stop_planning_anew(published):
    """After a newer version was taken back, tables hold facts that this one does not know."""
    unknown = [{"code": "of_next_year", "params": {}}]
    item = PlanItem.objects.filter(plan=published).first()
    PlanItem.objects.filter(pk=item.pk).update(
        note=[*unknown, {"code": "relaxed", "params": {"rules": ["r"]}}]
    )
    share = published.caseloads.first()
    Unplaced.objects.create(plan=published, caseload=share, kind="visit", times=1, days=1, reason=unknown)
    read = previous_of([published], as_of=AS_OF).plan
    (row,) = (row for row in read.activities if row["activity"] == item.key)
    assert row["note"] == (Relaxed(rules=(Word("r"),)),)
    assert read.unplaced == ()


def test_a_year_in_which_nothing_happened_goes_on_as_it_was(ugel, published):
    before = as_it_stands()
    plan = planned_from(ugel)
    assert (plan.as_of, plan.continues) == (AS_OF, published)
    preview = preview_publication(plan=plan, today=AS_OF)
    assert (preview.created, preview.moved, preview.changed, preview.cancelled) == (0, 0, 0, 0)
    assert preview.same == Activity.objects.count()
    publish(plan)
    assert as_it_stands() == before


@pytest.mark.usefixtures("published")
def test_what_was_held_or_moved_stands_and_what_was_not_is_placed_anew(ugel):
    held, gone = (one.activity for one in visits("lt")[:2])
    hold(held)
    hold(gone, ActivityState.NOT_HELD)
    later, day = a_free_day()
    move_activity(activity=later, days=[day], by=None, now=AUGUST)
    stood = {row for row in as_it_stands() if row[0] in {held.pk, gone.pk, later.pk}}
    lost = Visit.objects.get(activity=gone)
    owed = lost.slot
    before = owed.visits.filter(activity__state=ActivityState.PUBLISHED).count()
    published_now = publish(planned_from(ugel))
    assert stood == {row for row in as_it_stands() if row[0] in {held.pk, gone.pk, later.pk}}
    assert owed.visits.filter(activity__state=ActivityState.PUBLISHED).count() == before + 1
    new = Activity.objects.filter(pk__in=published_now.created)
    assert [one.starts_on >= AS_OF for one in new] == [True]
    assert (new.get().number, Visit.objects.get(activity=new.get()).key) == (gone.number, lost.key)
    assert not Activity.objects.filter(starts_on__lt=AS_OF, changed_at__gt=AUGUST).exists()


def a_free_day():
    """A visit to come, of one day, and a later school day on which nobody of it has anything."""
    school = set(school_calendar("pe", YEAR).school_days(SURCUBAMBA))
    for visit in visits("gt").filter(activity__starts_on=F("activity__ends_on")).reverse():
        people = set(visit.activity.busy_days.values_list("person", flat=True))
        for number in range(1, 12):
            day = visit.activity.starts_on + dt.timedelta(number)
            if day in school and not BusyDay.objects.filter(person__in=people, date=day).exists():
                return visit.activity, day
    raise AssertionError


def test_planning_anew_knows_what_a_person_put_where_it_is(published):
    over, kept = visits("lt").first(), visits("gt").first()
    later, day = a_free_day()
    move_activity(activity=later, days=[day], by=None, now=AUGUST)
    hold(over.activity)
    cancel_activity(activity=kept.activity, by=None, now=AUGUST, reason="Licencia")
    assert previous_of([published], as_of=AS_OF).by_hand == {Visit.objects.get(activity=later).key}
    assert previous_of([published], as_of=day + dt.timedelta(1)).by_hand == frozenset()


@pytest.mark.usefixtures("published")
def test_what_a_plan_moved_after_a_person_did_lies_where_the_plan_put_it(ugel):
    later, day = a_free_day()
    was = later.starts_on
    move_activity(activity=later, days=[day], by=None, now=AUGUST)
    publish(ugel.store())
    later.refresh_from_db()
    assert later.starts_on == was
    again = AnnualPlan.objects.get(state=PlanState.PUBLISHED)
    assert previous_of([again], as_of=AS_OF).by_hand == frozenset()


@pytest.mark.usefixtures("published")
def test_planning_anew_changes_nothing_of_what_is_due(ugel):
    for one in visits("lt")[:3]:
        hold(one.activity, ActivityState.NOT_HELD)
    scope = actor("especialista_ugel", ugel.organisation).scope("plan.read")
    before = counts_of(scope)
    publish(planned_from(ugel))
    assert Visit.objects.filter(activity__state=ActivityState.NOT_HELD).count() == 3
    assert counts_of(scope) == before


def counts_of(scope):
    """What is due and owed: of the UGEL, and of each teacher."""
    found, _numerals = due_and_numerals(scope=scope, year=YEAR, on=AS_OF)
    whole = [(one.kind, one.due, one.total) for one in next(iter(found.values()))]
    teachers = {one.post_id: (one.due, one.owed) for one in members(scope, year=YEAR, on=AS_OF)}
    return whole, teachers


@pytest.mark.usefixtures("published")
def test_a_cancelled_visit_is_owed_again(ugel):
    visit = visits("gt").last()
    cancel_activity(activity=visit.activity, by=None, now=AUGUST, reason="Licencia")
    slot, stands = visit.slot, {"activity__state": ActivityState.PUBLISHED}
    before = slot.visits.filter(**stands).count()
    publish(planned_from(ugel))
    assert slot.visits.filter(**stands).count() == before + 1


@pytest.mark.usefixtures("published")
def test_what_was_held_after_the_calculation_is_not_touched(ugel):
    plan = planned_from(ugel)
    PlanItem.objects.filter(plan=plan, key=visits("gt").first().key).update(starts_on="2026-08-21")
    held = visits("gt").first().activity
    hold(held, now=CHRISTMAS)
    assert held.pk in publish(plan).fixed


@pytest.mark.usefixtures("published")
def test_a_move_made_after_the_calculation_is_told_before_it_is_lost(ugel):
    plan = planned_from(ugel)
    later, day = a_free_day()
    move_activity(activity=later, days=[day], by=None, now=AUGUST + dt.timedelta(hours=2))
    preview = preview_publication(plan=plan, today=AS_OF)
    assert (preview.moved, preview.newer) == (1, 1)


@pytest.mark.usefixtures("published")
def test_what_was_not_held_gives_its_number_to_what_comes_in_its_place(ugel):
    visit = Visit.objects.get(key=free_visit(planned.core_plan())["activity"])
    hold(visit.activity, ActivityState.NOT_HELD, now=CHRISTMAS)
    again = ugel.store(moved(planned.core_plan(), visit.key, 1))
    done = publish(again)
    assert len(done.created) == 1
    new = Visit.objects.get(key=visit.key)
    assert (new.activity_id, new.slot) == (done.created[0], visit.slot)
    visit.refresh_from_db()
    assert visit.key.startswith(f"{new.key}#")
    assert visit.activity.state == ActivityState.NOT_HELD
    assert publish(ugel.store(moved(planned.core_plan(), new.key, 1))).created == ()


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("as_of", "code"),
    [(AS_OF - dt.timedelta(1), "past"), (AS_OF, "held"), (dt.date(2027, 3, 1), "other_year")],
)
def test_a_day_from_which_nothing_can_be_planned_is_refused(ugel, as_of, code):
    if code == "held":
        move_activity(activity=visits("gt").last().activity, days=[AS_OF], by=None, now=NOW)
        hold(visits("exact").last().activity)
    with pytest.raises(AsOfError) as refused:
        start(organisations=[ugel.organisation], as_of=as_of)
    assert refused.value.code == code
    assert refused.value.first == AS_OF + dt.timedelta(code == "held")


def test_a_year_that_has_begun_goes_on_though_no_day_is_given(ugel, published):
    plan = planned_from(ugel, as_of=None)
    assert (plan.as_of, plan.continues) == (AS_OF, published)


@pytest.mark.usefixtures("published")
def test_no_day_given_is_the_first_that_can_be_or_the_whole_year_before_it_begins(ugel):
    hold(visits("exact").last().activity if visits("exact") else moved_to_today())
    job = start(organisations=[ugel.organisation])
    assert job.arguments["as_of"] == (AS_OF + dt.timedelta(1)).isoformat()
    Job.objects.update(state=JobState.DONE)
    assert start(organisations=[ugel.organisation], now=NOW).arguments["as_of"] is None


def moved_to_today():
    later = visits("gt").last().activity
    move_activity(activity=later, days=[AS_OF], by=None, now=NOW)
    return later


def test_a_year_without_a_published_plan_is_planned_whole(ugel):
    plan = planned_from(ugel)
    assert (plan.as_of, plan.continues) == (None, None)


@pytest.fixture
def signed_in(client, ugel):
    client.force_login(actor("especialista_ugel", ugel.organisation).user)
    return client


@pytest.fixture
def asked(ugel):
    return {"ugel": [str(ugel.organisation.pk)], "anio": str(YEAR), "norma": NORM}


def test_the_page_offers_to_go_on_from_today(signed_in, published):
    assert f'value="{AS_OF}"' in signed_in.get(CALCULATE).content.decode()
    AnnualPlan.objects.filter(pk=published.pk).update(state=PlanState.SUPERSEDED)
    assert 'name="desde"' not in opened(signed_in.get(CALCULATE))


@pytest.mark.usefixtures("published")
def test_the_day_that_was_chosen_is_that_of_the_work(signed_in, asked):
    assert signed_in.post(CALCULATE, asked | {"desde": "2026-09-01"}).status_code == 302
    assert Job.objects.get().arguments["as_of"] == "2026-09-01"


@pytest.mark.usefixtures("published")
def test_a_day_that_is_over_is_refused_with_the_first_that_is_not(signed_in, asked):
    answer = signed_in.post(CALCULATE, asked | {"desde": "2026-08-19"})
    assert answer.status_code == 422
    assert "El primer día que puedes elegir: 20 ago 2026" in answer.content.decode()
    assert not Job.objects.exists()


@pytest.mark.usefixtures("published")
def test_before_publishing_it_is_said_on_what_the_plan_rests(signed_in, ugel):
    plan = ugel.store()
    AnnualPlan.objects.filter(pk=plan.pk).update(as_of=AS_OF, continues=published_one())
    later, day = a_free_day()
    move_activity(activity=later, days=[day], by=None, now=AUGUST)
    text = signed_in.get(reverse("accompaniment:publish", args=[plan.pk])).content.decode()
    assert "Continúa la versión 1: lo anterior al 20 ago 2026 queda como está" in text
    assert "1 actividad cambió en la agenda después de este cálculo" in text


@pytest.mark.usefixtures("published")
def test_what_publishing_changes_is_listed_one_by_one(signed_in, ugel):
    plan = ugel.store()
    AnnualPlan.objects.filter(pk=plan.pk).update(as_of=AS_OF, continues=published_one())
    held, not_held = (one.activity for one in visits("lt")[:2])
    hold(held)
    hold(not_held, ActivityState.NOT_HELD)
    # It was recorded before the plan was made, which knows it: else the plan would be refused.
    Activity.objects.filter(pk=not_held.pk).update(changed_at=plan.made_at)
    later, day = a_free_day()
    was = later.starts_on
    move_activity(activity=later, days=[day], by=None, now=AUGUST)
    gone = next(one.activity for one in visits("gt").reverse() if one.pk != later.pk)
    cancel_activity(activity=gone, by=None, now=AUGUST, reason="Licencia")
    preview = preview_publication(plan=plan, today=AS_OF)
    assert (preview.moved, preview.back, preview.fixed) == (1, 1, 2)
    assert preview.same == Activity.objects.count() - 4
    assert [(one.activity, one.what, one.by_hand) for one in preview.changes] == sorted(
        [(later.pk, "moved", True), (gone.pk, "back", True)], key=lambda row: dates()[row[0]]
    )
    text = tight(signed_in.get(reverse("accompaniment:publish", args=[plan.pk])).content.decode())
    rows = text.partition('id="one-by-one"')[2].partition("</section>")[0].split("<tr data-row>")[1:]
    (mine,) = (row for row in rows if reverse("agenda:activity", args=[later.pk]) in row)
    assert "Cambia de día" in mine
    assert "La movió una persona, y cambiaría de nuevo" in mine
    assert mine.index(date_format(day, "D j b")) < mine.index(date_format(was, "D j b"))
    conductor = later.participations.get(part="conducts").post.appointments.get().person
    assert str(conductor) in mine
    (other,) = (row for row in rows if row is not mine)
    assert "Vuelve: estaba cancelada" in other
    assert "La movió" not in other
    assert "desde ese día otras actividades pueden cambiar de fecha" in text


def dates():
    """The first day of each activity, as the versions of the plan have it."""
    items = dict(PlanItem.objects.values_list("key", "starts_on"))
    return {one.activity_id: items[one.key] for one in Visit.objects.all()}


def going_on(ugel, as_of=AS_OF):
    """A plan that continues the published one from a day and has all that it had, as it was in February."""
    plan = ugel.store()
    AnnualPlan.objects.filter(pk=plan.pk).update(as_of=as_of, continues=published_one())
    plan.refresh_from_db()
    return plan


def not_held(activity):
    hold(activity, ActivityState.NOT_HELD)


def cancelled(activity):
    cancel_activity(activity=activity, by=None, now=AUGUST, reason="Licencia")


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(("lose", "when"), [(not_held, "lt"), (cancelled, "gt")])
def test_a_plan_that_takes_for_done_what_was_lost_since_is_refused(signed_in, ugel, lose, when):
    plan = going_on(ugel, as_of=CHRISTMAS.date())
    lose(visits(when).first().activity)
    before = as_it_stands()
    for attempt in (lambda: publish(plan), lambda: preview_publication(plan=plan, today=AS_OF)):
        with pytest.raises(PlanNotPublishableError) as refused:
            attempt()
        assert (refused.value.code, refused.value.count) == ("lost_since", 1)
    assert as_it_stands() == before
    text = signed_in.get(reverse("accompaniment:publish", args=[plan.pk])).content.decode()
    assert "1 actividad que el plan da por hecha se canceló o no se hizo" in text
    assert f'href="{CALCULATE}?anio={YEAR}"' in text
    assert '<button class="btn btn-primary">Publicar plan' not in text


@pytest.mark.usefixtures("published")
def test_what_was_held_or_lies_ahead_does_not_stop_a_plan(ugel):
    plan = going_on(ugel)
    hold(visits("lt").first().activity)
    cancelled(visits("gt").last().activity)
    preview = preview_publication(plan=plan, today=AS_OF)
    assert (preview.shifted, preview.newer) == (0, 0)
    assert publish(plan).created == ()


@pytest.mark.usefixtures("published")
def test_a_move_of_what_stays_is_told_though_nothing_undoes_it(signed_in, ugel):
    plan = going_on(ugel)
    first = visits("lt").first().activity
    days = {"starts_on": first.starts_on + dt.timedelta(1), "ends_on": first.ends_on + dt.timedelta(1)}
    Activity.objects.filter(pk=first.pk).update(**days, changed_at=AUGUST)
    assert preview_publication(plan=plan, today=AS_OF).shifted == 1
    text = signed_in.get(reverse("accompaniment:publish", args=[plan.pk])).content.decode()
    assert "1 actividad anterior a ese día se movió después de este cálculo" in text


@pytest.mark.usefixtures("published")
def test_a_plan_follows_the_version_that_it_continues_and_no_other(signed_in, ugel):
    second, third = going_on(ugel), going_on(ugel)
    publish(second)
    with pytest.raises(PlanNotPublishableError) as refused:
        publish(third)
    assert refused.value.code == "continues_other"
    text = signed_in.get(reverse("accompaniment:publish", args=[third.pk])).content.decode()
    assert "continúa una versión que ya no está en las agendas: está la 2" in text
    assert f'href="{CALCULATE}?anio={YEAR}"' in text
    AnnualPlan.objects.filter(pk=third.pk).update(continues=second)
    publish(third)


def published_one():
    return AnnualPlan.objects.get(state=PlanState.PUBLISHED)
