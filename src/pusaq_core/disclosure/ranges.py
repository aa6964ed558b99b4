"""What a reader can work out of a hidden count: the auditor of a published table.

Lines add up to the line above them, so the equations of one measure form a tree. On a tree, one pass up and
one down give for each line exactly the values that fit everything published: all whole numbers between two
bounds. It is the audit of hidden cells by their feasible intervals (Hundepool et al., «Statistical Disclosure
Control», Wiley, 2012, ch. 4), which in general takes a linear program for each cell.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pusaq_core.disclosure.table import Range, Tree


def ranges(tree: Tree, said: Mapping[str, Range]) -> dict[str, Range]:
    """The values that each line can have.

    Args:
        tree: lines and how they add up.
        said: line to what is published of it; the true counts fit.

    Returns:
        Line to the least and the most; every whole number between them is possible.
    """
    from_below: dict[str, Range] = {}
    for line in reversed(tree.lines):
        below = [from_below[one] for one in tree.children[line]]
        from_below[line] = _both(said[line], _sum(below)) if below else said[line]
    found: dict[str, Range] = {}
    for line in tree.lines:
        least, most = found.setdefault(line, from_below[line])
        parts = [from_below[one] for one in tree.children[line]]
        for one, part, others in zip(tree.children[line], parts, _others(parts), strict=True):
            found[one] = _both(part, (least - others[1], most - others[0]))
    return found


def _both(one: Range, other: Range) -> Range:
    return max(one[0], other[0]), min(one[1], other[1])


def _sum(parts: list[Range]) -> Range:
    return sum(part[0] for part in parts), sum(part[1] for part in parts)


def _others(parts: list[Range]) -> list[Range]:
    """Of each part, the sum of all the others."""
    least = sum(part[0] for part in parts)
    open_ended = sum(part[1] == math.inf for part in parts)
    most = sum(part[1] for part in parts if part[1] < math.inf)
    found = []
    for low, high in parts:
        is_open = high == math.inf
        rest = math.inf if open_ended > is_open else most - (0 if is_open else high)
        found.append((least - low, rest))
    return found
