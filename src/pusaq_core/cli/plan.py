"""`pusaq plan`: from a registry, staff and a norm to the files of a year."""

from __future__ import annotations

import platform
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click
import polars as pl

from pusaq_core.cli.figures_said import cut_said, travel_said
from pusaq_core.cli.i18n import SPANISH, _, ngettext
from pusaq_core.cli.inputs_said import inputs_said
from pusaq_core.cli.messages import expectation
from pusaq_core.cli.spanish import SpanishCommand
from pusaq_core.cli.terminal import BAD_INPUT, INTERRUPTED, console, progress_bar, refuse
from pusaq_core.cli.unknown import unknown_lines
from pusaq_core.cli.workers import deadline_in, default_workers, workers
from pusaq_core.errors import InputError, Problem
from pusaq_core.io.inputs import Read, Sources, read_inputs
from pusaq_core.io.plan_files import check_out_dir, write_plan
from pusaq_core.io.plan_schema import TABLES
from pusaq_core.io.workbook import write_workbook
from pusaq_core.wording.facts import told
from pusaq_core.yearplan.inputs import Options
from pusaq_core.yearplan.plan import Plan, make_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pusaq_core.io.plan_schema import Content

FILE = click.Path(path_type=Path)
MOST_ACTIVITIES = 100_000
"""Above this many the workbook leaves out the sheet with a row an activity, and says so."""

LONG_SHEETS = ("Calendario por acompañante",)


SOURCE_OPTIONS = (
    click.argument("registry", type=FILE, metavar="PADRON"),
    click.option("--staff", type=FILE, required=True, metavar="ARCHIVO", help=_("Plazas docentes (NEXUS).")),
    click.option(
        "--norm", required=True, metavar="ID", help=_("Norma del catálogo, o ruta de un archivo YAML.")
    ),
    click.option(
        "--year", type=click.IntRange(2000, 2100), required=True, metavar="AAAA", help=_("Año escolar.")
    ),
    click.option("--accompanists", type=FILE, metavar="ARCHIVO", help=_("Acompañantes contratados.")),
    click.option("--events", type=FILE, metavar="ARCHIVO", help=_("Días que no están disponibles.")),
    click.option("--calendar", type=FILE, metavar="ARCHIVO", help=_("Calendario escolar (YAML).")),
    click.option("--travel", type=FILE, metavar="ARCHIVO", help=_("Distancias y tiempos medidos.")),
    click.option("--previous", type=FILE, metavar="CARPETA", help=_("Plan que se replanifica.")),
    click.option(
        "--as-of",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="AAAA-MM-DD",
        help=_("Lo que empieza antes de este día queda como está."),
    ),
    click.option("--last-year", type=FILE, metavar="CARPETA", help=_("Plan del año anterior.")),
)


def source_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that name the files of a plan; `plan` and `check` share them."""
    for option in reversed(SOURCE_OPTIONS):
        command = option(command)
    return command


def sources_of(choices: Mapping[str, Any]) -> Sources:
    """The files that the options name."""
    return Sources(
        registry=choices["registry"],
        staff=choices["staff"],
        norm=choices["norm"],
        year=choices["year"],
        ugels=choices["ugels"],
        accompanists=choices["accompanists"],
        events=choices["events"],
        calendar=choices["calendar"],
        travel=choices["travel"],
        previous=choices["previous"],
        as_of=choices["as_of"].date() if choices["as_of"] is not None else None,
        last_year=choices["last_year"],
    )


@click.command(
    cls=SpanishCommand,
    name="plan",
    help=_("Planifica el año de una o varias UGEL: a quién, con quién y cuándo, según la norma."),
    short_help=_("Planifica el año de una o varias UGEL."),
)
@source_options
@click.option("--ugel", "ugels", multiple=True, metavar="CÓDIGO", help=_("Código de UGEL; se puede repetir."))
@click.option("--all", "everything", is_flag=True, help=_("Todas las UGEL del padrón."))
@click.option("--out", type=FILE, required=True, metavar="CARPETA", help=_("Carpeta del plan."))
@click.option(
    "--spare",
    type=click.IntRange(0, 50),
    default=0,
    metavar="N",
    help=_("Acompañantes de más, si ahorran viaje."),
)
@click.option("--effort", type=click.IntRange(1, 10), default=5, metavar="1..10", help=_("Cuánto buscar."))
@click.option("--seconds", type=click.FloatRange(0), metavar="S", help=_("Corte de seguridad, en segundos."))
@click.option(
    "--workers", "processes", type=click.IntRange(1, 256), metavar="P", help=_("Procesos a la vez.")
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, metavar="N", help=_("Semilla."))
def plan_command(**choices: Any) -> None:  # noqa: ANN401  (click hands over what the options above declare)
    """Read, plan, check, write; the exit code says how it ended."""
    try:
        _run(choices)
    except InputError as error:
        refuse(error)
        raise SystemExit(BAD_INPUT) from None
    except KeyboardInterrupt:
        console().print(_("Interrumpido. No se escribió nada."))
        raise SystemExit(INTERRUPTED) from None


def _run(choices: Mapping[str, Any]) -> None:
    if bool(choices["ugels"]) == choices["everything"]:
        raise InputError(Problem("ugel_or_all"))
    check_out_dir(choices["out"])
    started = time.monotonic()
    with progress_bar() as progress:
        plan, summary, read = plan_to_folder(
            sources_of(choices),
            choices["out"],
            spare=choices["spare"],
            effort=choices["effort"],
            seed=choices["seed"],
            seconds=choices["seconds"],
            processes=choices["processes"] or default_workers(),
            progress=progress,
        )
    _report(plan, summary, choices["out"], time.monotonic() - started)
    for line in inputs_said(summary["total"], read.rejected, read.notes):
        console().print(line, markup=False)


def plan_to_folder(  # noqa: PLR0913  (the options of the command, by name)
    sources: Sources,
    out: Path,
    *,
    spare: int = 0,
    effort: int = 5,
    seed: int = 0,
    seconds: float | None = None,
    processes: int = 1,
    progress: Callable[[str, int, int], None],
) -> tuple[Plan, dict[str, Any], Read]:
    """Read, plan and write.

    Args:
        sources: files and choices.
        out: folder of the plan.
        spare: accompanists above the fewest.
        effort: 1 to 10.
        seed: random seed.
        seconds: safety cut.
        processes: worker processes.
        progress: told of stage, done and total.

    Raises:
        InputError: nothing was written.
    """
    started = time.monotonic()
    progress("read", 0, 1)
    read = read_inputs(sources)
    progress("read", 1, 1)
    options = Options(read.ugels, spare, effort, seed)
    stop = deadline_in(seconds)
    with workers(processes) as mapper:
        plan = make_plan(read.inputs, options, mapper=mapper, stop=stop, progress=progress)
    progress("write", 0, 1)
    summary = _summary(plan, read)
    run = _run_of(time.monotonic() - started, processes)
    _write(out, plan, read, summary, run)
    progress("write", 1, 1)
    return plan, summary, read


def _write(out: Path, plan: Plan, read: Read, summary: dict[str, Any], run: Mapping[str, Any]) -> None:
    tables = _tables(plan, read)
    write_plan(
        out,
        tables,
        summary=summary,
        run=run,
        write_workbook=lambda path: write_workbook(
            path,
            {name: _told(name, rows) for name, rows in tables.items()},
            summary=summary,
            names=read.names,
            people=read.people,
            without=LONG_SHEETS if len(plan.tables["activities"]) > MOST_ACTIVITIES else (),
        ),
    )


def _run_of(seconds: float, processes: int) -> dict[str, Any]:
    """How the plan was made; differs from run to run and is not compared."""
    return {
        "seconds": round(seconds, 1),
        "workers": processes,
        "machine": platform.machine(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def _summary(plan: Plan, read: Read) -> dict[str, Any]:
    content = dict(plan.summary)
    tail = {key: content.pop(key) for key in ("total", "ugel")}
    return {
        "version": version("pusaq"),
        **content,
        "cortado": plan.cut,
        "inputs": read.digests,
        "avisos": [
            {
                "code": one.code,
                "file": one.file,
                "column": one.column,
                "expected": one.expected,
                "found": one.found,
            }
            for one in read.notes
        ],
        **tail,
    }


def _tables(plan: Plan, read: Read) -> dict[str, Content]:
    """The tables of the plan, and the rows of the inputs that were left out."""
    rejected = read.rejected.with_columns(
        pl.struct("code", "expected").map_elements(
            lambda r: expectation(r["code"], r["expected"]), return_dtype=pl.String
        ).alias("expected")
    ).select("file", "row", "column", "found", "expected")  # fmt: skip
    return {**cast("dict[str, Content]", plan.tables), "rejected": rejected}


def _told(table: str, content: Content) -> Content:
    """Rows with sentences in place of facts, for people."""
    columns = [column.name for column in TABLES[table] if column.kind == "facts"]
    if isinstance(content, pl.DataFrame) or not columns:
        return content
    return [{**row, **{name: told(row[name], SPANISH) for name in columns}} for row in content]


def _report(plan: Plan, summary: Mapping[str, Any], out: Path, seconds: float) -> None:
    total = summary["total"]
    say = console().print
    say(
        _(
            "{teachers} docentes, {accompanists} acompañantes, {activities} actividades en {seconds:.1f} s."
        ).format(
            teachers=total["teachers"],
            accompanists=total["accompanists"],
            activities=total["activities"],
            seconds=seconds,
        ),
        markup=False,
    )
    say(travel_said(total), markup=False)
    if summary["cortado"]:
        say(cut_said(), markup=False)
    if summary["fuera_de_periodo"]:
        say(_("Norma fuera de su periodo: se obedece porque fue elegida por su nombre."), markup=False)
    for line in unknown_lines(summary):
        say(line, markup=False)
    if total["unplaced"]:
        say(
            ngettext(
                "{n} actividad no tiene lugar: vea unplaced.csv.",
                "{n} actividades no tienen lugar: vea unplaced.csv.",
                total["unplaced"],
            ).format(n=total["unplaced"]),
            markup=False,
        )
    say(
        _("Incumplimientos hallados por el verificador independiente: {n}.").format(n=len(plan.violations)),
        markup=False,
    )
    say(_("Archivos en {out}").format(out=out), markup=False)
