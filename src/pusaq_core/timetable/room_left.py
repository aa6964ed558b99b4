"""What was left out and yet has a day: a last look over the days that nobody uses.

Counts leave out whole visits, and a search may end before it has seen every day; either may leave a day on
which something that was left out could simply be added. What remains without a place then has none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq_core.findings.shapes import Lack
    from pusaq_core.timetable.rest import DayTask, Item

Lost = tuple["Item", "Lack"]


def fill_room(
    task: DayTask, items: Sequence[Item], lost: Sequence[Lost]
) -> tuple[tuple[Item, ...], tuple[Lost, ...]]:
    """Give a free day to whatever was left out and has one; the shortest of a series first.

    Args:
        task: the rest of one accompanist's year.
        items: what has a place, each with its day.
        lost: what has none, with the reason.

    Returns:
        What has a place, the items of a series in the order of their numbers, and what has none.
    """
    placed, without = list(items), []
    for item, why in sorted(lost, key=lambda one: (one[0].series, one[0].days, one[0].number)):
        day = None if item.key in task.pinned else _free_day(task, item, placed)
        if day is None:
            without.append((item, why))
        else:
            placed.append(item.at(day))
    if len(placed) == len(items):
        return tuple(items), tuple(lost)
    added = {item.series for item in placed[len(items) :]}
    return tuple(_in_order(placed, added)), tuple(without)


def _free_day(task: DayTask, item: Item, placed: Sequence[Item]) -> int | None:
    taken = {day for one in placed for day in one.span()}
    gap = task.gap(item.kind, ())
    others = [one.start or 0 for one in (*task.done, *placed) if one.series == item.series]
    for day in task.starts(item):
        apart = all(abs(day - other) >= gap for other in others)
        if apart and taken.isdisjoint(range(day, day + item.days)):
            return day
    return None


def _in_order(items: Sequence[Item], added: set[str]) -> list[Item]:
    """Days of the series in which something was added, by number."""
    found = [item for item in items if item.series not in added]
    for series in sorted(added):
        mine = sorted((item for item in items if item.series == series), key=lambda item: item.number)
        spans = sorted((item.start or 0, item.days) for item in mine)
        found += [
            replace(item, start=start, days=days) for item, (start, days) in zip(mine, spans, strict=True)
        ]
    return found
