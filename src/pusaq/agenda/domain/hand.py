"""One activity, locked, and what is written to it by whoever moves, holds, cancels or corrects it.

Locks are those of publishing, in its order: the activity, the posts that it convenes, the calendars of the
people in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import category

from pusaq.agenda.domain.busy import (
    TAKES_DAYS,
    Conflict,
    Sitting,
    conflicts_with,
    convened,
    lock_calendars,
    lock_posts,
    write_busy_days,
)
from pusaq.agenda.domain.publishing import OPEN, Convened, lock_activities
from pusaq.agenda.enums import ActivityState, Part
from pusaq.agenda.events import ActivityChanged
from pusaq.agenda.models import Activity, ActivityDay, BusyDay, Participation
from pusaq.common.audit import signed
from pusaq.common.clock import local
from pusaq.common.domain.events import emit
from pusaq.common.refs import Ref
from pusaq.people.models import Person

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from pusaq.agenda.domain.busy import Taken

OUTCOMES = (ActivityState.HELD, ActivityState.PARTLY_HELD, ActivityState.NOT_HELD)
LONGEST_REASON = 300
NO_TEXT = frozenset({"Cc", "Cf", "Cs"})
"""Categories of signs that stand in no text: controls, format signs and halves of signs."""

UNSEEN = frozenset("\u00ad\u200b\u2060\ufeff")
"""Signs without width or effect, which come along with text of web pages; they are left out."""

JOINERS = frozenset("\u200c\u200d")
"""Format signs that stand inside what is seen as one sign. Every other one turns or hides what follows."""

FILLERS = dict.fromkeys(map(ord, "\u115f\u1160\u3164\uffa0\u2800"), " ")
"""Letters that are blank."""

MOST_BESIDE = 100
"""How many people may have been there beside those convened: more than any hall has."""

BREAKS = frozenset("\n\r\t")


class ActivityRefusedError(Exception):
    """The activity cannot be changed so; nothing was written.

    Attributes:
        activity: as it stands.
        code: `cancelled`: it is no longer held; `settled`: it was held, or was not, and that is a fact;
            `no_days`: no day is given; `past`: it would be planned for a day that is over, or cancelled after
            it began; `future`: what has not happened cannot be recorded; `other_year`: a day lies outside the
            year of the activity, where no page would have it; `no_reason`, `long_reason`: a reason is owed,
            or is too long; `odd_reason`: it has signs that no text has; `not_convened`: somebody was there
            for a post, or in a part, that has no place in it; `two_for_post`: two were there for one post;
            `unknown_person`: the country has no such person; `nobody_there`: it was held, and nobody came;
            `too_many`: more people came beside those convened than can be meant; `open`: nothing is recorded
            that could be wrong.
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


class Hand:
    """One activity, locked with the posts that it convenes, and what is written to it."""

    def __init__(self, activity: Activity, *, by: Any, now: dt.datetime, reason: str) -> None:
        self.row = lock_activities([activity.pk])[activity.pk]
        self.by, self.now, self.reason = by, now, self.worded(reason)
        lock_posts(_posts(self.row))
        rows = ActivityDay.objects.filter(activity=self.row).order_by("date")
        self.days = self._before = tuple(rows.values_list("date", flat=True))
        self.country = self.row.path.partition("/")[0]
        self.today = local(now, self.country).date()

    def worded(self, reason: str) -> str:
        """A reason as it is kept: on one line; empty where it has no letter and no digit."""
        seen = "".join(sign for sign in reason if sign not in UNSEEN)
        if any(category(sign) in NO_TEXT and sign not in BREAKS | JOINERS for sign in seen):
            raise ActivityRefusedError(self.row, "odd_reason")
        words = " ".join(seen.translate(FILLERS).split())
        if len(words) > LONGEST_REASON:
            raise ActivityRefusedError(self.row, "long_reason")
        return words if any(sign.isalnum() for sign in words) else ""

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

    def record(
        self, outcome: ActivityState, days: tuple[dt.date, ...], came: Collection[Convened] | None
    ) -> tuple[Conflict, ...]:
        """Write what became of it; what that makes collide.

        Args:
            outcome: its state from now on.
            days: its days from now on.
            came: who was there; None leaves who is recorded.
        """
        self.refuse_days(days)
        if outcome not in OPEN and days[-1] > self.today:
            raise ActivityRefusedError(self.row, "future")
        if came is not None:
            self.refuse_people(came)
            self.write_people(came)
        taken = self.taken(days) if outcome in TAKES_DAYS else set()
        found = self.conflicts(taken - self.busy())
        self.write_days(days)
        self.write_busy(taken)
        self.write(outcome, outcome)
        return found

    def write_days(self, days: tuple[dt.date, ...]) -> None:
        """Days of the activity."""
        if days == self.days:
            return
        ActivityDay.objects.filter(activity=self.row).delete()
        ActivityDay.objects.bulk_create(ActivityDay(activity=self.row, date=day) for day in days)
        self.days = days

    def write_busy(self, taken: Collection[Taken]) -> None:
        BusyDay.objects.filter(activity=self.row).delete()
        write_busy_days({self.row.pk: taken})

    def were_there(self, came: Collection[Convened] | None) -> bool:
        """Whether just these are recorded already; where nothing is said of them, whoever is."""
        if came is None:
            return True
        rows = Participation.objects.filter(activity=self.row, person__isnull=False)
        recorded = {(post, person) for post, person in rows.values_list("post_id", "person_id")}
        return {(one.post, one.person) for one in came} == recorded

    def named(self, there: Iterable[Convened] | None) -> set[Convened] | None:
        """Who was there by name; None where nobody is named, which says nothing.

        Raises:
            ActivityRefusedError: that nobody at all came is no attendance of what was held.
        """
        if there is None:
            return None
        came = set(there)
        if not came:
            raise ActivityRefusedError(self.row, "nobody_there")
        return {one for one in came if one.person is not None} or None

    def refuse_people(self, came: Collection[Convened]) -> None:
        """Each is known in the country, and came for a post that is convened so, or beside, to attend."""
        if sum(one.post is None for one in came) > MOST_BESIDE:
            raise ActivityRefusedError(self.row, "too_many")
        parts = {
            one.post_id: one.part for one in Participation.objects.filter(activity=self.row) if one.post_id
        }
        convened_alone = set(
            Participation.objects.filter(activity=self.row, post=None).values_list("person_id", "part")
        )
        for one in came:
            if one.post is not None and parts.get(one.post) != one.part:
                raise ActivityRefusedError(self.row, "not_convened")
            if one.post is None and one.part != Part.ATTENDS and (one.person, one.part) not in convened_alone:
                raise ActivityRefusedError(self.row, "not_convened")
        posts = [one.post for one in came if one.post is not None]
        if len(posts) > len(set(posts)):
            raise ActivityRefusedError(self.row, "two_for_post")
        wanted = {one.person for one in came if one.person is not None}
        if Person.objects.filter(pk__in=wanted, country=self.country).count() < len(wanted):
            raise ActivityRefusedError(self.row, "unknown_person")

    def write_people(self, came: Collection[Convened]) -> None:
        """Just these were there: for a post that is convened, or beside."""
        for_post = {one.post: one.person for one in came if one.post is not None}
        alone = {one.person: one.part for one in came if one.post is None}
        for row in Participation.objects.filter(activity=self.row):
            if row.post_id is None and alone.pop(row.person_id, None) is None:
                row.delete()
            elif row.post_id is not None and row.person_id != for_post.get(row.post_id):
                row.person_id = for_post.get(row.post_id)
                row.save(update_fields=["person"])
        for person, part in sorted(alone.items(), key=str):
            Participation.objects.create(activity=self.row, person_id=person, part=part)

    def write(self, state: ActivityState, change: str) -> None:
        """The activity itself: for calendar programs, for its history, and for whoever follows."""
        row = self.row
        past: Any = Activity.trail
        if not past.filter(id=row.pk).exists():
            # Publications leave one record of many rows: the first hand on a row keeps how it was.
            past.bulk_history_create([row], default_date=row.changed_at)
        row.state, row.reason, row.cause = state, self.reason, {}
        row.starts_on, row.ends_on = self.days[0], self.days[-1]
        row.sequence += 1
        row.changed_at = self.now
        signed(row, by=self.by).save(
            update_fields=["state", "reason", "cause", "starts_on", "ends_on", "sequence", "changed_at"]
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
