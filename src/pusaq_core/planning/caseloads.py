"""Caseloads of one UGEL and profile: the fewest accompanists, then the least weighted travel."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

from pusaq_core.planning.exact import total
from pusaq_core.planning.master import make_column
from pusaq_core.planning.model import METRES, build_model, restrict
from pusaq_core.planning.neighbourhood import outside
from pusaq_core.planning.packing import item_types
from pusaq_core.planning.problem import Caseload, CaseloadParams, CaseloadResult, never_stop
from pusaq_core.planning.search import Control, bound_at, search
from pusaq_core.planning.units import below_minimum

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pusaq_core.planning.master import Column
    from pusaq_core.planning.model import Model
    from pusaq_core.planning.packing import ItemType
    from pusaq_core.planning.problem import CaseloadProblem, Stop
    from pusaq_core.planning.search import Found

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
    # Parts that cannot touch each other are solved and proven one by one.
    latch = _Latch(stop)
    shares = _independent(problem, types)
    answer: list[Column] = []
    bound, fewest, done = 0.0, 0, 0
    for share in shares:
        part = restrict(model, share, {g: group.limit for g, group in enumerate(model.groups)})
        told = _telling(progress, done / len(types), len(share) / len(types))
        control = Control(params.effort, seed, latch, told)
        found = search(part.model, [types[u] for u in share], problem.spare, control)
        answer.extend(outside(model, part, column) for column in found.answer)
        if problem.homes:
            found = found._replace(bound=_with_languages(problem, model, found, control))
        bound, fewest, done = bound + found.bound, fewest + found.fewest, done + len(share)
    if progress is not None:
        progress(1.0)
    return _result(problem, model, answer, bound, fewest, cut=latch.closed)


def _independent(problem: CaseloadProblem, types: Sequence[ItemType]) -> list[list[int]]:
    """Units that cannot share a caseload with those of another list, and do not compete for accompanists.

    A unit as large as its maximum is alone. Languages are independent where no unit may join any caseload;
    the least number and the least shortfall in all are then the sums of those of the parts.
    """
    if problem.homes:
        return [list(range(len(types)))]
    alone = [[u] for u, t in enumerate(types) if t.size == t.maximum]
    shared = [u for u, t in enumerate(types) if t.size < t.maximum]
    languages = {types[u].language for u in shared}
    if None in languages or problem.spare:
        return [*alone, shared] if shared else alone
    return [
        *alone,
        *([u for u in shared if types[u].language == name] for name in sorted(languages, key=str)),
    ]


def _with_languages(problem: CaseloadProblem, model: Model, found: Found, control: Control) -> float:
    """A better bound where some accompanist does not speak the language and optimality is not proven.

    The charge for a foreign teacher drowns the kilometres in the bound. Any smaller charge gives a bound on
    answers with no more foreign teachers than the one found (Lagrangian relaxation of that number).
    """
    free = build_model(problem, foreign=0)
    kilometres = sum(make_column(free, c.units, c.group).cost for c in found.answer)
    foreign = total(found.answer) - kilometres
    if foreign <= 0 or total(found.answer) - found.bound < 1:
        return found.bound
    teachers = foreign / model.foreign
    bounds = [found.bound]
    for charge in (0, round(kilometres / sum(u.teachers for u in problem.units))):
        bound = bound_at(build_model(problem, foreign=charge), found, control)
        bounds.append(bound - charge * teachers + foreign)
    return max(bounds)


def _telling(progress: Callable[[float], None] | None, done: float, part: float) -> Callable[[float], None]:
    """Reports the progress of a part as that of the whole."""

    def tell(share: float) -> None:
        if progress is not None:
            progress(done + part * share)

    return tell


class _Latch:
    """Asks a stop criterion until it says yes, and remembers that it did."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self.closed = False

    def __call__(self) -> bool:
        self.closed = self.closed or self._stop()
        return self.closed


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
