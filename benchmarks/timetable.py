"""Kilometres of the year timetable against their proven bound and against a year made in file order.

    [PUSAQ_DATA=<folder>] python benchmarks/timetable.py [--effort N] [--seeds N]

Synthetic UGELs of 60 units of one multigrade profile, caseloads by the solver; with PUSAQ_DATA three UGELs of
the registry with all their profiles. One process; seconds are processor time, so that
other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict

from file_order import file_order
from instances import data_folder, synthetic
from machine import machine

from pusaq_core.io.catalogue import catalogue_root, read_norm
from pusaq_core.io.country import default_calendar
from pusaq_core.io.inputs import Sources, read_inputs
from pusaq_core.planning.caseloads import solve_caseloads
from pusaq_core.timetable.problem import Accompanist, Premises, UgelYear, YearParams
from pusaq_core.timetable.ugel_year import solve_ugel_year
from pusaq_core.yearplan.inputs import Options
from pusaq_core.yearplan.plan import make_plan
from pusaq_core.yearplan.season import middle_of, rules_of, workshop_span

NORM, YEAR = "nt-026-minedu-2019", 2026
UGELS = ("090009", "220004", "040005")
PROFILE = "multigrade"
HEAD = (
    "| instance | accompanists | something left out | km | bound | km ÷ bound | "
    "km in file order (left out) | s per accompanist | worst s |"
)


class Timer:
    """A mapper that keeps each task, its answer and the seconds that it took."""

    def __init__(self):
        self.seen = []

    def __call__(self, function, items):
        results = []
        for item in items:
            start = time.process_time()
            result = function(item)
            if hasattr(item, "segments"):
                self.seen.append((item, result, time.process_time() - start))
            results.append(result)
        return results


def synthetic_ugel_year(seed, units):
    """The year of an invented UGEL under the official calendar."""
    norm = read_norm(NORM)
    calendar = default_calendar(norm.country, YEAR, root=catalogue_root()).calendar
    problem = synthetic(seed, units).problem
    dose = norm.dose(PROFILE)
    caseloads = solve_caseloads(problem).caseloads
    school = tuple(day.toordinal() for day in calendar.school_days())
    first, last = workshop_span(norm, YEAR)
    span = range(first.toordinal(), last.toordinal() + 1)
    holidays = {day.toordinal() for day in calendar.holidays}
    accompanists = []
    for number, caseload in enumerate(caseloads, 1):
        rows = [caseload.base, *caseload.units]
        km = problem.km[rows][:, rows].copy()
        chosen = [problem.units[unit] for unit in caseload.units]
        teachers = tuple((f"{u.key}-{i}", u.premises) for u in chosen for i in range(u.teachers))
        places = tuple(unit.premises for unit in chosen)
        accompanists.append(Accompanist(f"A{number:02d}", PROFILE, PROFILE, teachers, places, km))
    return UgelYear(
        accompanists=tuple(accompanists),
        premises={u.premises: Premises(u.premises, "", frozenset(school)) for u in problem.units},
        doses={PROFILE: dose},
        rules=rules_of(norm),
        school_days=school,
        ugel_days=tuple(d.toordinal() for d in calendar.working_days() if d.toordinal() in span),
        own_ugel_days=tuple(d for d in span if (d + 6) % 7 < 5 and d not in holidays),
        middle=middle_of(calendar).toordinal() - 1,
    )


def row(name, seen):
    """One line of the table; accompanists with something left out have no bound and are only counted."""
    whole = [(task, found, s) for task, found, s in seen if not found.dropped]
    km = sum(found.km for _, found, _ in whole)
    bound = sum(found.km_bound for _, found, _ in whole)
    baseline = [file_order(task) for task, _, _ in whole]
    ratio = f"{km / bound:.4f}" if bound else "–"
    seconds = [s for _, _, s in seen]
    return (
        f"| {name} | {len(seen)} | {len(seen) - len(whole)} | {km:,.0f} | {bound:,.0f} | {ratio} | "
        f"{sum(b for b, _ in baseline):,.0f} ({sum(n for _, n in baseline)}) | "
        f"{sum(seconds) / len(seconds):.2f} | {max(seconds):.2f} |"
    )


def real_rows(effort):
    """Rows of the UGELs of the registry, by profile, and by whether premises are shared."""
    folder = data_folder() / "registry"
    read = read_inputs(
        Sources(
            registry=folder / "padron_nacional.csv.gz",
            staff=folder / "plazas_nexus.csv.gz",
            norm=NORM,
            year=YEAR,
            ugels=UGELS,
        )
    )
    timer = Timer()
    plan = make_plan(read.inputs, Options(read.ugels, effort=effort), mapper=timer)
    profile = {r["accompanist"]: (r["cod_ugel"], r["profile"]) for r in plan.tables["caseloads"]}
    groups = defaultdict(list)
    for item in timer.seen:
        ugel, kind = profile[item[0].key]
        meets = any(group.fixed is not None for group in item[0].groups)
        groups[f"{ugel} {kind}"].append(item)
        groups["all three, shared premises" if meets else "all three, own premises only"].append(item)
    groups["all three"] = timer.seen
    for name, seen in sorted(groups.items()):
        yield row(name, seen)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--effort", type=int, default=5)
    parser.add_argument("--seeds", type=int, default=3)
    chosen = parser.parse_args()
    print(f"{machine()}, one process, effort {chosen.effort}\n\n{HEAD}")
    print("|---|---|---|---|---|---|---|---|---|")
    everyone = []
    for seed in range(1, chosen.seeds + 1):
        timer = Timer()
        solve_ugel_year(synthetic_ugel_year(seed, 60), params=YearParams(chosen.effort), mapper=timer)
        everyone += timer.seen
        print(row(f"synthetic-60-{seed}", timer.seen), flush=True)
    print(row("synthetic-60, together", everyone), flush=True)
    if data_folder() is None:
        print("\nPUSAQ_DATA is not set: no UGEL of the registry.")
        return
    for line in real_rows(chosen.effort):
        print(line, flush=True)


if __name__ == "__main__":
    main()
