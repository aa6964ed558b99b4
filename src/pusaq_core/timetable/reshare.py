"""Meetings of shared schools chosen anew where the days fixed before leave somebody without room.

Fixing these meetings first keeps accompanists independent, and in a year that is very short a meeting on the
wrong day costs a visit. Then all who go to these schools are looked at together, by day: with the distances
between meetings that the product wishes for, and without them where that holds more.

What is given up: above six people the model is too large to be searched within a bearable amount of work,
and the days stay as they were. Nothing is done for kilometres; choosing these days together with everybody's
visits for shorter outings was not tried.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from pusaq_core.timetable.shared import FixedMeetings, fixed_on, meeting_gap
from pusaq_core.timetable.year_days import Meetings, YearDays, pose

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from pusaq_core.timetable.meetings import Group
    from pusaq_core.timetable.problem import UgelYear
    from pusaq_core.timetable.task import Task
    from pusaq_core.timetable.year_days import Found

MOST_TOGETHER = 6
"""Accompanists of one model; with more, the search by days finds little in bearable time."""


def reshare(
    ugel: UgelYear,
    groups: Sequence[Group],
    fixed: FixedMeetings,
    hurt: Collection[str],
    *,
    blocked: Mapping[str, frozenset[int]],
    cut_tasks: Callable[[FixedMeetings], Sequence[Task]],
    search: Callable[[YearDays], Found | None],
) -> FixedMeetings | None:
    """Other days for the meetings at the schools of accompanists who lack room.

    Args:
        ugel: the year of the UGEL.
        groups: all groups of meetings.
        fixed: the days of the shared ones.
        hurt: keys of the accompanists.
        blocked: accompanist key to the days taken by workshops and absences.
        cut_tasks: makes the tasks of all accompanists around fixed meetings.
        search: solves a model.

    Returns:
        All shared meetings with their days, or None where there is nothing to choose, too many people are
        concerned, or nothing was found.
    """
    places = {place for a in ugel.accompanists if a.key in hurt for place in a.places}
    free = [i for i, group in enumerate(groups) if group.shared and not places.isdisjoint(group.places)]
    visitors = {place: [a.key for a in ugel.accompanists if place in a.places] for place in places}
    involved = {key for i in free for key in groups[i].accompanists}
    involved |= {key for keys in visitors.values() for key in keys}
    if not free or len(involved) > MOST_TOGETHER:
        return None
    days = {slot: day for slot, day in fixed.days.items() if slot[0] not in free}
    rest = fixed_on(ugel, groups, days)
    tasks = [task for task in cut_tasks(rest) if task.key in involved]
    together = {i: _meetings(ugel, groups[i], rest, blocked, visitors) for i in free}
    best = _best(tasks, together, itertools.count(len(groups)), search)
    if best is None:
        return None
    chosen = {
        (index, number): day
        for index in free
        for number, (day, _) in enumerate(sorted(best.spans.get(index, ())), 1)
    }
    return fixed_on(ugel, groups, {**days, **chosen})


def _best(
    tasks: Sequence[Task],
    together: Mapping[int, Meetings],
    numbers: Iterator[int],
    search: Callable[[YearDays], Found | None],
) -> Found | None:
    """The better answer of two: with the distances between meetings, and without them."""
    best: Found | None = None
    for spaced in (True, False):
        model = YearDays()
        for task in tasks:
            pose(model, task, (), numbers)
        for index, meetings in together.items():
            model.meet(index, meetings if spaced else replace(meetings, gap=1))
        found = search(model)
        if found is not None and (best is None or found.worth > best.worth):
            best = found
        if best is not None and best.whole:
            break
    return best


def _meetings(
    ugel: UgelYear,
    group: Group,
    rest: FixedMeetings,
    blocked: Mapping[str, frozenset[int]],
    visitors: Mapping[str, Sequence[str]],
) -> Meetings:
    """The meetings of a group on days on which all of them could."""
    possible = frozenset.intersection(*(ugel.premises[place].days for place in group.places))
    for key in group.accompanists:
        possible -= blocked.get(key, frozenset()) | rest.busy[key]
    return Meetings(
        keys=group.accompanists,
        days=possible,
        times=group.times,
        members=len(group.teachers),
        gap=meeting_gap(ugel, group),
        places=group.places,
        visitors={key for place in group.places for key in visitors.get(place, ())},
    )
