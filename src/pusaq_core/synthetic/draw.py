"""Random choices that repeat on any machine and with any version of Python."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Draw:
    """A stream of random choices.

    Only `random.Random.random` is used below, the one method whose sequence Python promises to keep;
    a text as seed is hashed with SHA-512, which does not depend on the process.

    Args:
        seed: the country's random seed.
        *labels: what the stream is for, so that one part of the country does not shift another.
    """

    def __init__(self, seed: int, *labels: str) -> None:
        """Open the stream."""
        self._random = random.Random("|".join((str(seed), *labels)))  # noqa: S311  (no secret is made here)

    def chance(self, probability: float) -> bool:
        """Say yes with a probability between 0 and 1."""
        return self._random.random() < probability

    def between(self, low: float, high: float) -> float:
        """Draw a number, low included."""
        return low + (high - low) * self._random.random()

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        """Draw one of the items; there is at least one."""
        return items[self.whole(0, len(items) - 1)]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in a random order."""
        keyed = [(self._random.random(), index) for index in range(len(items))]
        return [items[index] for _, index in sorted(keyed)]
