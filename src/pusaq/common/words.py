"""What people call things that the code calls by a dotted name; each room says its words."""

from __future__ import annotations

from pusaq.common.house import house


def word_for(name: str) -> str:
    """The words of a kind of work, a kind of event or a handler; its own name where no room has words."""
    return str(house().words.get(name, name))
