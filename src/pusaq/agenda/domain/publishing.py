"""Writing what a service wants in the calendars of its people, all or nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from pusaq.agenda.domain.busy import (
    CHUNK,
    CalendarConflictError,
    Sitting,
    conflicts_with,
    in_chunks,
    lock_calendars,
    lock_posts,
    write_busy_days,
)
from pusaq.agenda.enums import ActivityState, Cause, Part
from pusaq.agenda.models import Activity, ActivityDay, ActivityPlace, BusyDay, Participation

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence
    from decimal import Decimal
    from uuid import UUID

    from pusaq.common.refs import Ref

OPEN = (ActivityState.PROPOSED, ActivityState.PUBLISHED)
"""States that a plan may still change; what was held, or was not, is a fact."""

WRITTEN = (
    "kind", "title", "number", "state", "path", "starts_on", "ends_on", "hours", "numeral", "norm_id",
    "reason", "cause", "sequence", "changed_at", "ref_kind", "ref_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Convened:
    """Who takes part: a post, whoever sits in it, or a person by name."""

    part: Part
    post: UUID | None = None
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class WantedActivity:
    """An activity as its service wants it.

    Attributes:
        id: given by the service; one that is known keeps its address, its calendar entry and its records.
        ref: what the service knows of it.
        kind: such as `accompaniment.visit`.
        title: without names of people.
        path: where it lies.
        days: at least one, ascending.
        places: schools, the host first.
        people: who is convened.
        number: which of its kind; None where they are not counted.
        hours: how long; None where that is not said.
        numeral: what it rests on.
        norm_id: norm of the numeral.
    """

    id: UUID
    ref: Ref
    kind: str
    title: str
    path: str
    days: tuple[dt.date, ...]
    places: tuple[UUID, ...]
    people: frozenset[Convened]
    number: int | None = None
    hours: Decimal | None = None
    numeral: str = ""
    norm_id: str = ""

    @property
    def posts(self) -> set[UUID]:
        return {one.post for one in self.people if one.post is not None}

    @property
    def persons(self) -> set[UUID]:
        return {one.person for one in self.people if one.person is not None}


@dataclass(frozen=True, slots=True)
class Because:
    """Why the system does something, as a fact; its sentence is made where it is read.

    Attributes:
        code: which sentence.
        params: what fills its blanks.
    """

    code: Cause
    params: Mapping[str, int | str]

    def kept(self) -> dict[str, Any]:
        return {"code": str(self.code), "params": dict(self.params)}


@dataclass(frozen=True, slots=True)
class Publication:
    """What was written.

    Attributes:
        created: new activities.
        changed: activities that differ from what was published, with a higher sequence.
        cancelled: activities that are no longer held.
        fixed: activities that were held already, or not held, and stay as they are.
        same: how many did not differ.
    """

    created: tuple[UUID, ...]
    changed: tuple[UUID, ...]
    cancelled: tuple[UUID, ...]
    fixed: tuple[UUID, ...]
    same: int


@transaction.atomic
def publish_activities(
    *,
    wanted: Sequence[WantedActivity],
    cancelled: Collection[UUID],
    cause: Because | None = None,
    now: dt.datetime,
) -> Publication:
    """Write what differs from what is published.

    The caller has locked what is its own, and leaves the record of who did it.

    Args:
        wanted: every activity that shall be published.
        cancelled: ids of activities that shall no longer be held.
        cause: why they are cancelled.
        now: when.

    Raises:
        CalendarConflictError: days are taken by other activities; nothing is written.
    """
    # Locked before they are read: somebody may be moving one, or recording that it was held.
    ids = {*(activity.id for activity in wanted), *cancelled}
    before = AsPublished(ids, rows=lock_activities(ids))
    lock_posts({*(post for activity in wanted for post in activity.posts), *before.posts()})
    new = [activity for activity in wanted if activity.id not in before.rows]
    fixed = [activity for activity in wanted if before.is_fixed(activity.id)]
    changed = [activity for activity in wanted if before.differs(activity)]
    dropped = [one for one in cancelled if one in before.rows and before.rows[one].state in OPEN]
    written = [*new, *changed]
    sitting = Sitting({post for activity in written for post in activity.posts})
    days = {a.id: sitting.taken(a.posts, a.persons, a.days) for a in written}
    lock_calendars({person for taken in days.values() for person, _day in taken})
    found = conflicts_with(days, freed=dropped, titles={a.id: a.title for a in written})
    if found:
        raise CalendarConflictError(found)
    _forget([*(activity.id for activity in changed)])
    _write(written, before, now=now)
    write_busy_days(days)
    _cancel(dropped, cause=cause, now=now)
    return Publication(
        created=tuple(a.id for a in new),
        changed=tuple(a.id for a in changed),
        cancelled=tuple(dropped),
        fixed=tuple(a.id for a in fixed),
        same=len(wanted) - len(new) - len(changed) - len(fixed),
    )


def lock_activities(ids: Collection[UUID]) -> dict[UUID, Activity]:
    """Nobody else changes these activities until the transaction ends; locked before posts and calendars."""
    found: dict[UUID, Activity] = {}
    for chunk in in_chunks(sorted(ids)):
        rows = Activity.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=chunk)
        found |= {row.pk: row for row in rows.order_by("pk")}
    return found


class AsPublished:
    """Activities as they stand, with their days, places and people."""

    def __init__(self, ids: Collection[UUID], *, rows: Mapping[UUID, Activity] | None = None) -> None:
        self.rows = dict(rows or {})
        self._days: Mapping[UUID, list[dt.date]] = defaultdict(list)
        self._places: Mapping[UUID, list[UUID]] = defaultdict(list)
        self._people: Mapping[UUID, set[Convened]] = defaultdict(set)
        for chunk in in_chunks(sorted(ids)):
            if rows is None:
                self.rows |= {row.pk: row for row in Activity.objects.filter(pk__in=chunk)}
            known = [one for one in chunk if one in self.rows]
            if not known:
                continue
            for activity, day in (
                ActivityDay.objects.filter(activity_id__in=known)
                .order_by("date")
                .values_list("activity_id", "date")
            ):
                self._days[activity].append(day)
            for activity, school in (
                ActivityPlace.objects.filter(activity_id__in=known)
                .order_by("position")
                .values_list("activity_id", "school_id")
            ):
                self._places[activity].append(school)
            people = Participation.objects.filter(activity_id__in=known)
            for activity, post, person, part in people.values_list(
                "activity_id", "post_id", "person_id", "part"
            ):
                self._people[activity].add(Convened(Part(part), post, person))

    def posts(self) -> set[UUID]:
        return {one.post for people in self._people.values() for one in people if one.post is not None}

    def days(self, activity: UUID) -> tuple[dt.date, ...]:
        return tuple(self._days[activity])

    def conductors(self, activity: UUID) -> frozenset[UUID]:
        return frozenset(one.post for one in self._people[activity] if one.post and one.part == Part.CONDUCTS)

    def is_fixed(self, activity: UUID) -> bool:
        row = self.rows.get(activity)
        return row is not None and row.state not in {*OPEN, ActivityState.CANCELLED}

    def moves(self, wanted: WantedActivity) -> bool:
        return tuple(self._days[wanted.id]) != wanted.days

    def differs(self, wanted: WantedActivity) -> bool:
        row = self.rows.get(wanted.id)
        if row is None or self.is_fixed(wanted.id):
            return False
        return row.state != ActivityState.PUBLISHED or (
            (row.kind, row.title, row.number, row.path, row.hours, row.numeral, row.norm_id)
            != (
                wanted.kind,
                wanted.title,
                wanted.number,
                wanted.path,
                wanted.hours,
                wanted.numeral,
                wanted.norm_id,
            )
            or tuple(self._days[wanted.id]) != wanted.days
            or tuple(self._places[wanted.id]) != wanted.places
            or self._people[wanted.id] != wanted.people
        )


def _forget(activities: Sequence[UUID]) -> None:
    """Take away what hangs on activities that are written anew."""
    for chunk in in_chunks(activities):
        for model in (BusyDay, ActivityDay, ActivityPlace, Participation):
            model.objects.filter(activity_id__in=chunk).delete()


def _write(wanted: Sequence[WantedActivity], before: AsPublished, *, now: dt.datetime) -> None:
    Activity.objects.bulk_create(
        [
            Activity(
                id=a.id,
                kind=a.kind,
                title=a.title,
                number=a.number,
                state=ActivityState.PUBLISHED,
                path=a.path,
                starts_on=a.days[0],
                ends_on=a.days[-1],
                hours=a.hours,
                numeral=a.numeral,
                norm_id=a.norm_id,
                reason="",
                cause={},
                sequence=before.rows[a.id].sequence + 1 if a.id in before.rows else 0,
                changed_at=now,
                ref_kind=a.ref.kind,
                ref_id=a.ref.id,
            )
            for a in wanted
        ],
        batch_size=CHUNK,
        update_conflicts=True,
        update_fields=WRITTEN,
        unique_fields=["id"],
    )
    ActivityDay.objects.bulk_create(
        [ActivityDay(activity_id=a.id, date=day) for a in wanted for day in a.days], batch_size=CHUNK
    )
    ActivityPlace.objects.bulk_create(
        [
            ActivityPlace(activity_id=a.id, school_id=school, position=position)
            for a in wanted
            for position, school in enumerate(a.places)
        ],
        batch_size=CHUNK,
    )
    Participation.objects.bulk_create(
        [
            Participation(activity_id=a.id, post_id=one.post, person_id=one.person, part=one.part)
            for a in wanted
            for one in sorted(a.people, key=lambda c: (c.part, str(c.post), str(c.person)))
        ],
        batch_size=CHUNK,
    )


def _cancel(activities: Sequence[UUID], *, cause: Because | None, now: dt.datetime) -> None:
    for chunk in in_chunks(activities):
        BusyDay.objects.filter(activity_id__in=chunk).delete()
        Activity.objects.filter(pk__in=chunk).update(
            state=ActivityState.CANCELLED,
            cause=cause.kept() if cause else {},
            sequence=F("sequence") + 1,
            changed_at=now,
        )
