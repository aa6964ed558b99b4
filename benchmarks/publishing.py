# ruff: noqa: E402  (Django is set up before its models are imported)
"""How long it takes to keep and to publish the year of one UGEL, and how that grows.

Run it with a database of its own:

    python benchmarks/publishing.py                                # SQLite on disk
    python -m tools.postgres -- python benchmarks/publishing.py    # PostgreSQL

The UGEL is one of the synthetic country whose caseloads stand so many times side by side, each with posts and
people of its own. The tests' settings are used: PostgreSQL and SQLite do not wait for the disk.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from benchmarks.machine import machine
from pusaq.accompaniment.year.domain import publish_plan
from pusaq.people.models import Appointment, Person, Post
from tests.pusaq import planned
from tests.pusaq.planned import NOW

SIZES = (1, 2, 4, 8)


def copied(made, copies):
    """A plan with every caseload so many times, under other codes."""
    tables = {name: list(rows) for name, rows in made.tables.items()}
    figures = dict(made.caseloads)
    for copy in range(1, copies):
        mark = f"-{copy}"
        for name in ("caseloads", "activities", "unplaced"):
            tables[name] += [_renamed(row, mark) for row in made.tables[name]]
        figures |= {key + mark: value for key, value in made.caseloads.items()}
    return replace(made, tables=tables, caseloads=figures)


def _renamed(row, mark):
    new = dict(row)
    for column in ("accompanist", "teacher", "post", "teachers", "activity"):
        if row.get(column):
            cell = row[column]
            new[column] = cell + mark if isinstance(cell, str) else tuple(part + mark for part in cell)
    return new


def load(made, copies):
    """People and posts of the copies."""
    planned_ugel = planned.load_ugel(planned.SURCUBAMBA)
    posts = {p.code: p for p in Post.objects.all()}
    for copy in range(1, copies):
        mark = f"-{copy}"
        for row in made.tables["caseloads"]:
            old = posts[row["post"]]
            person = Person.objects.create(country="pe", code=row["teacher"] + mark, surnames="Copia")
            post = Post.objects.create(
                country="pe",
                code=row["post"] + mark,
                kind=old.kind,
                title=old.title,
                organisation=old.organisation,
                service=old.service,
                path=old.path,
            )
            Appointment.objects.create(post=post, person=person)
    return planned_ugel


def timed(function, *words, **named):
    """Seconds of the clock and of this process, as a cell, and what the function gave."""
    clock, work = time.perf_counter(), time.process_time()
    answer = function(*words, **named)
    return f"{time.perf_counter() - clock:.1f} ({time.process_time() - work:.1f})", answer


def main():
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    print(machine())
    print(f"{connection.vendor}\n")
    print("Seconds of the clock, in brackets those of the processor in this process.\n")
    print("| activities | keep the plan | publish | publish again, nothing differs |")
    print("|---:|---:|---:|---:|")
    made = planned.core_plan(planned.SURCUBAMBA)
    for copies in SIZES:
        call_command("flush", interactive=False, verbosity=0)
        ugel = load(made, copies)
        plan = copied(made, copies)
        kept, first = timed(ugel.store, plan)
        published, _ = timed(publish_plan, plan=first, by=None, now=NOW)
        second = ugel.store(plan)
        again, _ = timed(publish_plan, plan=second, by=None, now=NOW)
        count = len(plan.tables["activities"])
        print(f"| {count} | {kept} | {published} | {again} |", flush=True)


if __name__ == "__main__":
    main()
