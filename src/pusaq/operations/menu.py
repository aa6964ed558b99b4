from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from pusaq.shell.enums import NavSection
from pusaq.shell.ports import Entry, Section

if TYPE_CHECKING:
    from pusaq.common.actor import Actor


def entries(*, role: Actor) -> list[Entry]:
    if not role.may("operations.read"):
        return []
    state = reverse("operations:state")
    sections = (
        Section(_("Estado"), state),
        Section(_("Trabajos"), reverse("operations:jobs")),
        Section(_("Entregas"), reverse("operations:deliveries")),
        Section(_("Cargas de datos"), reverse("operations:loads")),
    )
    return [Entry(NavSection.OPERATIONS, state, sections)]
