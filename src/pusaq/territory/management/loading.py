"""What the loading commands share: their options, what they say, and how they refuse."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from pusaq.common.clock import now
from pusaq.common.countries import countries
from pusaq_core.cli.messages import sentence
from pusaq_core.cli.messages_io import rejected_table
from pusaq_core.errors import InputError
from pusaq_core.wording.visible import visible

if TYPE_CHECKING:
    import polars as pl

    from pusaq.territory.domain.loads import Loaded

BAD_INPUT = 2
SHOWN = 20

PARTS = {
    "organisations": "Organizaciones",
    "schools": "Locales escolares",
    "services": "Servicios educativos",
    "posts": "Plazas",
    "persons": "Personas",
    "appointments": "Nombramientos",
}


class LoadingCommand(BaseCommand, ABC):
    """A command that loads an official file. Exit codes: 0 loaded, 2 refused."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="ARCHIVO", help=_("CSV, CSV.gz, XLSX, DBF o Parquet."))
        parser.add_argument("--source", required=True, metavar="FUENTE", help=_("Quién publicó el archivo."))
        parser.add_argument(
            "--date",
            required=True,
            type=dt.date.fromisoformat,
            metavar="AAAA-MM-DD",
            help=_("Día que describe el archivo."),
        )
        parser.add_argument(
            "--country",
            default="pe",
            choices=[pack.code for pack in countries()],
            help=_("País; por defecto, Perú."),
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        origin = {
            "file": options["file"],
            "source": options["source"],
            "source_date": options["date"],
            "country": options["country"],
            "by": None,
            "now": now(),
        }
        try:
            loaded = self.load(origin, options)
        except InputError as error:
            raise refusal(error) from None
        self.tell(loaded)

    @abstractmethod
    def load(self, origin: dict[str, Any], options: dict[str, Any]) -> Loaded:
        """Load the file; subclasses say which domain function does."""

    def tell(self, loaded: Loaded) -> None:
        """Say what changed, and which rows were left out."""
        line = _(
            "{part}: {added} nuevas, {changed} cambian, {back} vuelven, {gone} ya no están, {same} igual."
        )
        for part, counts in loaded.load.counts.items():
            if part in PARTS:
                self.stdout.write(line.format(part=_(PARTS[part]), **counts))
        for note in loaded.notes:
            self.stderr.write(sentence(note))
        self.tell_rejections(loaded.rejections)
        self.tell_cells(loaded.cells)

    def tell_rejections(self, left_out: pl.DataFrame) -> None:
        """Say which rows were left out, and why."""
        if len(left_out):
            self.stderr.write(_("Filas rechazadas: {count}.").format(count=len(left_out)))
            self._tell_each(left_out)

    def tell_cells(self, cells: pl.DataFrame) -> None:
        """Say which cells of rows that were loaded say nothing usable."""
        if len(cells):
            said = _("Celdas que quedan como desconocidas, en filas que sí se cargan: {count}.")
            self.stderr.write(said.format(count=len(cells)))
            self._tell_each(cells)

    def _tell_each(self, left_out: pl.DataFrame) -> None:
        line = _("{file}:{row}  {column}: hay «{found}»; se esperaba {expected}")
        for row in rejected_table(left_out.head(SHOWN)).iter_rows(named=True):
            self.stderr.write(visible(line.format(**row)))
        if len(left_out) > SHOWN:
            self.stderr.write(_("… y {rest} filas más.").format(rest=len(left_out) - SHOWN))


def refusal(error: InputError) -> CommandError:
    """Every problem, and that nothing was written, as the `pusaq` command says it."""
    lines = [sentence(problem) for problem in error.problems[:SHOWN]]
    rest = len(error.problems) - SHOWN
    if rest > 0:
        lines.append(_("… y {rest} problemas más.").format(rest=rest))
    lines.append(_("No se escribió nada."))
    return CommandError("\n".join(lines), returncode=BAD_INPUT)
