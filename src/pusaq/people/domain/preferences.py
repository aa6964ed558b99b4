from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pusaq.common.audit import signed

if TYPE_CHECKING:
    from pusaq.people.models import User


@transaction.atomic
def keep_language(*, language: str, by: User) -> None:
    """Remember in which language a person reads."""
    if by.language != language:
        by.language = language
        signed(by, by=by).save(update_fields=["language"])


@transaction.atomic
def keep_letter_keys(*, on: bool, by: User) -> None:
    """Remember whether single letters press buttons."""
    if by.letter_keys != on:
        by.letter_keys = on
        signed(by, by=by).save(update_fields=["letter_keys"])
