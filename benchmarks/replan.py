"""Replanning: seconds for each accompanist and share of the days that are kept, by what is lost.

    python benchmarks/replan.py [--seed N]

A synthetic UGEL is planned, then replanned from 1 June on with the same two days, week or leave lost. A day
counts as kept where an activity that could stay (none of its days is lost) has the same dates after.
"""

from __future__ import annotations

import argparse
import platform
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from pusaq_core.io.inputs import Sources, read_inputs
from pusaq_core.synthetic import SYNTHETIC_UGELS, write_country
from pusaq_core.timetable.replan import replan
from pusaq_core.yearplan.carry import carry_all
from pusaq_core.yearplan.earlier import Earlier, Previous
from pusaq_core.yearplan.inputs import Closure, Options
from pusaq_core.yearplan.places import locate
from pusaq_core.yearplan.plan import make_plan
from pusaq_core.yearplan.remaining import Remaining
from pusaq_core.yearplan.season import district_of
from pusaq_core.yearplan.targeting import decide

AS_OF = date(2026, 6, 1)
TABLES = ("targeting", "caseloads", "activities", "unplaced")
LOST = {
    "two days (16–17 June)": ("pais", date(2026, 6, 16), date(2026, 6, 17)),
    "two days (Mon–Tue, 2–3 Nov.)": ("pais", date(2026, 11, 2), date(2026, 11, 3)),
    "a week (7–11 Sept.)": ("pais", date(2026, 9, 7), date(2026, 9, 11)),
    "a week (19–23 Oct.)": ("pais", date(2026, 10, 19), date(2026, 10, 23)),
    "two months (10 Aug.–9 Oct.)": ("pais", date(2026, 8, 10), date(2026, 10, 9)),
    "leave of each, two weeks (24 Aug.)": ("acompanante", date(2026, 8, 24), date(2026, 9, 4)),
}


def earlier(plan):
    tables = (tuple(plan.tables[name]) for name in TABLES)
    return Earlier(plan.summary["year"], tuple(plan.summary["ugel"]), *tables, plan.summary)


class Clock:
    """A mapper that keeps the seconds of each call."""

    def __init__(self):
        self.seconds = []

    def __call__(self, function, items):
        found = []
        for item in items:
            start = time.perf_counter()
            found.append(function(item))
            self.seconds.append(time.perf_counter() - start)
        return found


def measure(inputs, places, shares, events):
    inputs = replace(inputs, events=(*inputs.events, *events))
    clock, possible, kept, missing = Clock(), 0, 0, 0
    for ugel, mine in shares.items():
        ugel_year = district_of(
            ugel, mine, norm=inputs.norm, calendar=inputs.calendar, events=inputs.events, places=places
        )
        rest = Remaining(inputs.previous, ugel, mine, ugel_year).rest()
        found = replan(rest, mapper=clock)
        after = {item.key: item.start for item in found.items}
        away = {a.key: a.away for a in ugel_year.accompanists}
        for item in rest.items:
            open_there = all(set(item.span()) <= ugel_year.premises[place].days for place in item.places)
            if open_there and not any(away[key] & set(item.span()) for key in item.accompanists):
                possible += item.days
                kept += item.days * (after.get(item.key) == item.start)
        missing += sum(m.times for m in found.missing)
    return clock.seconds, kept / possible, missing


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    seed = parser.parse_args().seed
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        write_country(data, seed=seed)
        ugels = sorted(SYNTHETIC_UGELS)
        read = read_inputs(
            Sources(data / "padron.csv.gz", data / "plazas.csv.gz", "nt-026-minedu-2019", 2026, ugels)
        )
    plan = make_plan(read.inputs, Options(read.ugels, effort=2))
    inputs = replace(read.inputs, previous=Previous(earlier(plan), AS_OF))
    places = locate(inputs.registry, factor=inputs.norm.assumption("factor_camino").number(), travel={})
    decisions = decide(inputs, ugels, places=places)
    shares, _, _ = carry_all(inputs, inputs.previous.plan, decisions.targeted, places)
    print(f"{platform.machine()}, 1 process, Python {platform.python_version()}; random seed {seed}")
    print()
    print("| lost | accompanists | median s | worst s | days kept | missing |")
    print("|---|---|---|---|---|---|")
    for name, (scope, first, last) in LOST.items():
        keys = [share.key for mine in shares.values() for share in mine] if scope == "acompanante" else [""]
        rounds = [[Closure(scope, key, first, last, name)] for key in keys]
        if scope == "acompanante":
            rounds = rounds[::6]
        seconds, kept, missing = [], [], 0
        for events in rounds:
            found = measure(inputs, places, shares, events)
            touched = found[0] if scope == "pais" else [max(found[0])]
            seconds += touched
            kept.append(found[1])
            missing += found[2]
        seconds.sort()
        print(
            f"| {name} | {len(seconds)} | {seconds[len(seconds) // 2]:.3f} | {seconds[-1]:.3f} "
            f"| {sum(kept) / len(kept):.1%} | {missing} |"
        )


if __name__ == "__main__":
    main()
