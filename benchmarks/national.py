"""The national instance: 6,000 accompanists on the registry of PUSAQ_DATA, caseloads and the full year.

    PUSAQ_DATA=<folder> python benchmarks/national.py [--ugels N] [--workers W] [--effort E]

The accompanists are shared out by UGEL and profile in proportion to the need (largest remainders), where the
need is the fewest accompanists for everyone whom the norm targets; who has none is `over_cap`. `--ugels N`
plans only N UGEL, taken at equal steps from the list ordered by their accompanists, and says what the whole
would take if time went with the number of accompanists. That is an estimate, and the table says so.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import defaultdict
from dataclasses import replace

from instances import data_folder
from machine import machine

from pusaq_core.cli.workers import workers
from pusaq_core.io.inputs import Sources, read_inputs
from pusaq_core.planning.packing import item_types, pack
from pusaq_core.yearplan.assigned import share_problem
from pusaq_core.yearplan.inputs import Hired, Options
from pusaq_core.yearplan.places import locate
from pusaq_core.yearplan.plan import make_plan
from pusaq_core.yearplan.targeting import decide

NORM, YEAR = "nt-026-minedu-2019", 2026
HIRED = 6000
COUNTS = ("accompanists", "teachers", "activities")
STAGES = ("targeting", "caseloads", "timetable", "check")


def need_of(inputs, ugels, places):
    """(UGEL, profile) to the fewest accompanists for all who are targeted."""
    groups = defaultdict(list)
    for service in decide(inputs, ugels, places=places).targeted:
        groups[service.ugel, service.profile].append(service)
    need = {}
    for key, services in sorted(groups.items()):
        posed = share_problem(
            services,
            places=places,
            visits=inputs.norm.dose(key[1]).visits.times,
            language_minimum=inputs.norm.assumption("lengua_minimo_docentes").whole(),
            hired=None,
            spare=0,
        )
        need[key] = len(pack(item_types(posed.problem)).bins)
    return need


def shared_out(need, total):
    """Whole numbers in proportion to the need that add up to the total: largest remainders."""
    everyone = sum(need.values())
    total = min(total, everyone)
    quota = {key: total * times / everyone for key, times in need.items()}
    share = {key: int(value) for key, value in quota.items()}
    order = sorted(need, key=lambda key: (share[key] - quota[key], key))
    for key in order[: total - sum(share.values())]:
        share[key] += 1
    return share


class Stages:
    """Wall clock of each stage of a plan, from what it tells of its progress."""

    def __init__(self):
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self._now, self._since, self._begun = "", 0.0, time.perf_counter()

    def __call__(self, stage, _done, _total):
        now = time.perf_counter()
        if self._now in self.seconds:
            self.seconds[self._now] += now - self._since
        if stage != self._now:
            print(f"{stage}, {now - self._begun:,.0f} s after the start", file=sys.stderr, flush=True)
        self._now, self._since = stage, now


class Recorder:
    """A mapper that passes on to another one and keeps the kilometres of whole timetables."""

    def __init__(self, mapper):
        self._mapper = mapper
        self.km = self.bound = 0.0
        self.cut_short = 0

    def __call__(self, function, items):
        for result in self._mapper(function, items):
            if hasattr(result, "stops") and result.dropped:
                self.cut_short += 1
            elif hasattr(result, "stops"):
                self.km += result.km
                self.bound += result.km_bound
            yield result


def megabytes():
    """Largest resident memory of this process, and of the largest of its workers."""
    return [
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]


def cpu_seconds():
    """Processor time of this process and of its ended workers: what the machine gave, however busy it was."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def sample_of(share, number):
    """UGEL at equal steps of the list ordered by their accompanists; all where no number is given."""
    size = defaultdict(int)
    for (ugel, _), times in share.items():
        size[ugel] += times
    order = sorted((ugel for ugel in size if size[ugel]), key=lambda ugel: (size[ugel], ugel))
    if number is None or number >= len(order):
        return tuple(sorted(order))
    return tuple(sorted(order[int((i + 0.5) * len(order) / number)] for i in range(number)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ugels", type=int)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--effort", type=int, default=5)
    chosen = parser.parse_args()
    folder = data_folder()
    if folder is None:
        print("PUSAQ_DATA is not set: there is no registry to plan.")
        return
    start = time.perf_counter()
    read = read_inputs(
        Sources(
            registry=folder / "registry/padron_nacional.csv.gz",
            staff=folder / "registry/plazas_nexus.csv.gz",
            norm=NORM,
            year=YEAR,
        )
    )
    reading = time.perf_counter() - start
    inputs = read.inputs
    places = locate(inputs.registry, factor=inputs.norm.assumption("factor_camino").number(), travel={})
    need = need_of(inputs, read.ugels, places)
    share = shared_out(need, HIRED)
    hired = tuple(
        Hired(f"{ugel}-{profile}-{n:03d}", ugel, profile)
        for (ugel, profile), times in sorted(share.items())
        for n in range(1, times + 1)
    )
    ugels = sample_of(share, chosen.ugels)
    stages = Stages()
    start = time.perf_counter()
    with workers(chosen.workers) as mapper:
        plan = make_plan(
            replace(inputs, hired=hired),
            Options(ugels, effort=chosen.effort),
            mapper=(recorder := Recorder(mapper)),
            progress=stages,
        )
    stages.seconds |= {"reading": reading, "whole plan": time.perf_counter() - start}
    stages.seconds["processor time"] = cpu_seconds()
    print(f"{machine()}, {chosen.workers} workers, effort {chosen.effort}\n")
    print(
        f"For all whom the norm targets {sum(need.values()):,} accompanists would be needed; "
        f"{HIRED:,} are shared out."
    )
    print(f"Planned: {len(ugels)} UGEL ({', '.join(ugels[:12])}{'…' if len(ugels) > 12 else ''}).\n")
    print_table(plan.summary["total"], recorder, stages)


def print_table(total, recorder, stages):
    """What was measured, and what the whole would take if it went with the number of accompanists."""
    own, worker = megabytes()
    factor = HIRED / total["accompanists"]
    rows = [(name, f"{total[name]:,}", f"{total[name] * factor:,.0f}") for name in COUNTS]
    for name, seconds in stages.seconds.items():
        once = name in ("reading", "targeting")
        rows.append((f"{name}, s", f"{seconds:.1f}", "the same" if once else f"{seconds * factor:,.0f}"))
    rows += [
        ("gap of the caseloads", f"{total['gap']:.2%}", "–"),
        ("timetable km ÷ bound, whole doses", f"{recorder.km / max(recorder.bound, 1e-9):.4f}", "–"),
        ("accompanists with something left out", f"{recorder.cut_short:,}", "–"),
        ("visits and meetings not placed", f"{total['unplaced']:,}", "–"),
        ("violations found", f"{total['violations']:,}", "–"),
        ("memory, MB (parent, largest worker)", f"{own:,.0f}, {worker:,.0f}", "–"),
    ]
    print("| | measured | estimate for the whole |\n|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
