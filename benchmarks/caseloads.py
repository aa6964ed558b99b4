"""Caseloads by several methods: the same instances, random seed and seconds; one table in Markdown.

python benchmarks/caseloads.py [--sizes 15,60,150,300] [--seeds 1,2,3] [--real 080009-eib,...] [--seconds 30]
    [--effort 5] [--methods district,nearest,cpsat,pyvrp,pusaq]
"""

from __future__ import annotations

import argparse
import time
from typing import NamedTuple

import numpy as np
from instances import by_district, data_folder, km_of, nearest_neighbour, real, synthetic
from machine import machine
from ortools.sat.python import cp_model

from pusaq_core.planning.caseloads import solve_caseloads
from pusaq_core.planning.problem import CaseloadParams

METRES = 1000


class Run(NamedTuple):
    """What one method did on one instance."""

    number: int | None
    km: float | None
    bound: float | None
    seconds: float


def lawful(problem, caseloads):
    """Capacities and languages kept; the minimum where the instance has a single one."""
    for held in caseloads:
        units = [problem.units[u] for u in held]
        if sum(u.teachers for u in units) > min(u.maximum for u in units):
            return False
        if len({u.language for u in units} - problem.joinable_languages) > 1:
            return False
    return sorted(u for held in caseloads for u in held) == list(range(len(problem.units)))


def run_district(instance, _arguments, _fewest):
    made = by_district(instance)
    return len(made), km_of(instance.problem, made), None


def run_nearest(instance, _arguments, _fewest):
    made = nearest_neighbour(instance)
    return len(made), km_of(instance.problem, made), None


def run_cpsat(instance, arguments, fewest):
    """The compact capacitated p-median model with as many caseloads as our answer, 2 workers, no hint."""
    problem = instance.problem
    count = len(problem.units)
    weight = np.array([u.teachers * problem.visits * 2 for u in problem.units])
    cost = np.round(problem.km * weight[None, :] * METRES).astype(int)
    model = cp_model.CpModel()
    held = [[model.new_bool_var("") for _ in range(count)] for _ in range(count)]
    for unit in range(count):
        model.add_exactly_one(held[base][unit] for base in range(count))
    for base in range(count):
        is_base = held[base][base]
        load = sum(problem.units[u].teachers * held[base][u] for u in range(count))
        largest = max(u.maximum for u in problem.units)
        model.add(load <= largest * is_base)
        for unit in range(count):
            if problem.units[unit].maximum < largest:
                model.add(load <= problem.units[unit].maximum).only_enforce_if(held[base][unit])
        minima = {u.minimum for u in problem.units}
        if len(minima) == 1 and (minimum := minima.pop()):
            model.add(load >= minimum * is_base)
        for unit in range(count):
            model.add_implication(held[base][unit], is_base)
            for other in range(unit):
                pair = {problem.units[unit].language, problem.units[other].language}
                if len(pair - problem.joinable_languages) > 1:
                    model.add_bool_or(~held[base][unit], ~held[base][other])
    model.add(sum(held[base][base] for base in range(count)) == fewest)
    model.minimize(sum(int(cost[b, u]) * held[b][u] for b in range(count) for u in range(count)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = arguments.seconds
    status = solver.solve(model)
    bound = solver.best_objective_bound / METRES
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, None, bound
    made = [[u for u in range(count) if solver.value(held[b][u])] for b in range(count)]
    made = [group for group in made if group]
    return len(made), km_of(problem, made), bound


def run_pyvrp(instance, arguments, fewest):
    """A routing solver's clusters: rounds from the middle of the UGEL, judged as caseloads."""
    from pyvrp import Model  # noqa: PLC0415  (an extra of the benchmarks)
    from pyvrp.stop import MaxRuntime  # noqa: PLC0415  (an extra of the benchmarks)

    problem = instance.problem
    if len({(u.maximum, u.language) for u in problem.units}) > 1:
        return None, None, None
    middle = int(problem.km.sum(axis=1).argmin())
    model = Model()
    spots = [model.add_location(x=i, y=0) for i in range(len(problem.units) + 1)]
    model.add_depot(location=spots[0])
    for unit, spot in zip(problem.units, spots[1:], strict=True):
        model.add_client(location=spot, delivery=unit.teachers)
    model.add_vehicle_type(num_available=fewest, capacity=problem.units[0].maximum)
    order = [middle, *range(len(problem.units))]
    for a, first in zip(order, spots, strict=True):
        for b, second in zip(order, spots, strict=True):
            model.add_edge(first, second, distance=round(float(problem.km[a, b]) * 100))
    best = model.solve(stop=MaxRuntime(arguments.seconds), seed=1, display=False).best
    if not best.is_feasible():
        return None, None, None
    made = [[int(visit.idx) for visit in route if visit.is_client()] for route in best.routes()]
    return len(made), km_of(problem, made), None


def run_pusaq(instance, arguments, _fewest):
    result = solve_caseloads(instance.problem, seed=1, params=CaseloadParams(arguments.effort))
    assert lawful(instance.problem, [list(c.units) for c in result.caseloads])  # noqa: S101  (checks a figure)
    return len(result.caseloads), result.km, result.km_bound


METHODS = {
    "district": ("by district, next fit", run_district),
    "nearest": ("nearest neighbour", run_nearest),
    "cpsat": ("CP-SAT, 2 workers", run_cpsat),
    "pyvrp": ("PyVRP, 1 process", run_pyvrp),
    "pusaq": ("Pusaq, 1 process", run_pusaq),
}


def measure(instance, arguments):
    """All methods on one instance."""
    runs, fewest = {}, 0
    for method in sorted(arguments.methods, key=lambda m: m != "pusaq"):
        start = time.perf_counter()
        number, km, bound = METHODS[method][1](instance, arguments, fewest)
        runs[method] = Run(number, km, bound, time.perf_counter() - start)
        if method == "pusaq":
            fewest = number
    return runs


def row(instance, method, run, nearest):
    """One line of the table."""
    name, units = METHODS[method][0], len(instance.problem.units)
    if run.km is None:
        cells = ["–", "–", "–"]
    else:
        cells = [str(run.number), f"{run.km:,.0f}", f"{run.km / nearest:.3f}" if nearest else "–"]
    bound = "–" if run.bound is None else f"{run.bound:,.0f}"
    gap = "–" if not run.bound or not run.km else f"{100 * (run.km - run.bound) / run.km:.2f} %"
    return (
        f"| {instance.name} | {units} | {name} | {' | '.join(cells)} | {bound} | {gap} | {run.seconds:.1f} |"
    )


def numbers(text):
    return [int(part) for part in text.split(",") if part]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=numbers, default=[15, 60, 150, 300])
    parser.add_argument("--seeds", type=numbers, default=[1, 2, 3])
    parser.add_argument("--real", type=lambda text: text.split(","), default=[])
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--effort", type=int, default=5)
    parser.add_argument("--methods", type=lambda text: text.split(","), default=list(METHODS))
    arguments = parser.parse_args()
    arguments.methods = [m for m in METHODS if m in {*arguments.methods, "pusaq"}]
    instances = [synthetic(seed, size) for size in arguments.sizes for seed in arguments.seeds]
    if data_folder() is not None:
        instances.extend(real(*name.split("-")) for name in arguments.real)
    print(f"{machine()}; {arguments.seconds:g} s for CP-SAT and PyVRP; effort {arguments.effort}\n")
    print("| instance | units | method | accompanists | weighted km | ÷ nearest | bound | gap | seconds |")
    print("|---|---|---|---|---|---|---|---|---|")
    for instance in instances:
        runs = measure(instance, arguments)
        nearest = runs["nearest"].km if "nearest" in runs else None
        for method in arguments.methods:
            print(row(instance, method, runs[method], nearest), flush=True)


if __name__ == "__main__":
    main()
