"""Days follow the people: whoever comes to sit in a post has its days, whoever left has them no more."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pusaq.agenda.domain.busy import posts_out_of_date, rebuild_busy_days

if TYPE_CHECKING:
    from pusaq.common.models import Event


def follow_appointment(event: Event) -> None:
    """After somebody begins or ceases to sit in a post. What then collides stands on *Choques*."""
    rebuild_busy_days([UUID(event.payload["post"])])


def follow_staff(event: Event) -> None:
    """After a file of posts and their holders was loaded, for the places that it speaks of."""
    rebuild_busy_days(posts_out_of_date(event.path))
