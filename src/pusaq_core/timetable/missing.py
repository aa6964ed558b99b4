"""What has no place in a year, with the fact that says why, and how several of the same become one row."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pusaq_core.findings.shapes import Lack


@dataclass(frozen=True, slots=True)
class Missing:
    """What could not be placed, with the arithmetic that shows why.

    Attributes:
        accompanist: whose duty it was.
        teacher: who is owed it; empty for the accompanist's own workshop.
        kind: kind of the activity.
        times: how many of them.
        days: days that they would have taken of the accompanist's calendar.
        why: the reason with its count; it may be that no count decides.
    """

    accompanist: str
    teacher: str
    kind: str
    times: int
    days: int
    why: Lack


def merged(missing: Iterable[Missing]) -> tuple[Missing, ...]:
    """One for each accompanist, teacher and kind, ascending, with the reason that says most.

    Args:
        missing: what has no place, in any number for each.

    Returns:
        A count that decides comes before a search that found nothing; of these the reason of most of what
        is missing, then the one that is short of most.
    """
    found: dict[tuple[str, str, str], list[Missing]] = defaultdict(list)
    for item in missing:
        found[item.accompanist, item.teacher, item.kind].append(item)
    rows = []
    for _, items in sorted(found.items()):
        weight: Counter[Lack] = Counter()
        for item in items:
            weight[item.why] += item.times
        times, days = sum(item.times for item in items), sum(item.days for item in items)
        rows.append(replace(items[0], times=times, days=days, why=min(weight, key=partial(_order, weight))))
    return tuple(rows)


def _order(weight: Counter[Lack], why: Lack) -> tuple[object, ...]:
    return (not why.decides, -weight[why], why.available - why.needed, why.code, why.needed)
