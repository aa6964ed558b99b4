"""How much of the rest of a year has a place at all, looked for by day without regard to what was planned.

Where months are lost the question is no longer what moves but what remains. The model of hard years answers
it for the rest of a year too; what it places gives each series its lengths and a first set of days. Before
it was asked, two lost months left out 97 visits and meetings of 47 accompanists; now 71, every row of
them with a proof (benchmarks/README.md).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pusaq_core.kinds import travels
from pusaq_core.timetable.year_days import Meetings, Visits, YearDays

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pusaq_core.timetable.rest import DayTask, Item


@dataclass(frozen=True, slots=True)
class Fitted:
    """What has a place.

    Attributes:
        task: the rest of the year with what has a place only; visits may have changed lengths with others of
            the same teacher, and keep their day as planned.
        starts: item key to its first day.
        lost: what has no place, the last of each series.
    """

    task: DayTask
    starts: Mapping[str, int]
    lost: tuple[Item, ...]


def fit_most(task: DayTask, *, seed: int, stop: Callable[[], bool]) -> Fitted | None:
    """As much of the rest of a year as has a place under the hard rules alone; None where none was found.

    Args:
        task: the rest of one accompanist's year.
        seed: random seed.
        stop: asked during the search.
    """
    model = YearDays()
    owed: dict[str, list[Item]] = defaultdict(list)
    for item in task.items:
        if item.key not in task.pinned:
            owed[item.series].append(item)
    names = sorted(owed)
    for index, name in enumerate(names):
        _pose(model, task, index, owed[name])
    found = model.most(seed=seed, stop=stop)
    if found is None:
        return None
    starts: dict[str, int] = {}
    kept = {item.key: item for item in task.items if item.key in task.pinned}
    lost: list[Item] = []
    for index, name in enumerate(names):
        spans = sorted(found.spans.get(index, ()))
        left = [item.days for item in owed[name]]
        for item, (start, days) in zip(owed[name], spans, strict=False):
            starts[item.key] = start
            kept[item.key] = replace(item, days=days)
            left.remove(days)
        without = sorted(owed[name], key=lambda item: item.number)[len(spans) :]
        lost += [replace(item, days=days) for item, days in zip(without, left, strict=True)]
    whole = task.only(tuple(kept[item.key] for item in task.items if item.key in kept))
    return Fitted(whole, starts, tuple(lost))


def _pose(model: YearDays, task: DayTask, index: int, items: list[Item]) -> None:
    """Add one series: visits of a teacher or meetings of a group, after what was held of it."""
    first = items[0]
    held = [item.start or 0 for item in task.done if item.series == first.series]
    days = frozenset.intersection(*(task.open_days[place] for place in first.places))
    if travels(first.kind):
        gap = task.ugel.rules.visit_gap
        late = frozenset(day for day in days if not held or day >= max(held) + gap)
        model.visit(index, Visits(task.key, late, tuple(sorted(item.days for item in items)), gap))
    else:
        late = frozenset(day for day in days if day > max(held, default=0))
        model.meet(index, Meetings((task.key,), late, len(items), len(first.teachers)))
