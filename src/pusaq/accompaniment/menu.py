"""Port `menu`: the section of accompaniment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pusaq.accompaniment.addresses import CASELOADS, TARGETING, UGEL_YEAR, address
from pusaq.shell.enums import NavSection
from pusaq.shell.ports import Entry, MenuPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq.common.actor import Actor


def entries(*, role: Actor) -> Sequence[Entry]:
    """One entry, whose pages are those that the role may open."""
    pages = tuple(
        MenuPage(label, url)
        for label, name, capability in (
            (_("Focalización"), TARGETING, "targeting.read"),
            (_("Carteras"), CASELOADS, "caseloads.read"),
            (_("Plan anual"), UGEL_YEAR, "plan.read"),
        )
        if role.may(capability) and (url := address(name))
    )
    return [Entry(NavSection.ACCOMPANIMENT, pages[0].url, pages)] if pages else []
