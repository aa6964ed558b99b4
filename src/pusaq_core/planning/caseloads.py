"""Caseloads of one UGEL and profile: the fewest accompanists, then the least weighted travel."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

from pusaq_core.planning.columns import generate
from pusaq_core.planning.master import Limits
from pusaq_core.planning.model import METRES, build_model
from pusaq_core.planning.packing import item_types, pack
from pusaq_core.planning.partition import choose
from pusaq_core.planning.problem import Caseload, CaseloadParams, CaseloadResult, never_stop
from pusaq_core.planning.start import fill_packing, put_accompanists
from pusaq_core.planning.units import below_minimum

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pusaq_core.planning.master import Column
    from pusaq_core.planning.model import Model
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
    answer = put_accompanists(model, fill_packing(model, types, packing.bins))
    most = min(len(answer) + problem.spare, sum(g.limit for g in model.groups), len(problem.units))
    limits = Limits(len(answer), most, packing.shortfall)
    relaxation = generate(model, limits, answer, rounds=60 * params.effort, stop=stop)
    cut = stop()
    if not cut:
        choice = choose(model, limits, relaxation.columns, answer, work=0.5 * params.effort, seed=seed)
        if choice.columns and _cost(choice.columns) < _cost(answer):
            answer = list(choice.columns)
    if progress is not None:
        progress(1.0)
    return _result(problem, model, answer, relaxation.bound, packing.fewest, cut=cut)


def _cost(columns: Sequence[Column]) -> float:
    return fsum(column.cost for column in columns)


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
    charged = _cost(answer) - METRES * km
    rounding = 0.5 * len(problem.units)
    gap = _cost(answer) - bound
    km_bound = km if gap < 1 else max(0.0, min(km, (bound - max(0.0, charged) - rounding) / METRES))
    return CaseloadResult(
        tuple(caseloads), km, km_bound, fewest, below_minimum(problem.units, caseloads), cut=cut
    )
