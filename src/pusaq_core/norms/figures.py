"""Figures over the services of a scope, each between the bounds that what is unknown leaves open.

A service of which it is not known whether it counts is left out of the one bound and is in the other. A value
that is not known adds nothing, or no matter how much, to a sum; it takes no part in a least, greatest or mean
value, which are of those that have one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl

from pusaq_core.norms.compiler import LEAST, MOST, VALUE, compile_expression
from pusaq_core.norms.registry import SAID, SCOPE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection

    from pusaq_core.norms.norm import Norm
    from pusaq_core.norms.targeting_model import Derived

Bounds = tuple[pl.Expr, pl.Expr]


def with_derived(norm: Norm, facts: pl.DataFrame, *, second_pass: bool) -> pl.DataFrame:
    """Facts with the derived values of a pass, each in the order in which the norm gives them.

    Args:
        norm: declares them.
        facts: one row a service of the whole registry.
        second_pass: those that depend on which services pass the criteria, or the others.

    Returns:
        For a named condition `v:<id>`; for a figure also its bounds `lo:<id>` and `hi:<id>` as decimals, the
        upper one infinite where nothing bounds it; `v:<id>` is null where they differ.
    """
    figures = figures_of(norm)
    for derived in norm.derived.values():
        if derived.second_pass != second_pass:
            continue
        if derived.condition is not None:
            value = compile_expression(derived.condition.tree, figures)
            facts = facts.with_columns(value.alias(VALUE + derived.id))
            continue
        least, most = _bounds(derived, figures)
        facts = facts.with_columns(least.alias(LEAST + derived.id), most.alias(MOST + derived.id))
        known = pl.col(LEAST + derived.id) == pl.col(MOST + derived.id)
        value = pl.col(LEAST + derived.id)
        if is_whole(norm, derived):
            value = value.cast(pl.Int64)
        facts = facts.with_columns(pl.when(known).then(value).alias(VALUE + derived.id))
    return facts


def figures_of(norm: Norm) -> frozenset[str]:
    """Ids of the derived values that are figures."""
    return frozenset(derived.id for derived in norm.derived.values() if derived.aggregate)


def is_whole(norm: Norm, derived: Derived) -> bool:
    """Whether a figure is a whole number."""
    if derived.aggregate == "cuenta":
        return True
    return derived.aggregate != "promedio" and norm.data[derived.of].type == "entero"


def _bounds(derived: Derived, figures: Collection[str]) -> Bounds:
    every = pl.col("COD_MOD").is_not_null()  # a column: a literal would count as one row
    where = every & compile_expression(derived.where.tree, figures) if derived.where else every
    sure, maybe = where.fill_null(value=False), where.is_null()
    key = (
        pl.col(SAID + SCOPE_COLUMNS[derived.scope]).str.to_lowercase()
        if derived.scope in SCOPE_COLUMNS
        else pl.lit("")
    )
    if derived.aggregate == "cuenta":
        least, most = sure.cast(pl.Float64).sum(), (sure | maybe).cast(pl.Float64).sum()
    else:
        value = pl.col(VALUE + derived.of).cast(pl.Float64)
        least, most = _of_values(derived.aggregate or "", value, sure, maybe)
    return (
        pl.when(key.is_not_null()).then(least.over(key)),
        pl.when(key.is_not_null()).then(most.over(key)),
    )


def _of_values(aggregate: str, value: pl.Expr, sure: pl.Expr, maybe: pl.Expr) -> Bounds:
    certain, open_ = pl.when(sure).then(value), pl.when(maybe).then(value)
    if aggregate == "suma":
        unknown = ((sure | maybe) & value.is_null()).any()
        total = certain.sum()
        most = total + open_.clip(lower_bound=0).sum()
        return total + open_.clip(upper_bound=0).sum(), pl.when(unknown).then(math.inf).otherwise(most)
    whole = {"minimo": certain.min(), "maximo": certain.max(), "promedio": certain.mean()}[aggregate]
    least = whole if aggregate == "maximo" else pl.min_horizontal(whole, open_.min())
    most = whole if aggregate == "minimo" else pl.max_horizontal(whole, open_.max())
    return pl.when(whole.is_not_null()).then(least), pl.when(whole.is_not_null()).then(most)
