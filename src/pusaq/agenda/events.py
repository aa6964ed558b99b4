"""What the agenda tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pusaq.common.domain.events import Payload


@dataclass(frozen=True, slots=True)
class ActivityChanged(Payload):
    """One activity was moved, held, not held or cancelled; what a publication changes it tells as a whole.

    Attributes:
        activity_id: which.
        change: `moved`, or the state to which it came.
        days_before: days that it had, in order.
        days: days that it has.
        reason: in the words of whoever did it.
    """

    kind: ClassVar[str] = "agenda.activity_changed"
    version: ClassVar[int] = 1

    activity_id: str
    change: str
    days_before: tuple[str, ...]
    days: tuple[str, ...]
    reason: str
