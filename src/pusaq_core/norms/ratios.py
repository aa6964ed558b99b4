"""Teachers per accompanist at each service (NT-026-01-MINEDU, 5.4 and 5.6.1 b, 5.6.2 b, 5.6.3 b)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pusaq_core.norms.compiler import VALUE, compile_expression
from pusaq_core.norms.registry import KEYS, data_behind, read_registry
from pusaq_core.norms.vocabulary import DISPERSION_NAME

if TYPE_CHECKING:
    from pusaq_core.norms.norm import Norm
    from pusaq_core.norms.targeting_model import RatioCase


def ratios(norm: Norm, services: pl.DataFrame, *, file: str = "") -> pl.DataFrame:
    """Greatest and least number of teachers for an accompanist who holds each service.

    Args:
        norm: the norm.
        services: rows of the registry with two more columns: `profile` (name in files, null where none) and
            `dispersion` (`alta`, `baja` or null), which depends on the neighbours and comes from the caller.
        file: name of the registry's file, for errors.

    Returns:
        `cod_mod`, `anexo`, `ratio_max`, `ratio_min` (null where the norm gives none), `numeral`, sorted by
        UGEL, service and annex; all three null for a service without profile.

    Raises:
        InputError: `missing_datum` for each obligatory column that is absent.
    """
    extra = services.select(*KEYS, "profile", pl.col("dispersion").cast(pl.String))
    extra = extra.select(
        *[pl.col(key).cast(pl.String).str.strip_chars().fill_null("") for key in KEYS],
        pl.col("profile"),
        pl.col("dispersion").alias(VALUE + DISPERSION_NAME),
    ).sort(KEYS, maintain_order=True)
    facts = read_registry(norm, services, file=file)
    facts = pl.concat([facts, extra.drop(KEYS)], how="horizontal")
    for derived in norm.derived.values():
        if derived.condition is not None and set(data_behind(norm, derived.condition)) <= set(norm.data):
            facts = facts.with_columns(compile_expression(derived.condition.tree).alias(VALUE + derived.id))
    chosen = {name: pl.lit(None) for name in ("maximum", "minimum", "numeral")}
    for profile in norm.profiles:
        applies = pl.col("profile").eq_missing(pl.lit(profile.file_name))
        for name, otherwise in chosen.items():
            case = _first_case(norm.ratio[profile.id], name)
            chosen[name] = pl.when(applies).then(case).otherwise(otherwise)
    return facts.select(
        cod_mod="COD_MOD",
        anexo="ANEXO",
        ratio_max=chosen["maximum"].cast(pl.Int64),
        ratio_min=chosen["minimum"].cast(pl.Int64),
        numeral=chosen["numeral"].cast(pl.String),
    )


def _first_case(cases: tuple[RatioCase, ...], name: str) -> pl.Expr:
    """Value of the first case whose condition holds; an unknown condition does not hold."""
    value = pl.lit(getattr(cases[-1], name))
    for case in reversed(cases[:-1]):
        holds = compile_expression(case.when.tree) if case.when else pl.lit(value=True)
        value = pl.when(holds).then(pl.lit(getattr(case, name))).otherwise(value)
    return value
