"""The command `pusaq`."""

from __future__ import annotations

import sys

import click

from pusaq_core.cli.check import check_command
from pusaq_core.cli.demo import demo_command
from pusaq_core.cli.i18n import _
from pusaq_core.cli.load import load_command
from pusaq_core.cli.norm import norm_group
from pusaq_core.cli.plan import plan_command
from pusaq_core.cli.spanish import SpanishGroup
from pusaq_core.cli.terminal import BAD_INPUT, INTERRUPTED, console


@click.group(
    cls=SpanishGroup,
    name="pusaq",
    help=_("Pusaq: de la norma y el padrón a un año de apoyo a las escuelas que cumple la norma."),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="pusaq", message="pusaq %(version)s", help=_("Muestra la versión."))
def main_group() -> None:
    """Hold the subcommands."""


main_group.add_command(plan_command)
main_group.add_command(check_command)
main_group.add_command(norm_group)
main_group.add_command(load_command)
main_group.add_command(demo_command)


def main() -> None:
    """Run the command; wrong usage is said in Spanish and ends with exit code 2."""
    try:
        code = main_group.main(standalone_mode=False)
    except click.UsageError as error:
        console().print(_usage(error), markup=False)
        sys.exit(BAD_INPUT)
    except (click.Abort, KeyboardInterrupt):
        console().print(_("Interrumpido. No se escribió nada."))
        sys.exit(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _usage(error: click.UsageError) -> str:
    """What is wrong with the words of the call, and where help is."""
    command = error.ctx.command_path if error.ctx is not None else "pusaq"
    name = _parameter(error)
    if isinstance(error, click.NoSuchOption):
        said = _("No existe la opción {name}.").format(name=error.option_name)
    elif isinstance(error, click.MissingParameter):
        said = _("Falta {name}.").format(name=name)
    elif isinstance(error, click.BadParameter):
        said = _("El valor de {name} no sirve: {why}").format(name=name, why=error.message)
    else:
        said = _("Llamada incorrecta: {why}").format(why=error.format_message())
    return said + "\n" + _("Ayuda: {command} --help").format(command=command)


def _parameter(error: click.UsageError) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return "?"
    return str(parameter.metavar if isinstance(parameter, click.Argument) else parameter.opts[-1])
