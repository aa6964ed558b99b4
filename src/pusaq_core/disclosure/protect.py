"""Hide what is small, and as little more as keeps it hidden.

Cell suppression with complementary cells (Hundepool et al., «Statistical Disclosure Control», Wiley, 2012,
ch. 4; Cox, «Suppression methodology and statistical disclosure control», JASA 75, 1980). The fewest
complementary cells are a hard problem (Kelly, Golden and Assad, «Cell suppression: disclosure protection for
sensitive tabular data», Networks 22, 1992); here each is chosen greedily, totals last, and at the end none
can be shown again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pusaq_core.disclosure.ranges import ranges
from pusaq_core.disclosure.table import Cell, Reason, Rule, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pusaq_core.disclosure.table import Counts

Place: TypeAlias = tuple[str, str]
"""Measure and line."""

DEFAULT = Rule()


def protect(counts: Counts, parents: Mapping[str, str], rule: Rule = DEFAULT) -> dict[str, dict[str, Cell]]:
    """The table that may be published.

    Of every hidden count, whoever knows the table, this rule and how marks are given finds at least as many
    possible values as a small count can have; of a small one at the bottom, all of them.

    Args:
        counts: measure to the count of each line at the bottom; a missing line counts 0.
        parents: line to the line above it, to which it adds up.
        rule: what is small, and which measures betray which.

    Returns:
        Measure to the cell of each line, those above the bottom included; the order of the input changes
        nothing.

    Raises:
        ValueError: a count is less than 0, the lines do not form trees, or the rule names an unknown measure.
    """
    named = {*rule.follows, *(one for more in rule.follows.values() for one in more)}
    if unknown := sorted(named - set(counts)):
        raise ValueError(f"the rule names {unknown[0]}, which is not counted")
    tree = Tree(parents, {line: None for by_line in counts.values() for line in by_line})
    work = _Work(tree, rule, {measure: tree.added(by_line) for measure, by_line in sorted(counts.items())})
    guards = _fewest(work, _enough(work))
    hidden = work.hidden(guards)
    return {
        measure: {line: work.cell((measure, line), hidden, guards) for line in tree.lines}
        for measure in counts
    }


@dataclass(frozen=True, slots=True)
class _Work:
    tree: Tree
    rule: Rule
    counts: Mapping[str, Mapping[str, int]]

    def count(self, place: Place) -> int:
        measure, line = place
        return self.counts[measure][line]

    def hidden(self, guards: Mapping[Place, str]) -> frozenset[Place]:
        """What is small, what guards it, and what betrays any of these; 0 is never hidden."""
        small = [
            (measure, line)
            for measure, by_line in self.counts.items()
            for line, count in by_line.items()
            if self.rule.is_small(count)
        ]
        found: set[Place] = set()
        waiting = [*small, *guards]
        while waiting:
            place = waiting.pop()
            if place in found or not self.count(place):
                continue
            found.add(place)
            waiting.extend((measure, place[1]) for measure in self.rule.follows.get(place[0], ()))
        return frozenset(found)

    def exposed(self, measure: str, hidden: frozenset[Place]) -> list[str]:
        """Lines whose hidden count can be worked out too closely, from the top down."""
        said = {
            line: self.rule.said(
                self.counts[measure][line],
                is_hidden=(measure, line) in hidden,
                at_bottom=self.tree.is_bottom(line),
            )
            for line in self.tree.lines
        }
        found = ranges(self.tree, said)
        return [
            line for line in self.tree.lines if (measure, line) in hidden and not self.rule.hides(found[line])
        ]

    def is_safe(self, hidden: frozenset[Place]) -> bool:
        return not any(self.exposed(measure, hidden) for measure in self.counts)

    def nearest(self, line: str, measure: str, hidden: frozenset[Place]) -> list[str]:
        """What could be hidden in one sum with a line: beside it and below it, or else the total above."""
        above = self.tree.parents.get(line)
        beside = () if above is None else self.tree.children[above]
        near = self.shown([*beside, *self.tree.children[line]], measure, hidden)
        return near or self.shown([] if above is None else [above], measure, hidden)

    def shown(self, lines: Iterable[str], measure: str, hidden: frozenset[Place]) -> list[str]:
        return [line for line in lines if self.counts[measure][line] and (measure, line) not in hidden]

    def cell(self, place: Place, hidden: frozenset[Place], guards: Mapping[Place, str]) -> Cell:
        count = self.count(place)
        if place not in hidden:
            return Cell(count)
        if self.rule.is_small(count):
            return Cell(None, Reason.SMALL, says_small=self.tree.is_bottom(place[1]))
        if place in guards:
            return Cell(None, Reason.COMPLEMENTARY, guards=guards[place])
        return Cell(None, Reason.LINKED)


def _enough(work: _Work) -> dict[Place, str]:
    """Complementary cells that suffice, each with the line that it guards."""
    guards: dict[Place, str] = {}
    hidden = work.hidden(guards)
    # The smallest counts leave least choice: the other measures then hide the same lines where they can.
    waiting = sorted(work.counts, key=lambda measure: (-sum(work.counts[measure].values()), measure))
    while waiting:
        measure = waiting[-1]
        exposed = work.exposed(measure, hidden)
        if not exposed:
            waiting.pop()
            continue
        place, guarded = _next(work, measure, exposed, hidden)
        guards[place] = guarded
        before, hidden = hidden, work.hidden(guards)
        # What follows a hidden cell may expose measures that were done.
        waiting = [*sorted({one for one, _line in hidden - before} - {measure}), *waiting]
    return guards


def _next(work: _Work, measure: str, exposed: list[str], hidden: frozenset[Place]) -> tuple[Place, str]:
    """One more cell to hide near an exposed one, and that one.

    Of those that help most, one whose line is hidden in other measures already, and then the smallest.
    """
    lines_hidden = {line for other, line in hidden if other != measure}
    near: dict[str, str] = {}
    for line in exposed:
        for one in work.nearest(line, measure, hidden):
            near.setdefault(one, line)
    if not near:
        near = dict.fromkeys(work.shown(work.tree.lines, measure, hidden), exposed[0])
    best = min(
        near,
        key=lambda one: (
            len(work.exposed(measure, hidden | {(measure, one)})),
            not work.tree.is_bottom(one),
            one not in lines_hidden,
            work.counts[measure][one],
            one,
        ),
    )
    return (measure, best), near[best]


def _fewest(work: _Work, guards: dict[Place, str]) -> dict[Place, str]:
    """Without the complementary cells that turned out needless, the largest counts shown again first."""
    kept = dict(guards)
    for place in sorted(guards, key=lambda one: (-work.count(one), one)):
        fewer = {one: line for one, line in kept.items() if one != place}
        if work.is_safe(work.hidden(fewer)):
            kept = fewer
    return kept
