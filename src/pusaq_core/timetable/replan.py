"""Replanning: what started stays, of the rest as little as possible moves.

Workshops first, for they bind a family; then the meetings that bind several accompanists; then each
accompanist by day: only what cannot stay, then also its neighbours of the same teachers, then everything
that she has still to do, giving up product rules from the last to the first only where no timetable exists.

Why rungs: most events block one or two days, and the first model, in which only these items may move,
answers in hundredths of a second and moves nothing else. Whoever lost months climbs to the top and pays for
it: a median of 2.5 s for 47 accompanists after two lost months, half of whose days could be kept
(benchmarks/README.md). What is given up: least moves within a rung, not over all of them, and nobody's
outings are shortened again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from pusaq_core.kinds import KINDS, travels
from pusaq_core.timetable.exact_days import DaysModel
from pusaq_core.timetable.kept_rules import broken_rules
from pusaq_core.timetable.missing import Missing, merged
from pusaq_core.timetable.moved_meetings import settle_shared
from pusaq_core.timetable.moved_workshops import Key, settle_workshops
from pusaq_core.timetable.proofs import capacity, no_common_day, prove, prove_lost
from pusaq_core.timetable.rest import DayTask, day_task
from pusaq_core.timetable.rest_days import Fitted, fit_most
from pusaq_core.timetable.room_left import fill_room

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from pusaq_core.findings.shapes import Lack
    from pusaq_core.timetable.rest import Item, Rest
    from pusaq_core.timetable.ugel_year import Mapper

WORK = 0.5
NEAR_DAYS = 21
ANY_DAYS = 400


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The rest of one accompanist's year.

    Attributes:
        key: her code.
        items: what she has still to do, each with its day.
        lost: what has no place, with the reason.
        relaxed: product rules given up.
    """

    key: str
    items: tuple[Item, ...]
    lost: tuple[tuple[Item, Lack], ...]
    relaxed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replanned:
    """The rest of the year of a UGEL.

    Attributes:
        items: visits and meetings with their days, ascending by id.
        workshops: days of each workshop still to come.
        missing: what has no place.
        relaxed: accompanist key to the product rules that her plan gives up: those that a model gave up, and
            those that what nobody could move leaves broken.
        relaxed_meetings: the same for meetings of several accompanists, by id.
    """

    items: tuple[Item, ...]
    workshops: Mapping[Key, tuple[int, ...]]
    missing: tuple[Missing, ...]
    relaxed: Mapping[str, tuple[str, ...]]
    relaxed_meetings: Mapping[str, tuple[str, ...]]


def _never() -> bool:
    return False


def replan(
    rest: Rest, *, seed: int = 0, stop: Callable[[], bool] = _never, mapper: Mapper = map
) -> Replanned:
    """Place the rest of a year with the fewest moves.

    Args:
        rest: what was done, what is owed, and the calendar as it is now.
        seed: random seed of the searches.
        stop: asked during searches; True ends them with the best found.
        mapper: runs the accompanists, who do not depend on each other.
    """
    workshops = settle_workshops(rest)
    days = {a.key: _workshop_days(rest, workshops, a.family) for a in rest.ugel.accompanists}
    shared = settle_shared(rest, workshops=days)
    tasks = [
        day_task(
            rest,
            accompanist,
            workshops=days[accompanist.key],
            with_teachers=_teachers_days(rest, workshops, accompanist.family),
            pinned=[*shared.items[accompanist.key], *_of(shared.lost, accompanist.key)],
            closed={place: frozenset(found) for place, found in shared.closed.items()},
            excused=shared.relaxed,
        )
        for accompanist in rest.ugel.accompanists
    ]
    given_up = rest.relaxed or {}
    starts = [given_up.get(task.key, ()) for task in tasks]
    plans = list(mapper(partial(_solve, seed=seed, stop=stop), list(zip(tasks, starts, strict=True))))
    placed = {item.key: item for plan in plans for item in plan.items}
    items = tuple(placed[key] for key in sorted(placed))
    broken = broken_rules(rest, items)
    missing = [_missing(plan.key, item, proof) for plan in plans for item, proof in plan.lost]
    return Replanned(
        items=items,
        workshops=workshops,
        missing=merged(m for found in missing for m in found),
        relaxed={
            plan.key: rest.ugel.rules.given_up(
                {*plan.relaxed, *(broken[plan.key] - _noted(shared.relaxed, items, plan.key))}
            )
            for plan in plans
        },
        relaxed_meetings=dict(sorted(shared.relaxed.items())),
    )


def _of(items: Sequence[Item], key: str) -> list[Item]:
    return [item for item in items if key in item.accompanists]


def _noted(relaxed: Mapping[str, Sequence[str]], items: Sequence[Item], key: str) -> set[str]:
    """Rules that meetings of hers name as given up themselves."""
    return {rule for item in _of(items, key) for rule in relaxed.get(item.key, ())}


def _workshop_days(rest: Rest, workshops: Mapping[Key, tuple[int, ...]], family: str) -> frozenset[int]:
    held = (rest.held or {}).get(family, frozenset())
    return held | {day for (name, _, _), days in workshops.items() if name == family for day in days}


def _teachers_days(rest: Rest, workshops: Mapping[Key, tuple[int, ...]], family: str) -> frozenset[int]:
    """Days on which teachers of a family's caseloads are at a workshop."""
    to_come = (days for (name, kind, _), days in workshops.items() if name == family and not KINDS[kind].own)
    return (rest.met or {}).get(family, frozenset()).union(*to_come)


def _missing(key: str, item: Item, why: Lack) -> list[Missing]:
    """One for each teacher whom the accompanist takes there."""
    return [Missing(key, teacher, item.kind, 1, item.days, why) for teacher in item.teachers]


def _solve(posed: tuple[DayTask, tuple[str, ...]], *, seed: int, stop: Callable[[], bool]) -> DayPlan:
    """The rest of one accompanist's year."""
    task, given_up = posed
    mine = {t for a in task.ugel.accompanists if a.key == task.key for t, _ in a.teachers}
    full = capacity(task)
    lost = []
    for item in task.items:
        if item.key in task.pinned and item.start is None:
            proof = no_common_day(task, item)
            hers = replace(item, teachers=tuple(t for t in item.teachers if t in mine))
            lost.append((hers, proof if proof.decides else full))
    task = _without(task, {item.key for item, _ in lost})
    proven = prove(task)
    lost += proven
    task = _without(task, {item.key for item, _ in proven})
    fitted, relaxed = _ladder(task, given_up, seed=seed, stop=stop)
    items = [item.at(fitted.starts.get(item.key, item.start)) for item in fitted.task.items]
    lost += prove_lost(task, fitted.lost)
    placed, without = fill_room(posed[0], items, lost)
    return DayPlan(task.key, placed, without, relaxed)


def _without(task: DayTask, keys: Collection[str]) -> DayTask:
    return task.only(tuple(item for item in task.items if item.key not in keys)) if keys else task


def _ladder(
    task: DayTask, given_up: Sequence[str], *, seed: int, stop: Callable[[], bool]
) -> tuple[Fitted, tuple[str, ...]]:
    """New days for what must move, freeing more and giving up rules only where there is no other way."""
    rules = task.ugel.rules.relaxable
    kept = min((rules.index(rule) for rule in given_up if rule in rules), default=len(rules))
    lost = task.unworkable() | task.too_close(rules[:kept])
    for rung in (_blocked, _same_teachers):
        answer = _try(task, lost, rules[:kept], rung(task, lost), seed=seed, stop=stop)
        if answer is not None:
            return Fitted(task, answer, ()), rules[kept:]
    # Beyond here the question is what has a place at all; only then where, near to what was planned.
    most = fit_most(task, seed=seed, stop=stop)
    if most is None:
        lost = task.unworkable()
        staying = _without(task, lost - task.pinned)
        lost |= staying.too_close()
        gone = tuple(item for item in task.items if item.key in lost - task.pinned)
        return Fitted(_without(task, {item.key for item in gone}), {}, gone), rules
    lost = most.task.unworkable()
    solve = partial(_try, most.task, lost, seed=seed, stop=stop, known=most.starts)
    for reach in (_near(most.task),) if most.lost else (_near(most.task), _anywhere(most.task)):
        answer = solve(rules[:kept], reach)
        if answer is not None:
            return replace(most, starts=answer), rules[kept:]
    starts = solve((), _near(most.task)) or solve((), _anywhere(most.task)) or most.starts
    fewest, too_many = 0, kept
    while too_many - fewest > 1:
        middle = (fewest + too_many) // 2
        answer = solve(rules[:middle], _near(most.task))
        if answer is None:
            too_many = middle
        else:
            fewest, starts = middle, answer
    return replace(most, starts=starts), rules[fewest:]


def _try(
    task: DayTask,
    lost: frozenset[str],
    active: Sequence[str],
    free: Mapping[str, int],
    *,
    known: Mapping[str, int] | None = None,
    seed: int,
    stop: Callable[[], bool],
) -> dict[str, int] | None:
    """One model: each free item may start on days within its reach, and where a known answer has it."""
    items = {item.key: item for item in task.items}
    known = known or {}
    choices = {}
    for key, reach in free.items():
        item = items[key]
        days = task.starts(item)
        if key not in lost and item.start is not None:
            near = known.get(key, item.start)
            days = tuple(day for day in days if abs(day - item.start) <= reach or day == near)
        choices[key] = days
    return DaysModel(task, choices, active, known).solve(work=WORK, seed=seed, stop=stop)


def _blocked(_task: DayTask, lost: frozenset[str]) -> dict[str, int]:
    """Only what cannot stay."""
    return dict.fromkeys(sorted(lost), ANY_DAYS)


def _same_teachers(task: DayTask, lost: frozenset[str]) -> dict[str, int]:
    """Also the other visits and meetings of the same teachers."""
    people: dict[str, set[str]] = defaultdict(set)
    for item in task.items:
        people[item.key] = set(item.teachers) if travels(item.kind) else set()
    begun = lost or task.by_hand & set(people)
    touched = {teacher for key in begun for teacher in people[key]}
    series = {item.series for item in task.items if item.key in begun or people[item.key] & touched}
    return {i.key: ANY_DAYS for i in task.items if i.series in series and i.key not in task.pinned}


def _near(task: DayTask) -> dict[str, int]:
    """Everything that she has still to do, within a few weeks."""
    return {i.key: NEAR_DAYS for i in task.items if i.key not in task.pinned}


def _anywhere(task: DayTask) -> dict[str, int]:
    """Everything that she has still to do, anywhere."""
    return {i.key: ANY_DAYS for i in task.items if i.key not in task.pinned}
