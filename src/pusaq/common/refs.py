"""How a room remembers where something came from in a room above it: kind and id, never a foreign key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from django.db import models


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """What something is about.

    Attributes:
        kind: room and model, such as `accompaniment.visit`.
        id: its id.
    """

    kind: str
    id: UUID

    @classmethod
    def of(cls, row: models.Model) -> Ref:
        """The ref of a row."""
        return cls(row._meta.label_lower, UUID(str(row.pk)))

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"
