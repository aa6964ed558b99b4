"""What the people's room tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pusaq.common.domain.events import Payload


@dataclass(frozen=True, slots=True)
class StaffLoaded(Payload):
    """Posts and their holders are as a new file says.

    Attributes:
        country: code of the pack.
        source_date: day of the file, ISO.
    """

    kind: ClassVar[str] = "people.staff_loaded"

    country: str
    source_date: str


@dataclass(frozen=True, slots=True)
class AppointmentChanged(Payload):
    """Somebody begins or ceases to sit in a post.

    Attributes:
        person: id.
        post: id.
    """

    kind: ClassVar[str] = "people.appointment_changed"

    person: str
    post: str
