"""How pages answer as their rows grow: `python benchmarks/pages.py [rows …]`.

Each size gets a database of its own in a temporary folder: one region, one UGEL, so many schools with a
service and a targeting decision each. A page is asked several times in this process, without a network; the
table shows the median. Queries must not grow with the rows.

Add a page to `PAGES`: its name, and a function from `Place` to its address.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
SIZES = (100, 1_000, 10_000)
TIMES = 5
LEVELS = ("página", "filas", "consultas", "ms", "peor ms", "kB")


@dataclass(frozen=True)
class Place:
    """What a measured database holds.

    Attributes:
        ugel: id of the UGEL.
        school: id of one of its schools.
        decision: id of the decision on it.
    """

    ugel: object
    school: object
    decision: object


PAGES: tuple[tuple[str, Callable[[Place], str]], ...] = (
    ("focalización", lambda _at: "/acompanamiento/focalizacion/"),
    ("focalización, última página", lambda _at: "/acompanamiento/focalizacion/?page=9999"),
    ("focalización, buscar", lambda _at: "/acompanamiento/focalizacion/?q=escuela+99"),
    ("focalización, CSV", lambda _at: "/acompanamiento/focalizacion/?formato=csv"),
    ("focalización, XLSX", lambda _at: "/acompanamiento/focalizacion/?formato=xlsx"),
    ("por qué", lambda at: f"/acompanamiento/focalizacion/{at.decision}/"),
    ("territorio", lambda _at: "/territorio/"),
    ("UGEL y sus escuelas", lambda at: f"/territorio/{at.ugel}/"),
    ("UGEL, CSV", lambda at: f"/territorio/{at.ugel}/?formato=csv"),
    ("escuela", lambda at: f"/territorio/escuelas/{at.school}/"),
    ("norma", lambda _at: "/normas/nt-026-minedu-2019/"),
    ("glosario", lambda _at: "/glosario/"),
)


def main() -> int:
    """Measure each size in a process of its own and print one table."""
    if len(sys.argv) == 3 and sys.argv[1] == "--in-a-new-database":
        return measure(int(sys.argv[2]))
    print("| " + " | ".join(LEVELS) + " |")
    print("|---" * len(LEVELS) + "|", flush=True)
    for rows in [int(one) for one in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory(prefix="pusaq-pages-") as home:
            environment = os.environ | {
                "PUSAQ_HOME": home,
                "PUSAQ_DATABASE_URL": f"sqlite:///{home}/pages.sqlite3",
                "PUSAQ_HOSTS": "testserver",
                "DJANGO_SETTINGS_MODULE": "pusaq.config.settings",
                "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
            }
            command = [sys.executable, __file__, "--in-a-new-database", str(rows)]
            done = subprocess.run(command, env=environment, check=False)  # noqa: S603  (this script)
        if done.returncode:
            return done.returncode
    return 0


def measure(rows: int) -> int:
    """Fill a database with so many services and measure every page."""
    import django  # noqa: PLC0415  (settings stand in the environment of this process alone)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  (same)
    from django.test import Client  # noqa: PLC0415  (same)

    for command in ("migrate", "collectstatic"):
        call_command(command, interactive=False, verbosity=0)
    place, user = fill(rows)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for name, address in PAGES:
        url = address(place)
        found = [ask(client, url) for _ in range(TIMES + 1)][1:]
        queries = {one[0] for one in found}
        took = [one[1] for one in found]
        counted = ", ".join(str(one) for one in sorted(queries))
        print(
            f"| {name} | {rows} | {counted} | {statistics.median(took):.0f} | {max(took):.0f} "
            f"| {found[0][2] / 1000:.0f} |",
            flush=True,
        )
    return 0


def fill(rows: int):
    """A region with one UGEL, its schools, a targeting, and somebody who may see it."""
    from tests.pusaq.targeted import make_run, make_services  # noqa: PLC0415  (after django.setup)
    from tests.pusaq.world import make_world  # noqa: PLC0415  (same)

    world = make_world()
    ugel = world.organisations["pe/220000/220004/"]
    run = make_run(ugel, make_services(ugel, rows))
    decision = run.decisions.select_related("service").get(rank=1)
    return Place(ugel.pk, decision.service.school_id, decision.pk), world.act("especialista_ugel", ugel.path)


def ask(client, url: str) -> tuple[int, float, int]:
    """Queries, milliseconds and bytes of one answer."""
    from django.db import connection  # noqa: PLC0415  (after django.setup)

    queries = 0

    def count(execute, sql, params, many, context):
        nonlocal queries
        queries += 1
        return execute(sql, params, many, context)

    start = time.perf_counter()
    with connection.execute_wrapper(count):
        answer = client.get(url)
        size = sum(map(len, answer.streaming_content)) if answer.streaming else len(answer.content)
    took = 1000 * (time.perf_counter() - start)
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{answer.status_code} {url}")
    return queries, took, size


if __name__ == "__main__":
    sys.exit(main())
