from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from pusaq.shell.enums import Place
from pusaq.shell.ports import Entry, Section

if TYPE_CHECKING:
    from pusaq.people.permissions import Actor


def entries(*, role: Actor) -> list[Entry]:
    found = []
    if role.may("home.read"):
        found.append(Entry(Place.TODAY, reverse("shell:home")))
    if role.may("territory.read"):
        found.append(Entry(Place.TERRITORY, reverse("territory:organisations")))
    if role.may("norms.read"):
        norms, glossary = reverse("library:norms"), reverse("library:glossary")
        sections = (Section(_("Normas"), norms), Section(_("Glosario"), glossary))
        found.append(Entry(Place.CATALOGUE, norms, sections))
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
