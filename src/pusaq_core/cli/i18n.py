"""Text for people: Spanish is the source language, other languages are gettext catalogues."""

from __future__ import annotations

import gettext
from pathlib import Path

DOMAIN = "pusaq_core"

_translations = gettext.translation(
    DOMAIN, localedir=str(Path(__file__).resolve().parents[1] / "locale"), fallback=True
)

_ = _translations.gettext
"""The text in the language of the terminal; in Spanish where there is no translation."""

ngettext = _translations.ngettext
"""The same for texts that depend on a number."""
