"""What is protected: counts of several measures on lines that add up to the line above them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Range: TypeAlias = tuple[float, float]
"""Least and most that a count can be; infinity where nothing bounds it."""

Counts: TypeAlias = "Mapping[str, Mapping[str, int]]"
"""Measure to the count of each line at the bottom."""

LEAST_THRESHOLD: Final = 3
"""Below it a hidden small count could be a single number."""


class Reason(Enum):
    """Why a count is hidden."""

    SMALL = "small"
    """Primary: it lies below the threshold."""
    LINKED = "linked"
    """A small count could be worked out from it by a known rate."""
    COMPLEMENTARY = "complementary"
    """Secondary: with it shown, a total less the others would give a hidden count."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is hidden.

    Attributes:
        threshold: counts from 1 up to one less are hidden; at least 3.
        follows: measure to those that are hidden wherever it is, because a known rate leads from them to it.
    """

    threshold: int = 5
    follows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what could not protect.

        Raises:
            ValueError: the threshold is less than 3.
        """
        if self.threshold < LEAST_THRESHOLD:
            raise ValueError(f"a threshold of {self.threshold} hides nothing: at least {LEAST_THRESHOLD}")

    def is_small(self, count: int) -> bool:
        """Whether a count is hidden for its own sake; 0 speaks of nobody and is shown."""
        return 0 < count < self.threshold

    def said(self, count: int, *, is_hidden: bool, at_bottom: bool) -> Range:
        """What the published table says of a count, for whoever knows this rule.

        Args:
            count: the true one.
            is_hidden: whether the table shows a mark in its place.
            at_bottom: whether nothing adds up to it. Only there do the marks tell small counts («less than
                five») from others; above, «less than five» over four hidden lines would say that each is one.
        """
        if not is_hidden:
            return count, count
        if not at_bottom:
            return 1, math.inf
        return (1, self.threshold - 1) if self.is_small(count) else (self.threshold, math.inf)

    def hides(self, found: Range) -> bool:
        """Whether a range leaves open what it must: as many values as a small count can have."""
        least, most = found
        return most - least >= self.threshold - LEAST_THRESHOLD + 1


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of the protected table.

    Attributes:
        shown: the count; None where it is hidden.
        reason: why it is hidden; None where it is shown.
        says_small: whether the table may say that it is small.
        guards: the line whose count this one protects; empty unless it is complementary.
    """

    shown: int | None
    reason: Reason | None = None
    says_small: bool = False
    guards: str = ""


class Tree:
    """Lines and the line to which each adds up.

    Attributes:
        lines: every line, each after what lies above it.
        children: line to those that add up to it, sorted.
        parents: line to the one above it; lines at the top are missing.
    """

    __slots__ = ("children", "lines", "parents")

    def __init__(self, parents: Mapping[str, str], bottom: Mapping[str, object]) -> None:
        """Make the tree.

        Args:
            parents: line to the line above it.
            bottom: lines that are counted themselves.

        Raises:
            ValueError: a line lies above itself, or a line at the bottom has lines below it.
        """
        self.parents = dict(parents)
        children: dict[str, list[str]] = {line: [] for line in sorted({*bottom, *parents, *parents.values()})}
        for line, above in sorted(parents.items()):
            children[above].append(line)
        self.children = {line: tuple(below) for line, below in children.items()}
        top = [line for line in self.children if line not in self.parents]
        self.lines: tuple[str, ...] = tuple(self._down(top))
        if len(self.lines) < len(self.children):
            raise ValueError("a line lies above itself")
        if wrong := [line for line in bottom if self.children[line]]:
            raise ValueError(f"{wrong[0]} is counted and added up at once")

    def _down(self, top: list[str]) -> list[str]:
        found, waiting = [], top[::-1]
        while waiting:
            line = waiting.pop()
            found.append(line)
            waiting.extend(reversed(self.children[line]))
        return found

    def is_bottom(self, line: str) -> bool:
        """Whether nothing adds up to a line."""
        return not self.children[line]

    def added(self, counts: Mapping[str, int]) -> dict[str, int]:
        """Counts of the bottom, and of every line above it.

        Args:
            counts: line at the bottom to its count; missing is 0.

        Raises:
            ValueError: a count is less than 0.
        """
        found: dict[str, int] = {}
        for line in reversed(self.lines):
            below = self.children[line]
            found[line] = sum(found[one] for one in below) if below else counts.get(line, 0)
            if found[line] < 0:
                raise ValueError(f"{line} counts {found[line]}")
        return found
