"""The voice in which facts of the core are told to whoever reads."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import get_language

from pusaq_core.io.translations import translations
from pusaq_core.wording.speech import Speech


def readers_speech() -> Speech:
    """The language in force and its way of writing days; asked for each page, never kept."""
    return Speech(gettext=translations(get_language() or "es").gettext, day=date_format)
