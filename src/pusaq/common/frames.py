"""Many rows at once as frames: as the tables hold them, and what differs between two states of them.

In a frame ids are 32 hexadecimal digits, dates are `YYYY-MM-DD`; null is null.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import polars as pl
import uuid_utils
from django.core.exceptions import EmptyResultSet
from django.db import connections, models

if TYPE_CHECKING:
    from collections.abc import Sequence

ID = "id"


def frame_of(rows: models.QuerySet[Any, Any], *fields: str) -> pl.DataFrame:
    """Columns of a table, without a model instance for each row.

    Args:
        rows: which rows.
        fields: plain columns of the model, by the name of the column (`school_id`); `id` is always there.
    """
    wanted = (ID, *fields)
    found: Sequence[tuple[Any, ...]] = ()
    # Django raises where it sees without asking that no row can be meant.
    with suppress(EmptyResultSet), connections[rows.db].cursor() as cursor:
        cursor.execute(*rows.order_by().values_list(*wanted).query.sql_with_params())
        found = cursor.fetchall()
    columns = list(zip(*found, strict=True)) if found else [()] * len(wanted)
    return pl.DataFrame(
        {
            name: pl.Series(name, [_plain(value) for value in values], dtype=column_type(rows.model, name))
            if column_type(rows.model, name) == pl.String
            else pl.Series(name, values, dtype=column_type(rows.model, name), strict=False)
            for name, values in zip(wanted, columns, strict=True)
        }
    )


def column_type(model: type[models.Model], name: str) -> Any:
    """The type that a column of a table has in a frame."""
    field: Any = model._meta.get_field(name)
    if isinstance(field, models.BooleanField):
        return pl.Boolean
    if isinstance(field, models.IntegerField):
        return pl.Int64
    if isinstance(field, models.FloatField):
        return pl.Float64
    return pl.String


def _plain(value: Any) -> str | None:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, dt.date):
        return value.isoformat()
    return None if value is None else str(value)


def new_ids(count: int) -> pl.Series:
    """Ids for rows to be written; they grow, so that an index takes them at its end."""
    return pl.Series(ID, [uuid_utils.uuid7().hex for _ in range(count)], dtype=pl.String)


def identified(there: pl.DataFrame, wanted: pl.DataFrame, *, key: Sequence[str]) -> pl.DataFrame:
    """Rows that a table should hold, each with the id that it has there, or with a new one.

    Args:
        there: `id` and the key.
        wanted: one row a key.
        key: columns that say which row is which; null equals null.
    """
    found = wanted.join(
        there.select(ID, *key), on=list(key), how="left", nulls_equal=True, maintain_order="left"
    )
    unknown = found[ID].is_null()
    if not unknown.any():
        return found
    fresh = found.filter(unknown).drop(ID).with_columns(new_ids(int(unknown.sum())))
    return pl.concat([found.filter(~unknown), fresh.select(found.columns)])


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs between the rows of a table and those that it should hold.

    Attributes:
        added: wanted rows that are not there.
        changed: wanted rows that differ from what is there.
        before: the same rows as they are there, in the same order.
        missing: rows that are there and not wanted.
        same: how many need nothing.
    """

    added: pl.DataFrame
    changed: pl.DataFrame
    before: pl.DataFrame
    missing: pl.DataFrame
    same: int


def differences(there: pl.DataFrame, wanted: pl.DataFrame) -> Differences:
    """Compare the rows of a table with those that it should hold, by `id`.

    Args:
        there: at least the columns of `wanted`.
        wanted: `id` and what is compared.
    """
    names = wanted.columns
    now = there.select(names).rename({name: f"old:{name}" for name in names if name != ID})
    both = wanted.join(now.with_columns(known=pl.lit(value=True)), on=ID, how="left", maintain_order="left")
    known = both.filter(pl.col("known").is_not_null())
    apart = pl.any_horizontal(
        pl.lit(value=False), *(pl.col(name).ne_missing(pl.col(f"old:{name}")) for name in names if name != ID)
    )
    changed = known.filter(apart)
    return Differences(
        added=both.filter(pl.col("known").is_null()).select(names),
        changed=changed.select(names),
        before=changed.select(ID, *(pl.col(f"old:{name}").alias(name) for name in names if name != ID)),
        missing=there.join(wanted.select(ID), on=ID, how="anti"),
        same=len(known) - len(changed),
    )


def fitted(model: type[models.Model], frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every text cut to what its column holds."""
    longest = {name: getattr(model._meta.get_field(name), "max_length", None) for name in frame.columns}
    return frame.with_columns(
        pl.col(name).str.slice(0, length)
        for name, length in longest.items()
        if length and frame.schema[name] == pl.String and name != ID and not name.endswith("_id")
    )
