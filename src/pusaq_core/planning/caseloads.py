"""Caseloads of one UGEL and profile: the fewest accompanists, then the least weighted travel."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

from pusaq_core.planning.capacity import relax
from pusaq_core.planning.dive import Dive
from pusaq_core.planning.effort import plan_of
from pusaq_core.planning.exact import Exact, better, close_gap, total
from pusaq_core.planning.master import Limits, make_column
from pusaq_core.planning.model import METRES, build_model, restrict
from pusaq_core.planning.neighbourhood import Neighbourhoods, outside
from pusaq_core.planning.packing import item_types, pack
from pusaq_core.planning.problem import Caseload, CaseloadParams, CaseloadResult, never_stop
from pusaq_core.planning.start import fill_packing, put_accompanists
from pusaq_core.planning.units import below_minimum

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pusaq_core.planning.master import Column
    from pusaq_core.planning.model import Model
    from pusaq_core.planning.packing import ItemType
    from pusaq_core.planning.problem import CaseloadProblem, Stop

DEFAULT_PARAMS = CaseloadParams()


def solve_caseloads(
    problem: CaseloadProblem,
    *,
    stop: Stop = never_stop,
    seed: int = 0,
    params: CaseloadParams = DEFAULT_PARAMS,
    progress: Callable[[float], None] | None = None,
) -> CaseloadResult:
    """Share out the units of one UGEL and profile.

    First the fewest accompanists, then the least shortfall below the minima, then the fewest teachers whose
    language their accompanist does not speak, then the least weighted kilometres.

    Args:
        problem: units, distances, homes.
        stop: asked now and then; True ends the search with the best answer so far.
        seed: random seed.
        params: effort.
        progress: told how much of the work is done, from 0 to 1.

    Returns:
        Caseloads with kilometres and their proven lower bound.

    Raises:
        ValueError: data that do not fit together, a unit larger than its maximum, or fewer homes than needed.
    """
    if not problem.units:
        return CaseloadResult((), 0.0, 0.0, 0)
    model = build_model(problem)
    types = item_types(problem)
    packing = pack(types)
    alone = [u for u, t in enumerate(types) if t.size == t.maximum and not problem.homes]
    shared = sorted(set(range(len(types))).difference(alone))
    latch = _Latch(stop)
    answer = [make_column(model, (u,), 0) for u in alone]
    bound = total(answer)
    if shared:
        part = restrict(model, shared, {g: group.limit for g, group in enumerate(model.groups)})
        inner = [types[u] for u in shared]
        found = _search(part.model, inner, problem.spare, latch, seed, params, progress)
        answer.extend(outside(model, part, column) for column in found.answer)
        bound += found.bound
    if progress is not None:
        progress(1.0)
    return _result(problem, model, answer, bound, packing.fewest, cut=latch.closed)


class _Latch:
    """Asks a stop criterion until it says yes, and remembers that it did."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self.closed = False

    def __call__(self) -> bool:
        self.closed = self.closed or self._stop()
        return self.closed


def _search(
    model: Model,
    types: list[ItemType],
    spare: int,
    stop: Stop,
    seed: int,
    params: CaseloadParams,
    progress: Callable[[float], None] | None,
) -> Exact:
    """From the packing to the best answer: relax, dive, improve piece by piece, close the gap."""
    told = progress or (lambda _: None)
    plan = plan_of(params.effort)
    packing = pack(types)
    answer = tuple(put_accompanists(model, fill_packing(model, types, packing.bins)))
    seats = sum(group.limit for group in model.groups)
    most = max(len(answer), min(len(answer) + spare, seats, len(types)))
    limits = Limits(len(answer), most, sum(column.short for column in answer))
    relaxation = relax(
        model,
        limits,
        answer,
        upper=total(answer),
        rounds=plan.budget.rounds,
        families=plan.budget.families,
        stop=stop,
    )
    told(0.2)
    answer = better(answer, relaxation.master.whole())
    if total(answer) - relaxation.bound >= 1 and not stop():
        answer = better(answer, tuple(Dive(relaxation.master, types).run(stop)))
    told(0.4)
    first = close_gap(answer, relaxation, budget=plan.first, stop=stop, seed=seed)
    if first.proven:
        return first
    answer = Neighbourhoods(relaxation, plan.search, stop, seed).improve(first.answer)
    told(0.8)
    last = close_gap(answer, relaxation, budget=plan.budget, stop=stop, seed=seed)
    return Exact(last.answer, max(first.bound, last.bound), last.proven)


def _result(
    problem: CaseloadProblem, model: Model, answer: Sequence[Column], bound: float, fewest: int, *, cut: bool
) -> CaseloadResult:
    """Kilometres from the distances as given; the bound without what foreign languages were charged."""
    spare_homes = [list(group.homes) for group in model.groups]
    caseloads = []
    for column in sorted(answer, key=lambda c: c.units):
        home = spare_homes[column.group].pop(0) if spare_homes[column.group] else None
        base = int(model.site_unit[column.site])
        placed = problem.homes[home].km if home is not None else None
        row = problem.km[base] if placed is None else placed
        km = fsum(problem.units[u].teachers * problem.visits * 2 * float(row[u]) for u in column.units)
        caseloads.append(Caseload(column.units, base if placed is None else None, home, km))
    km = fsum(c.km for c in caseloads)
    gap = max(0.0, total(answer) - bound) / METRES
    km_bound = km if gap < 1 / METRES else max(0.0, km - gap - len(problem.units) / METRES)
    return CaseloadResult(
        tuple(caseloads), km, km_bound, fewest, below_minimum(problem.units, caseloads), cut=cut
    )
