"""From all services of a profile to the targeted ones, criterion by criterion."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BLOCKING = ("criterion", "exclusion")


def criteria_cascades(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts of one UGEL, as they are kept with its targeting.

    Args:
        rows: rows of `targeting.csv`.

    Returns:
        Profile to `start` (services of that type) and `steps`, each with `rule`, `kind`, `numeral`, how many
        are `left` after it and of how many it is `unknown` whether it holds.
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
    left, steps = services, []
    for index, rule in enumerate(services[0]):
        if rule["kind"] not in BLOCKING:
            continue
        unknown = sum(reasons[index]["met"] is None for reasons in left)
        left = [reasons for reasons in left if passes(reasons[index])]
        steps.append(
            {
                "rule": rule["rule"],
                "kind": rule["kind"],
                "numeral": rule["numeral"],
                "left": len(left),
                "unknown": unknown,
            }
        )
    return steps


def passes(reason: Mapping[str, Any]) -> bool:
    """Whether a rule lets a service through: a criterion that holds, an exclusion that is not known to."""
    return reason["met"] is True if reason["kind"] == "criterion" else reason["met"] is not True
