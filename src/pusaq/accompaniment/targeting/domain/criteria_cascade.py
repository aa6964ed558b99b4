"""From all services of a profile to the targeted ones, criterion by criterion."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pusaq_core.norms.reasons import PROFILE_RULE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BLOCKING = ("criterion", "exclusion")


def criteria_cascades(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts of one UGEL, as they are kept with its targeting.

    Args:
        rows: rows of `targeting.csv`.

    Returns:
        Profile to `start` (services of that type) and `steps`, each with `rule`, `kind`, `numeral`, how many
        are `left` after it (all so far lets them through), how many are `open` (nothing so far stops them,
        something that is not known could), and of how many that came to it it is `unknown` whether it holds.
        After the last step those left are targeted, and those open are to be verified.
    """
    services: dict[str, list[list[dict[str, Any]]]] = defaultdict(list)
    for row in rows:
        services[row["profile"] or ""].append(json.loads(row["reasons"]))
    return {
        profile: {"start": len(reasons), "steps": _steps(reasons)}
        for profile, reasons in sorted(services.items())
        if profile
    }


def _steps(services: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    steps = []
    going = [({reason["rule"]: reason for reason in reasons}, True) for reasons in services]
    for rule in services[0]:
        if rule["kind"] not in BLOCKING or rule["rule"].startswith(PROFILE_RULE):
            continue
        unknown = sum(reasons[rule["rule"]]["met"] is None for reasons, _sure in going)
        passed = [(reasons, sure, passes(reasons[rule["rule"]])) for reasons, sure in going]
        going = [
            (reasons, sure and through is True) for reasons, sure, through in passed if through is not False
        ]
        left = sum(sure for _reasons, sure in going)
        steps.append(
            {
                "rule": rule["rule"],
                "kind": rule["kind"],
                "numeral": rule["numeral"],
                "left": left,
                "open": len(going) - left,
                "unknown": unknown,
            }
        )
    return steps


def counts(reason: Mapping[str, Any]) -> bool | None:
    """What a rule counted as: what was seen, or what its assumption takes; None where it is open."""
    met: bool | None = reason["met"]
    return met if met is not None else reason.get("taken")


def passes(reason: Mapping[str, Any]) -> bool | None:
    """Whether a rule lets a service through; None where what is not known could stop it."""
    counted = counts(reason)
    if counted is None:
        return None
    return counted if reason["kind"] == "criterion" else not counted
