"""CP-SAT as every search of a year uses it: one worker, a fixed seed, counted work (decision 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Callable

SOLVED = (cp_model.OPTIMAL, cp_model.FEASIBLE)


def solve(
    model: cp_model.CpModel, *, work: float, seed: int, stop: Callable[[], bool]
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    """Solve a model.

    Args:
        model: what to solve.
        work: deterministic seconds.
        seed: random seed.
        stop: asked at each solution; True ends the search with it.

    Returns:
        The solver, which knows the values, and how it ended.
    """
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = work
    return solver, solver.solve(model, _Watch(stop))


class _Watch(cp_model.CpSolverSolutionCallback):
    """Ends the search at the next solution when the caller asks for it."""

    def __init__(self, stop: Callable[[], bool]) -> None:
        super().__init__()
        self._stop = stop

    def on_solution_callback(self) -> None:
        if self._stop():
            self.stop_search()
