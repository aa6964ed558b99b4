"""The search for one independent part: pack, relax, dive, improve piece by piece, close the gap.

Why so many steps: each is skipped where the one before it has proven the answer. Up to about 60 units all
caseloads that could still be better are few enough to be listed, and the answer is proven (0.4 to 0.9 s on
three invented UGEL; a direct model in CP-SAT with two workers proved two of them in 20 s). Above, pieces of
the answer are solved again and the bound is published beside the result: 0 to 10 % were left at 150 units
and 4 to 7 % at 300, with 15 to 30 % fewer kilometres than a sweep by nearest neighbours.

What is given up: there is no branching, so a gap can stay for ever. Twice the effort took three times as
long and moved 9.82 % to 9.50 %: what is left lies in the bound more than in the caseloads
(benchmarks/README.md).
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from pusaq_core.planning.capacity import relax
from pusaq_core.planning.columns import Work
from pusaq_core.planning.dive import Dive
from pusaq_core.planning.effort import plan_of
from pusaq_core.planning.exact import better, close_gap, total
from pusaq_core.planning.master import Limits, make_column
from pusaq_core.planning.neighbourhood import Neighbourhoods
from pusaq_core.planning.packing import pack
from pusaq_core.planning.start import fill_packing, put_accompanists

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pusaq_core.planning.master import Column
    from pusaq_core.planning.model import Model
    from pusaq_core.planning.packing import ItemType
    from pusaq_core.planning.problem import Stop

FAMILIES_AGAIN = 2
"""Times that capacity cuts are added where only the bound is wanted."""


class Found(NamedTuple):
    """The best answer of a part, its bound in metres, its limits, the proven least number of caseloads."""

    answer: tuple[Column, ...]
    bound: float
    limits: Limits
    fewest: int


class Control(NamedTuple):
    """What steers a search: effort, random seed, when to stop, whom to tell how far it is (0 to 1)."""

    effort: int
    seed: int
    stop: Stop
    told: Callable[[float], None]


def search(model: Model, types: Sequence[ItemType], spare: int, control: Control) -> Found:
    """Share out the units of a model.

    Args:
        model: the part.
        types: item type of each unit.
        spare: caseloads allowed above the fewest.
        control: effort, seed, stop, progress.

    Returns:
        The best answer and its bound.

    Raises:
        ValueError: fewer accompanists than caseloads.
    """
    # How many caseloads there are is decided before any kilometre is looked at: fewer people come first.
    packing = pack(types)
    answer = tuple(put_accompanists(model, fill_packing(model, types, packing.bins)))
    seats = sum(group.limit for group in model.groups)
    most = max(len(answer), min(len(answer) + spare, seats, len(types)))
    limits = Limits(len(answer), most, sum(column.short for column in answer))
    answer, bound = _improve(model, types, limits, answer, control)
    return Found(_without_needless(model, answer, limits), bound, limits, packing.fewest)


def _improve(
    model: Model, types: Sequence[ItemType], limits: Limits, answer: tuple[Column, ...], control: Control
) -> tuple[tuple[Column, ...], float]:
    """The best answer within the limits, and its bound."""
    plan, stop, seed = plan_of(control.effort), control.stop, control.seed
    work = Work(total(answer), plan.budget.rounds, plan.budget.families, stop)
    relaxation = relax(model, limits, answer, work=work)
    control.told(0.2)
    # A relaxation that is whole is the answer itself. Costs are whole metres, so a gap below 1 is none.
    answer = better(answer, relaxation.master.whole())
    if total(answer) - relaxation.bound >= 1 and not stop():
        answer = better(answer, tuple(Dive(relaxation.master, types).run(stop)))
    control.told(0.4)
    # Twice: a try that small UGEL end with, and after the pieces one with a better answer and thus a
    # smaller gap.
    first = close_gap(answer, relaxation, budget=plan.first, stop=stop, seed=seed)
    if first.proven:
        return first.answer, first.bound
    answer = Neighbourhoods(relaxation, plan.search, stop, seed).improve(first.answer)
    control.told(0.8)
    last = close_gap(answer, relaxation, budget=plan.budget, stop=stop, seed=seed)
    return last.answer, max(first.bound, last.bound)


def _without_needless(model: Model, answer: tuple[Column, ...], limits: Limits) -> tuple[Column, ...]:
    """Join caseloads that `spare` made and that save no kilometres."""
    current = list(answer)
    joined = len(current) > limits.fewest
    while joined:
        joined = False
        pairs = sorted(combinations(current, 2), key=lambda p: -model.load((*p[0].units, *p[1].units)))
        for a, b in pairs:
            units = (*a.units, *b.units)
            if not model.lawful(units):
                continue
            one = min((make_column(model, units, c.group) for c in (a, b)), key=lambda c: (c.cost, c.group))
            if one.cost <= a.cost + b.cost and one.short <= a.short + b.short:
                current = [column for column in current if column not in (a, b)] + [one]
                joined = len(current) > limits.fewest
                break
    return tuple(current)


def bound_at(model: Model, found: Found, control: Control) -> float:
    """The bound of the same problem under other costs.

    Args:
        model: the problem with other costs, the same units and groups.
        found: an answer.
        control: effort and stop.

    Returns:
        Metres that no answer within the limits of `found` undercuts.
    """
    plan = plan_of(control.effort)
    start = [make_column(model, column.units, column.group) for column in found.answer]
    work = Work(total(start), plan.budget.rounds, FAMILIES_AGAIN, control.stop)
    return min(total(start), relax(model, found.limits, start, work=work).bound)
