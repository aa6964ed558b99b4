"""How Spanish text is ordered and found: without accents or capitals, ñ after n, numbers by their size."""

from __future__ import annotations

import re
import unicodedata

AFTER_N = "n\x7f"
"""Stands for ñ: after every other continuation of n, as in a Spanish dictionary."""

_LONGEST = 240
_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")


def folded(text: str) -> str:
    """Text by which people search: small letters without accents (ñ as n), single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _SPACE.sub(" ", kept).strip()


def sort_key(*parts: str) -> str:
    """Text by which people expect a list to be ordered.

    Numbers compare by their size (IE 9 before IE 10), ñ follows n, accents and capitals do not count.
    """
    keys = []
    for part in parts:
        marked = unicodedata.normalize("NFC", part.casefold()).replace("ñ", AFTER_N)
        plain = unicodedata.normalize("NFKD", marked)
        kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
        numbered = _DIGITS.sub(lambda digits: digits[0].lstrip("0").zfill(9)[-9:], kept)
        keys.append(_SPACE.sub(" ", numbered).strip())
    return "\t".join(keys)[:_LONGEST]
