"""What was recorded of an activity by mistake is put right, and its history says how it was."""

from __future__ import annotations

import pytest

from pusaq.agenda.domain import (
    ActivityRefusedError,
    CalendarConflictError,
    Convened,
    cancel_activity,
    correct_activity,
    hold_activity,
    move_activity,
)
from pusaq.agenda.enums import ActivityState, Part
from pusaq.agenda.models import Activity, Participation
from pusaq.common.models import Event
from tests.pusaq.agenda.test_changing import (
    EARLY,
    HELD,
    MONDAY,
    NOT_HELD,
    NOW,
    PARTLY,
    busy,
    by,
    day,
    days_of,
    people,
    posts,
    published,
    visit,
)

__all__ = ["by", "people", "posts", "visit"]
PUBLISHED = ActivityState.PUBLISHED
WRONG = "Se anotó en otra visita"


@pytest.fixture
def correct(visit, by):
    def run(outcome, reason=WRONG, **more):
        return correct_activity(activity=visit, outcome=outcome, by=by, now=NOW, reason=reason, **more)

    return run


def hold(visit, by, outcome, **more):
    hold_activity(activity=visit, outcome=outcome, by=by, now=NOW, reason="Huaico", **more)


@pytest.mark.parametrize(
    ("before", "after"), [(HELD, NOT_HELD), (NOT_HELD, HELD), (PARTLY, HELD), (NOT_HELD, PUBLISHED)]
)
def test_what_was_noted_wrongly_is_put_right_and_leaves_how_it_was(visit, by, correct, before, after):
    hold(visit, by, before)
    assert correct(after).is_new
    row = Activity.objects.get()
    assert (row.state, row.reason, row.sequence) == (after, WRONG, 2)
    assert busy() == ([] if after == NOT_HELD else [("ana", MONDAY)])
    states = [(one.state, one.reason, one.history_user_id) for one in Activity.trail.filter(id=visit.pk)]
    assert states == [(after, WRONG, by.pk), (before, "Huaico", by.pk), (PUBLISHED, "", None)]
    told = Event.objects.filter(kind="agenda.activity_changed").order_by("at", "pk").last()
    assert (told.payload["change"], told.payload["reason"]) == (after, WRONG)
    assert not correct(after).is_new
    assert Activity.objects.get().sequence == 2


def test_days_and_people_are_put_right(visit, by, posts, people, correct):
    hold(visit, by, HELD, there=[Convened(Part.ACCOMPANIED, posts[0].pk, people[0].pk)])
    came = [Convened(Part.ATTENDS, None, people[1].pk)]
    assert correct(HELD, days=[day(1)], there=came).is_new
    assert days_of(visit) == [day(1)]
    assert busy() == [("ana", day(1)), ("dina", day(1))]
    assert correct(NOT_HELD).is_new
    assert not Participation.objects.filter(person__isnull=False).exists()


def test_what_is_planned_again_takes_no_day_of_another(visit, by, posts, correct):
    hold(visit, by, NOT_HELD)
    other = published(posts[0], title="Taller")
    assert [one.other_id for one in correct(HELD).conflicts] == [other.pk]
    assert correct(NOT_HELD).is_new
    with pytest.raises(CalendarConflictError):
        correct(PUBLISHED)
    assert Activity.objects.get(pk=visit.pk).state == NOT_HELD
    assert correct(PUBLISHED, days=[day(2)]).is_new
    assert move_activity(activity=visit, days=[day(9)], by=by, now=NOW).is_new


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": " "}, "no_reason"),
        ({"reason": "x" * 301}, "long_reason"),
        ({"days": [day(30)]}, "future"),
        ({"days": []}, "no_days"),
        ({"there": [Convened(Part.CONDUCTS, None, None)]}, None),
    ],
)
def test_a_correction_is_held_to_the_rules_of_a_record(visit, by, correct, given, code):
    hold(visit, by, NOT_HELD)
    if code is None:
        assert correct(HELD, **given).is_new  # nobody is named
        return
    with pytest.raises(ActivityRefusedError) as refused:
        correct(HELD, **given)
    assert refused.value.code == code
    assert Activity.objects.get().sequence == 1


def test_only_what_was_recorded_is_corrected(visit, by, correct):
    with pytest.raises(ActivityRefusedError) as refused:
        correct(HELD)
    assert refused.value.code == "open"
    cancel_activity(activity=visit, by=by, now=EARLY, reason="Paro")
    with pytest.raises(ActivityRefusedError) as refused:
        correct(HELD)
    assert refused.value.code == "cancelled"
    with pytest.raises(ValueError, match="cancelled"):
        correct(ActivityState.CANCELLED)
