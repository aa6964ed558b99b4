"""Help pages in Spanish: the library's own words are few, and each has one place here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pusaq_core.cli.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence


def _write_usage(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    pieces: Sequence[str] = command.collect_usage_pieces(ctx)
    words = [_("[OPCIONES]") if piece == "[OPTIONS]" else piece for piece in pieces]
    words = [_("ORDEN [ARGUMENTOS]...") if word == "COMMAND [ARGS]..." else word for word in words]
    formatter.write_usage(ctx.command_path, " ".join(words), prefix=_("Uso: "))


def _write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    options = [param for param in command.get_params(ctx) if isinstance(param, click.Option)]
    found = [record for option in options if (record := option.get_help_record(ctx))]
    records = [(name, said.replace("required]", _("obligatorio") + "]")) for name, said in found]
    if records:
        with formatter.section(_("Opciones")):
            formatter.write_dl(records)


def _help_option(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = _("Muestra esta ayuda.")
    return option


class SpanishCommand(click.Command):
    """A command whose help is Spanish."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """How it is called."""
        _write_usage(self, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its options."""
        _write_options(self, ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that shows the help."""
        return _help_option(super().get_help_option(ctx))


class SpanishGroup(click.Group):
    """A group of commands whose help is Spanish."""

    command_class = SpanishCommand
    group_class = type

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """How it is called."""
        _write_usage(self, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its options, then its commands."""
        _write_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands and what each is for."""
        rows = self.purposes(ctx)
        if rows:
            with formatter.section(_("Órdenes")):
                formatter.write_dl(rows)

    def purposes(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Each command with what it is for."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return [(name, command.get_short_help_str(60)) for name, command in found if command is not None]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that shows the help."""
        return _help_option(super().get_help_option(ctx))
