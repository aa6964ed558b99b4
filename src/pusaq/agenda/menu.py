"""Port `menu`: the agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from pusaq.shell.enums import NavSection
from pusaq.shell.ports import Entry, MenuPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq.common.actor import Actor


def entries(*, role: Actor) -> Sequence[Entry]:
    """One entry; its pages are shown where the role may subscribe, or there would be one alone."""
    if not role.may("agenda.read"):
        return []
    home = reverse("agenda:agenda")
    pages = (
        (
            MenuPage(_("Actividades"), home),
            MenuPage(_("Suscribir calendario"), reverse("agenda:subscription")),
        )
        if role.may("agenda.feed")
        else ()
    )
    return [Entry(NavSection.AGENDA, home, pages)]
