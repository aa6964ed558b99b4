"""Port `account`: what the frame keeps for whoever is signed in, and the page of the account."""

from __future__ import annotations

from django.urls import reverse

from pusaq.people.domain.preferences import keep_language, keep_letter_keys

__all__ = ["account_url", "keep_language", "keep_letter_keys"]


def account_url() -> str:
    return reverse("people:account")
