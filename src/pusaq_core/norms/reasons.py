"""Why a service is targeted or not: each rule with its numeral and the values that it saw.

Made for the UGEL that somebody asks for; the text is built by columns, which a whole country needs.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from pusaq_core.norms.compiler import LEAST, MOST, VALUE
from pusaq_core.norms.figures import is_whole
from pusaq_core.norms.registry import FROM_FALLBACK, RAW, data_behind
from pusaq_core.norms.vocabulary import PROFILE_NAME

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pusaq_core.norms.condition import Condition
    from pusaq_core.norms.norm import Norm
    from pusaq_core.norms.targeting_model import Rule

MET = "m:"
"""Prefix of the column that says whether a rule holds; null where it cannot be known."""

TRIED = "p:"
"""Prefix of the column that says whether the condition of a profile holds."""

MAY_BE = "b:"
"""Prefix of the column that says whether a service has a profile or may have it."""

PROFILE_RULE = "perfil-"
"""Prefix of the rule that stands for the condition of a profile, where a service has no known one."""


def reasons_json(norm: Norm, facts: pl.DataFrame) -> pl.Series:
    """JSON list of reasons for each row; never empty.

    A service with a profile names every rule of it, in the order of the norm; one without names the
    condition of each profile that was tried, and the rules of those that it may have.

    Args:
        norm: the norm that was applied.
        facts: rows of the targeting.
    """
    tried = [
        _reason(norm, PROFILE_RULE + p.id, ("criterion", p.numeral), p.when, TRIED + p.id)
        for p in norm.profiles
    ]
    rows = facts.with_row_index("row")
    profile = pl.col(VALUE + PROFILE_NAME)
    flags = [pl.col(MAY_BE + p.id) for p in norm.profiles]
    known = (profile.is_not_null() & (profile != "")).alias("known")
    kinds = rows.select(*flags, known).unique().sort(pl.all())
    parts = []
    for *may_be, is_known in kinds.rows():
        same = [flag == value for flag, value in zip((*flags, known), (*may_be, is_known), strict=True)]
        possible = [p.id for p, value in zip(norm.profiles, may_be, strict=True) if value]
        rules = _of_rules(norm, possible)
        reasons = (rules or tried) if is_known else [*tried, *rules]
        text = pl.concat_str([pl.lit("["), *_between_commas(reasons), pl.lit("]")])
        parts.append(rows.filter(*same).select("row", reasons=text))
    if not parts:
        return pl.Series("reasons", [], dtype=pl.String)
    return pl.concat(parts).sort("row")["reasons"]


def _of_rules(norm: Norm, profiles: Collection[str]) -> list[pl.Expr]:
    """Reasons by the rules of some profiles, in the order of the norm."""
    return [
        _reason(
            norm, rule.id, (rule.kind, rule.numeral), rule.condition, MET + rule.id, _taken(rule)
        )
        for rule in norm.rules
        if set(rule.profiles) & set(profiles)
    ]  # fmt: skip


def _taken(rule: Rule) -> str:
    """What a rule counts as where it is not known, and the assumption that says so, as further keys."""
    if rule.taken is None:
        return ""
    taken = json.dumps({"taken": rule.taken, "assumption": rule.assumption}, separators=(",", ":"))
    return "," + taken[1:-1]


def reasons_of(text: str) -> list[dict[str, Any]]:
    """Reasons of one service as objects."""
    found: list[dict[str, Any]] = json.loads(text)
    return found


def _reason(
    norm: Norm, rule: str, head: tuple[str, str], condition: Condition, met_column: str, taken: str = ""
) -> pl.Expr:
    kind, numeral = head
    named = {"rule": rule, "kind": kind, "numeral": numeral}
    start = json.dumps(named, ensure_ascii=False, separators=(",", ":"))[:-1]
    met = pl.col(met_column)
    met_text = (
        pl.when(met).then(pl.lit("true")).when(~met).then(pl.lit("false")).otherwise(pl.lit("null" + taken))
    )
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
            found.setdefault(name, _seen_figure(norm, name))
    return list(found.values())


def _seen_figure(norm: Norm, name: str) -> pl.Expr:
    """A figure, or the least and the most that it can be: `[5,9]`, `[5,null]` where nothing bounds it."""
    least, most, value = pl.col(LEAST + name), pl.col(MOST + name), pl.col(VALUE + name)
    ends: list[pl.Expr] = [pl.when(end.is_finite()).then(end) for end in (least, most)]
    if is_whole(norm, norm.derived[name]):
        ends = [end.cast(pl.Int64) for end in ends]
    low, high = (end.cast(pl.String).fill_null("null") for end in ends)
    between = pl.concat_str([pl.lit(f'"{name}":['), low, pl.lit(","), high, pl.lit("]")])
    return pl.when(value.is_not_null() | least.is_null()).then(_pair(name, value)).otherwise(between)


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
