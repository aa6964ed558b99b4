from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pusaq.common.clock import local, now
from pusaq.common.ports import answers
from pusaq.shell.pages.base import Page
from pusaq.shell.ports import TODAY
from pusaq.shell.sentences import joined, said

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from pusaq.shell.ports import Card

OPENING = 2
"""Sentences that open the page; a third would be a list."""


class Home(Page):
    """*Hoy*: what is so, what waits, what is late, for whoever reads."""

    demand = "home.read"
    template = "shell/home.html"
    title = _("Hoy")

    def context(self) -> dict[str, Any]:
        moment = now()
        given: list[Card] = [
            card
            for room in answers(TODAY)
            for card in room.cards(role=self.actor, now=moment, place=self.place)
        ]
        own = [card for card in given if not card.fallback]
        is_alone = all(card.waiting for card in own)
        cards = given if is_alone else own
        sentences = [card.sentence for card in cards if card.sentence][:OPENING]
        opening = next((card for card in cards if card.opens), None)
        waiting = [card for card in cards if card.waiting]
        main = [card for card in cards if not (card.waiting or card.beside or card.opens)]
        return {
            "day": local(moment, self.actor.country),
            "opening": opening,
            "lead": joined(sentences) or self._calm(waits=bool(waiting), has_more=bool(main)),
            "main_cards": main,
            "beside_cards": [card for card in cards if card.beside],
            "waiting_cards": waiting,
        }

    def _calm(self, *, waits: bool, has_more: bool) -> SafeString:
        """The sentence of a day of which no card has one."""
        if waits:
            return said(gettext("Nada está atrasado. Esto espera por ti."))
        if has_more:
            return said(gettext("Nada está atrasado y nada espera por ti."))
        where = self.actor.school or self.actor.organisation
        return said(gettext("Aún no hay nada planificado en %(where)s."), where=where)
