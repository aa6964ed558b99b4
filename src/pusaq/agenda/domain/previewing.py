"""What publishing would write, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pusaq.agenda.domain.busy import Conflict, Sitting, conflicts_with, in_chunks
from pusaq.agenda.domain.publishing import OPEN, AsPublished
from pusaq.agenda.enums import ActivityState, Part
from pusaq.agenda.models import Activity

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from pusaq.agenda.domain.publishing import WantedActivity


@dataclass(frozen=True, slots=True)
class Past:
    """How much of what publishing would write is over before today.

    Attributes:
        created: new activities whose days are over.
        moved: activities that would leave days that are over, or go to such days.
        cancelled: activities that would no longer be held, on days that are over.
    """

    created: int
    moved: int
    cancelled: int

    @property
    def total(self) -> int:
        return self.created + self.moved + self.cancelled


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """One activity that publishing would write.

    Attributes:
        activity: which; of a new one, the id that it would have.
        what: `created`, `moved`, `changed`, `cancelled`, or `back`: it was cancelled and would no longer be.
        title: as the agenda would have it, without names of people.
        conductors: posts that conduct it.
        before: its days as they stand; none of a new one.
        after: its days then; none of one that would be cancelled.
        by_hand: somebody changed it since it was published, and it would change once more.
    """

    activity: UUID
    what: str
    title: str
    conductors: frozenset[UUID]
    before: tuple[dt.date, ...]
    after: tuple[dt.date, ...]
    by_hand: bool


@dataclass(frozen=True, slots=True)
class PublicationPreview:
    """What publishing would write, counted.

    Attributes:
        created: new activities.
        moved: activities that would have other days.
        back: activities that were cancelled and would no longer be.
        changed: activities with the same days of which something else differs.
        cancelled: activities that would no longer be held.
        fixed: activities that were held already, or not held, and stay as they are.
        same: how many would not differ.
        past: what of the created, moved and cancelled is over.
        newer: how many of the moved and cancelled were changed after the plan was made, and would lose that.
        shifted: how many that stay as they are were moved after the plan was made; counted by its service.
        conflicts: what stands in the way.
        changes: every activity that would be written, by its first day.
    """

    created: int
    moved: int
    back: int
    changed: int
    cancelled: int
    fixed: int
    same: int
    past: Past
    newer: int
    conflicts: tuple[Conflict, ...]
    changes: tuple[PlannedChange, ...]
    shifted: int = 0


def preview_activities(
    *,
    wanted: Sequence[WantedActivity],
    cancelled: Collection[UUID],
    today: dt.date,
    made_at: dt.datetime,
) -> PublicationPreview:
    """What `publish_activities` would do now. Nothing is locked: it tells again what it finds then.

    Args:
        wanted: as there.
        cancelled: as there.
        today: the day from which something is not over.
        made_at: when what is wanted was worked out.
    """
    before = AsPublished({*(activity.id for activity in wanted), *cancelled})
    new = [activity for activity in wanted if activity.id not in before.rows]
    fixed = sum(before.is_fixed(activity.id) for activity in wanted)
    changed = [activity for activity in wanted if before.differs(activity)]
    dropped = [one for one in cancelled if one in before.rows and before.rows[one].state in OPEN]
    written = [*new, *changed]
    sitting = Sitting({post for activity in written for post in activity.posts})
    days = {a.id: sitting.taken(a.posts, a.persons, a.days) for a in written}
    back = [activity for activity in changed if before.rows[activity.id].state == ActivityState.CANCELLED]
    others = [activity for activity in changed if activity not in back]
    moved = [activity for activity in others if before.moves(activity)]
    was_over = {pk for pk, row in before.rows.items() if row.state in OPEN and row.ends_on < today}
    return PublicationPreview(
        created=len(new),
        moved=len(moved),
        back=len(back),
        changed=len(others) - len(moved),
        cancelled=len(dropped),
        fixed=fixed,
        same=len(wanted) - len(written) - fixed,
        past=Past(
            created=sum(a.days[-1] < today for a in new),
            moved=sum(a.days[-1] < today or a.id in was_over for a in moved),
            cancelled=sum(one in was_over for one in dropped),
        ),
        newer=sum(before.rows[one].changed_at > made_at for one in (*(a.id for a in moved), *dropped)),
        conflicts=conflicts_with(days, freed=dropped, titles={a.id: a.title for a in written}),
        changes=_changes(before, {"created": new, "back": back, "moved": moved, "changed": others}, dropped),
    )


def _changes(
    before: AsPublished, written: Mapping[str, Sequence[WantedActivity]], dropped: Collection[UUID]
) -> tuple[PlannedChange, ...]:
    """What would be written, one by one; who is in two lists counts in the first."""
    by_hand = _changed_by_hand(before.rows)
    found: dict[UUID, PlannedChange] = {}
    for what, activities in written.items():
        for one in activities:
            conductors = frozenset(who.post for who in one.people if who.post and who.part == Part.CONDUCTS)
            days = before.days(one.id)
            found.setdefault(
                one.id,
                PlannedChange(one.id, what, one.title, conductors, days, one.days, one.id in by_hand),
            )
    for pk in dropped:
        title, conductors = before.rows[pk].title, before.conductors(pk)
        found[pk] = PlannedChange(pk, "cancelled", title, conductors, before.days(pk), (), pk in by_hand)
    return tuple(sorted(found.values(), key=lambda one: (one.after or one.before, one.title)))


def _changed_by_hand(activities: Collection[UUID]) -> set[UUID]:
    """Those that somebody moved, cancelled or recorded one by one; publications leave no such history."""
    past: Any = Activity.trail
    return {
        pk
        for chunk in in_chunks(sorted(activities))
        for pk in past.filter(id__in=chunk).order_by().values_list("id", flat=True).distinct()
    }
