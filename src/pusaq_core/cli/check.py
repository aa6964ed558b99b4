"""`pusaq check`: the independent checker over a plan on disk and the files it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pusaq_core.checking import RULES
from pusaq_core.cli.i18n import _, ngettext
from pusaq_core.cli.plan import FILE, source_options, sources_of
from pusaq_core.cli.spanish import SpanishCommand
from pusaq_core.cli.terminal import BAD_INPUT, console, refuse
from pusaq_core.errors import InputError
from pusaq_core.io.inputs import read_inputs
from pusaq_core.io.plan_files import read_plan
from pusaq_core.yearplan.plan import check_tables

if TYPE_CHECKING:
    from pathlib import Path

SHOWN = 50


@click.command(
    cls=SpanishCommand,
    name="check",
    help=_("Revisa un plan ya escrito contra sus insumos y la norma, sin usar el planificador."),
    short_help=_("Revisa un plan ya escrito."),
)
@click.argument("folder", type=FILE, metavar="CARPETA")
@source_options
def check_command(folder: Path, **choices: Any) -> None:  # noqa: ANN401  (click hands over declared options)
    """Exit 0 without a breach, 1 with some, 2 where something cannot be read."""
    try:
        plan = read_plan(folder)
        read = read_inputs(sources_of({**choices, "ugels": tuple(plan.summary["ugel"]), "everything": False}))
        tables = {name: frame for name, frame in plan.tables.items() if name != "rejected"}
        found = check_tables(read.inputs, read.ugels, tables, summary=plan.summary)
    except InputError as error:
        refuse(error)
        raise SystemExit(BAD_INPUT) from None
    say = console().print
    for violation in found[:SHOWN]:
        rule = RULES[violation.rule]
        place = violation.file if violation.row is None else f"{violation.file}:{violation.row}"
        say(f"{place}  {violation.rule} ({rule.group}): {violation.subject}", markup=False)
        say(
            _("  se esperaba {expected}; hay {found}").format(
                expected=violation.expected, found=violation.found
            ),
            markup=False,
        )
    if not found:
        say(_("Sin incumplimientos."), markup=False)
        return
    say(
        ngettext("{n} incumplimiento.", "{n} incumplimientos.", len(found)).format(n=len(found)), markup=False
    )
    raise SystemExit(1)
