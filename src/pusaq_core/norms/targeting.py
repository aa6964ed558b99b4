"""Which services a norm supports, and in which order (NT-026-01-MINEDU, 5.6: concurrent criteria).

Everything is computed over the whole registry, so that a UGEL gets the same answer alone or with the country.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from pusaq_core.norms.absent import AbsentColumn, absent_columns
from pusaq_core.norms.compiler import VALUE
from pusaq_core.norms.decisions import (
    TARGETED,
    decision_of,
    leaves_open,
    may_pass,
    unjudged,
    with_profiles,
    with_rules,
)
from pusaq_core.norms.figures import with_derived
from pusaq_core.norms.known_values import unfamiliar_values
from pusaq_core.norms.loader import TIE_BREAK
from pusaq_core.norms.reasons import MET, PROFILE_RULE, reasons_json, reasons_of
from pusaq_core.norms.registry import count_by_ugel, read_registry, unreadable
from pusaq_core.norms.vocabulary import PASSES_NAME, PROFILE_NAME

if TYPE_CHECKING:
    from collections.abc import Collection

    from pusaq_core.norms.norm import Norm

ServiceKey = tuple[str, str]
"""COD_MOD and ANEXO."""


@dataclass(frozen=True, slots=True, eq=False)
class Targeting:
    """Every service of the registry with its decision.

    Attributes:
        norm: the norm that was applied.
        table: `cod_mod`, `anexo`, `codlocal`, `cod_ugel`, `profile` (name in files, null where none fits),
            `decision` (`targeted`, `to_verify`, `not_targeted` or `excluded`), `rank` (from 1 within UGEL and
            profile, null where not targeted); one row a service, sorted by UGEL, service and annex.
        unknown: `cod_ugel`, `rule`, `services`: how many services of the rule's profiles it could not judge;
            the condition of a profile is the rule `perfil-<id>`.
        open: the same of those services that it leaves to be verified, for rules that can.
        unreadable: `cod_ugel`, `column`, `cells`: how many cells are not of the declared type.
        unfamiliar: `cod_ugel`, `column`, `value`, `services`: texts that the norm does not know, standing
            where its rules compare.
        absent: columns that the norm names and the registry does not have.
        facts: what was read and found for each row of `table`, in the same order.
    """

    norm: Norm
    table: pl.DataFrame
    unknown: pl.DataFrame
    open: pl.DataFrame
    unreadable: pl.DataFrame
    unfamiliar: pl.DataFrame
    absent: tuple[AbsentColumn, ...]
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
        return self._by_rule(self.unknown, ugels)

    def left_open(self, ugels: Collection[str] | None = None) -> dict[str, int]:
        """How many services each rule leaves to be verified, in the order of the norm.

        Args:
            ugels: codes; None for all.
        """
        return self._by_rule(self.open, ugels)

    def _by_rule(self, counts: pl.DataFrame, ugels: Collection[str] | None) -> dict[str, int]:
        total = _summed(counts, ugels)
        names = [PROFILE_RULE + p.id for p in self.norm.profiles] + [rule.id for rule in self.norm.rules]
        return {name: total[name] for name in names if name in total}


def _summed(counts: pl.DataFrame, ugels: Collection[str] | None) -> dict[str, int]:
    if ugels is not None:
        counts = counts.filter(pl.col("cod_ugel").is_in(sorted(ugels)))
    return dict(counts.group_by("rule").agg(pl.col("services").sum()).iter_rows())


def evaluate(norm: Norm, services: pl.DataFrame, *, file: str = "") -> Targeting:
    """Decides every service of a registry.

    A service has the first profile whose condition holds. It is targeted where every criterion of the profile
    holds and no exclusion does, not targeted where one fails, excluded where one holds. What is not known
    counts as the rule says (`sin_dato`); where the rule leaves it open and it could change the decision, the
    service is to be verified: also where its profile is not known and some that it may have could target it.
    A figure over services lies between what it is without and with those that are not known to count.

    Ranks go by the priorities in the norm's order, each before all later ones (unknown counts as not met),
    then by the datum that breaks ties, the greatest first, then by code.

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
    facts = with_profiles(norm, with_derived(norm, facts, second_pass=False))
    facts = with_rules(norm, facts, second_pass=False)
    facts = facts.with_columns(may_pass(norm, with_scope=False).alias(VALUE + PASSES_NAME))
    facts = with_rules(norm, with_derived(norm, facts, second_pass=True), second_pass=True)
    facts = facts.with_columns(decision_of(norm).alias("decision"))
    return Targeting(
        norm=norm,
        table=_table(norm, facts),
        unknown=count_by_ugel(facts, unjudged(norm), "rule", "services"),
        open=count_by_ugel(facts, leaves_open(norm), "rule", "services"),
        unreadable=unreadable(norm, facts),
        unfamiliar=unfamiliar_values(norm, facts, value=VALUE),
        absent=absent_columns(norm, services.columns),
        facts=facts,
    )


def _table(norm: Norm, facts: pl.DataFrame) -> pl.DataFrame:
    names = {profile.id: profile.file_name for profile in norm.profiles}
    table = facts.select(
        cod_mod="COD_MOD",
        anexo="ANEXO",
        codlocal="CODLOCAL",
        cod_ugel="CODOOII",
        profile=pl.when(pl.col(VALUE + PROFILE_NAME) != "").then(pl.col(VALUE + PROFILE_NAME)).replace(names),
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
        applies = pl.col(VALUE + PROFILE_NAME) == profile.id
        for power, rule in enumerate(reversed(priorities)):
            met = pl.col(MET + rule.id).fill_null(value=False) & applies
            merit += met.cast(pl.Int64) * 2**power
    return merit.alias("merit")
