"""Acronyms and defined words of the norms of the reader's country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from pusaq.common.sorting import folded, sort_key
from pusaq.library.queries import acronyms, definitions
from pusaq.shell.pages.base import Page

if TYPE_CHECKING:
    from pusaq.library.queries import GlossaryTerm

LONGEST_WORDS = 80


class Glossary(Page):
    demand = "norms.read"
    template = "library/glossary.html"
    title = _("Glosario")
    fragments = {"terminos": "terms"}

    def context(self) -> dict[str, Any]:
        words = self.request.GET.get("q", "").strip()[:LONGEST_WORDS]
        every, defined = acronyms(self.actor.country), definitions(self.actor.country)
        return {
            "words": words,
            "count": len(every),
            "acronyms": _with_words(every, words),
            "definitions": _with_words(defined, words),
        }


def _with_words(terms: list[GlossaryTerm], words: str) -> list[GlossaryTerm]:
    wanted = folded(words).split()
    found = [one for one in terms if all(word in folded(f"{one.name} {one.meaning}") for word in wanted)]
    return sorted(found, key=lambda one: sort_key(one.name))
