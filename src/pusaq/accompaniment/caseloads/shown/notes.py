"""Notes of the planner as people read them."""

from __future__ import annotations

import re

ID_IN_BRACKETS = re.compile(r"\s*\([a-z]+(?:_[a-z]+)+\)")


def plain_note(note: str) -> str:
    """A note of the planner without the names that only its files use."""
    return ID_IN_BRACKETS.sub("", note)
