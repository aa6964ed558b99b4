"""The registry as the data that a norm reads: each cell cast to its declared type, or unknown."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import polars as pl

from pusaq_core.cell_text import no_values, number, unsaid
from pusaq_core.errors import InputError, Problem
from pusaq_core.norms.compiler import GIVEN, VALUE
from pusaq_core.norms.expressions import names_in
from pusaq_core.norms.known_values import compared_texts, spellings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pusaq_core.norms.condition import Condition
    from pusaq_core.norms.norm import Norm
    from pusaq_core.norms.targeting_model import Datum, Scope

RAW = "r:"
"""Prefix of a column of the registry as text without outer spaces, null where empty."""

SAID = "s:"
"""Prefix of a column of the registry as it is compared: what looks alike is one text, and a cell that means
no value or holds an error says nothing."""

FROM_FALLBACK = "f:"
"""Prefix of the column that says whether a datum was read from its second column."""

KEYS = ("CODOOII", "COD_MOD", "ANEXO", "CODLOCAL")
"""UGEL, service and premises: every registry has them."""

SCOPE_COLUMNS: dict[Scope, str] = {
    "ugel": "CODOOII",
    "distrito": "CODGEO",
    "red": "RED_EDUCATIVA",
    "local": "CODLOCAL",
}
"""Column that says to which group of a scope a service belongs; `pais` has none, for all belong to it."""

_YES = ("true", "verdadero", "sí", "si")
_NO = ("false", "falso", "no")


def read_registry(norm: Norm, services: pl.DataFrame, *, file: str = "") -> pl.DataFrame:
    """Facts about every service, sorted by UGEL, service and annex.

    Args:
        norm: says which columns are read, and how.
        services: one row a service; columns of the registry as text (other types are taken by their text).
        file: name of the registry's file, for errors.

    Returns:
        For each row the keys, `r:<column>` and `s:<column>` for each column read or grouped by, and for each
        datum `v:<id>` (value), `g:<id>` (given) and `f:<id>` (read from its second column).

    Raises:
        InputError: `missing_datum` for each obligatory column that is absent, with what reads it.
    """
    _require_columns(norm, services, file)
    columns = columns_read(norm)
    frame = services.select(
        *[_clean(key).fill_null("").alias(key) for key in KEYS],
        *[_raw(column, services).alias(RAW + column) for column in columns],
    )
    frame = frame.sort(KEYS, maintain_order=True)
    frame = frame.with_columns(_said(frame[RAW + column]).alias(SAID + column) for column in columns)
    compared = compared_texts(norm)
    return frame.with_columns(
        column
        for datum in norm.data.values()
        for column in _datum_columns(datum, services.columns, spellings(datum, compared))
    )


def columns_read(norm: Norm) -> list[str]:
    """Columns of the registry that a norm reads or groups by, ascending."""
    read = {column for datum in norm.data.values() for column in (datum.column, datum.fallback)}
    return sorted({*read, *SCOPE_COLUMNS.values()} - {""})


def unreadable(norm: Norm, facts: pl.DataFrame) -> pl.DataFrame:
    """Cells that hold something which is not of the declared type, so that their value is unknown.

    Args:
        norm: declares the types.
        facts: answer of `read_registry`.

    Returns:
        Columns `cod_ugel`, `column`, `cells`; only counts above zero; sorted.
    """
    bad = {
        column: _is_unreadable(datum, column, facts[RAW + column])
        for datum in norm.data.values()
        for column in (datum.column, datum.fallback)
        if column
    }
    return count_by_ugel(facts, bad, "column", "cells")


def unreadable_cells(norm: Norm, services: pl.DataFrame) -> pl.DataFrame:
    """Cells that rules read and that hold something which is not of the declared type.

    Args:
        norm: declares the types.
        services: one row a service; columns of the registry as text.

    Returns:
        The rows of `services` with `column` (which of its cells), `found` (its text) and `type`, once for
        each such cell, in the order of the norm.
    """
    parts = []
    for datum in norm.data.values():
        for column in sorted({datum.column, datum.fallback} & set(services.columns)):
            text = services.select(_clean(column)).to_series().alias(SAID + column)
            rows = services.with_columns(text.alias(RAW + column), _said(text))
            parts.append(
                rows.filter(_is_unreadable(datum, column, text))
                .with_columns(column=pl.lit(column), found=RAW + column, type=pl.lit(datum.type))
                .drop(RAW + column, SAID + column)
            )
    nothing = services.clear().with_columns(
        pl.lit(None, pl.String).alias(name) for name in ("column", "found", "type")
    )
    return pl.concat([nothing, *parts])


def _is_unreadable(datum: Datum, column: str, text: pl.Series) -> pl.Expr:
    """Something stands there, it does not mean that there is no value, and it is not of the type."""
    written = pl.col(RAW + column).is_not_null() & ~pl.col(RAW + column).is_in(no_values(text))
    return written & _cast(datum, column, {}).is_null()


def count_by_ugel(facts: pl.DataFrame, flags: dict[str, pl.Expr], name: str, count: str) -> pl.DataFrame:
    """How often each flag holds in each UGEL.

    Args:
        facts: rows with `CODOOII`.
        flags: condition by name.
        name: name of the column that holds the flags' names.
        count: name of the column that holds the counts.

    Returns:
        Columns `cod_ugel`, `name`, `count`; only counts above zero; sorted by the first two.
    """
    sums = [flag.fill_null(value=False).sum().cast(pl.Int64).alias(key) for key, flag in flags.items()]
    schema = {"cod_ugel": pl.String, name: pl.String, count: pl.Int64}
    if not sums or facts.is_empty():
        return pl.DataFrame(schema=schema)
    wide = facts.group_by(pl.col("CODOOII").alias("cod_ugel")).agg(sums)
    long = wide.unpivot(index="cod_ugel", variable_name=name, value_name=count)
    return long.filter(pl.col(count) > 0).sort("cod_ugel", name)


def data_behind(norm: Norm, condition: Condition) -> tuple[str, ...]:
    """Data and figures that a condition reads, through named conditions, in the order of its text."""
    found: dict[str, None] = {}
    for name in names_in(condition.tree):
        inner = norm.derived[name.name].condition if name.name in norm.derived else None
        for one in data_behind(norm, inner) if inner else (name.name,):
            found[one] = None
    return tuple(found)


def _clean(column: str) -> pl.Expr:
    text = pl.col(column).cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text)


def _raw(column: str, services: pl.DataFrame) -> pl.Expr:
    return _clean(column) if column in services.columns else pl.lit(None, dtype=pl.String)


def _said(text: pl.Series) -> pl.Series:
    """Each text by how it looks: accents joined, single spaces; null where it says nothing."""
    written = text.drop_nulls().unique().to_list()
    seen = {one: unicodedata.normalize("NFC", " ".join(one.split())) for one in written}
    strange = {one: said for one, said in seen.items() if one != said}
    alike = text.replace(strange) if strange else text
    silent = unsaid(text)
    return alike.set(text.is_in(silent), None) if silent else alike


def _datum_columns(datum: Datum, columns: Iterable[str], known: Mapping[str, str]) -> list[pl.Expr]:
    first, given = _cast(datum, datum.column, known), _given(datum, datum.column, columns)
    value, from_fallback = first, pl.lit(value=False)
    if datum.fallback:
        second = _cast(datum, datum.fallback, known)
        value, from_fallback = pl.coalesce(first, second), first.is_null() & second.is_not_null()
        given = pl.when(from_fallback).then(_given(datum, datum.fallback, columns)).otherwise(given)
    return [
        value.alias(VALUE + datum.id),
        given.alias(GIVEN + datum.id),
        from_fallback.alias(FROM_FALLBACK + datum.id),
    ]


def _given(datum: Datum, column: str, columns: Iterable[str]) -> pl.Expr:
    """True where the registry has the cell, false where it is empty, null where nobody can know."""
    if column not in columns:
        return pl.lit(None, dtype=pl.Boolean)
    written = pl.col(RAW + column).is_not_null()
    return pl.when(written & _cast(datum, column, {}).is_null()).then(None).otherwise(written)


def _cast(datum: Datum, column: str, known: Mapping[str, str]) -> pl.Expr:
    """A cell by the type of its datum; a text that the norm knows is written as the norm writes it."""
    text = pl.col(SAID + column)
    if datum.first:
        text = text.str.slice(0, datum.first)
    if known:
        plain = text.str.to_lowercase()
        text = plain.replace_strict(dict(known), default=text, return_dtype=pl.String)
    if datum.type == "texto":
        return text
    if datum.type == "logico":
        return _as_flag(text)
    amount = number(text)
    if datum.type == "decimal":
        return amount
    whole = pl.when(amount == amount.round()).then(amount.cast(pl.Int64, strict=False))
    return pl.coalesce(text.cast(pl.Int64, strict=False), whole)


def _as_flag(text: pl.Expr) -> pl.Expr:
    amount, word = number(text), text.str.to_lowercase()
    yes, no = (amount == 1) | word.is_in(_YES), (amount == 0) | word.is_in(_NO)
    known = yes.fill_null(value=False) | no.fill_null(value=False)
    return pl.when(known).then(yes.fill_null(value=False))


def _require_columns(norm: Norm, services: pl.DataFrame, file: str) -> None:
    problems = [Problem("missing_key_column", file, None, key) for key in KEYS if key not in services.columns]
    for datum in norm.data.values():
        if datum.required and not {datum.column, datum.fallback} & set(services.columns):
            readers = "|".join(_readers(norm, datum.id))
            problems.append(Problem("missing_datum", file, None, datum.column, expected=f"read_by:{readers}"))
    if problems:
        raise InputError(*problems)


def _readers(norm: Norm, datum: str) -> list[str]:
    """Profiles and rules that need a datum, directly or through derived values."""
    profiles = [f"perfil {p.id}" for p in norm.profiles if datum in all_data(norm, p.when)]
    return profiles + [rule.id for rule in norm.rules if datum in all_data(norm, rule.condition)]


def all_data(norm: Norm, condition: Condition) -> set[str]:
    """Every datum and figure that a condition rests on, also through the figures that it reads."""
    found: set[str] = set()
    for name in data_behind(norm, condition):
        found.add(name)
        figure = norm.derived.get(name)
        if figure is not None:
            found.add(figure.of)
            found |= all_data(norm, figure.where) if figure.where else set()
    return found
