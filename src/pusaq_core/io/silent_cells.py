"""Cells that say nothing: those that mean no value, and those that hold the error of a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pusaq_core.cell_text import errors, no_values, unsaid
from pusaq_core.io.rejections import no_rejections, rejections

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


def without_no_values(frame: pl.DataFrame, names: Collection[str]) -> pl.DataFrame:
    """The frame with null where a cell of these columns means that there is no value."""
    return _without(frame, {name: no_values(frame[name]) for name in names if name in frame.columns})


def said_only(frame: pl.DataFrame, names: Collection[str]) -> pl.DataFrame:
    """The frame with null where a cell of these columns means no value or holds an error, for showing."""
    return _without(frame, {name: unsaid(frame[name]) for name in names if name in frame.columns})


def _without(frame: pl.DataFrame, said: Mapping[str, Collection[str]]) -> pl.DataFrame:
    return frame.with_columns(
        pl.when(~pl.col(name).is_in(words)).then(pl.col(name)).alias(name)
        for name, words in said.items()
        if words
    )


def says_no_value(column: pl.Series) -> pl.Series:
    """Whether each cell of a column means that there is no value; false where it is empty."""
    return column.is_in(no_values(column)).fill_null(value=False)


def error_cells(frame: pl.DataFrame, names: Collection[str], *, file: str) -> pl.DataFrame:
    """Each cell of these columns that holds the error of a spreadsheet, as a rejection `cell_error`.

    Args:
        frame: columns of text with `_row`.
        names: columns to look at; those that the frame lacks are passed over.
        file: name of the file.
    """
    said = {name: errors(frame[name]) for name in names if name in frame.columns}
    found = [
        rejections(frame.filter(pl.col(name).is_in(words)), file=file, column=name, code="cell_error")
        for name, words in said.items()
        if words
    ]
    return pl.concat([no_rejections(), *found])
