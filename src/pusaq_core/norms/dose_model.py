"""Whether planned visits and held meetings pay what a norm owes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq_core.kinds import Dose, Owed


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say about planned visits.

    Attributes:
        code: `visits_missing`, `visit_too_short`, `visit_days_missing`, `visit_mix_missing`,
            or `visits_over`, `visit_days_over` for more support than owed.
        level: `error` where less is planned than the norm owes, `warning` where more is.
        numeral: where the norm says so.
        expected: what it says.
        found: what is planned.
    """

    code: str
    level: Literal["error", "warning"]
    numeral: str
    expected: str
    found: str


def splits(total: int, days: int, lengths: Sequence[int]) -> list[tuple[int, ...]]:
    """Every way to divide `days` into `total` visits of the given lengths, each ascending.

    Args:
        total: number of visits.
        days: their days in all.
        lengths: lengths that a visit may have.
    """
    if total == 0 or not lengths:
        return [()] if total == 0 and days == 0 else []
    first, *rest = sorted(set(lengths))
    found: list[tuple[int, ...]] = []
    for times in range(total, -1, -1):
        left = days - times * first
        if left >= 0:
            found += [(first,) * times + more for more in splits(total - times, left, rest)]
    return found


def judge_visits(dose: Dose, lengths: Sequence[int]) -> tuple[Finding, ...]:
    """Compares the planned visits of one teacher with what the norm owes.

    More support than owed is never an error (NT-026-01-MINEDU, 5.6.1 c: "como mínimo").

    Args:
        dose: what is owed.
        lengths: days of each planned visit, in any order.
    """
    owed = dose.visits
    planned = sorted(lengths)
    shown = "+".join(str(days) for days in planned)
    owed_mix = "+".join(str(days) for days in owed.lengths)
    too_short = min(planned, default=owed.shortest) < owed.shortest
    checks: tuple[tuple[bool, str, Literal["error", "warning"], object, object], ...] = (
        (len(planned) < owed.times, "visits_missing", "error", owed.times, len(planned)),
        (len(planned) > owed.times, "visits_over", "warning", owed.times, len(planned)),
        (too_short, "visit_too_short", "error", owed.shortest, shown),
        (sum(planned) < owed.days, "visit_days_missing", "error", owed.days, sum(planned)),
        (_mix_missing(owed, planned), "visit_mix_missing", "error", owed_mix, shown),
        (sum(planned) > owed.days, "visit_days_over", "warning", owed.days, sum(planned)),
    )
    return tuple(
        Finding(code, level, owed.numeral, str(expected), str(found))
        for holds, code, level, expected, found in checks
        if holds
    )


def _mix_missing(owed: Owed, planned: Sequence[int]) -> bool:
    """Whether some visit of a fixed mix finds no planned visit at least as long."""
    if not owed.fixed_mix:
        return False
    longest = sorted(planned, reverse=True)[: owed.times]
    missing = len(longest) < owed.times
    return missing or any(p < o for p, o in zip(longest, reversed(owed.lengths), strict=True))


def counts_as(dose: Dose, kind: str, minutes: int) -> bool:
    """Whether a meeting is long enough to be one of those owed (NT-026-01-MINEDU, 5.6.1 d and f).

    Args:
        dose: what is owed.
        kind: a hosted kind.
        minutes: how long it lasted.
    """
    return minutes >= dose.of(kind).hours * 60
