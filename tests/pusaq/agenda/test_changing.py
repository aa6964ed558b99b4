from __future__ import annotations

import datetime as dt

import pytest
import uuid_utils.compat

from pusaq.agenda.domain import (
    ActivityRefusedError,
    CalendarConflictError,
    Convened,
    WantedActivity,
    cancel_activity,
    correct_activity,
    hold_activity,
    move_activity,
    publish_activities,
    rebuild_busy_days,
)
from pusaq.agenda.enums import ActivityState, Part
from pusaq.agenda.models import Activity, BusyDay, Participation
from pusaq.common.models import Event
from pusaq.common.refs import Ref
from pusaq.people.enums import PostKind
from pusaq.people.models import Appointment, Person, Post, User
from pusaq.territory.enums import OrganisationKind
from pusaq.territory.models import Organisation

MONDAY = dt.date(2026, 3, 16)
EARLY = dt.datetime(2026, 3, 1, 17, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 3, 20, 17, tzinfo=dt.UTC)
HELD, PARTLY, NOT_HELD = ActivityState.HELD, ActivityState.PARTLY_HELD, ActivityState.NOT_HELD


def day(number):
    return MONDAY + dt.timedelta(number)


@pytest.fixture
def by():
    return User.objects.create_user(username="ana")


@pytest.fixture
def posts():
    """Two posts, and one person in each."""
    ugel = Organisation.objects.create(
        country="pe", kind=OrganisationKind.LOCAL_UNIT, code="1", name="UGEL", short_name="UGEL", path="pe/1/"
    )
    made = []
    for code in ("ana", "beto"):
        post = Post.objects.create(
            country="pe", code=code, kind=PostKind.TEACHER, title="P", organisation=ugel, path="pe/1/"
        )
        person = Person.objects.create(country="pe", code=code, given_names=code, surnames="Prueba")
        Appointment.objects.create(post=post, person=person)
        made.append(post)
    return made


def published(*posts, days=(MONDAY,), title="Visita"):
    pk = uuid_utils.compat.uuid7()
    wanted = WantedActivity(
        id=pk,
        ref=Ref("accompaniment.visit", pk),
        kind="accompaniment.visit",
        title=title,
        path="pe/1/",
        days=tuple(days),
        places=(),
        people=frozenset(Convened(Part.ACCOMPANIED, post.pk) for post in posts),
    )
    publish_activities(wanted=[wanted], cancelled=(), now=EARLY)
    return Activity.objects.get(pk=pk)


@pytest.fixture
def visit(posts):
    return published(posts[0])


def days_of(activity):
    return [one.date for one in activity.days.all()]


def busy():
    return sorted(BusyDay.objects.values_list("person__code", "date"))


def test_a_moved_activity_has_the_new_days_everywhere(visit, by):
    done = move_activity(activity=visit, days=[day(9), day(8)], by=by, now=NOW, reason=" Paro ")
    visit.refresh_from_db()
    assert done.is_new
    assert done.activity == visit
    assert days_of(visit) == [day(8), day(9)]
    assert (visit.starts_on, visit.ends_on, visit.state) == (day(8), day(9), ActivityState.PUBLISHED)
    assert (visit.sequence, visit.changed_at, visit.reason) == (1, NOW, "Paro")
    assert busy() == [("ana", day(8)), ("ana", day(9))]


def test_a_move_is_told_and_leaves_how_it_was_and_who_did_it(visit, by):
    move_activity(activity=visit, days=[day(8)], by=by, now=NOW, reason="Paro")
    after, before = Activity.trail.filter(id=visit.pk)
    assert (before.starts_on, before.history_user_id, before.history_date) == (day(0), None, EARLY)
    assert (after.starts_on, after.history_user_id) == (day(8), by.pk)
    event = Event.objects.get(kind="agenda.activity_changed")
    assert (event.ref, event.by_id, event.path) == (Ref("agenda.activity", visit.pk), by.pk, "pe/1/")
    assert event.payload == {
        "activity_id": str(visit.pk),
        "change": "moved",
        "days_before": ["2026-03-16"],
        "days": ["2026-03-24"],
        "reason": "Paro",
    }


def test_a_second_move_leaves_one_more_row_of_history(visit, by):
    for number in (8, 9):
        move_activity(activity=visit, days=[day(number)], by=by, now=NOW)
    assert [row.starts_on for row in Activity.trail.filter(id=visit.pk)] == [day(9), day(8), day(0)]


def test_the_same_move_again_changes_nothing(visit, by):
    move_activity(activity=visit, days=[day(8)], by=by, now=NOW, reason="Paro")
    before = Activity.objects.values().get(), Activity.trail.count(), Event.objects.count()
    done = move_activity(activity=visit, days=[day(8)], by=by, now=NOW + dt.timedelta(1), reason="Lluvia")
    assert not done.is_new
    assert (Activity.objects.values().get(), Activity.trail.count(), Event.objects.count()) == before


def test_a_move_to_a_taken_day_is_refused_whole(posts, visit, by):
    other = published(posts[0], days=[day(8)], title="Taller")
    with pytest.raises(CalendarConflictError) as refused:
        move_activity(activity=visit, days=[day(8)], by=by, now=NOW)
    (conflict,) = refused.value.conflicts
    assert (conflict.date, conflict.wanted, conflict.other_id) == (day(8), "Visita", other.pk)
    assert days_of(visit) == [day(0)]
    assert busy() == [("ana", day(0)), ("ana", day(8))]
    assert not Activity.trail.exists()


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ([], "no_days"),
        ([day(1)], "past"),
        ([day(8)], "long_reason"),
        ([dt.date(2027, 1, 5)], "other_year"),
        ([day(8), dt.date(2027, 1, 5)], "other_year"),
    ],
)
def test_a_move_that_makes_no_sense_is_refused(visit, by, days, code):
    reason = "x" * 301 if code == "long_reason" else ""
    with pytest.raises(ActivityRefusedError) as refused:
        move_activity(activity=visit, days=days, by=by, now=NOW, reason=reason)
    assert refused.value.code == code


def test_a_day_that_it_had_already_may_stay_though_it_is_over(posts, by):
    visit = published(posts[0], days=[day(4), day(5)])
    assert move_activity(activity=visit, days=[day(4), day(8)], by=by, now=NOW + dt.timedelta(1)).is_new


def test_the_day_is_that_of_the_country(visit, by):
    late = dt.datetime(2026, 3, 21, 3, tzinfo=dt.UTC)
    assert hold_activity(
        activity=move_activity(activity=visit, days=[day(4)], by=by, now=late).activity,
        outcome=HELD,
        by=by,
        now=late,
    ).is_new


@pytest.mark.parametrize("outcome", [HELD, PARTLY])
def test_what_was_held_keeps_its_day(visit, by, outcome):
    done = hold_activity(activity=visit, outcome=outcome, by=by, now=NOW)
    visit.refresh_from_db()
    assert (done.is_new, visit.state, visit.sequence) == (True, outcome, 1)
    assert busy() == [("ana", day(0))]
    assert Event.objects.get(kind="agenda.activity_changed").payload["change"] == outcome


def test_what_was_not_held_frees_its_day_and_says_why(posts, visit, by):
    hold_activity(activity=visit, outcome=NOT_HELD, by=by, now=NOW, reason="Huaico")
    visit.refresh_from_db()
    assert (visit.state, visit.reason, days_of(visit), busy()) == (NOT_HELD, "Huaico", [day(0)], [])
    assert published(posts[0]).state == ActivityState.PUBLISHED


def test_what_was_held_on_another_day_says_so_and_what_it_makes_collide(posts, visit, by):
    other = published(posts[0], days=[day(2)], title="Taller")
    done = hold_activity(activity=visit, outcome=HELD, by=by, now=NOW, days=[day(2)])
    visit.refresh_from_db()
    assert (visit.starts_on, days_of(visit)) == (day(2), [day(2)])
    assert [(one.date, one.other_id) for one in done.conflicts] == [(day(2), other.pk)]


def test_who_was_there_is_kept_beside_who_was_convened(posts, visit, by):
    stand_in, guest = (
        Person.objects.create(country="pe", code=code, given_names=code, surnames="Prueba")
        for code in ("carla", "dina")
    )
    there = [
        Convened(Part.ACCOMPANIED, posts[0].pk, stand_in.pk),
        Convened(Part.ATTENDS, None, guest.pk),
    ]
    record = {"outcome": HELD, "by": by, "now": NOW, "there": there}
    assert hold_activity(activity=visit, **record).is_new
    assert not hold_activity(activity=visit, **record).is_new
    found = set(Participation.objects.values_list("post", "person"))
    assert found == {(posts[0].pk, stand_in.pk), (None, guest.pk)}
    assert busy() == [("carla", day(0)), ("dina", day(0))]
    rebuild_busy_days([posts[0].pk])
    assert busy() == [("carla", day(0)), ("dina", day(0))]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"outcome": HELD, "now": EARLY}, "future"),
        ({"outcome": HELD, "days": [day(30)]}, "future"),
        ({"outcome": HELD, "days": []}, "no_days"),
        ({"outcome": HELD, "days": [dt.date(2025, 12, 30)]}, "other_year"),
        ({"outcome": PARTLY, "days": [dt.date(2025, 12, 31), day(0)]}, "other_year"),
        ({"outcome": NOT_HELD, "reason": "  "}, "no_reason"),
    ],
)
def test_a_record_that_makes_no_sense_is_refused(visit, by, given, code):
    with pytest.raises(ActivityRefusedError) as refused:
        hold_activity(activity=visit, by=by, **{"now": NOW, **given})
    assert refused.value.code == code
    visit.refresh_from_db()
    assert (visit.state, visit.sequence) == (ActivityState.PUBLISHED, 0)


@pytest.fixture
def people():
    """Two people of the country, and one of another."""
    return [
        Person.objects.create(country=country, code=code, given_names=code, surnames="Prueba")
        for country, code in (("pe", "carla"), ("pe", "dina"), ("cl", "elsa"))
    ]


@pytest.mark.parametrize(
    ("came", "code"),
    [
        # part, post, person; a post that is not convened, a part that it has not, nobody's part
        ([(Part.ACCOMPANIED, 1, 0)], "not_convened"),
        ([(Part.CONDUCTS, 0, 0)], "not_convened"),
        ([(Part.CONDUCTS, None, 0)], "not_convened"),
        ([(Part.ACCOMPANIED, 0, 0), (Part.ACCOMPANIED, 0, 1)], "two_for_post"),
        ([(Part.ATTENDS, None, 2)], "unknown_person"),
        ([(Part.ACCOMPANIED, 0, 2)], "unknown_person"),
        ([(Part.ATTENDS, None, None)], "unknown_person"),
    ],
)
def test_who_cannot_have_been_there_is_refused(posts, visit, by, people, came, code):
    there = [
        Convened(
            part,
            None if post is None else posts[post].pk,
            uuid_utils.compat.uuid7() if person is None else people[person].pk,
        )
        for part, post, person in came
    ]
    with pytest.raises(ActivityRefusedError) as refused:
        hold_activity(activity=visit, outcome=HELD, by=by, now=NOW, there=there)
    assert refused.value.code == code
    assert not Participation.objects.filter(person__isnull=False).exists()


def test_fewer_people_or_others_are_another_answer(posts, visit, by, people):
    both = [Convened(Part.ACCOMPANIED, posts[0].pk, people[0].pk), Convened(Part.ATTENDS, None, people[1].pk)]
    record = {"activity": visit, "outcome": HELD, "by": by, "now": NOW}
    assert hold_activity(**record, there=both).is_new
    assert not hold_activity(**record, there=both).is_new
    # Who says nothing of people contradicts nothing.
    assert not hold_activity(**record).is_new
    for there in (both[:1], both[1:]):
        with pytest.raises(ActivityRefusedError) as refused:
            hold_activity(**record, there=there)
        assert refused.value.code == "settled"
    assert Participation.objects.filter(person__isnull=False).count() == 2


def test_who_was_convened_by_name_and_did_not_come_has_the_day_back(visit, by, people):
    Participation.objects.create(activity=visit, person=people[0], part=Part.CONDUCTS)
    came = [Convened(Part.ATTENDS, None, people[1].pk)]
    hold_activity(activity=visit, outcome=HELD, by=by, now=NOW, there=came)
    assert busy() == [("ana", day(0)), ("dina", day(0))]


def test_a_state_that_is_no_outcome_is_a_mistake(visit, by):
    with pytest.raises(ValueError, match="cancelled"):
        hold_activity(activity=visit, outcome=ActivityState.CANCELLED, by=by, now=NOW)


def test_the_same_record_again_changes_nothing(visit, by):
    record = {"outcome": NOT_HELD, "reason": "Huaico", "by": by, "now": NOW}
    assert hold_activity(activity=visit, **record).is_new
    assert not hold_activity(activity=visit, **record).is_new
    assert Activity.objects.get().sequence == 1


def test_a_cancelled_activity_frees_its_day_and_stays_cancelled(visit, by):
    assert cancel_activity(activity=visit, by=by, now=EARLY, reason="Sin docente").is_new
    visit.refresh_from_db()
    assert (visit.state, visit.reason, visit.sequence, busy()) == (
        ActivityState.CANCELLED,
        "Sin docente",
        1,
        [],
    )
    assert not cancel_activity(activity=visit, by=by, now=NOW, reason="Otra").is_new
    with pytest.raises(ActivityRefusedError) as refused:
        move_activity(activity=visit, days=[day(8)], by=by, now=NOW)
    assert refused.value.code == "cancelled"


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("", "no_reason"),
        ("\u200b \xa0", "no_reason"),
        ("\u3164", "no_reason"),
        ("\uffa0\u115f\u1160\u2800", "no_reason"),
        ("\u200d", "no_reason"),
        ("Paro \u200f2", "odd_reason"),
        ("Paro \u061c2", "odd_reason"),
        ("Paro \ufff9x", "odd_reason"),
        ("Paro \U000e0041", "odd_reason"),
        ("…", "no_reason"),
        ("Paro\x00", "odd_reason"),
        ("Paro\x1b[2J", "odd_reason"),
        ("Paro \u202eoraP", "odd_reason"),
        ("Paro \ud800", "odd_reason"),
    ],
)
def test_cancelling_owes_a_reason_that_says_something(visit, by, reason, code):
    with pytest.raises(ActivityRefusedError) as refused:
        cancel_activity(activity=visit, by=by, now=EARLY, reason=reason)
    assert refused.value.code == code
    assert Activity.objects.get().state == ActivityState.PUBLISHED


def test_a_reason_of_several_lines_is_kept_on_one(visit, by):
    cancel_activity(activity=visit, by=by, now=EARLY, reason=" Paro\r\n\tregional: día 2 ")
    assert Activity.objects.get().reason == "Paro regional: día 2"


def test_what_web_pages_hide_in_a_reason_is_left_out_and_what_is_seen_stays(visit, by):
    said = "\ufeffParo\u200b regio\u00adnal\u3164👩\u200d🏫"
    cancel_activity(activity=visit, by=by, now=EARLY, reason=said)
    assert Activity.objects.get().reason == "Paro regional 👩\u200d🏫"


def test_what_was_held_with_nobody_is_refused_before_and_after_it_is_recorded(visit, by):
    record = {"activity": visit, "by": by, "now": NOW}
    for attempt in (
        lambda: hold_activity(**record, outcome=HELD, there=[]),
        lambda: hold_activity(**record, outcome=HELD) and hold_activity(**record, outcome=HELD, there=[]),
        lambda: correct_activity(**record, outcome=PARTLY, there=[], reason="Fue otro día"),
    ):
        with pytest.raises(ActivityRefusedError) as refused:
            attempt()
        assert refused.value.code == "nobody_there"
    assert Activity.objects.get().state == HELD


@pytest.mark.parametrize(("number", "code"), [(101, "too_many"), (100, "unknown_person")])
def test_more_people_beside_than_can_be_meant_are_refused(visit, by, number, code):
    there = [Convened(Part.ATTENDS, None, uuid_utils.compat.uuid7()) for _ in range(number)]
    with pytest.raises(ActivityRefusedError) as refused:
        hold_activity(activity=visit, outcome=HELD, by=by, now=NOW, there=there)
    assert refused.value.code == code


def test_what_has_begun_is_no_longer_cancelled(posts, by):
    two_days = published(posts[0], days=[day(3), day(4)])
    begun, before = NOW, NOW - dt.timedelta(1)
    with pytest.raises(ActivityRefusedError) as refused:
        cancel_activity(activity=two_days, by=by, now=begun, reason="Paro")
    assert refused.value.code == "past"
    assert cancel_activity(activity=two_days, by=by, now=before, reason="Paro").is_new


@pytest.mark.parametrize("outcome", [HELD, PARTLY, NOT_HELD])
def test_a_fact_is_not_changed_again(visit, by, outcome):
    hold_activity(activity=visit, outcome=outcome, by=by, now=NOW, reason="Paro")
    other = NOT_HELD if outcome == HELD else HELD
    for change in (
        lambda: move_activity(activity=visit, days=[day(8)], by=by, now=NOW),
        lambda: cancel_activity(activity=visit, by=by, now=NOW, reason="Paro"),
        lambda: hold_activity(activity=visit, outcome=other, by=by, now=NOW, reason="Otra"),
    ):
        with pytest.raises(ActivityRefusedError) as refused:
            change()
        assert refused.value.code == "settled"
    assert Activity.objects.get().sequence == 1


def test_a_change_takes_as_many_queries_for_two_people_as_for_one(posts, by, django_assert_max_num_queries):
    for many in ([posts[0]], posts):
        visit = published(*many, days=[day(len(many))])
        with django_assert_max_num_queries(22):
            move_activity(activity=visit, days=[day(20 + len(many))], by=by, now=NOW)
