"""Writing many rows at once. Who loads, and what changed, stands in one `BulkRecord`: no history row each."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from zlib import crc32

import polars as pl
from django.db import OperationalError, connection, transaction

from pusaq.common.frames import ID
from pusaq_core.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models

BATCH = 5_000


def insert_rows(model: type[models.Model], frame: pl.DataFrame) -> None:
    """Insert the rows of a frame whose columns are columns of the table; all others take their default.

    Neither signals nor model instances: a country has a million rows.
    """
    if frame.is_empty():
        return
    frame = _with_defaults(model, frame)
    columns = ", ".join(_quoted(model, name) for name in frame.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statement = f"COPY {_table(model)} ({columns}) FROM STDIN WITH (FORMAT csv, NULL '\\N')"
            with cursor.copy(statement) as copy:
                copy.write(frame.write_csv(include_header=False, null_value="\\N", quote_style="non_numeric"))
            return
        marks = ", ".join(["%s"] * frame.width)
        statement = f"INSERT INTO {_table(model)} ({columns}) VALUES ({marks})"  # noqa: S608  (names of the model)
        for batch in frame.iter_slices(BATCH):
            cursor.executemany(statement, batch.rows())


def update_rows(model: type[models.Model], frame: pl.DataFrame) -> None:
    """Set the columns of a frame in the rows that its `id` names."""
    names = [name for name in frame.columns if name != ID]
    if frame.is_empty() or not names:
        return
    settings = ", ".join(f"{_quoted(model, name)} = %s" for name in names)
    statement = f"UPDATE {_table(model)} SET {settings} WHERE {_quoted(model, ID)} = %s"  # noqa: S608  (names of the model)
    with connection.cursor() as cursor:
        for batch in frame.select(*names, ID).iter_slices(BATCH):
            cursor.executemany(statement, batch.rows())


def _with_defaults(model: type[models.Model], frame: pl.DataFrame) -> pl.DataFrame:
    """Columns that the frame leaves out and that may not be null, with the model's default."""
    given = set(frame.columns)
    missing: dict[str, Any] = {
        str(field.column): field.get_default()
        for field in model._meta.concrete_fields
        if field.column not in given and not field.null
    }
    return frame.with_columns(pl.lit(value).alias(name) for name, value in missing.items())


@contextmanager
def one_load_at_a_time(name: str, *, file: str) -> Iterator[None]:
    """A transaction in which nobody else loads the same thing.

    PostgreSQL lets the second wait; SQLite does so for as long as the connection waits for the write lock.

    Args:
        name: what is loaded, such as `registry of pe`.
        file: named in the refusal.

    Raises:
        InputError: `load_busy`: another load did not end in time; nothing was written.
    """
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [crc32(name.encode())])
            yield
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        raise InputError(Problem("load_busy", file=file)) from error


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _quoted(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return connection.ops.quote_name(str(field.column))
