from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pusaq.people.domain.staff import load_staff
from pusaq.territory.management.loading import LoadingCommand

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from pusaq.territory.domain.loads import Loaded


class Command(LoadingCommand):
    help = "Carga las plazas y sus titulares."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--partial", action="store_true", help=_("El archivo trae solo algunas UGEL."))

    def load(self, origin: dict[str, Any], options: dict[str, Any]) -> Loaded:
        return load_staff(**origin, partial=options["partial"])
