from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from pusaq.shell.enums import NavSection
from pusaq.shell.ports import Entry, MenuPage

if TYPE_CHECKING:
    from pusaq.common.actor import Actor


def entries(*, role: Actor) -> list[Entry]:
    if not role.may("operations.read"):
        return []
    state = reverse("operations:state")
    pages = (
        MenuPage(_("Estado"), state),
        MenuPage(_("Trabajos"), reverse("operations:jobs")),
        MenuPage(_("Entregas"), reverse("operations:deliveries")),
        MenuPage(_("Cargas de datos"), reverse("operations:loads")),
    )
    return [Entry(NavSection.OPERATIONS, state, pages)]
