"""What an address asks: words without signs that nobody types, whole numbers that somebody may mean."""

from __future__ import annotations

import re
from typing import Final

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_WHOLE: Final = re.compile(r"[0-9]+")

LAST_YEAR: Final = 9999
"""The last year of a calendar of this computer."""


def has_controls(text: str) -> bool:
    """Whether a text has characters that no keyboard gives, of which PostgreSQL keeps none that is zero."""
    return _CONTROL.search(text) is not None


def without_controls(text: str) -> str:
    """The text with a blank for each such character."""
    return _CONTROL.sub(" ", text)


def whole_number(text: str, *, most: int) -> int | None:
    """A whole number as an address writes it: digits alone.

    Args:
        text: what stands there.
        most: the greatest that can be meant; a longer text is never counted.

    Returns:
        None where it is none, or a greater one.
    """
    if len(text) > len(str(most)) or _WHOLE.fullmatch(text) is None:
        return None
    number = int(text)
    return number if number <= most else None
