"""`pusaq demo`: a synthetic country, its plan, the check, and one accompanist's year on the screen."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pusaq_core.cli.figures_said import travel_said
from pusaq_core.cli.i18n import _
from pusaq_core.cli.picture import year_picture
from pusaq_core.cli.plan import FILE, plan_to_folder
from pusaq_core.cli.spanish import SpanishCommand
from pusaq_core.cli.terminal import BAD_INPUT, Terminal, console, progress_bar, refuse
from pusaq_core.cli.unknown import unknown_lines
from pusaq_core.cli.workers import default_workers
from pusaq_core.errors import InputError
from pusaq_core.io.inputs import Sources
from pusaq_core.synthetic import DEFAULT_YEAR, SYNTHETIC_UGELS, write_country

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pusaq_core.yearplan.plan import Plan

DATA, PLAN = "datos", "plan"
NORM = "nt-026-minedu-2019"


@click.command(
    cls=SpanishCommand,
    name="demo",
    help=_("Crea un país en miniatura, lo planifica, revisa el plan y muestra un año de trabajo."),
    short_help=_("Crea y planifica un país en miniatura."),
)
@click.option("--out", type=FILE, default=Path("demo"), metavar="CARPETA", help=_("Carpeta."))
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=1, metavar="N", help=_("Semilla del país.")
)
@click.option(
    "--workers", "processes", type=click.IntRange(1, 256), metavar="P", help=_("Procesos a la vez.")
)
@click.option("--effort", type=click.IntRange(1, 10), default=5, metavar="1..10", help=_("Cuánto buscar."))
def demo_command(out: Path, seed: int, processes: int | None, effort: int) -> None:
    """Make, plan, check and show."""
    started = time.monotonic()
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_country(out / DATA, seed=seed)
        data = out / DATA
        sources = Sources(
            registry=data / "padron.csv.gz",
            staff=data / "plazas.csv.gz",
            norm=NORM,
            year=DEFAULT_YEAR,
            ugels=sorted(SYNTHETIC_UGELS),
            accompanists=data / "acompanantes.csv",
            events=data / "eventos.csv",
            travel=data / "viajes.csv",
        )
        with progress_bar() as progress:
            plan, summary, _read = plan_to_folder(
                sources,
                out / PLAN,
                effort=effort,
                processes=processes or default_workers(),
                progress=progress,
            )
    except InputError as error:
        refuse(error)
        raise SystemExit(BAD_INPUT) from None
    _tell(plan, summary, out, time.monotonic() - started)
    if plan.violations:
        raise SystemExit(1)


def _tell(plan: Plan, summary: Mapping[str, Any], out: Path, seconds: float) -> None:
    show = Terminal(soft_wrap=True)
    total = summary["total"]
    show.print(
        _(
            "País sintético (escuelas y personas inventadas): {services} servicios de {ugels} UGEL; "
            "{targeted} focalizados, {teachers} docentes, {accompanists} acompañantes."
        ).format(
            services=total["services"],
            ugels=len(summary["ugel"]),
            targeted=total["targeted"],
            teachers=total["teachers"],
            accompanists=total["accompanists"],
        )
    )
    for line in unknown_lines(summary):
        show.print(line, markup=False)
    show.print(
        _("{activities} actividades; sin lugar: {unplaced}; incumplimientos: {violations}.").format(
            **_counts(total)
        )
    )
    show.print(travel_said(total))
    show.print(_("Viajes del año: {trips} km.").format(trips=total["timetable_km"]))
    show.print()
    show.print(year_picture(plan))
    show.print(
        _("Archivos: {plan} (ábralo con plan.xlsx) y los insumos en {data}. {seconds:.0f} s.").format(
            plan=out / PLAN, data=out / DATA, seconds=seconds
        )
    )
    if plan.violations:
        console().print(_("El verificador halló incumplimientos: el plan no debe usarse."))


def _counts(total: Mapping[str, Any]) -> dict[str, Any]:
    return {name: total[name] for name in ("activities", "unplaced", "violations")}
