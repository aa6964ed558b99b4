from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pusaq.common.demands import Demand
from pusaq.shell.pages.base import Page


class Account(Page):
    """What of one's account one may change alone."""

    demand = Demand.ACCOUNT
    template = "people/account.html"
    title = _("Tu cuenta")
