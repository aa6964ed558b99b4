"""What accompaniment tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pusaq.common.domain.events import Payload


@dataclass(frozen=True, slots=True)
class PlanPublished(Payload):
    """The year of a UGEL stands in the calendars of its people."""

    kind: ClassVar[str] = "accompaniment.plan_published"
    version: ClassVar[int] = 1

    organisation_id: str
    year: int
    plan_version: int
    created: int
    changed: int
    cancelled: int
