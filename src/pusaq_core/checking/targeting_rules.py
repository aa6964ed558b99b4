"""Every service decided once, with its reasons; the ranking and the cap follow from them."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pusaq_core.checking.tables import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pusaq_core.checking.index import PlanIndex
    from pusaq_core.checking.records import TargetingRow

FILE = "targeting.csv"
DECISIONS = ("targeted", "to_verify", "not_targeted", "excluded", "over_cap")
RANKED = ("targeted", "over_cap")
_KEYS = {"rule", "kind", "numeral", "seen", "met"}
_KINDS = ("criterion", "exclusion", "priority")


def _name(row: TargetingRow) -> str:
    return "-".join(row.key)


def check_presence(plan: PlanIndex) -> Iterator[Violation]:
    """Every service of the chosen UGEL has one row; no other service has any."""
    wanted = {key for key, service in plan.services.items() if service.ugel in plan.facts.ugels}
    seen: set[tuple[str, str]] = set()
    for row in plan.records.targeting:
        if row.key in seen:
            yield Violation("service_repeated", FILE, row.row, _name(row), "once", "again")
        elif row.key not in wanted:
            yield Violation(
                "service_unknown", FILE, row.row, _name(row), "a service of the UGEL", "none such"
            )
        seen.add(row.key)
    for key in sorted(wanted - seen):
        yield Violation("service_missing", FILE, None, "-".join(key), "a row", "none")


def check_copied_data(plan: PlanIndex) -> Iterator[Violation]:
    """Premises, UGEL and profile stand as the registry and the norm give them."""
    for row in plan.records.targeting:
        service = plan.services.get(row.key)
        if service is not None:
            expected = (service.premises, service.ugel, service.profile)
            found = (row.premises, row.ugel, row.profile)
            if expected != found:
                yield Violation("service_data_wrong", FILE, row.row, _name(row), str(expected), str(found))


def _reasons(row: TargetingRow) -> list[dict[str, Any]] | None:
    """The reasons of a row; None where they are not as the file promises."""
    try:
        reasons = json.loads(row.reasons)
    except ValueError:
        return None
    if not isinstance(reasons, list) or not reasons:
        return None
    for reason in reasons:
        if not isinstance(reason, dict) or not set(reason) >= _KEYS or reason["kind"] not in _KINDS:
            return None
        if reason["met"] not in (True, False, None) or not isinstance(reason["seen"], dict):
            return None
        if reason.get("taken") not in (True, False, None):
            return None
    return reasons


def check_decisions(plan: PlanIndex) -> Iterator[Violation]:
    """Each decision follows from the row's own reasons (NT-026-01-MINEDU 5.6: all criteria, no exclusion)."""
    for row in plan.records.targeting:
        if row.decision not in DECISIONS:
            yield Violation("decision_unknown", FILE, row.row, _name(row), "|".join(DECISIONS), row.decision)
            continue
        reasons = _reasons(row)
        if reasons is None:
            yield Violation(
                "reasons_malformed", FILE, row.row, _name(row), "JSON list of reasons", row.reasons[:80]
            )
            continue
        expected = _decisions(plan, row.profile, reasons)
        found = "targeted" if row.decision == "over_cap" else row.decision
        if found not in expected:
            yield Violation("decision_unfounded", FILE, row.row, _name(row), "|".join(expected), row.decision)


def check_reasons(plan: PlanIndex) -> Iterator[Violation]:
    """The reasons are every rule of the profile, and what is unknown counts as the norm says.

    A plan may add priorities of its own, such as that a service goes on; they decide nobody's targeting.
    """
    rules = {rule.id: rule for rule in plan.facts.rules}
    if not rules:
        return
    for row in plan.records.targeting:
        reasons = _reasons(row)
        if reasons is None:
            continue
        for reason in reasons:
            rule = rules.get(reason["rule"])
            wanted = None if rule is None or reason["met"] is not None else rule.unknown
            if reason.get("taken") is not wanted:
                name = f"{_name(row)} {reason['rule']}"
                yield Violation("unknown_misread", FILE, row.row, name, str(wanted), str(reason.get("taken")))
        owed = [
            rule for rule in plan.facts.rules if rule.profiles & set(_possible(plan, row.profile, reasons))
        ]
        expected = [(rule.id, rule.kind) for rule in owed]
        if not row.profile or not expected:
            expected = [(name, "criterion") for name in plan.facts.profiles] + expected
        known = {*rules, *plan.facts.profiles}
        found = [
            (reason["rule"], reason["kind"])
            for reason in reasons
            if reason["rule"] in known or reason["kind"] != "priority"
        ]
        if found != expected:
            yield Violation("reasons_incomplete", FILE, row.row, _name(row), _ids(expected), _ids(found))


def _ids(reasons: list[tuple[str, str]]) -> str:
    return ";".join(rule for rule, _kind in reasons)


def _possible(plan: PlanIndex, profile: str, reasons: list[dict[str, Any]]) -> list[str]:
    """The profile of a row, or those that it may have.

    These are all whose condition is not known to fail, up to the first that is known to hold.
    """
    if profile:
        return [profile]
    met = {reason["rule"]: reason["met"] for reason in reasons}
    found = []
    for condition, name in plan.facts.profiles.items():
        if met.get(condition, False) is not False:
            found.append(name)
        if met.get(condition) is True:
            break
    return found


def _decisions(plan: PlanIndex, profile: str, reasons: list[dict[str, Any]]) -> tuple[str, ...]:
    """What the reasons may amount to, when what is unknown counts as each says, or leaves the service open.

    Where a criterion fails and an exclusion holds, either may be named. A service whose profile is unknown is
    never targeted: it is open where some profile that it may have does not keep it out.
    """
    if profile:
        return _amounts([reason for reason in reasons if reason["rule"] not in plan.facts.profiles])
    if all(reason["met"] is False for reason in reasons if reason["rule"] in plan.facts.profiles):
        return ("not_targeted",)
    profiles = {rule.id: rule.profiles for rule in plan.facts.rules}
    for name in _possible(plan, profile, reasons):
        own = [reason for reason in reasons if name in profiles.get(reason["rule"], ())]
        if {"targeted", "to_verify"} & set(_amounts(own)):
            return ("to_verify",)
    return ("not_targeted",)


def _amounts(reasons: list[dict[str, Any]]) -> tuple[str, ...]:
    criteria = [_counts(reason) for reason in reasons if reason["kind"] == "criterion"]
    exclusions = [_counts(reason) for reason in reasons if reason["kind"] == "exclusion"]
    if False in criteria:
        return ("not_targeted", "excluded") if True in exclusions else ("not_targeted",)
    if True in exclusions:
        return ("excluded",)
    return ("to_verify",) if None in criteria + exclusions else ("targeted",)


def _counts(reason: dict[str, Any]) -> bool | None:
    met: bool | None = reason["met"]
    return met if met is not None else reason.get("taken")


def _ranked(plan: PlanIndex) -> dict[tuple[str, str], list[TargetingRow]]:
    grouped: dict[tuple[str, str], list[TargetingRow]] = defaultdict(list)
    for row in plan.records.targeting:
        if row.decision in RANKED and row.rank is not None:
            grouped[row.ugel, row.profile].append(row)
    return {
        key: sorted(rows, key=lambda row: (row.rank or 0, row.key)) for key, rows in sorted(grouped.items())
    }


def check_ranks(plan: PlanIndex) -> Iterator[Violation]:
    """Ranks run from 1 within UGEL and profile; only what is targeted or over the cap has one."""
    for row in plan.records.targeting:
        if (row.rank is not None) != (row.decision in RANKED):
            expected = "a rank" if row.decision in RANKED else "no rank"
            yield Violation("rank_misplaced", FILE, row.row, _name(row), expected, str(row.rank or ""))
    for rows in _ranked(plan).values():
        for expected_rank, row in enumerate(rows, 1):
            if row.rank != expected_rank:
                yield Violation("rank_wrong", FILE, row.row, _name(row), str(expected_rank), str(row.rank))
                break


def _merit(plan: PlanIndex, row: TargetingRow) -> tuple[list[bool], int, tuple[str, str]] | None:
    """Sort key of the ranking: priorities in the norm's order, more students, lower code."""
    reasons, service = _reasons(row), plan.services.get(row.key)
    if reasons is None or service is None or service.students is None:
        return None
    unmet = [reason["met"] is not True for reason in reasons if reason["kind"] == "priority"]
    return unmet, -service.students, row.key


def check_ranking(plan: PlanIndex) -> Iterator[Violation]:
    """A better rank is never held by a service with less merit."""
    for rows in _ranked(plan).values():
        for better, worse in itertools.pairwise(rows):
            first, second = _merit(plan, better), _merit(plan, worse)
            if first is not None and second is not None and first > second:
                yield Violation(
                    "ranking_wrong",
                    FILE,
                    worse.row,
                    _name(worse),
                    f"before {_name(better)}",
                    f"rank {worse.rank}",
                )


def check_cap(plan: PlanIndex) -> Iterator[Violation]:
    """The cap cuts the ranking once: what is targeted ranks before what is over it; no file, no cap."""
    for rows in _ranked(plan).values():
        last_targeted = max((row.rank or 0 for row in rows if row.decision == "targeted"), default=0)
        for row in rows:
            if row.decision != "over_cap":
                continue
            if plan.facts.accompanists is None:
                yield Violation("cap_without_file", FILE, row.row, _name(row), "targeted", "over_cap")
            elif (row.rank or 0) < last_targeted:
                found = f"rank {row.rank} over_cap, rank {last_targeted} targeted"
                yield Violation("cap_out_of_order", FILE, row.row, _name(row), "ranking cut once", found)


RULES_OF_TARGETING = (
    check_presence,
    check_copied_data,
    check_decisions,
    check_reasons,
    check_ranks,
    check_ranking,
    check_cap,
)
