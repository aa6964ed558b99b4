"""`pusaq load`: does a caseload fit a year? The arithmetic of the norm before any plan is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.table import Table

from pusaq_core.cli.i18n import _
from pusaq_core.cli.kind_words import many_of, one_of
from pusaq_core.cli.spanish import SpanishCommand
from pusaq_core.cli.terminal import BAD_INPUT, Terminal, refuse
from pusaq_core.errors import InputError
from pusaq_core.io.catalogue import catalogue_root, read_norm
from pusaq_core.io.country import default_calendar
from pusaq_core.kinds import KINDS, hosted_kinds
from pusaq_core.timetable.load import Journey, Load, year_load

if TYPE_CHECKING:
    from collections.abc import Callable


def _with_groups(command: Callable[..., None]) -> Callable[..., None]:
    """An option for the groups of each kind that schools host, such as `--gia-groups`."""
    for kind in reversed(hosted_kinds()):
        said = _("Grupos de {kind}.").format(kind=one_of(kind.id))
        bounds = click.IntRange(1, 60)
        command = click.option(f"--{kind.id}-groups", type=bounds, default=1, metavar="N", help=said)(command)
    return command


@click.command(
    cls=SpanishCommand,
    name="load",
    help=_("Simula la carga de un acompañante: días que pide la norma frente a los días de clase."),
    short_help=_("Simula la carga de un acompañante."),
)
@click.argument("norm", metavar="NORMA")
@click.argument("profile", metavar="PERFIL")
@click.option("--teachers", type=click.IntRange(1, 60), required=True, metavar="N", help=_("Docentes."))
@_with_groups
@click.option(
    "--year", type=click.IntRange(2000, 2100), required=True, metavar="AAAA", help=_("Año escolar.")
)
@click.option("--hours", type=click.FloatRange(0), metavar="H", help=_("Horas de viaje, solo ida."))
def load_command(
    norm: str, profile: str, teachers: int, year: int, hours: float | None, **groups: int
) -> None:
    """Show needed and available days; exit 1 where the year is impossible."""
    try:
        rules = read_norm(norm)
        days = default_calendar(rules.country, year, root=catalogue_root()).calendar.school_days()
        journey = None
        if hours is not None:
            half, whole = (rules.assumption(f"viaje_{part}_horas").number() for part in ("medio_dia", "dia"))
            journey = Journey(hours, half, whole)
        dose = rules.dose(profile)
    except InputError as error:
        refuse(error)
        raise SystemExit(BAD_INPUT) from None
    load = year_load(
        dose,
        teachers=teachers,
        groups={kind.id: groups[f"{kind.id}_groups"] for kind in hosted_kinds()},
        school_days=len(days),
        outside={kind.id: dose.of(kind.id).days for kind in KINDS.values() if kind.of_ugel},
        journey=journey,
    )
    _show(load)
    if load.left < 0:
        raise SystemExit(1)


def _show(load: Load) -> None:
    table = Table(box=None, show_header=False)
    kinds = [(many_of(kind.id), load.days[kind.id]) for kind in KINDS.values()]
    for name, days in (
        *((name[:1].upper() + name[1:], days) for name, days in kinds),
        (_("Viajes largos"), load.travel),
        (_("Necesarios"), load.needed),
        (_("Fuera de los días de clase"), load.outside),
        (_("Días de clase"), load.available),
        (_("Quedan"), load.left),
    ):
        table.add_row(name, str(days))
    out = Terminal()
    out.print(table)
    out.print(_("Los talleres caben fuera de los días de clase, en semanas de gestión."))
    if load.left < 0:
        out.print(_("El año es imposible: faltan {days} días.").format(days=-load.left))
