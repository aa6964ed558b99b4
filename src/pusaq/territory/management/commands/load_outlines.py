from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pusaq.territory.domain.outlines import load_outlines
from pusaq.territory.management.loading import LoadingCommand

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from pusaq.territory.domain.loads import Loaded


class Command(LoadingCommand):
    help = "Carga los contornos oficiales del territorio (GeoJSON)."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--property",
            required=True,
            metavar="DATO",
            help=_("Dato de cada territorio que lleva su código."),
        )

    def load(self, origin: dict[str, Any], options: dict[str, Any]) -> Loaded:
        return load_outlines(**origin, key=options["property"])

    def tell(self, loaded: Loaded) -> None:
        """Say how many borders were read, and how many of them are new or changed."""
        line = _("Contornos: {read} leídos, {changed} nuevos o cambiados.")
        self.stdout.write(line.format(**loaded.load.counts["outlines"]))
