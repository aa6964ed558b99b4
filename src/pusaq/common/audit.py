"""Who, when, before and after of every write by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from simple_history.models import HistoricalRecords

if TYPE_CHECKING:
    from uuid import UUID

M = TypeVar("M", bound=models.Model)


class Trail(HistoricalRecords):
    """History of a model. Who acted is kept as an id: rooms below `people` have no foreign key to it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(  # type: ignore[no-untyped-call]  # the library has no types
            history_user_id_field=models.UUIDField(null=True, db_index=True),
            history_user_getter=_user_of,
            history_user_setter=_keep_user,
            **kwargs,
        )


def _user_of(historical_instance: Any, **_kwargs: Any) -> UUID | None:
    found: UUID | None = historical_instance.history_user_id
    return found


def _keep_user(historical_instance: Any, user: Any, **_kwargs: Any) -> None:
    historical_instance.history_user_id = user.pk if user is not None and user.pk else None


def signed(row: M, *, by: Any) -> M:
    """The row, ready to be saved with this person in its history."""
    row._history_user = by  # type: ignore[attr-defined]  # where simple_history looks
    return row
