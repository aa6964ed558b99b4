"""Pages of the API: a cursor, so that rows that come or go meanwhile are neither missed nor given twice."""

from __future__ import annotations

from ninja.pagination import CursorPagination

PAGE = 100
LARGEST = 1000


class ByCursor(CursorPagination):
    """Rows by their id, which grows with time."""

    def __init__(self) -> None:
        super().__init__(ordering=("pk",), page_size=PAGE, max_page_size=LARGEST)
