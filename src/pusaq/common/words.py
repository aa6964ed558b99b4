"""What people call things that the code calls by a dotted name; the roof's table has the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Mapping


def word_for(name: str) -> str:
    """The words of a kind of work, a kind of event or a handler; its own name where the table has none."""
    table: Mapping[str, object] = import_string(settings.WORDS)
    return str(table.get(name, name))
