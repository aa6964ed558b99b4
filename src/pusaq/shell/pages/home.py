from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from pusaq.common.clock import local, now
from pusaq.common.ports import answers
from pusaq.shell.pages.base import Page
from pusaq.shell.ports import TODAY

if TYPE_CHECKING:
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
        return {
            "day": local(moment, self.actor.country),
            "opening": opening,
            "lead": format_html_join(" ", "{}", ((one,) for one in sentences)),
            "main_cards": [card for card in cards if not (card.waiting or card.beside or card.opens)],
            "beside_cards": [card for card in cards if card.beside],
            "waiting_cards": [card for card in cards if card.waiting],
        }
