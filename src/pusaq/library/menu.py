from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from pusaq.shell.enums import NavSection
from pusaq.shell.ports import Entry, MenuPage

if TYPE_CHECKING:
    from pusaq.common.actor import Actor


def entries(*, role: Actor) -> list[Entry]:
    found = []
    if role.may("norms.read"):
        found.append(MenuPage(_("Normas"), reverse("library:norms")))
        found.append(MenuPage(_("Glosario"), reverse("library:glossary")))
    if role.may("resources.read"):
        found.append(MenuPage(_("Recursos"), reverse("library:resources")))
    return [Entry(NavSection.CATALOGUE, found[0].url, tuple(found))] if found else []
