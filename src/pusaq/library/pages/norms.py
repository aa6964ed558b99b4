"""Norms that the reader's country has as data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from pusaq.common.clock import today
from pusaq.library.queries import assumptions, known_norms, numerals
from pusaq.shell.pages.base import Page


class Norms(Page):
    demand = "norms.read"
    template = "library/norms.html"
    title = _("Normas")

    def context(self) -> dict[str, Any]:
        day = today(self.actor.organisation)
        return {
            "norms": [
                {
                    "known": one,
                    "norm": one.norm,
                    "holds": one.holds_on(day),
                    "is_over": one.norm.valid.until < day,
                    "numerals": len(numerals(one.norm)),
                    "assumptions": len(assumptions(one.norm)),
                }
                for one in known_norms(self.actor.country)
            ]
        }
