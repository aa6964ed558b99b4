"""How much work each effort allows. Work is counted, so that every machine gives the same answer.

A piece of the neighbourhood search gets little, for there are hundreds of them; the first try at the whole
gets what small UGEL need to be proven at once; the last try gets the rest. At effort 5 the four steps
together took up to 36 s at 150 units and up to 67 s at 300, on a machine shared with other work
(benchmarks/README.md).
"""

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
    piece = Budget(
        rounds=100, families=2, pool=40_000, cut_rounds=6, work=0.15, quick=0, chosen_from=3000, partly=False
    )
    first = Budget(
        pool=30_000 + 5_000 * effort,
        cut_rounds=10,
        small=1000,
        work=0.2 * effort,
        quick=0.05 * effort,
        partly=False,
    )
    last = Budget(
        rounds=200,
        families=2 + effort,
        pool=50_000 * effort,
        cut_rounds=4 * effort,
        small=1000,
        work=0.5 * effort,
        quick=0,
    )
    sizes = (12, 18, 26, 32, 40, 50, 60)[: 1 + (effort + 1) // 2]
    return Plan(first, last, Search(sizes=sizes, solves=80 * effort, budget=piece))
