"""The year of a UGEL: workshops first, then the meetings that bind several people, then each accompanist.

Why in this order: what binds most people has the fewest days. Once it lies, accompanists do not depend on
each other, so that they are solved in any order or process, and a UGEL takes time in proportion to its
people (0.43 to 0.66 s of processor time for each on the invented UGEL of 15 to 240 schools).

What is given up: days of shared meetings are chosen before anybody's visits. Where schools are shared the
outings are 1.065 times their bound, where nobody shares 1.005 (benchmarks/README.md). The meetings are chosen
anew together with the visits only where somebody would be left without room (`reshare`), not for kilometres.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from pusaq_core.findings.shapes import Away, NoCapacity, NoCombination
from pusaq_core.kinds import Way, the_kind, visit
from pusaq_core.timetable.accompanist import Timetable, solve_accompanist
from pusaq_core.timetable.meetings import Group, meeting_groups
from pusaq_core.timetable.missing import Missing, merged
from pusaq_core.timetable.placing import held_numbers
from pusaq_core.timetable.problem import (
    Accompanist,
    Activity,
    UgelYear,
    YearParams,
    YearResult,
    week,
)
from pusaq_core.timetable.proof import proven
from pusaq_core.timetable.reshare import reshare
from pusaq_core.timetable.shared import FixedMeetings, fix_shared_meetings
from pusaq_core.timetable.task import Task, make_task
from pusaq_core.timetable.workshops import FamilyWorkshops, Workshop, choose_workshops
from pusaq_core.timetable.year_days import YearDays

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pusaq_core.findings.shapes import Lack
    from pusaq_core.timetable.year_days import Found

WORK_PER_EFFORT = 0.2
PROPOSALS_PER_EFFORT = 12_000
NOT_YET_COUNTED = NoCombination(needed=0, available=0)

_In = TypeVar("_In")
_Out = TypeVar("_Out")


class Mapper(Protocol):
    """Applies a function to items, in order; `map` or the map of a process pool."""

    def __call__(self, function: Callable[[_In], _Out], items: Iterable[_In], /) -> Iterable[_Out]:
        """Results in the order of the items."""
        ...


def _never() -> bool:
    return False


def solve_ugel_year(
    ugel: UgelYear,
    *,
    seed: int = 0,
    params: YearParams | None = None,
    stop: Callable[[], bool] = _never,
    mapper: Mapper = map,
) -> YearResult:
    """The year timetable of one UGEL.

    Args:
        ugel: who must meet whom, how often, and the days on which it is possible.
        seed: random seed of the searches.
        params: how hard to search.
        stop: asked between accompanists and during searches; what is left is then solved in haste.
        mapper: runs the accompanists; they do not depend on each other, so that any order gives the same.

    Returns:
        Dated activities and everything that has no place, with its arithmetic.
    """
    params = params or YearParams()
    workshops = _workshops(ugel)
    blocked = {a.key: _blocked(a, workshops[a.family]) for a in ugel.accompanists}
    solve = partial(
        solve_accompanist,
        work=WORK_PER_EFFORT * params.effort,
        proposals=PROPOSALS_PER_EFFORT * params.effort,
        seed=seed,
        stop=stop,
    )
    cut = partial(_tasks, ugel, workshops=workshops, blocked=blocked)
    run = partial(mapper, solve)
    groups, fixed, tasks = _arranged(ugel, blocked, cut)
    solved = _Solved(fixed, tasks, list(run(tasks)), ())
    solved = replace(solved, missing=_missing(ugel, groups, solved, blocked))
    if not stop():
        search = partial(YearDays.most, seed=seed, stop=stop)
        solved = _with_room(ugel, groups, solved, blocked, cut=partial(cut, groups), search=search, run=run)
    activities, lacking = _dated(ugel, groups, solved, workshops)
    return YearResult(
        activities=tuple(sorted(activities, key=_activity_order)),
        missing=merged([*lacking, *solved.missing]),
        km={t.key: t.km for t in solved.timetables},
        km_bound={t.key: t.km_bound for t in solved.timetables},
        cut=stop(),
    )


def _dated(
    ugel: UgelYear,
    groups: tuple[Group, ...],
    solved: _Solved,
    workshops: Mapping[str, FamilyWorkshops],
) -> tuple[list[Activity], list[Missing]]:
    """All activities, and the workshops that have no place."""
    given_up = {timetable.key: timetable.relaxed for timetable in solved.timetables}
    activities = _fixed_activities(ugel, groups, solved.fixed, given_up)
    lacking: list[Missing] = []
    for accompanist, task, timetable in zip(ugel.accompanists, solved.tasks, solved.timetables, strict=True):
        held, without = _workshop_activities(ugel, accompanist, workshops[accompanist.family])
        activities += held
        activities += _visit_activities(accompanist, timetable)
        activities += _meeting_activities(groups, task, timetable)
        lacking += without
    return activities, lacking


def _arranged(
    ugel: UgelYear,
    blocked: Mapping[str, frozenset[int]],
    cut: Callable[[tuple[Group, ...], FixedMeetings], list[Task]],
) -> tuple[tuple[Group, ...], FixedMeetings, list[Task]]:
    """Groups of meetings, the days of the shared ones, and what is left for each accompanist.

    Whoever has fewer days than her dose takes meets as rarely as the rules allow.
    """
    tight: list[str] = []
    while True:
        groups = meeting_groups(ugel, tight)
        fixed = fix_shared_meetings(ugel, groups, blocked=blocked)
        tasks = cut(groups, fixed)
        short = [task.key for task in tasks if task.needed_days() > task.free_days and task.key not in tight]
        if not short:
            return groups, fixed, tasks
        tight += short


@dataclass(frozen=True, slots=True)
class _Solved:
    """Everybody's year around the days of the shared meetings, and what has no place."""

    fixed: FixedMeetings
    tasks: list[Task]
    timetables: list[Timetable]
    missing: tuple[Missing, ...]


def _with_room(
    ugel: UgelYear,
    groups: tuple[Group, ...],
    first: _Solved,
    blocked: Mapping[str, frozenset[int]],
    *,
    cut: Callable[[FixedMeetings], list[Task]],
    search: Callable[[YearDays], Found | None],
    run: Callable[[Iterable[Task]], Iterable[Timetable]],
) -> _Solved:
    """The same with other days for shared meetings, where that leaves out less than no count proves."""
    hurt = {item.accompanist for item in first.missing if not item.why.decides}
    if not hurt:
        return first
    fixed = reshare(ugel, groups, first.fixed, hurt, blocked=blocked, cut_tasks=cut, search=search)
    if fixed is None:
        return first
    tasks, timetables = cut(fixed), list(first.timetables)
    changed = [i for i, (a, b) in enumerate(zip(first.tasks, tasks, strict=True)) if not a.same_days(b)]
    for index, timetable in zip(changed, run([tasks[i] for i in changed]), strict=True):
        timetables[index] = timetable
    again = _Solved(fixed, tasks, timetables, ())
    again = replace(again, missing=_missing(ugel, groups, again, blocked))
    better = sum(item.days for item in again.missing) < sum(item.days for item in first.missing)
    return again if better else first


def _missing(
    ugel: UgelYear,
    groups: tuple[Group, ...],
    solved: _Solved,
    blocked: Mapping[str, frozenset[int]],
) -> tuple[Missing, ...]:
    """Visits and meetings that have no place, with their reasons."""
    lost = [
        item
        for accompanist, task, timetable in zip(
            ugel.accompanists, solved.tasks, solved.timetables, strict=True
        )
        for item in _missing_of(accompanist, groups, task, timetable)
    ]
    return proven(ugel, merged(lost), blocked)


def _activity_order(activity: Activity) -> tuple[object, ...]:
    return (activity.start, activity.accompanists, activity.kind, activity.places, activity.teachers)


def _workshops(ugel: UgelYear) -> dict[str, FamilyWorkshops]:
    families: dict[str, list[Accompanist]] = defaultdict(list)
    for accompanist in ugel.accompanists:
        families[accompanist.family].append(accompanist)
    of_ugel = (the_kind(Way.OF_UGEL), the_kind(Way.OF_UGEL, own=True))
    chosen = {}
    for family, members in sorted(families.items()):
        owed = [ugel.doses[members[0].profile].of(kind.id) for kind in of_ugel]
        chosen[family] = choose_workshops(
            ugel_days=ugel.ugel_days,
            own_days=ugel.own_ugel_days,
            school_days=ugel.school_days,
            middle=ugel.middle,
            dose=(owed[0].times, owed[0].days, owed[1].times, owed[1].days),
            away=[member.away for member in members],
        )
    return chosen


def _attended(accompanist: Accompanist, workshops: Iterable[Workshop]) -> list[Workshop]:
    """Workshops on all days of which she is there."""
    return [workshop for workshop in workshops if accompanist.away.isdisjoint(workshop.days)]


def _blocked(accompanist: Accompanist, workshops: FamilyWorkshops) -> frozenset[int]:
    attended = _attended(accompanist, (*workshops.teachers, *workshops.own))
    return accompanist.away | {day for workshop in attended for day in workshop.days}


def _tasks(
    ugel: UgelYear,
    groups: tuple[Group, ...],
    fixed: FixedMeetings,
    *,
    workshops: Mapping[str, FamilyWorkshops],
    blocked: Mapping[str, frozenset[int]],
) -> list[Task]:
    mine: dict[str, list[tuple[int, Group]]] = defaultdict(list)
    for index, group in enumerate(groups):
        for key in group.accompanists:
            mine[key].append((index, group))
    return [
        make_task(
            ugel,
            accompanist,
            mine[accompanist.key],
            fixed,
            blocked=blocked[accompanist.key],
            contact_weeks=frozenset(
                week(day)
                for workshop in _attended(accompanist, workshops[accompanist.family].teachers)
                for day in workshop.days
            ),
        )
        for accompanist in ugel.accompanists
    ]


def _visit_activities(accompanist: Accompanist, timetable: Timetable) -> list[Activity]:
    number: Counter[int] = Counter()
    found = []
    for stop in timetable.stops:
        if stop.teacher is None:
            continue
        number[stop.teacher] += 1
        teacher, place = accompanist.teachers[stop.teacher]
        found.append(
            Activity(
                kind=visit().id,
                number=number[stop.teacher],
                accompanists=(accompanist.key,),
                places=(place,),
                teachers=(teacher,),
                start=stop.start,
                days=stop.days,
                relaxed=timetable.relaxed,
            )
        )
    return found


def _meeting_activities(groups: tuple[Group, ...], task: Task, timetable: Timetable) -> list[Activity]:
    """Meetings that the accompanist placed herself; shared ones come from `_fixed_activities`."""
    found = []
    for position, days in held_numbers(timetable.stops).items():
        group = task.groups[position]
        if group.fixed is not None:
            continue
        whole = groups[group.index]
        for number, day in enumerate(days, 1):
            found.append(
                Activity(
                    whole.kind,
                    number,
                    whole.accompanists,
                    whole.places,
                    whole.teachers,
                    day,
                    1,
                    timetable.relaxed,
                )
            )
    return found


def _fixed_activities(
    ugel: UgelYear,
    groups: tuple[Group, ...],
    fixed: FixedMeetings,
    given_up: Mapping[str, tuple[str, ...]],
) -> list[Activity]:
    """Meetings at premises with several accompanists; they name the rules that one of these gave up."""
    days: dict[int, list[int]] = defaultdict(list)
    for (index, _), day in fixed.days.items():
        days[index].append(day)
    return [
        Activity(
            groups[index].kind,
            number,
            groups[index].accompanists,
            groups[index].places,
            groups[index].teachers,
            day,
            1,
            max(
                ugel.rules.given_up(fixed.broken.get(index, ())),
                *(given_up[key] for key in groups[index].accompanists),
                key=len,
            ),
        )
        for index, held in days.items()
        for number, day in enumerate(sorted(held), 1)
    ]


def _workshop_activities(
    ugel: UgelYear, accompanist: Accompanist, workshops: FamilyWorkshops
) -> tuple[list[Activity], list[Missing]]:
    dose = ugel.doses[accompanist.profile]
    teachers = tuple(teacher for teacher, _ in accompanist.teachers)
    together, alone = the_kind(Way.OF_UGEL), the_kind(Way.OF_UGEL, own=True)
    notes = () if workshops.halves_kept else ugel.rules.given_up((together.halves,))
    held: list[Activity] = []
    missing: list[Missing] = []
    for kind, who, relaxed, chosen, possible in (
        (together.id, teachers, notes, workshops.teachers, ugel.ugel_days),
        (alone.id, (), (), workshops.own, ugel.own_ugel_days),
    ):
        owed = dose.of(kind)
        attended = _attended(accompanist, chosen)
        held += [
            Activity(kind, workshop.number, (accompanist.key,), (), who, start, length, relaxed)
            for workshop in attended
            for start, length in workshop.rows()
        ]
        lost = [set(workshop.days) for workshop in chosen if workshop not in attended]
        lacking: list[tuple[int, int, Lack]] = [
            (1, len(days), Away(needed=len(days), available=len(days - accompanist.away))) for days in lost
        ]
        if not chosen and owed.times > 0:
            free = len(set(possible) - accompanist.away)
            lacking = [(owed.times, owed.days, NoCapacity(needed=owed.days, available=free))]
        missing += [
            Missing(accompanist.key, teacher, kind, *lack) for teacher in who or ("",) for lack in lacking
        ]
    return held, missing


def _missing_of(
    accompanist: Accompanist, groups: tuple[Group, ...], task: Task, timetable: Timetable
) -> list[Missing]:
    """What was left out, its reason still to be found."""
    found = []
    for drop in timetable.dropped:
        group = task.groups[drop.group] if drop.group is not None else None
        members = (drop.teacher,) if group is None else group.members
        kind = visit().id if group is None else groups[group.index].kind
        found += [
            Missing(accompanist.key, accompanist.teachers[m][0], kind, 1, drop.days, NOT_YET_COUNTED)
            for m in members
            if m is not None
        ]
    return found
