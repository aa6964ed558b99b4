"""Text for people: Spanish is the source language, other languages are gettext catalogues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq_core.io.translations import translations
from pusaq_core.wording.speech import Speech

if TYPE_CHECKING:
    from datetime import date

_ = translations().gettext
"""The text in the language of the terminal; in Spanish where there is no translation."""

ngettext = translations().ngettext
"""The same for texts that depend on a number."""


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


SPANISH = Speech(gettext=str, day=_day)
"""The voice of what a plan holds for people: the same on every machine, whatever its language."""
