"""Moving, holding and cancelling one activity: after publishing, this is where its dates change.

Who may do it, and whether a kind of activity may be moved alone, is for callers to say. Locks are those of
publishing, in its order: the activity, the posts that it convenes, the calendars of the people in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from pusaq.agenda.domain.busy import (
    CalendarConflictError,
    Conflict,
    Sitting,
    conflicts_with,
    convened,
    lock_calendars,
    lock_posts,
    write_busy_days,
)
from pusaq.agenda.domain.publishing import OPEN, Convened, lock_activities
from pusaq.agenda.enums import ActivityState
from pusaq.agenda.events import ActivityChanged
from pusaq.agenda.models import Activity, ActivityDay, BusyDay, Participation
from pusaq.common.audit import signed
from pusaq.common.clock import local
from pusaq.common.domain.events import emit
from pusaq.common.refs import Ref

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from pusaq.agenda.domain.busy import Taken

OUTCOMES = (ActivityState.HELD, ActivityState.PARTLY_HELD, ActivityState.NOT_HELD)
MOVED = "moved"
LONGEST_REASON = 300


class ActivityRefusedError(Exception):
    """The activity cannot be changed so; nothing was written.

    Attributes:
        activity: as it stands.
        code: `cancelled`: it is no longer held; `settled`: it was held, or was not, and that is a fact;
            `no_days`: no day is given; `past`: it would be planned for a day that is over; `future`: what has
            not happened cannot be recorded; `other_year`: a day lies outside the year of the activity, where
            no page would have it; `no_reason`, `long_reason`: a reason is owed, or is too long;
            `not_convened`: somebody was there for a post that takes no part.
    """

    def __init__(self, activity: Activity, code: str) -> None:
        self.activity = activity
        self.code = code
        super().__init__(f"{activity.pk}: {code}")


@dataclass(frozen=True, slots=True)
class Change:
    """What was done.

    Attributes:
        activity: as it stands now.
        is_new: something was written; not where it stood so already.
        conflicts: what a record of facts makes collide; it stands in the table for all to see.
    """

    activity: Activity
    is_new: bool
    conflicts: tuple[Conflict, ...] = ()


@transaction.atomic
def move_activity(
    *, activity: Activity, days: Collection[dt.date], by: Any, now: dt.datetime, reason: str = ""
) -> Change:
    """Give an activity other days; its hours, places and people stay.

    Args:
        activity: which.
        days: all its days from now on; the same as it has change nothing.
        by: who moves it.
        now: when.
        reason: why; whoever may name all its teachers reads it.

    Raises:
        ActivityRefusedError: `cancelled`, `settled`, `no_days`, `past`, `other_year`, `long_reason`.
        CalendarConflictError: somebody has something else on one of the days; nothing is written.
    """
    hand = _Hand(activity, by=by, now=now, reason=reason)
    hand.refuse_closed()
    wanted = tuple(sorted(set(days)))
    if wanted and wanted == hand.days:
        return Change(hand.row, is_new=False)
    hand.refuse_days(wanted)
    if any(day < hand.today for day in set(wanted) - set(hand.days)):
        raise ActivityRefusedError(hand.row, "past")
    taken = hand.taken(wanted)
    found = hand.conflicts(taken)
    if found:
        raise CalendarConflictError(found)
    hand.write_days(wanted)
    hand.write_busy(taken)
    hand.write(ActivityState(hand.row.state), MOVED)
    return Change(hand.row, is_new=True)


@transaction.atomic
def hold_activity(
    *,
    activity: Activity,
    outcome: ActivityState,
    by: Any,
    now: dt.datetime,
    reason: str = "",
    days: Collection[dt.date] | None = None,
    there: Iterable[Convened] = (),
) -> Change:
    """Record that an activity was held, in part or whole, or that it was not.

    Args:
        activity: which.
        outcome: `HELD`, `PARTLY_HELD` or `NOT_HELD`.
        by: who records it.
        now: when.
        reason: why it was not held; elsewhere what is to be said of it.
        days: on which it was held, where these are not the planned ones.
        there: who was there: a person with the post for which she came, or alone.

    Raises:
        ActivityRefusedError: `cancelled`, `settled` (where it says something else), `no_days`, `future`,
            `other_year`, `no_reason`, `long_reason`, `not_convened`.
        ValueError: the outcome is no outcome.
    """
    if outcome not in OUTCOMES:
        raise ValueError(outcome)
    hand = _Hand(activity, by=by, now=now, reason=reason)
    row, held = hand.row, outcome != ActivityState.NOT_HELD
    wanted = tuple(sorted(set(days))) if days is not None and held else hand.days
    came = {one for one in there if one.person is not None} if held else set()
    if (row.state, row.reason, hand.days) == (outcome, hand.reason, wanted) and hand.were_there(came):
        return Change(row, is_new=False)
    hand.refuse_closed()
    hand.refuse_days(wanted)
    if wanted[-1] > hand.today:
        raise ActivityRefusedError(row, "future")
    if not held and not hand.reason:
        raise ActivityRefusedError(row, "no_reason")
    hand.write_people(came)
    taken = hand.taken(wanted) if held else set()
    found = hand.conflicts(taken - hand.busy())
    hand.write_days(wanted)
    hand.write_busy(taken)
    hand.write(outcome, outcome)
    return Change(row, is_new=True, conflicts=found)


@transaction.atomic
def cancel_activity(*, activity: Activity, by: Any, now: dt.datetime, reason: str) -> Change:
    """No longer hold an activity: its people have their days back, their calendars say so.

    Args:
        activity: which; one that is cancelled already stays as it is.
        by: who cancels it.
        now: when.
        reason: why; whoever may name all its teachers reads it.

    Raises:
        ActivityRefusedError: `settled`, `no_reason`, `long_reason`.
    """
    hand = _Hand(activity, by=by, now=now, reason=reason)
    if hand.row.state == ActivityState.CANCELLED:
        return Change(hand.row, is_new=False)
    hand.refuse_closed()
    if not hand.reason:
        raise ActivityRefusedError(hand.row, "no_reason")
    hand.write_busy(set())
    hand.write(ActivityState.CANCELLED, ActivityState.CANCELLED)
    return Change(hand.row, is_new=True)


class _Hand:
    """One activity, locked with the posts that it convenes, and what is written to it."""

    def __init__(self, activity: Activity, *, by: Any, now: dt.datetime, reason: str) -> None:
        self.row = lock_activities([activity.pk])[activity.pk]
        self.by, self.now, self.reason = by, now, reason.strip()
        if len(self.reason) > LONGEST_REASON:
            raise ActivityRefusedError(self.row, "long_reason")
        lock_posts(_posts(self.row))
        rows = ActivityDay.objects.filter(activity=self.row).order_by("date")
        self._hours = list(rows.values_list("date", "starts_at", "ends_at"))
        self.days = self._before = tuple(day for day, _from, _to in self._hours)
        self.today = local(now, self.row.path.partition("/")[0]).date()

    def refuse_closed(self) -> None:
        if self.row.state == ActivityState.CANCELLED:
            raise ActivityRefusedError(self.row, "cancelled")
        if self.row.state not in OPEN:
            raise ActivityRefusedError(self.row, "settled")

    def refuse_days(self, days: Collection[dt.date]) -> None:
        """Whatever the days are for: there are some, and they are of the year of which the activity is."""
        if not days:
            raise ActivityRefusedError(self.row, "no_days")
        if any(day.year != self.row.starts_on.year for day in days):
            raise ActivityRefusedError(self.row, "other_year")

    def taken(self, days: Collection[dt.date]) -> set[Taken]:
        """People and days that the activity takes, if these are its days."""
        posts, persons = convened([self.row.pk])
        return Sitting(posts[self.row.pk]).taken(posts[self.row.pk], persons[self.row.pk], days)

    def busy(self) -> set[Taken]:
        return set(BusyDay.objects.filter(activity=self.row).values_list("person_id", "date"))

    def conflicts(self, taken: Collection[Taken]) -> tuple[Conflict, ...]:
        """What stands in the way, asked with the calendars locked."""
        lock_calendars({person for person, _day in taken})
        return conflicts_with({self.row.pk: taken}, freed=(), titles={self.row.pk: self.row.title})

    def write_days(self, days: tuple[dt.date, ...]) -> None:
        """Days of the activity, each with the hours of the day in whose place it comes."""
        if days == self.days:
            return
        hours = [(first, last) for _day, first, last in self._hours] or [(None, None)]
        ActivityDay.objects.filter(activity=self.row).delete()
        ActivityDay.objects.bulk_create(
            ActivityDay(activity=self.row, date=day, starts_at=first, ends_at=last)
            for n, day in enumerate(days)
            for first, last in [hours[min(n, len(hours) - 1)]]
        )
        self.days = days

    def write_busy(self, taken: Collection[Taken]) -> None:
        BusyDay.objects.filter(activity=self.row).delete()
        write_busy_days({self.row.pk: taken})

    def were_there(self, came: Collection[Convened]) -> bool:
        """Whether all of these are recorded already."""
        recorded = Participation.objects.filter(activity=self.row, person__isnull=False)
        return {(one.post, one.person) for one in came} <= set(recorded.values_list("post_id", "person_id"))

    def write_people(self, came: Iterable[Convened]) -> None:
        """Who came for a post that is convened, and who came beside."""
        rows = {one.post_id: one for one in Participation.objects.filter(activity=self.row)}
        alone = {one.person_id for one in rows.values() if one.post_id is None}
        for one in sorted(came, key=lambda c: (str(c.post), str(c.person))):
            if one.post is None:
                if one.person not in alone:
                    Participation.objects.create(activity=self.row, person_id=one.person, part=one.part)
                continue
            if one.post not in rows:
                raise ActivityRefusedError(self.row, "not_convened")
            rows[one.post].person_id = one.person
            rows[one.post].save(update_fields=["person"])

    def write(self, state: ActivityState, change: str) -> None:
        """The activity itself: for calendar programs, for its history, and for whoever follows."""
        row = self.row
        past: Any = Activity.trail
        if not past.filter(id=row.pk).exists():
            # Publications leave one record of many rows: the first hand on a row keeps how it was.
            past.bulk_history_create([row], default_date=row.changed_at)
        row.state, row.reason = state, self.reason
        row.starts_on, row.ends_on = self.days[0], self.days[-1]
        row.sequence += 1
        row.changed_at = self.now
        signed(row, by=self.by).save(
            update_fields=["state", "reason", "starts_on", "ends_on", "sequence", "changed_at"]
        )
        told = ActivityChanged(
            str(row.pk),
            change,
            days_before=tuple(day.isoformat() for day in self._before),
            days=tuple(day.isoformat() for day in self.days),
            reason=self.reason,
        )
        emit(told, ref=Ref.of(row), path=row.path, by=self.by, at=self.now)


def _posts(row: Activity) -> set[UUID]:
    found = Participation.objects.filter(activity=row).values_list("post_id", flat=True)
    return {post for post in found if post is not None}
