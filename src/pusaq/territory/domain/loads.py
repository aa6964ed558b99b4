"""What every load of a file shares: where it came from, what it changed, and the one record of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from pusaq.common.domain.bulk import insert_rows, update_rows
from pusaq.common.domain.files import keep_file
from pusaq.common.domain.records import record_frames
from pusaq.common.frames import ID, Differences, differences, fitted
from pusaq.common.refs import Ref
from pusaq.territory.models import DataLoad
from pusaq_core.io.rejections import no_rejections

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from django.db import models

    from pusaq.territory.enums import LoadKind
    from pusaq_core.errors import Problem


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file.

    Attributes:
        load: the row that keeps where the data came from, with `counts`.
        rejections: rows left out, in the columns of `pusaq_core.io.rejections.SCHEMA`.
        cells: cells of other rows that say nothing usable, in the same columns.
        notes: what was mended or understood in reading.
    """

    load: DataLoad
    rejections: pl.DataFrame
    cells: pl.DataFrame = field(default_factory=no_rejections)
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where data come from: what every load keeps.

    Attributes:
        file: on disk, as the user named it.
        source: who published it.
        source_date: day that it describes.
        country: code of the pack.
        by: who loads; None where the installation does.
        now: the moment.
    """

    file: Path
    source: str
    source_date: dt.date
    country: str
    by: Any
    now: dt.datetime


@dataclass(frozen=True, slots=True)
class Applied:
    """What a load did to one table.

    Attributes:
        found: the differences.
        gone: rows that the file does not name, marked as such now.
        mark: column that says since when a row is gone.
        label: columns by which a person knows the row.
    """

    found: Differences
    gone: pl.DataFrame
    mark: str
    label: tuple[str, ...]

    @property
    def is_change(self) -> bool:
        return bool(len(self.found.added) or len(self.found.changed) or len(self.gone))

    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, back, gone, and the same."""
        back = 0
        if self.mark in self.found.before.columns:
            back = int(self.found.before[self.mark].is_not_null().sum())
        return {
            "added": len(self.found.added),
            "changed": len(self.found.changed) - back,
            "back": back,
            "gone": len(self.gone),
            "same": self.found.same,
        }

    def moved(self) -> tuple[tuple[str, str], ...]:
        """Old and new path of each row that moved."""
        pairs = zip(self.found.before["path"], self.found.changed["path"], strict=True)
        return tuple((old, new) for old, new in pairs if old != new)

    def lines(self, table: str) -> list[pl.DataFrame]:
        """The changed rows, for the record: new ones by their codes, changed ones before and after."""
        codes = [name for name in self.label if name in self.found.added.columns]
        what = {"table": pl.lit(table)}
        changed = self.found.changed.select(ID, *codes, after=pl.struct(pl.exclude(ID)))
        before = self.found.before.select(before=pl.struct(pl.exclude(ID)))
        return [
            self.found.added.select(ID, *codes).with_columns(change=pl.lit("added"), **what),
            pl.concat([changed, before], how="horizontal").with_columns(change=pl.lit("changed"), **what),
            self.gone.select(ID, *codes).with_columns(change=pl.lit("gone"), **what),
        ]


def apply_rows(
    model: type[models.Model],
    there: pl.DataFrame,
    wanted: pl.DataFrame,
    *,
    gone: pl.DataFrame | None = None,
    mark: str = "gone_since",
    day: dt.date,
    label: tuple[str, ...],
) -> Applied:
    """Write what differs between a table and what it should hold.

    Args:
        model: the table.
        there: its rows, at least the columns of `wanted`.
        wanted: rows with `id`.
        gone: rows that count as gone where they are not marked yet; None for all that are not wanted.
        mark: column that takes the day on which a row was found to be gone.
        day: that day.
        label: columns by which a person knows the row.
    """
    wanted = fitted(model, wanted)
    found = differences(there, wanted)
    left = (found.missing if gone is None else gone).filter(pl.col(mark).is_null())
    insert_rows(model, found.added)
    update_rows(model, found.changed)
    update_rows(model, left.select(ID, pl.lit(day.isoformat()).alias(mark)))
    return Applied(found, left, mark, label)


def keep_load(
    origin: Origin,
    kind: LoadKind,
    parts: dict[str, Applied],
    left_out: pl.DataFrame,
    cells: pl.DataFrame | None = None,
) -> DataLoad:
    """Keep the file, where it came from, what it changed, which rows were left out and which cells."""
    doubtful = no_rejections() if cells is None else cells
    with origin.file.open("rb") as content:
        stored = keep_file(content, media_type="application/octet-stream", at=origin.now)
    counts: dict[str, Any] = {name: part.counts() for name, part in parts.items()}
    load = DataLoad.objects.create(
        country=origin.country,
        kind=kind,
        file=stored,
        file_name=origin.file.name,
        source=origin.source,
        source_date=origin.source_date,
        path=f"{origin.country}/",
        counts=counts | {"rejected": len(left_out), "cells": len(doubtful)},
        by_id=getattr(origin.by, "pk", None),
        loaded_at=origin.now,
    )
    lines = [frame for name, part in parts.items() for frame in part.lines(name)]
    lines += [left_out.with_columns(table=pl.lit("rejected")), doubtful.with_columns(table=pl.lit("cells"))]
    if any(map(len, lines)):
        record_frames(
            kind=f"territory.load.{kind.value}",
            path=load.path,
            summary=load.counts,
            changed=lines,
            by=origin.by,
            now=origin.now,
            ref=Ref.of(load),
        )
    return load
