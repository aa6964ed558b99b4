"""What is decided of each service, when what is not known counts as its rule says or leaves it open.

All three-valued: a criterion that is open does not fail, an exclusion that is open does not hold, and a
decision that one of them could change is not made.
"""

from __future__ import annotations

import operator
from functools import reduce
from typing import TYPE_CHECKING

import polars as pl

from pusaq_core.norms.compiler import VALUE, compile_expression
from pusaq_core.norms.figures import figures_of
from pusaq_core.norms.reasons import MAY_BE, MET, PROFILE_RULE, TRIED
from pusaq_core.norms.vocabulary import PROFILE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pusaq_core.norms.norm import Norm

TARGETED = "targeted"
TO_VERIFY = "to_verify"
NOT_TARGETED = "not_targeted"
EXCLUDED = "excluded"

COUNTS = "c:"
"""Prefix of the column that says what a rule counts as; null where what is not known leaves it open."""


def with_profiles(norm: Norm, facts: pl.DataFrame) -> pl.DataFrame:
    """What came of each condition, which profiles a service may have, and the one that it has.

    The profile is the first whose condition holds; it is known where none before it is open. A service of
    which that is not known has no profile, and no later one silently: `MAY_BE` marks those it may have.
    """
    figures = figures_of(norm)
    facts = facts.with_columns(
        compile_expression(profile.when.tree, figures).alias(TRIED + profile.id) for profile in norm.profiles
    )
    may_be, held, first_open = [], pl.lit(value=False), pl.lit(value=False)
    known = []
    for profile in norm.profiles:
        tried = pl.col(TRIED + profile.id)
        holds, is_open = tried.fill_null(value=False), tried.is_null()
        may_be.append((~held & (holds | is_open)).alias(MAY_BE + profile.id))
        known.append(pl.when(holds & ~held & ~first_open).then(pl.lit(profile.id)))
        first_open |= ~held & is_open
        held |= holds
    facts = facts.with_columns(*may_be, pl.coalesce(known).alias("known"), first_open.alias("open"))
    found = pl.when(~pl.col("open")).then(pl.col("known").fill_null(""))
    return facts.with_columns(found.alias(VALUE + PROFILE_NAME)).drop("known", "open")


def with_rules(norm: Norm, facts: pl.DataFrame, *, second_pass: bool) -> pl.DataFrame:
    """What came of each rule, and what counts: what the norm takes where it is not known."""
    figures = figures_of(norm)
    rules = [rule for rule in norm.rules if (rule.scope is not None) == second_pass]
    facts = facts.with_columns(
        compile_expression(rule.condition.tree, figures).alias(MET + rule.id) for rule in rules
    )
    return facts.with_columns(
        pl.col(MET + rule.id).fill_null(pl.lit(rule.taken, dtype=pl.Boolean)).alias(COUNTS + rule.id)
        for rule in rules
    )


def _may_be(profiles: Iterable[str]) -> pl.Expr:
    return reduce(operator.or_, (pl.col(MAY_BE + profile) for profile in profiles))


def _passes(norm: Norm, profile: str, *, with_scope: bool) -> pl.Expr:
    """Whether a service passes the rules of a profile; null where what is not known decides."""
    rules = [rule for rule in norm.rules_for(profile) if with_scope or rule.scope is None]
    met = [pl.col(COUNTS + rule.id) for rule in rules if rule.kind == "criterion"]
    free = [~pl.col(COUNTS + rule.id) for rule in rules if rule.kind == "exclusion"]
    return reduce(operator.and_, [*met, *free], pl.lit(value=True))


def may_pass(norm: Norm, *, with_scope: bool) -> pl.Expr:
    """Whether a service passes: of one that may have several profiles, no where it fails in each."""
    found = pl.lit(value=False)
    for profile in norm.profiles:
        passes = _passes(norm, profile.id, with_scope=with_scope)
        alone = pl.col(VALUE + PROFILE_NAME).eq_missing(pl.lit(profile.id))
        unsure = pl.when(passes.ne_missing(pl.lit(value=False))).then(None).otherwise(pl.lit(value=False))
        found |= pl.col(MAY_BE + profile.id) & pl.when(alone).then(passes).otherwise(unsure)
    return found


def decision_of(norm: Norm) -> pl.Expr:
    """The decision on each service whose profile and rules are known as far as they are."""
    passes = may_pass(norm, with_scope=True)
    excluded = reduce(operator.or_, (_is_excluded(norm, p.id) for p in norm.profiles))
    decided = pl.when(passes).then(pl.lit(TARGETED)).when(passes.is_null()).then(pl.lit(TO_VERIFY))
    return decided.when(excluded).then(pl.lit(EXCLUDED)).otherwise(pl.lit(NOT_TARGETED))


def _is_excluded(norm: Norm, profile: str) -> pl.Expr:
    """Of this profile for certain, with an exclusion that holds and no criterion that fails."""
    rules = norm.rules_for(profile)
    fails = [~pl.col(COUNTS + rule.id).fill_null(value=True) for rule in rules if rule.kind == "criterion"]
    holds = [pl.col(COUNTS + rule.id).fill_null(value=False) for rule in rules if rule.kind == "exclusion"]
    alone = pl.col(VALUE + PROFILE_NAME).eq_missing(pl.lit(profile))
    return alone & reduce(operator.or_, holds, pl.lit(value=False)) & ~reduce(
        operator.or_, fails, pl.lit(value=False)
    )  # fmt: skip


def unjudged(norm: Norm) -> dict[str, pl.Expr]:
    """For each profile and rule, the services that it concerns and could not judge."""
    profiles = {
        PROFILE_RULE + p.id: pl.col(MAY_BE + p.id) & pl.col(TRIED + p.id).is_null() for p in norm.profiles
    }
    return profiles | {
        rule.id: _may_be(rule.profiles) & pl.col(MET + rule.id).is_null() for rule in norm.rules
    }


def leaves_open(norm: Norm) -> dict[str, pl.Expr]:
    """Of what could not be judged, that which leaves a service to be verified."""
    undecided = {rule.id for rule in norm.rules if rule.kind == "priority" or rule.taken is not None}
    to_verify = pl.col("decision") == TO_VERIFY
    return {name: to_verify & flag for name, flag in unjudged(norm).items() if name not in undecided}
