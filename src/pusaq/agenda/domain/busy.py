"""Days that activities take of people, and two things that want the same day of one person.

Whoever writes busy days first locks the activities that stand already, then the posts concerned, then the
calendars of the people who sit in them, each in the order of their ids. So two writers that share a person
follow one another, none waits for the other in a circle, and somebody who is appointed meanwhile is seen.
On SQLite the transaction does it all.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.db.models import F

from pusaq.agenda.enums import ActivityState, BusyLevel
from pusaq.agenda.models import Activity, ActivityDay, BusyDay, Participation, PersonCalendar
from pusaq.common.scope import below
from pusaq.people.models import Appointment, Person, Post

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from uuid import UUID

    from django.db.models import QuerySet

T = TypeVar("T")
Taken = tuple["UUID", "dt.date"]
"""A person and a day."""

CHUNK = 2000
"""Ids in one query."""

TAKES_DAYS = (
    ActivityState.PROPOSED,
    ActivityState.PUBLISHED,
    ActivityState.HELD,
    ActivityState.PARTLY_HELD,
)
"""States in which an activity takes the days of its people."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two things on one day of one person.

    Attributes:
        person_id: who.
        person: her name, for those who may see it.
        date: when.
        wanted_id: the activity that cannot be written.
        wanted: its title.
        other_id: the activity that has the day.
        other: its title.
        other_path: where it lies.
    """

    person_id: UUID
    person: str
    date: dt.date
    wanted_id: UUID
    wanted: str
    other_id: UUID
    other: str
    other_path: str


class CalendarConflictError(Exception):
    """Days are taken; nothing was written.

    Attributes:
        conflicts: every one, by date and person.
    """

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        self.conflicts = conflicts
        first = "; ".join(f"{c.date} {c.wanted} / {c.other}" for c in conflicts[:5])
        super().__init__(f"{len(conflicts)}: {first}")


def in_chunks(items: Iterable[T]) -> Iterator[list[T]]:
    listed = list(items)
    return (listed[start : start + CHUNK] for start in range(0, len(listed), CHUNK))


class Sitting:
    """Who sits in some posts on which days; of several appointments the latest counts."""

    def __init__(self, posts: Collection[UUID]) -> None:
        self._held: dict[UUID, list[tuple[dt.date | None, dt.date | None, UUID]]] = defaultdict(list)
        for chunk in in_chunks(posts):
            rows = (
                Appointment.objects.filter(post_id__in=chunk)
                .order_by(F("starts_on").desc(nulls_last=True), "-pk")
                .values_list("post_id", "starts_on", "ends_on", "person_id")
            )
            for post, starts_on, ends_on, person in rows:
                self._held[post].append((starts_on, ends_on, person))

    def on(self, post: UUID, day: dt.date) -> UUID | None:
        for starts_on, ends_on, person in self._held.get(post, ()):
            if (starts_on is None or starts_on <= day) and (ends_on is None or day <= ends_on):
                return person
        return None

    def taken(self, posts: Iterable[UUID], persons: Iterable[UUID], days: Iterable[dt.date]) -> set[Taken]:
        """People and days that an activity takes."""
        posts, persons = list(posts), list(persons)
        found = set()
        for day in days:
            found |= {(person, day) for person in persons}
            found |= {(person, day) for post in posts if (person := self.on(post, day)) is not None}
        return found


def lock_posts(posts: Collection[UUID]) -> None:
    """Nobody is appointed to these posts, or leaves them, until the transaction ends."""
    for chunk in in_chunks(sorted(posts)):
        locked = Post.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=chunk)
        list(locked.order_by("pk").values_list("pk", flat=True))


def lock_calendars(persons: Collection[UUID]) -> None:
    """No other writer takes a day of these people until the transaction ends."""
    ordered = sorted(persons)
    for chunk in in_chunks(ordered):
        PersonCalendar.objects.bulk_create(
            [PersonCalendar(person_id=person) for person in chunk], ignore_conflicts=True
        )
    for chunk in in_chunks(ordered):
        calendars = PersonCalendar.objects.filter(pk__in=chunk)
        list(calendars.select_for_update().order_by("pk").values_list("pk", flat=True))
        calendars.update(version=F("version") + 1)


def conflicts_with(
    wanted: Mapping[UUID, Collection[Taken]], *, freed: Collection[UUID], titles: Mapping[UUID, str]
) -> tuple[Conflict, ...]:
    """What stands in the way; call it with the calendars locked.

    Args:
        wanted: activity to the people and days that it will take.
        freed: activities whose busy days go before; they stand in nobody's way.
        titles: of the wanted activities.
    """
    taken = _taken_by_others(wanted, set(freed) | set(wanted))
    found: list[tuple[dt.date, UUID, UUID, UUID]] = []
    for activity, days in wanted.items():
        for person, day in days:
            other = taken.setdefault((person, day), activity)
            if other != activity:
                found.append((day, person, activity, other))
    if not found:
        return ()
    people = Person.objects.in_bulk({person for _day, person, _wanted, _other in found})
    others = Activity.objects.in_bulk({other for _day, _person, _wanted, other in found})
    return tuple(
        Conflict(
            person_id=person,
            person=str(people[person]),
            date=day,
            wanted_id=activity,
            wanted=titles[activity],
            other_id=other,
            other=titles.get(other) or others[other].title,
            other_path=others[other].path if other in others else "",
        )
        for day, person, activity, other in sorted(found)
    )


def _taken_by_others(wanted: Mapping[UUID, Collection[Taken]], own: Collection[UUID]) -> dict[Taken, UUID]:
    everything = {pair for pairs in wanted.values() for pair in pairs}
    if not everything:
        return {}
    first, last = min(day for _person, day in everything), max(day for _person, day in everything)
    taken: dict[Taken, UUID] = {}
    for chunk in in_chunks(sorted({person for person, _day in everything})):
        rows = BusyDay.objects.filter(
            person_id__in=chunk, date__range=(first, last), level=BusyLevel.TAKES_DAY
        ).values_list("person_id", "date", "activity_id")
        taken |= {
            (person, day): activity for person, day, activity in rows.iterator(CHUNK) if activity not in own
        }
    return taken


def write_busy_days(wanted: Mapping[UUID, Collection[Taken]]) -> None:
    rows = (
        BusyDay(person_id=person, date=day, activity_id=activity)
        for activity, days in wanted.items()
        for person, day in sorted(days)
    )
    BusyDay.objects.bulk_create(rows, batch_size=CHUNK)


@transaction.atomic
def rebuild_busy_days(posts: Collection[UUID]) -> tuple[Conflict, ...]:
    """Give the days of some posts' activities to whoever sits in them now, after appointments changed.

    A handover is never refused: what it makes collide is returned, and stands in the table for all to see.
    """
    _lock_with_neighbours(set(posts))
    living = {one for chunk in in_chunks(posts) for one in _living(chunk)}
    wanted, before = _wanted_and_kept(sorted(living))
    touched = {a: wanted[a] for a in wanted if wanted[a] != before[a]}
    lock_calendars({person for a in touched for person, _day in (*wanted[a], *before[a])})
    titles: dict[UUID, str] = {}
    for chunk in in_chunks(touched):
        titles |= dict(Activity.objects.filter(pk__in=chunk).values_list("pk", "title"))
    found = conflicts_with({a: wanted[a] - before[a] for a in touched}, freed=(), titles=titles)
    for chunk in in_chunks(touched):
        BusyDay.objects.filter(activity_id__in=chunk).delete()
    write_busy_days(touched)
    return found


def posts_out_of_date(path: str) -> set[UUID]:
    """Posts at a place and below whose activities take the days of somebody who does not sit there."""
    living = Activity.objects.filter(below(path), state__in=TAKES_DAYS).order_by("pk")
    found: set[UUID] = set()
    for chunk in in_chunks(living.values_list("pk", flat=True)):
        wanted, kept = _wanted_and_kept(chunk)
        differing = [activity for activity in chunk if wanted[activity] != kept[activity]]
        beside = Participation.objects.filter(activity_id__in=differing, post__isnull=False)
        found |= {one for one in beside.values_list("post_id", flat=True) if one is not None}
    return found


def _wanted_and_kept(activities: list[UUID]) -> tuple[dict[UUID, set[Taken]], dict[UUID, set[Taken]]]:
    """People and days that each activity should take, and those that it takes in the table."""
    wanted: dict[UUID, set[Taken]] = {}
    kept: dict[UUID, set[Taken]] = defaultdict(set)
    for chunk in in_chunks(activities):
        posts, persons = convened(chunk)
        days: dict[UUID, list[dt.date]] = defaultdict(list)
        rows = ActivityDay.objects.filter(activity_id__in=chunk)
        for activity, day in rows.values_list("activity_id", "date"):
            days[activity].append(day)
        sitting = Sitting({one for many in posts.values() for one in many})
        wanted |= {a: sitting.taken(posts[a], persons[a], days[a]) for a in chunk}
        taken = BusyDay.objects.filter(activity_id__in=chunk)
        for activity, person, day in taken.values_list("activity_id", "person_id", "date"):
            kept[activity].add((person, day))
    return wanted, kept


def _living(posts: Collection[UUID]) -> QuerySet[Activity, UUID]:
    own = Participation.objects.filter(post_id__in=posts).values("activity")
    return Activity.objects.filter(pk__in=own, state__in=TAKES_DAYS).values_list("pk", flat=True)


def _lock_with_neighbours(posts: set[UUID]) -> None:
    """Lock some posts and all that they meet, until none was added while this waited."""
    locked: set[UUID] = set()
    while missing := (posts | _neighbours(posts)) - locked:
        lock_posts(missing)
        locked |= missing


def _neighbours(posts: set[UUID]) -> set[UUID]:
    beside = (
        Participation.objects.filter(activity__in=_living(chunk), post__isnull=False)
        for chunk in in_chunks(posts)
    )
    return {one for rows in beside for one in rows.values_list("post_id", flat=True) if one is not None}


def convened(activities: Collection[UUID]) -> tuple[dict[UUID, set[UUID]], dict[UUID, set[UUID]]]:
    """Posts and people of some activities; who is known to have come for a post counts instead of it."""
    posts: dict[UUID, set[UUID]] = defaultdict(set)
    persons: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Participation.objects.filter(activity_id__in=activities)
    for activity, post, person in rows.values_list("activity_id", "post_id", "person_id"):
        (persons if person else posts)[activity].add(person or post)
    return posts, persons
