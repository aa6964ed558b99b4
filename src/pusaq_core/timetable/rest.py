"""What is left of a year that is under way: done activities, those to come, and where each may still lie."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pusaq_core.kinds import travels
from pusaq_core.timetable.segments import fits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pusaq_core.timetable.problem import Accompanist, UgelYear


@dataclass(frozen=True, slots=True)
class Item:
    """A visit or meeting of the plan that is being replanned.

    Attributes:
        key: id of the activity.
        kind: id of the kind, travelling or hosted.
        series: what is counted together: the visits of a slot, the meetings of a group.
        number: place in the series.
        accompanists: who carries it out.
        places: premises codes, the host first.
        teachers: who takes part.
        days: length.
        start: first day as planned before; None where there was none.
    """

    key: str
    kind: str
    series: str
    number: int
    accompanists: tuple[str, ...]
    places: tuple[str, ...]
    teachers: tuple[str, ...]
    days: int
    start: int | None

    def span(self) -> range:
        """Its days as planned; empty where it has none."""
        return range(0) if self.start is None else range(self.start, self.start + self.days)

    def at(self, start: int | None) -> Item:
        """The same on another day."""
        return replace(self, start=start)


@dataclass(frozen=True, slots=True)
class WorkshopRest:
    """What is left of one workshop of a family.

    Attributes:
        family: who shares its days.
        kind: id of a kind of the UGEL.
        number: 1 for the first of the year.
        days: days still to come as planned, ascending; empty where it was not planned.
        length: days that are still owed.
    """

    family: str
    kind: str
    number: int
    days: tuple[int, ...]
    length: int


@dataclass(frozen=True, slots=True)
class Rest:
    """The rest of the year of one UGEL.

    Attributes:
        ugel: the UGEL as it is now: caseloads, calendar without lost days, doses in force.
        since: first day that may still change.
        done: visits and meetings that started before.
        items: visits and meetings that are still owed.
        workshops: workshops that are still owed.
        held: days before `since`, and of workshops under way, that a family spent in workshops.
        met: those of them on which teachers took part.
        relaxed: accompanist key to the product rules that her plan had given up.
        by_hand: keys of items that a person put where they are.
    """

    ugel: UgelYear
    since: int
    done: tuple[Item, ...]
    items: tuple[Item, ...]
    workshops: tuple[WorkshopRest, ...] = ()
    held: Mapping[str, frozenset[int]] | None = None
    met: Mapping[str, frozenset[int]] | None = None
    relaxed: Mapping[str, tuple[str, ...]] | None = None
    by_hand: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DayTask:
    """The rest of one accompanist's year, cut out of the UGEL's.

    Attributes:
        key: her code.
        items: what she has still to do, by number within each series; those with several accompanists or
            at shared premises have their day already and keep it.
        pinned: keys of those.
        done: what was done of these series.
        open_days: premises code to the days on which she may be there.
        blocked: days taken by workshops, absences and meetings that have their day.
        ugel_days: days of the workshops of her family, past ones included.
        contact_days: those on which she meets her teachers there.
        ugel: rules and calendar.
        since: first day that may still change.
        excused: keys of pinned meetings whose day gives up product rules already.
        by_hand: keys of items that a person put where they are: they stay there before others do.
    """

    key: str
    items: tuple[Item, ...]
    pinned: frozenset[str]
    done: tuple[Item, ...]
    open_days: Mapping[str, frozenset[int]]
    blocked: frozenset[int]
    ugel_days: frozenset[int]
    contact_days: frozenset[int]
    ugel: UgelYear
    since: int
    excused: frozenset[str] = frozenset()
    by_hand: frozenset[str] = frozenset()

    def starts(self, item: Item) -> tuple[int, ...]:
        """Days on which an item could start if she had nothing else to do, ascending."""
        if item.key in self.pinned:
            return () if item.start is None else (item.start,)
        days = frozenset.intersection(*(self.open_days[place] for place in item.places))
        return tuple(day for day in sorted(days) if fits(days, day, item.days))

    def series(self) -> dict[str, list[Item]]:
        """Items of each series by number, done ones included; series ascending."""
        found: dict[str, list[Item]] = defaultdict(list)
        for item in (*self.done, *self.items):
            found[item.series].append(item)
        return {name: sorted(found[name], key=lambda i: i.number) for name in sorted(found)}

    def only(self, items: tuple[Item, ...]) -> DayTask:
        """The same with fewer items."""
        return replace(self, items=items)

    def unworkable(self) -> frozenset[str]:
        """Keys of the items that cannot stay where they were."""
        taken: dict[int, str] = {}
        lost = set()
        for item in sorted(self.items, key=lambda i: (i.key not in self.pinned, i.start or 0, i.key)):
            free = item.start is not None and item.start in self.starts(item)
            if not free or any(day in taken for day in item.span()):
                lost.add(item.key)
                continue
            taken.update(dict.fromkeys(item.span(), item.key))
        return frozenset(lost)

    def too_close(self, active: Collection[str] = ()) -> frozenset[str]:
        """Keys of the items, both of each pair where both may move, that start too soon after one another.

        Args:
            active: ids of the product rules that hold; visits keep their distance in any case.
        """
        mine = {item.key for item in self.items} - self.pinned
        found: set[str] = set()
        for series in self.series().values():
            gap = self.gap(series[0].kind, active)
            standing = [item for item in series if item.start is not None]
            for before, after in pairwise(standing):
                if (after.start or 0) - (before.start or 0) < gap:
                    found |= {before.key, after.key} & mine
        return frozenset(found)

    def gap(self, kind: str, active: Collection[str]) -> int:
        """Least days from one start to the next in a series.

        Args:
            kind: of its items.
            active: ids of the product rules that hold.
        """
        rules = self.ugel.rules
        return rules.visit_gap if travels(kind) else rules.gap(kind, active)


def day_task(
    rest: Rest,
    accompanist: Accompanist,
    *,
    workshops: frozenset[int],
    with_teachers: frozenset[int],
    pinned: Iterable[Item],
    closed: Mapping[str, frozenset[int]],
    excused: Iterable[str] = (),
) -> DayTask:
    """The rest of one accompanist's year.

    Args:
        rest: the rest of the UGEL's year.
        accompanist: whose.
        workshops: all days of workshops of her family, past and to come.
        with_teachers: those of workshops for teachers.
        pinned: items of hers whose day is settled, with that day.
        closed: premises code to the days of meetings there on which nobody visits.
        excused: keys of meetings whose day gives up product rules already.
    """
    settled = {item.key: item for item in pinned}
    mine = [i for i in rest.items if accompanist.key in i.accompanists]
    done = [i for i in rest.done if accompanist.key in i.accompanists]
    blocked = accompanist.away | workshops
    blocked |= {day for i in (*settled.values(), *done) for day in i.span()}
    open_days = {
        place: frozenset(
            day
            for day in rest.ugel.premises[place].days - blocked - closed.get(place, frozenset())
            if day >= rest.since
        )
        for place in accompanist.places
    }
    return DayTask(
        key=accompanist.key,
        items=tuple(settled.get(i.key, i) for i in sorted(mine, key=lambda i: (i.series, i.number))),
        pinned=frozenset(settled),
        done=tuple(sorted(done, key=lambda i: (i.series, i.number))),
        open_days=open_days,
        blocked=blocked,
        ugel_days=workshops,
        contact_days=with_teachers - accompanist.away,
        ugel=rest.ugel,
        since=rest.since,
        excused=frozenset(excused),
        by_hand=rest.by_hand,
    )
