"""Why a service is targeted or not: each rule with its numeral and the values that it saw.

Made for the UGEL that somebody asks for; the text is built by columns, which a whole country needs.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from pusaq_core.norms.compiler import VALUE
from pusaq_core.norms.registry import FROM_FALLBACK, RAW, data_behind
from pusaq_core.norms.vocabulary import PROFILE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pusaq_core.norms.condition import Condition
    from pusaq_core.norms.norm import Norm

MET = "m:"
"""Prefix of the column that says whether a rule holds; null where it cannot be known."""

TRIED = "p:"
"""Prefix of the column that says whether the condition of a profile holds."""

PROFILE_RULE = "perfil-"
"""Prefix of the rule that stands for the condition of a profile in the reasons of a service without one."""


def reasons_json(norm: Norm, facts: pl.DataFrame) -> pl.Series:
    """JSON list of reasons for each row; never empty.

    A service with a profile names every rule of it, in the order of the norm; one without names the
    condition of each profile that was tried.

    Args:
        norm: the norm that was applied.
        facts: rows of the targeting.
    """
    no_profile = [
        _reason(norm, PROFILE_RULE + p.id, ("criterion", p.numeral), p.when, TRIED + p.id)
        for p in norm.profiles
    ]
    groups: list[tuple[str | None, list[pl.Expr]]] = [(None, no_profile)]
    for profile in norm.profiles:
        rules = [
            _reason(norm, rule.id, (rule.kind, rule.numeral), rule.condition, MET + rule.id)
            for rule in norm.rules_for(profile.id)
        ]
        groups.append((profile.id, rules or no_profile))
    rows = facts.with_row_index("row")
    parts = [
        rows.filter(pl.col(VALUE + PROFILE_NAME).eq_missing(pl.lit(name, dtype=pl.String))).select(
            "row", reasons=pl.concat_str([pl.lit("["), *_between_commas(reasons), pl.lit("]")])
        )
        for name, reasons in groups
    ]
    return pl.concat(parts).sort("row")["reasons"]


def reasons_of(text: str) -> list[dict[str, Any]]:
    """Reasons of one service as objects."""
    found: list[dict[str, Any]] = json.loads(text)
    return found


def _reason(norm: Norm, rule: str, head: tuple[str, str], condition: Condition, met_column: str) -> pl.Expr:
    kind, numeral = head
    named = {"rule": rule, "kind": kind, "numeral": numeral}
    start = json.dumps(named, ensure_ascii=False, separators=(",", ":"))[:-1]
    met = pl.col(met_column)
    met_text = pl.when(met).then(pl.lit("true")).when(~met).then(pl.lit("false")).otherwise(pl.lit("null"))
    seen = _between_commas(_seen(norm, condition))
    return pl.concat_str([pl.lit(start + ',"seen":{'), *seen, pl.lit('},"met":'), met_text, pl.lit("}")])


def _between_commas(parts: Iterable[pl.Expr]) -> list[pl.Expr]:
    found: list[pl.Expr] = []
    for part in parts:
        found += [pl.lit(","), part] if found else [part]
    return found


def _seen(norm: Norm, condition: Condition) -> list[pl.Expr]:
    """`"column": value` for each column and figure that a condition read; each once."""
    found: dict[str, pl.Expr] = {}
    for name in data_behind(norm, condition):
        if name in norm.data:
            found.setdefault(norm.data[name].column, _seen_datum(norm, name))
        else:
            found.setdefault(name, _pair(name, pl.col(VALUE + name)))
    return list(found.values())


def _seen_datum(norm: Norm, name: str) -> pl.Expr:
    """What stands in the registry: text as written, numbers as numbers, yes and no as 1 and 0."""
    datum = norm.data[name]
    first = _pair(datum.column, *_shown(name, datum.type, datum.column))
    if not datum.fallback:
        return first
    second = _pair(datum.fallback, *_shown(name, datum.type, datum.fallback))
    return pl.when(pl.col(FROM_FALLBACK + name)).then(second).otherwise(first)


def _shown(name: str, kind: str, column: str) -> tuple[pl.Expr, pl.Expr]:
    value, raw = pl.col(VALUE + name), pl.col(RAW + column)
    if kind == "texto":
        return raw, raw
    return (value.cast(pl.Int64) if kind == "logico" else value), raw


def _pair(key: str, value: pl.Expr, raw: pl.Expr | None = None) -> pl.Expr:
    """`"key": value` as JSON; where the value is unknown, what stands in the cell, or null."""
    written = pl.struct(value.alias(key)).struct.json_encode()
    if raw is not None:
        as_text = pl.struct(raw.alias(key)).struct.json_encode()
        written = pl.when(value.is_not_null()).then(written).otherwise(as_text)
    return written.str.strip_prefix("{").str.strip_suffix("}")
