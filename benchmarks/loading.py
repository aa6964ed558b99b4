"""How long a country takes to be loaded: a quarter, a half and the whole of the national files, then again.

    PUSAQ_DATA=<folder> python benchmarks/loading.py [--refresh-search]

The folder holds `registry/padron_nacional.csv.gz` and `registry/plazas_nexus.csv.gz`. Each size is loaded
into a new database by a process of its own: SQLite, or what `PUSAQ_DATABASE_URL` names (it is emptied):

    PUSAQ_DATA=<folder> python -m tools.postgres -- python benchmarks/loading.py

Prints a table in Markdown. Wall clock depends on who else uses the machine; processor time hardly does.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
from machine import machine

SHARES = (4, 2, 1)
FILES = ("padron_nacional.csv.gz", "plazas_nexus.csv.gz")
ORIGIN = {"source": "medición", "source_date": dt.date(2026, 3, 2), "country": "pe", "by": None}


def part_of(folder, share, target):
    """The services of every n-th UGEL, and their posts."""
    registry, staff = (pl.read_csv(folder / name, infer_schema=False) for name in FILES)
    ugels = registry["CODOOII"].unique().sort().gather_every(share)
    registry = registry.filter(pl.col("CODOOII").is_in(ugels.implode()))
    staff = staff.join(registry.select("COD_MOD", "ANEXO").unique(), on=["COD_MOD", "ANEXO"], how="semi")
    registry.write_csv(target / "padron.csv")
    staff.write_csv(target / "plazas.csv")
    return len(registry), len(staff)


def measured(work):
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def load(folder, with_search):
    """In a process of its own: load twice, tell seconds and memory as JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "pusaq.config.settings"
    import django  # noqa: PLC0415  (settings come from the environment that was just made)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  (same)

    from pusaq.common.clock import now  # noqa: PLC0415  (same)
    from pusaq.common.domain.search import refresh_search  # noqa: PLC0415  (same)
    from pusaq.people.domain.staff import load_staff  # noqa: PLC0415  (same)
    from pusaq.territory.domain.registry import load_registry  # noqa: PLC0415  (same)

    call_command("migrate", verbosity=0)
    call_command("flush", verbosity=0, interactive=False)
    works = {
        "registry": lambda: load_registry(file=folder / "padron.csv", now=now(), **ORIGIN),
        "staff": lambda: load_staff(file=folder / "plazas.csv", now=now(), **ORIGIN),
        "registry again": lambda: load_registry(file=folder / "padron.csv", now=now(), **ORIGIN),
        "staff again": lambda: load_staff(file=folder / "plazas.csv", now=now(), **ORIGIN),
    }
    if with_search:
        works["search"] = lambda: refresh_search(path="pe/")
    told = {name: measured(work) for name, work in works.items()}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"times": told, "memory": memory}))


def main():
    if "PUSAQ_DATA" not in os.environ:
        sys.exit("PUSAQ_DATA is not set")
    source = Path(os.environ["PUSAQ_DATA"]) / "registry"
    database = "PostgreSQL" if "postgres" in os.environ.get("PUSAQ_DATABASE_URL", "") else "SQLite"
    print(f"{machine()}, polars {pl.__version__}, {database}; wall clock / processor time of this process\n")
    header = None
    for share in SHARES:
        with tempfile.TemporaryDirectory() as place:
            rows = part_of(source, share, Path(place))
            environment = os.environ | {"PUSAQ_HOME": f"{place}/home"}
            command = [sys.executable, __file__, "--load", place, *sys.argv[1:]]
            done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603  (this file)
        told = json.loads(done.stdout.splitlines()[-1])
        times = told["times"]
        if header is None:
            header = ["services", "posts", *(f"{name}, s" for name in times), "first load, s", "MB"]
            print("| " + " | ".join(header) + " |\n|" + "---|" * len(header))
        together = [sum(times[name][place] for name in ("registry", "staff")) for place in (0, 1)]
        cells = [f"{wall:.1f} / {processor:.1f}" for wall, processor in (*times.values(), together)]
        print(
            "| " + " | ".join([*(f"{count:,}" for count in rows), *cells, f"{told['memory']:.0f}"]) + " |",
            flush=True,
        )


if __name__ == "__main__":
    if "--load" in sys.argv:
        load(Path(sys.argv[sys.argv.index("--load") + 1]), "--refresh-search" in sys.argv)
    else:
        main()
