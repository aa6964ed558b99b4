"""The command `pusaq`."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import entry_points
from typing import NamedTuple

import click

from pusaq_core.cli.i18n import _
from pusaq_core.cli.spanish import SpanishGroup
from pusaq_core.cli.terminal import BAD_INPUT, INTERRUPTED, console


class Entry(NamedTuple):
    """Where a command lives and what it is for."""

    module: str
    name: str
    purpose: str


COMMANDS = {
    "check": Entry("check", "check_command", _("Revisa un plan ya escrito.")),
    "demo": Entry("demo", "demo_command", _("Crea y planifica un país en miniatura.")),
    "load": Entry("load", "load_command", _("Simula la carga de un acompañante.")),
    "norm": Entry("norm", "norm_group", _("Normas como datos: revisarlas y leerlas por numeral.")),
    "plan": Entry("plan", "plan_command", _("Planifica el año de una o varias UGEL.")),
}


ADDED = "pusaq.commands"
"""Entry points by which packages beside the core add commands: `name = "module:command"`."""


class LazyGroup(SpanishGroup):
    """Loads a command only when it is called: the solvers take seconds that `--help` need not wait for."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Names of the commands."""
        return [*COMMANDS, *sorted(entry_points(group=ADDED).names)]

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, None where there is none."""
        if name not in COMMANDS:
            added: click.Command | None = next(
                (entry.load() for entry in entry_points(group=ADDED, name=name)), None
            )
            return added
        entry = COMMANDS[name]
        command: click.Command = getattr(import_module(f"pusaq_core.cli.{entry.module}"), entry.name)
        return command

    def purposes(self, _ctx: click.Context) -> list[tuple[str, str]]:
        """Each command with what it is for."""
        own = [(name, entry.purpose) for name, entry in COMMANDS.items()]
        added = [(entry.name, entry.load().short_help) for entry in entry_points(group=ADDED)]
        return own + sorted(added)


@click.group(
    cls=LazyGroup,
    name="pusaq",
    help=_("Pusaq: de la norma y el padrón a un año de apoyo a las escuelas que cumple la norma."),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="pusaq", message="pusaq %(version)s", help=_("Muestra la versión."))
def main_group() -> None:
    """Hold the subcommands."""


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
