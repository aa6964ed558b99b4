"""The rooms of the house, and their reading: the one list that knows all of them."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pusaq.common.house import House

ROOMS = (
    "common",
    "shell",
    "territory",
    "people",
    "library",
    "operations",
    "agenda",
    "accompaniment",
)
"""From the lowest up; a room stands after those on which it rests. `.importlinter` has the same order."""


@lru_cache(maxsize=1)
def house() -> House:
    """What every room says in its `room.py`, put together.

    Raises:
        ImportError: a room without `room.py`, or one that names what is not there.
        HouseError: rooms contradict each other.
    """
    from pusaq.common.house import put_together  # noqa: PLC0415  (the settings read the list above)

    return put_together(import_module(f"pusaq.{name}.room").ROOM for name in ROOMS)
