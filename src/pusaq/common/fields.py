"""Columns that compare byte by byte on every database, so that order and ranges never depend on a locale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class BytewiseField(models.CharField):  # type: ignore[type-arg]  # generic for the stubs alone
    """Text ordered by code point. SQLite does so by itself; PostgreSQL is told to."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class PathField(BytewiseField):
    """Place in the territory: codes from the country down, each closed by a slash, such as `pe/220000/`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 160)
        super().__init__(*args, **kwargs)


class SortKeyField(BytewiseField):
    """Folded text by which rows are ordered and found; see `pusaq.common.sorting`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 240)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)
