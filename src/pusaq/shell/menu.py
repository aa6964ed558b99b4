from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from pusaq.shell.enums import NavSection
from pusaq.shell.ports import Entry

if TYPE_CHECKING:
    from pusaq.common.actor import Actor


def entries(*, role: Actor) -> list[Entry]:
    return [Entry(NavSection.TODAY, reverse("shell:home"))] if role.may("home.read") else []
