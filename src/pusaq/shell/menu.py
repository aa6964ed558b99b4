from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from pusaq.shell.enums import Place
from pusaq.shell.ports import Entry, Section

if TYPE_CHECKING:
    from pusaq.common.actor import Actor


def entries(*, role: Actor) -> list[Entry]:
    found = []
    if role.may("home.read"):
        found.append(Entry(Place.TODAY, reverse("shell:home")))
    if role.may("territory.read"):
        found.append(Entry(Place.TERRITORY, reverse("territory:organisations")))
    if catalogue := _catalogue(role):
        found.append(Entry(Place.CATALOGUE, catalogue[0].url, catalogue))
    if role.may("operations.read"):
        state = reverse("operations:state")
        operations = (
            Section(_("Estado"), state),
            Section(_("Trabajos"), reverse("operations:jobs")),
            Section(_("Entregas"), reverse("operations:deliveries")),
            Section(_("Cargas de datos"), reverse("operations:loads")),
        )
        found.append(Entry(Place.OPERATIONS, state, operations))
    return found


def _catalogue(role: Actor) -> tuple[Section, ...]:
    found = []
    if role.may("norms.read"):
        found.append(Section(_("Normas"), reverse("library:norms")))
        found.append(Section(_("Glosario"), reverse("library:glossary")))
    if role.may("resources.read"):
        found.append(Section(_("Recursos"), reverse("library:resources")))
    return tuple(found)
