"""The figures of `summary.json` are those of the tables."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pusaq_core.checking.caseload_rules import caseload_km
from pusaq_core.checking.tables import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pusaq_core.checking.index import PlanIndex

FILE = "summary.json"
COUNTED = ("services", "targeted", "to_verify", "over_cap", "teachers", "accompanists", "activities")
METRES = 1000
KM_ROUNDING = 0.06  # half of the one decimal that the file shows, and a little for the sum


def counted(plan: PlanIndex) -> dict[str, Counter[str]]:
    """Figures of each UGEL, counted from the tables.

    Kilometres are kept as whole metres; `unknown_km` counts caseloads whose base or schools have no place.
    """
    figures: dict[str, Counter[str]] = {ugel: Counter() for ugel in sorted(plan.facts.ugels)}
    for service in plan.records.targeting:
        counts = figures.setdefault(service.ugel, Counter())
        counts["services"] += 1
        counts["targeted"] += service.decision == "targeted"
        counts["to_verify"] += service.decision == "to_verify"
        counts["over_cap"] += service.decision == "over_cap"
    for activity in plan.records.activities:
        figures.setdefault(activity.ugel, Counter())["activities"] += 1
    for accompanist, rows in plan.caseloads.items():
        counts = figures.setdefault(rows[0].ugel, Counter())
        counts["teachers"] += len(rows)
        counts["accompanists"] += 1
        km = caseload_km(plan, accompanist)
        counts["unknown_km"] += km is None
        counts["metres"] += round((km or 0.0) * METRES)
    return figures


def check_summary(plan: PlanIndex, summary: Mapping[str, Any]) -> Iterator[Violation]:
    """Counts and weighted kilometres of the whole and of each UGEL; km is never below its bound."""
    parts = _block(summary.get("ugel"))
    if set(parts) != set(plan.facts.ugels):
        expected, found = ";".join(sorted(plan.facts.ugels)), ";".join(sorted(parts))
        yield Violation("summary_wrong", FILE, None, "ugel", expected, found)
    figures = counted(plan)
    for ugel, counts in figures.items():
        yield from _compared(ugel, counts, _block(parts.get(ugel)), 1)
    total: Counter[str] = Counter()
    for counts in figures.values():
        total.update(counts)
    yield from _compared("total", total, _block(summary.get("total")), len(figures))


def _block(value: object) -> Mapping[str, Any]:
    """What stands under a key; whatever is no block of figures states none."""
    return value if isinstance(value, dict) else {}


def _compared(name: str, counts: Counter[str], said: Mapping[str, Any], parts: int) -> Iterator[Violation]:
    """One block of figures; a total may add up `parts` rounded figures."""
    for key in COUNTED:
        if said.get(key) != counts[key]:
            yield Violation(
                "summary_wrong", FILE, None, f"{name} {key}", str(counts[key]), str(said.get(key))
            )
    km, bound = said.get("km"), said.get("km_bound")
    if not isinstance(km, int | float):
        yield Violation("summary_wrong", FILE, None, f"{name} km", "a number", str(km))
        return
    expected = counts["metres"] / METRES
    if not counts["unknown_km"] and abs(km - expected) > KM_ROUNDING * (parts + 1):
        yield Violation("summary_wrong", FILE, None, f"{name} km", f"{expected:.1f}", str(km))
    if isinstance(bound, int | float) and bound > km + KM_ROUNDING:
        yield Violation("summary_wrong", FILE, None, f"{name} km_bound", f"at most {km}", str(bound))
