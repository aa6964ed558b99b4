"""A stop criterion that counts, for tests of cancelling."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class StopAfterCalls:
    """Says stop after a number of questions."""

    calls: int
    seen: int = 0

    def __call__(self):
        self.seen += 1
        return self.seen > self.calls
