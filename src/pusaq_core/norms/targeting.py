"""Which services a norm supports, and in which order (NT-026-01-MINEDU, 5.6: concurrent criteria).

Everything is computed over the whole registry, so that a UGEL gets the same answer alone or with the country.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import polars as pl

from pusaq_core.norms.compiler import VALUE, compile_expression
from pusaq_core.norms.known_values import unfamiliar_values
from pusaq_core.norms.loader import TIE_BREAK
from pusaq_core.norms.reasons import MET, TRIED, reasons_json, reasons_of
from pusaq_core.norms.registry import (
    SAID,
    SCOPE_COLUMNS,
    count_by_ugel,
    read_registry,
    unreadable,
)
from pusaq_core.norms.vocabulary import PASSES_NAME, PROFILE_NAME

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pusaq_core.norms.norm import Norm
    from pusaq_core.norms.targeting_model import Derived, RuleKind

TARGETED = "targeted"
NOT_TARGETED = "not_targeted"
EXCLUDED = "excluded"

ServiceKey = tuple[str, str]
"""COD_MOD and ANEXO."""


@dataclass(frozen=True, slots=True, eq=False)
class Targeting:
    """Every service of the registry with its decision.

    Attributes:
        norm: the norm that was applied.
        table: `cod_mod`, `anexo`, `codlocal`, `cod_ugel`, `profile` (name in files, null where none fits),
            `decision` (`targeted`, `not_targeted` or `excluded`), `rank` (from 1 within UGEL and profile,
            null where not targeted); one row a service, sorted by UGEL, service and annex.
        unknown: `cod_ugel`, `rule`, `services`: how many services of the rule's profiles it could not judge.
        unreadable: `cod_ugel`, `column`, `cells`: how many cells are not of the declared type.
        unfamiliar: `cod_ugel`, `column`, `value`, `services`: texts that the norm does not know, standing
            where its rules compare.
        facts: what was read and found for each row of `table`, in the same order.
    """

    norm: Norm
    table: pl.DataFrame
    unknown: pl.DataFrame
    unreadable: pl.DataFrame
    unfamiliar: pl.DataFrame
    facts: pl.DataFrame

    def explained(self, ugels: Collection[str] | None = None) -> pl.DataFrame:
        """Rows of some UGEL with column `reasons`, a JSON list that is never empty.

        Args:
            ugels: codes; None for all.
        """
        table, facts = self.table, self.facts
        if ugels is not None:
            mask = table["cod_ugel"].is_in(sorted(ugels))
            table, facts = table.filter(mask), facts.filter(mask)
        return table.with_columns(reasons=reasons_json(self.norm, facts))

    def reasons(self, ugels: Collection[str] | None = None) -> dict[ServiceKey, list[dict[str, Any]]]:
        """Reasons of each service of some UGEL: rule, kind, numeral, what was seen, and whether it holds.

        Args:
            ugels: codes; None for all.
        """
        rows = self.explained(ugels).select("cod_mod", "anexo", "reasons").iter_rows()
        return {(code, annex): reasons_of(text) for code, annex, text in rows}

    def without_data(self, ugels: Collection[str] | None = None) -> dict[str, int]:
        """How many services each rule could not judge, in the order of the norm.

        Args:
            ugels: codes; None for all.
        """
        counts = self.unknown
        if ugels is not None:
            counts = counts.filter(pl.col("cod_ugel").is_in(sorted(ugels)))
        total = dict(counts.group_by("rule").agg(pl.col("services").sum()).iter_rows())
        return {rule.id: total[rule.id] for rule in self.norm.rules if rule.id in total}


def evaluate(norm: Norm, services: pl.DataFrame, *, file: str = "") -> Targeting:
    """Decides every service of a registry.

    A service has the first profile whose condition holds. It is targeted where no criterion of the profile
    fails and no exclusion holds; what is unknown decides neither. Ranks go by the priorities in the norm's
    order, each before all later ones (unknown counts as not met), then by the datum that breaks ties, the
    greatest first, then by code.

    Args:
        norm: the norm.
        services: one row a service; columns of the registry in capitals, as text, null where empty, with
            `docentes_acompanables` (teachers who would be accompanied; null where staff is missing).
            Optional columns may be absent. The whole registry, even where one UGEL is asked for.
        file: name of the registry's file, for errors.

    Raises:
        InputError: `missing_datum` for each obligatory column that is absent, with what reads it.
    """
    facts = read_registry(norm, services, file=file)
    facts = _with_profiles(norm, _with_derived(norm, facts, second_pass=False))
    facts = _with_rules(norm, facts, second_pass=False)
    facts = facts.with_columns((_passes(norm, with_scope=False)).alias(VALUE + PASSES_NAME))
    facts = _with_rules(norm, _with_derived(norm, facts, second_pass=True), second_pass=True)
    facts = facts.with_columns(_decision(norm).alias("decision"))
    unknown = {rule.id: _has_profile(rule.profiles) & pl.col(MET + rule.id).is_null() for rule in norm.rules}
    return Targeting(
        norm=norm,
        table=_table(norm, facts),
        unknown=count_by_ugel(facts, unknown, "rule", "services"),
        unreadable=unreadable(norm, facts),
        unfamiliar=unfamiliar_values(norm, facts, value=VALUE),
        facts=facts,
    )


def _with_derived(norm: Norm, facts: pl.DataFrame, *, second_pass: bool) -> pl.DataFrame:
    for derived in norm.derived.values():
        if derived.second_pass == second_pass:
            condition = derived.condition
            value = compile_expression(condition.tree) if condition else _figure(derived)
            facts = facts.with_columns(value.alias(VALUE + derived.id))
    return facts


def _figure(derived: Derived) -> pl.Expr:
    """A sum, count, least, greatest or mean over the services of a scope."""
    every = pl.col("COD_MOD").is_not_null()  # a column: a literal would count as one row
    where = every & compile_expression(derived.where.tree).fill_null(value=False) if derived.where else every
    key = (
        pl.col(SAID + SCOPE_COLUMNS[derived.scope]).str.to_lowercase()
        if derived.scope in SCOPE_COLUMNS
        else pl.lit("")
    )
    if derived.aggregate == "cuenta":
        figure = where.cast(pl.Int64).sum().over(key)
    else:
        value = pl.when(where).then(pl.col(VALUE + derived.of))
        whole = {"suma": value.sum(), "minimo": value.min(), "maximo": value.max(), "promedio": value.mean()}
        figure = whole[derived.aggregate or ""].over(key)
        nobody, somebody_known = ~where.any().over(key), value.is_not_null().any().over(key)
        figure = pl.when(nobody | somebody_known).then(figure)
    return pl.when(key.is_not_null()).then(figure)


def _with_profiles(norm: Norm, facts: pl.DataFrame) -> pl.DataFrame:
    tried = [compile_expression(profile.when.tree).alias(TRIED + profile.id) for profile in norm.profiles]
    first = [pl.when(pl.col(TRIED + p.id)).then(pl.lit(p.id)) for p in norm.profiles]
    return facts.with_columns(tried).with_columns(pl.coalesce(first).alias(VALUE + PROFILE_NAME))


def _with_rules(norm: Norm, facts: pl.DataFrame, *, second_pass: bool) -> pl.DataFrame:
    return facts.with_columns(
        compile_expression(rule.condition.tree).alias(MET + rule.id)
        for rule in norm.rules
        if (rule.scope is not None) == second_pass
    )


def _has_profile(profiles: Iterable[str]) -> pl.Expr:
    return pl.col(VALUE + PROFILE_NAME).is_in(sorted(profiles)).fill_null(value=False)


def _any_rule(norm: Norm, kind: RuleKind, *, met: bool, with_scope: bool = True) -> pl.Expr:
    """Whether some rule of a kind, among those of the service's profile, is known to be met or not."""
    flags = [
        _has_profile(rule.profiles) & pl.col(MET + rule.id).eq_missing(pl.lit(value=met))
        for rule in norm.rules
        if rule.kind == kind and (with_scope or rule.scope is None)
    ]
    return reduce(operator.or_, flags, pl.lit(value=False))


def _passes(norm: Norm, *, with_scope: bool) -> pl.Expr:
    """No criterion fails and no exclusion holds, as far as is known."""
    fails = _any_rule(norm, "criterion", met=False, with_scope=with_scope)
    excluded = _any_rule(norm, "exclusion", met=True)
    return pl.col(VALUE + PROFILE_NAME).is_not_null() & ~fails & ~excluded


def _decision(norm: Norm) -> pl.Expr:
    no_profile = pl.col(VALUE + PROFILE_NAME).is_null()
    fails = _any_rule(norm, "criterion", met=False)
    excluded = _any_rule(norm, "exclusion", met=True)
    decided = pl.when(no_profile | fails).then(pl.lit(NOT_TARGETED)).when(excluded).then(pl.lit(EXCLUDED))
    return decided.otherwise(pl.lit(TARGETED))


def _table(norm: Norm, facts: pl.DataFrame) -> pl.DataFrame:
    names = {profile.id: profile.file_name for profile in norm.profiles}
    table = facts.select(
        cod_mod="COD_MOD",
        anexo="ANEXO",
        codlocal="CODLOCAL",
        cod_ugel="CODOOII",
        profile=pl.col(VALUE + PROFILE_NAME).replace(names),
        decision="decision",
    )
    return table.with_columns(_ranks(norm, facts).alias("rank"))


def _ranks(norm: Norm, facts: pl.DataFrame) -> pl.Series:
    """Position of each targeted service within its UGEL and profile; null for the others."""
    tie_break = pl.col(VALUE + norm.assumption(TIE_BREAK).word())
    profile = VALUE + PROFILE_NAME
    group = ["CODOOII", profile]
    ordered = (
        facts.with_row_index("row")
        .filter(pl.col("decision") == TARGETED)
        .with_columns(_merits(norm))
        .sort(
            *group, "merit", tie_break, "COD_MOD", "ANEXO", "row",
            descending=[False, False, True, True, False, False, False],
            nulls_last=True,
        )
    )  # fmt: skip
    ranked = ordered.select("row", rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(group))
    every = facts.select("CODOOII").with_row_index("row")
    return every.join(ranked, on="row", how="left", maintain_order="left")["rank"]


def _merits(norm: Norm) -> pl.Expr:
    """Priorities met as digits of a binary number, the first of the profile the most significant."""
    merit = pl.lit(0, dtype=pl.Int64)
    for profile in norm.profiles:
        priorities = [rule for rule in norm.rules_for(profile.id) if rule.kind == "priority"]
        applies = _has_profile([profile.id])
        for power, rule in enumerate(reversed(priorities)):
            met = pl.col(MET + rule.id).fill_null(value=False) & applies
            merit += met.cast(pl.Int64) * 2**power
    return merit.alias("merit")
