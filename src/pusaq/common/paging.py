"""Pages of the API: a cursor, so that rows that come or go meanwhile are neither missed nor given twice."""

from __future__ import annotations

from typing import Any

import pydantic
from django.core.exceptions import ValidationError
from ninja import Field
from ninja.pagination import CursorPagination

PAGE = 100
LARGEST = 1000


class ByCursor(CursorPagination):
    """Rows by their id, which grows with time."""

    class Input(CursorPagination.Input):
        """How many rows, as many as there may be; what cannot be meant is refused, not guessed."""

        page_size: int | None = Field(None, ge=1, le=LARGEST)

    class Cursor(CursorPagination.Cursor):
        """Where a page begins."""

        @classmethod
        def from_encoded_param(
            cls, encoded_param: str | None, context: Any = None
        ) -> CursorPagination.Cursor:
            """Read a cursor; one that was made up is refused like any other value."""
            try:
                return super().from_encoded_param(encoded_param, context)
            except pydantic.ValidationError as error:
                raise ValidationError("no cursor") from error

    def __init__(self) -> None:
        super().__init__(ordering=("pk",), page_size=PAGE, max_page_size=LARGEST)
