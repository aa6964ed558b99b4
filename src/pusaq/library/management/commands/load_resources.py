from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from pusaq.common.clock import now
from pusaq.common.countries import countries
from pusaq.library.domain import load_resources
from pusaq.territory.management.loading import refusal
from pusaq_core.errors import InputError

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = "Carga los recursos: buenas prácticas, acciones formativas, programas y encuentros."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            metavar="CARPETA",
            help=_("Archivos YAML de recursos; por defecto, los del catálogo."),
        )
        parser.add_argument(
            "--demo", action="store_true", help=_("Son ejemplos: llevan la marca «Demostración».")
        )
        parser.add_argument(
            "--country",
            default="pe",
            choices=[pack.code for pack in countries()],
            help=_("País; por defecto, Perú."),
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            counts = load_resources(
                country=options["country"],
                demo=options["demo"],
                by=None,
                now=now(),
                folder=options["folder"],
            )
        except InputError as error:
            raise refusal(error) from None
        line = _(
            "Recursos: {added} nuevos, {changed} cambian, {back} vuelven, {closed} ya no están, {same} igual."
        )
        self.stdout.write(line.format(**asdict(counts)))
