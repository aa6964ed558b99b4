"""What no calendar can hold, shown by counting days before any search.

As `proof` for a year that is under way: what was done is no longer owed, and groups of meetings stay, so
that counts may use them as they are. After two lost months of 47 accompanists, 15 of 60 rows had no proof
while groups were counted as the fewest that the rules allow; counted as they stand all 60 have one
(benchmarks/README.md).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pusaq_core.findings.shapes import (
    GroupedCapacity,
    GroupedCombination,
    NoCapacity,
    NoCombination,
    NoCommonDay,
    NoSpan,
)
from pusaq_core.kinds import hosted_kinds, travels
from pusaq_core.timetable.segments import most_visits
from pusaq_core.timetable.weights import Duty, counted_days, most_days, prove_by_weights

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pusaq_core.findings.shapes import Lack
    from pusaq_core.kinds import Kind
    from pusaq_core.timetable.problem import Accompanist, UgelYear
    from pusaq_core.timetable.rest import DayTask, Item


def prove(task: DayTask) -> list[tuple[Item, Lack]]:
    """Items that must be left out, the last of each series, so that the rest may have a place.

    Args:
        task: the rest of one accompanist's year.
    """
    lost = _too_many_visits(task)
    gone = {item.key for item, _ in lost}
    return lost + _over_capacity(task, gone)


def prove_lost(task: DayTask, lost: Sequence[Item]) -> list[tuple[Item, Lack]]:
    """Reasons for what a search left out: what its series can hold alone, days in all, or weights on days.

    Args:
        task: the rest of one accompanist's year, with what was left out.
        lost: what was left out.
    """
    if not lost:
        return []
    alone = {duty.series: duty for duty in _visit_duties(task)}
    whole = _first_proof(task, [series.duty for series in alone.values()])
    found = []
    for item in lost:
        proof = whole
        if item.series in alone:
            duty = alone[item.series].duty
            needed, most = sum(duty.lengths), most_days(duty)
            alone_short = NoSpan(needed=needed, available=most, gap=duty.gap)
            proof = alone_short if alone_short.decides else whole
        found.append((item, proof))
    return found


class _SeriesDuty(NamedTuple):
    series: str
    duty: Duty


def _visit_duties(task: DayTask) -> list[_SeriesDuty]:
    gap = task.ugel.rules.visit_gap
    found = []
    for name, series in task.series().items():
        left = [item for item in series if item.key in {i.key for i in task.items}]
        if left and travels(left[0].kind):
            held = [item.start or 0 for item in series if item not in left]
            earliest = max(held) + gap if held else 0
            days = frozenset(day for day in _school(task, left[0].places[0]) if day >= earliest)
            lengths = tuple(sorted(item.days for item in left))
            found.append(_SeriesDuty(name, Duty(1, days, lengths, gap)))
    return found


def _first_proof(task: DayTask, visits: Sequence[Duty]) -> Lack:
    """The plainest count that decides; else what is needed and available, which decides nothing.

    First whatever the groups of meetings, then with the groups as they are, for replanning keeps them.
    """
    plain, grouped = capacity(task), _grouped_capacity(task)
    for proof in (plain, grouped):
        if proof.decides:
            return proof
    accompanist = next(a for a in task.ugel.accompanists if a.key == task.key)
    union = frozenset[int]().union(*(_school(task, place) for place in accompanist.places))
    fewest = [
        Duty(_fewest_groups(task.ugel, accompanist, kind), union, (1,) * _most_times(task.items, kind))
        for kind in hosted_kinds()
    ]
    for kind_of_lack, meetings in ((NoCombination, fewest), (GroupedCombination, _meeting_duties(task))):
        found = prove_by_weights([*visits, *meetings], union)
        if found is not None:
            days = counted_days(found.weights)
            return kind_of_lack(needed=found.needed, available=found.available, counted=days)
    return plain


def _grouped_capacity(task: DayTask) -> Lack:
    """As `capacity`, every group holding its own meetings."""
    needed = sum(item.days for item in task.items)
    return GroupedCapacity(needed=needed, available=capacity(task).available)


def _meeting_duties(task: DayTask) -> list[Duty]:
    """What each group has still to hold, on days that all its schools share."""
    left: dict[str, list[Item]] = defaultdict(list)
    for item in task.items:
        if not travels(item.kind):
            left[item.series].append(item)
    return [Duty(1, _together(task, items[0]), (1,) * len(items)) for _, items in sorted(left.items())]


def _together(task: DayTask, meeting: Item) -> frozenset[int]:
    """Days on which everyone of a meeting could come to each of its schools."""
    people = [a for a in task.ugel.accompanists if a.key in meeting.accompanists]
    days = frozenset.intersection(*(_school(task, place) for place in meeting.places))
    return frozenset(day for day in days if all(day not in a.away for a in people))


def _most_times(left: Sequence[Item], kind: Kind) -> int:
    """Meetings of a kind that some group still has to hold."""
    return max(Counter(i.series for i in left if i.kind == kind.id).values(), default=0)


def _fewest_groups(ugel: UgelYear, accompanist: Accompanist, kind: Kind) -> int:
    """Groups into which the schools of a caseload fall at least."""
    return 1 if kind.joint else -(-len(accompanist.places) // ugel.rules.share(kind.id).schools)


def no_common_day(task: DayTask, meeting: Item) -> Lack:
    """How many meetings of the series are owed, and on how many days everyone could come."""
    owed = sum(item.series == meeting.series for item in task.items)
    return NoCommonDay(needed=owed, available=len(_together(task, meeting)))


def _school(task: DayTask, place: str) -> frozenset[int]:
    """Days of a premises on which she works, whatever else she has planned."""
    accompanist = next(a for a in task.ugel.accompanists if a.key == task.key)
    days = task.ugel.premises[place].days - accompanist.away - task.ugel_days
    return frozenset(day for day in days if day >= task.since)


def _too_many_visits(task: DayTask) -> list[tuple[Item, Lack]]:
    gap = task.ugel.rules.visit_gap
    found: list[tuple[Item, Lack]] = []
    for series in task.series().values():
        left = [item for item in series if item.key in {i.key for i in task.items}]
        if not left or not travels(left[0].kind):
            continue
        held = [item.start or 0 for item in series if item not in left]
        earliest = max(held) + gap if held else 0
        days = frozenset(d for d in _school(task, left[0].places[0]) if d >= earliest)
        most = most_visits(days, min(item.days for item in series), gap)
        found += [(item, NoSpan(needed=len(left), available=most, gap=gap)) for item in left[most:]]
    return found


def capacity(task: DayTask, gone: Collection[str] = ()) -> Lack:
    """Days that what is owed takes at least, and days on which she can be at any of her schools.

    Args:
        task: the rest of one accompanist's year.
        gone: keys of items that are left out already.
    """
    accompanist = next(a for a in task.ugel.accompanists if a.key == task.key)
    available = len(frozenset[int]().union(*(_school(task, place) for place in accompanist.places)))
    left = [item for item in task.items if item.key not in gone]
    needed = sum(i.days for i in left if travels(i.kind)) + _fewest_meetings(task, left)
    plain = NoCapacity(needed=needed, available=available)
    return plain if plain.decides else NoCombination(needed=needed, available=available)


def _over_capacity(task: DayTask, gone: Collection[str]) -> list[tuple[Item, Lack]]:
    """As many visits as the days that are left are short of."""
    proof = capacity(task)
    rest = capacity(task, gone)
    left = [item for item in task.items if item.key not in gone]
    found = []
    by_series: dict[str, list[Item]] = defaultdict(list)
    for item in left:
        if travels(item.kind):
            by_series[item.series].append(item)
    excess = rest.needed - rest.available
    while excess > 0 and any(by_series.values()):
        series = max(sorted(by_series), key=lambda name: len(by_series[name]))
        item = by_series[series].pop()
        found.append((item, proof))
        excess -= item.days
    return found


def _fewest_meetings(task: DayTask, left: list[Item]) -> int:
    """Days that meetings take at least, schools sharing wherever the rules let them."""
    accompanist = next(a for a in task.ugel.accompanists if a.key == task.key)
    return sum(
        min(
            sum(item.kind == kind.id for item in left),
            _fewest_groups(task.ugel, accompanist, kind) * _most_times(left, kind),
        )
        for kind in hosted_kinds()
    )
