"""What the system adds to the command `pusaq`."""

from __future__ import annotations

import importlib
import os
import sys
from ipaddress import ip_address
from typing import NoReturn

import click
from django.core.management import execute_from_command_line

from pusaq.config.environment import Environment, UnsafeEnvironmentError, read_environment, secret_of
from pusaq.config.supervisor import Address, serve
from pusaq_core.cli.i18n import _
from pusaq_core.cli.spanish import SpanishCommand

SETTINGS = "pusaq.config.settings"


@click.command(
    cls=SpanishCommand,
    name="serve",
    help=_("Pone la base al día y atiende hasta que se interrumpe."),
    short_help=_("Abre el sistema: páginas y trabajos largos."),
)
@click.option("--host", default="127.0.0.1", show_default=True, help=_("Dirección en que atiende."))
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help=_("Puerto."))
@click.option(
    "--processes", type=click.IntRange(1, 64), default=1, show_default=True, help=_("Procesos de páginas.")
)
@click.option(
    "--workers", type=click.IntRange(0, 64), default=1, show_default=True, help=_("Procesos de trabajos.")
)
def serve_command(host: str, port: int, processes: int, workers: int) -> None:
    """Bring the database up to date, then serve until interrupted."""
    environment = safe_environment()
    if (environment.debug or environment.demo) and not _is_of_this_machine(host):
        _refuse([_("--host: con PUSAQ_DEBUG o PUSAQ_DEMO solo se atiende a esta máquina (127.0.0.1)")])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    prepare()
    sys.exit(serve(Address(host, port), processes=processes, workers=workers))


@click.command(
    name="manage",
    short_help=_("Órdenes de administración de Django."),
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def manage_command(words: tuple[str, ...]) -> None:
    """Pass on to Django."""
    safe_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    importlib.import_module("pusaq.config.deployment")  # its checks are known from here on
    execute_from_command_line(["pusaq manage", *words])


def safe_environment() -> Environment:
    """The environment; where it cannot be used, this ends with exit code 2 and says all that is wrong."""
    try:
        environment = read_environment()
        secret_of(environment)
    except UnsafeEnvironmentError as error:
        _refuse(error.problems)
    return environment


def _refuse(problems: list[str]) -> NoReturn:
    for problem in problems:
        click.echo(problem, err=True)
    click.echo(_("No se inició nada. Corrígelo y vuelve a intentarlo."), err=True)
    sys.exit(2)


def _is_of_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def prepare() -> None:
    """Tables and static files as this version needs them; quick where they are."""
    execute_from_command_line(["pusaq", "migrate", "--verbosity", "0"])
    execute_from_command_line(["pusaq", "collectstatic", "--noinput", "--verbosity", "0"])
