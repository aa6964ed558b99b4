"""How time grows: caseloads and timetable by teachers in one UGEL, and the whole plan by number of UGEL.

    [PUSAQ_DATA=<folder>] python benchmarks/growth.py [--units 15,30,60,120,240] [--ugels 1,2,4] [--effort N]

Teachers grow in invented multigrade UGELs; the plan of several UGEL needs the registry (the first codes). One
process; seconds are processor time, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import time

from instances import data_folder, synthetic
from machine import machine

from pusaq_core.io.inputs import Sources, read_inputs
from pusaq_core.planning.caseloads import solve_caseloads
from pusaq_core.planning.problem import CaseloadParams
from pusaq_core.timetable.problem import YearParams
from pusaq_core.timetable.ugel_year import solve_ugel_year
from pusaq_core.yearplan.inputs import Options
from pusaq_core.yearplan.plan import make_plan
from timetable import NORM, YEAR, synthetic_ugel_year

UGELS = ("010001", "010002", "010003", "010004", "010005", "010006", "010007")


def seconds(work):
    """What some work gives and the processor time it takes."""
    start = time.process_time()
    found = work()
    return found, time.process_time() - start


def numbers(text):
    return [int(part) for part in text.split(",") if part]


def by_teachers(sizes, effort):
    print("| units | teachers | accompanists | caseloads, s | gap | timetable, s | s an accompanist |")
    print("|---|---|---|---|---|---|---|")
    for units in sizes:
        problem = synthetic(1, units).problem
        found, first = seconds(lambda p=problem: solve_caseloads(p, params=CaseloadParams(effort)))
        year = synthetic_ugel_year(1, units)
        _, second = seconds(lambda y=year: solve_ugel_year(y, params=YearParams(effort)))
        gap = (found.km - found.km_bound) / found.km if found.km else 0.0
        count = len(found.caseloads)
        teachers = sum(unit.teachers for unit in problem.units)
        print(
            f"| {units} | {teachers} | {count} | {first:.1f} | {gap:.2%} | {second:.1f} "
            f"| {second / count:.2f} |",
            flush=True,
        )


def by_ugels(counts, effort):
    folder = data_folder() / "registry"
    print("| UGEL | teachers | accompanists | activities | plan, s | s an accompanist |")
    print("|---|---|---|---|---|---|")
    for count in counts:
        registry, staff = folder / "padron_nacional.csv.gz", folder / "plazas_nexus.csv.gz"
        read = read_inputs(Sources(registry, staff, NORM, YEAR, UGELS[:count]))
        plan, took = seconds(lambda r=read: make_plan(r.inputs, Options(r.ugels, effort=effort)))
        total = plan.summary["total"]
        people = total["accompanists"]
        print(
            f"| {count} | {total['teachers']:,} | {people:,} | {total['activities']:,} | {took:.1f} | "
            f"{took / max(1, people):.2f} |",
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--units", type=numbers, default=[15, 30, 60, 120, 240])
    parser.add_argument("--ugels", type=numbers, default=[1, 2, 4])
    parser.add_argument("--effort", type=int, default=5)
    chosen = parser.parse_args()
    print(f"{machine()}, one process, effort {chosen.effort}\n")
    by_teachers(chosen.units, chosen.effort)
    if data_folder() is None:
        print("\nPUSAQ_DATA is not set: no UGEL of the registry.")
        return
    print()
    by_ugels(chosen.ugels, chosen.effort)


if __name__ == "__main__":
    main()
