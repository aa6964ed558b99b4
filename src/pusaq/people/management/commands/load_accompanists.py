from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pusaq.people.domain.accompanists import load_accompanists
from pusaq.territory.management.loading import LoadingCommand
from pusaq_core.io.catalogue import read_norm

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from pusaq.territory.domain.loads import Loaded


class Command(LoadingCommand):
    help = "Carga los acompañantes contratados."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--norm",
            required=True,
            metavar="NORMA",
            help=_("Norma cuyos perfiles dicen qué vale en TIPO."),
        )

    def load(self, origin: dict[str, Any], options: dict[str, Any]) -> Loaded:
        profiles = [profile.file_name for profile in read_norm(options["norm"]).profiles]
        return load_accompanists(**origin, profiles=profiles)
