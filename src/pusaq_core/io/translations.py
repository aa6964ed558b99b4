"""The catalogues in which the words of the core are translated, for whoever speaks them."""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

DOMAIN = "pusaq_core"
LOCALE = str(Path(__file__).resolve().parents[1] / "locale")


@lru_cache(maxsize=16)
def translations(*languages: str) -> gettext.NullTranslations:
    """The core's words in the first of some languages that has a catalogue; in Spanish where none has.

    Args:
        languages: codes such as `en`; none asks for the language of the terminal.
    """
    return gettext.translation(DOMAIN, localedir=LOCALE, languages=languages or None, fallback=True)
