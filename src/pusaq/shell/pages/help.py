from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from pusaq.common.demands import Demand
from pusaq.common.ports import the_answer
from pusaq.shell.pages.base import Page
from pusaq.shell.ports import ACCOUNT

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class Help(Page):
    """How to move with the keyboard, what the signs mean, whom to ask."""

    demand = Demand.ACCOUNT
    template = "shell/help.html"
    title = _("Ayuda")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Turn single letters on or off."""
        the_answer(ACCOUNT).keep_letter_keys(on=request.POST.get("letters") == "1", by=self.request.user)
        return redirect("shell:help")
