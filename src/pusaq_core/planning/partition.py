"""Choosing whole caseloads: set partitioning over known columns with CP-SAT.

The last step, when few columns are left. CP-SAT with one worker and a limit in deterministic seconds repeats
exactly; with several workers and a limit on the clock it gave different answers from run to run (decision 4).
The linear relaxation decides such programmes, so all of it is given; probing and looking for symmetry, which
would spend the counted work on thousands of columns of which no two are alike, are off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq_core.planning.master import Column, Master


@dataclass(frozen=True, slots=True)
class Choice:
    """The best answer found among given columns.

    Attributes:
        columns: the chosen ones; empty when no answer was found.
        bound: lower bound in metres on every answer made of the given columns.
        proven: True when nothing better can be made of the given columns, or nothing at all.
    """

    columns: tuple[Column, ...]
    bound: float
    proven: bool


def choose(
    master: Master, columns: Sequence[Column], hint: Sequence[Column], *, work: float, seed: int
) -> Choice:
    """Choose columns that hold every unit once, at the least cost.

    Args:
        master: names the problem and the limits.
        columns: what may be chosen.
        hint: a known answer, may be empty.
        work: deterministic seconds.
        seed: random seed of CP-SAT.

    Returns:
        The choice with its bound.
    """
    model, limits = master.model, master.limits
    programme = cp_model.CpModel()
    used = [programme.new_bool_var("") for _ in columns]
    cover: list[list[cp_model.IntVar]] = [[] for _ in model.sizes]
    groups: list[list[cp_model.IntVar]] = [[] for _ in model.groups]
    known = {(c.group, c.units) for c in hint}
    for variable, column in zip(used, columns, strict=True):
        for unit in column.units:
            cover[unit].append(variable)
        groups[column.group].append(variable)
        programme.add_hint(variable, (column.group, column.units) in known)
    for holders in cover:
        programme.add_exactly_one(holders)
    programme.add_linear_constraint(sum(used), limits.fewest, limits.most)
    for group, members in zip(model.groups, groups, strict=True):
        if group.limit < len(model.sizes):
            programme.add(sum(members) <= group.limit)
    if limits.short:
        programme.add(sum(c.short * v for c, v in zip(columns, used, strict=True)) <= limits.short)
    programme.minimize(sum(int(c.cost) * v for c, v in zip(columns, used, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = work
    solver.parameters.linearization_level = 2
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    status = solver.solve(programme)
    if status == cp_model.INFEASIBLE:
        return Choice((), float("inf"), proven=True)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Choice((), solver.best_objective_bound, proven=False)
    chosen = tuple(c for c, v in zip(columns, used, strict=True) if solver.value(v))
    return Choice(chosen, solver.best_objective_bound, proven=status == cp_model.OPTIMAL)
