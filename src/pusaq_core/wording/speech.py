"""How somebody speaks: a language, and how it writes days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date


@dataclass(frozen=True, slots=True)
class Speech:
    """The voice of an edge.

    Attributes:
        gettext: a Spanish text in the reader's language.
        day: a day as the reader writes it.
    """

    gettext: Callable[[str], str]
    day: Callable[[date], str]
