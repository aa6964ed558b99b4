"""Why the system changed an activity, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pusaq.agenda.enums import Cause

if TYPE_CHECKING:
    from collections.abc import Mapping


def said_cause(cause: Mapping[str, Any]) -> str:
    """A cause as `Activity` keeps it, in words; it names nobody, so whoever sees the activity reads it."""
    said: str = str(Cause(cause["code"]).label) % cause["params"]
    return said
