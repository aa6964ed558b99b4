"""`python -m pusaq.config.demo.build`: fills the demonstration in `PUSAQ_HOME`, telling how far it is."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import click
import django
from django.core.management import call_command

from pusaq.config.demo.home import PLANNED_AT

YEAR = 2026
NORM = "nt-026-minedu-2019"
EFFORT = 3
UNPUBLISHED = "040005"
"""UGEL Castilla: its plan waits for somebody who publishes it."""
STEPS = {
    "files": "archivos inventados",
    "peru": "Perú: escuelas, plazas y personas",
    "chile": "Chile: un servicio local y sus establecimientos",
    "people": "ministerio, regiones y UGEL",
    "schools": "equipos de gestión",
    "accounts": "una cuenta por rol",
    "outlines": "contornos para los mapas",
    "resources": "recursos: cifras de documentos públicos, con su marca",
    "search": "buscador",
}


def main() -> int:
    """Build all of it.

    Returns:
        Exit code: 1 where a plan could not be made.
    """
    started = time.monotonic()

    def tell(text: str) -> None:
        click.echo(f"  {time.monotonic() - started:5.0f} s  {text}")

    django.setup()
    from pusaq.config.demo.fill import fill_demo  # noqa: PLC0415  (needs the settings)

    tell("tablas")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    fill_demo(
        folder=Path(os.environ["PUSAQ_HOME"]) / "datos",
        now=PLANNED_AT,
        progress=lambda step, _done, _total: tell(STEPS[step]) if step else None,
    )
    from pusaq.territory.enums import OrganisationKind  # noqa: PLC0415  (needs the settings)
    from pusaq.territory.models import Organisation  # noqa: PLC0415  (same)

    ugels = list(
        Organisation.objects.filter(country="pe", kind=OrganisationKind.LOCAL_UNIT)
        .order_by("sort_key")
        .values_list("pk", "short_name", "code")
    )
    django.db.connection.close()
    workers = min(len(ugels), len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting = {
            pool.submit(plan_ugel, str(pk), publishes=code != UNPUBLISHED): (name, code)
            for pk, name, code in ugels
        }
        for done in as_completed(waiting):
            error, (name, code) = done.result(), waiting[done]
            if error:
                tell(f"{name}: {error}")
                return 1
            tell(f"{name}: plan hecho y {'por publicar' if code == UNPUBLISHED else 'publicado'}")
    return 0


def plan_ugel(organisation_id: str, *, publishes: bool) -> str:
    """Plan a UGEL as its specialist would, and publish it or leave it as a proposal.

    Returns:
        Why it could not be done; empty where it was.
    """
    django.setup()
    from pusaq.accompaniment.models import AnnualPlan  # noqa: PLC0415  (same)
    from pusaq.accompaniment.year.domain import publish_plan, start_planning  # noqa: PLC0415  (needs the settings)
    from pusaq.common.domain.jobs import run_job  # noqa: PLC0415  (same)
    from pusaq.common.enums import JobState  # noqa: PLC0415  (same)
    from pusaq.common.problems import problems_from  # noqa: PLC0415  (same)
    from pusaq.common.speech import problem_said  # noqa: PLC0415  (same)
    from pusaq.config.demo.staffing import USER  # noqa: PLC0415  (same)
    from pusaq.people.models import User  # noqa: PLC0415  (same)
    from pusaq.territory.models import Organisation  # noqa: PLC0415  (same)

    organisation = Organisation.objects.get(pk=organisation_id)
    specialists = User.objects.filter(username__startswith=USER.format(role="especialista_ugel"))
    by = specialists.filter(person__appointments__post__organisation=organisation).first()
    job = start_planning(
        organisations=[organisation], year=YEAR, norm_id=NORM, by=by, now=PLANNED_AT, effort=EFFORT
    )
    job = run_job(job.pk)
    if job.state != JobState.DONE:
        return job.error or "\n".join(problem_said(problem) for problem in problems_from(job.problems))
    if publishes:
        publish_plan(plan=AnnualPlan.objects.get(organisation=organisation), by=by, now=PLANNED_AT)
    return ""


if __name__ == "__main__":
    sys.exit(main())
