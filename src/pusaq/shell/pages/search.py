from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from pusaq.common.demands import Demand
from pusaq.common.ports import link_to
from pusaq.common.queries import found_entries
from pusaq.shell.pages.base import Page

LONGEST = 80


class Search(Page):
    """Schools, people, activities and norms by some of their words, as far as the role sees."""

    demand = Demand.ACCOUNT
    template = "shell/search.html"
    title = _("Buscar")

    def context(self) -> dict[str, Any]:
        words = self.request.GET.get("q", "").strip()[:LONGEST]
        actor = self.request.actor
        if not words or not actor:
            return {"seek": words, "results": []}
        scopes = {name: actor.scope(name) for name in actor.role.can}
        results = []
        for entry in found_entries(words, scopes=scopes):
            link = link_to(entry.ref, role=actor) if entry.ref else None
            if link is not None:
                results.append({"label": entry.label, "hint": entry.hint, "url": link.url})
        return {"seek": words, "results": results}
