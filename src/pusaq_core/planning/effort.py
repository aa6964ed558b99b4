"""How much work each effort allows. Work is counted, so that every machine gives the same answer."""

from __future__ import annotations

from dataclasses import dataclass

from pusaq_core.planning.exact import Budget
from pusaq_core.planning.neighbourhood import Search


@dataclass(frozen=True, slots=True)
class Plan:
    """Work limits of one search.

    Attributes:
        first: of the first try at the whole problem.
        budget: of the last try.
        search: of the neighbourhood search.
    """

    first: Budget
    budget: Budget
    search: Search


def plan_of(effort: int) -> Plan:
    """Work limits of an effort.

    Args:
        effort: 1 (quick) to 10 (thorough).

    Returns:
        The limits.

    Raises:
        ValueError: an effort outside 1 to 10.
    """
    if not 1 <= effort <= 10:
        raise ValueError(f"effort goes from 1 to 10, got {effort}")
    piece = Budget(rounds=100, families=2, pool=60_000, cut_rounds=8, work=0.3, quick=0)
    first = Budget(
        pool=50_000, cut_rounds=8, small=1000, work=0.2 * effort, quick=0.05 * effort, partly=False
    )
    sizes = (12, 18, 26, 32, 40)[: 1 + (effort + 1) // 2]
    return Plan(
        first,
        Budget(
            rounds=200,
            families=2 + effort,
            pool=80_000 * effort,
            cut_rounds=5 * effort,
            work=1.0 * effort,
            quick=0.1 * effort,
        ),
        Search(sizes=sizes, solves=60 * effort, budget=piece),
    )
