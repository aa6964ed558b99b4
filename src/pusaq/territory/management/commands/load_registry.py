from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pusaq.territory.domain.registry import load_registry
from pusaq.territory.management.loading import LoadingCommand

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from pusaq.territory.domain.loads import Loaded


class Command(LoadingCommand):
    help = "Carga un padrón de servicios educativos."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--partial", action="store_true", help=_("El archivo trae solo algunas UGEL."))

    def load(self, origin: dict[str, Any], options: dict[str, Any]) -> Loaded:
        return load_registry(**origin, partial=options["partial"])
