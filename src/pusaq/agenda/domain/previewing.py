"""What publishing would write, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq.agenda.domain.busy import Conflict, Sitting, conflicts_with
from pusaq.agenda.domain.publishing import OPEN, AsPublished

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence
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
class PublicationPreview:
    """What publishing would write, counted.

    Attributes:
        created: new activities.
        moved: activities that would have other days.
        changed: activities with the same days of which something else differs.
        cancelled: activities that would no longer be held.
        fixed: activities that were held already, or not held, and stay as they are.
        same: how many would not differ.
        past: what of the created, moved and cancelled is over.
        newer: how many of the moved and cancelled were changed after the plan was made, and would lose that.
        conflicts: what stands in the way.
    """

    created: int
    moved: int
    changed: int
    cancelled: int
    fixed: int
    same: int
    past: Past
    newer: int
    conflicts: tuple[Conflict, ...]


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
    moved = [activity for activity in changed if before.moves(activity)]
    was_over = {pk for pk, row in before.rows.items() if row.state in OPEN and row.ends_on < today}
    return PublicationPreview(
        created=len(new),
        moved=len(moved),
        changed=len(changed) - len(moved),
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
    )
