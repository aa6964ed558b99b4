"""Reasons that weigh days: enough days in number, and yet no timetable.

A reason may list runs of days with a weight, as `counted`. Whatever
the timetable, the visits of each teacher cover days of some least weight, and so do the meetings; where these
add up to more than all her days weigh together, not everything fits. The auditor computes both sides anew.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pusaq_core.checking.daybook import week, weekday
from pusaq_core.checking.happened import lengths_to_come
from pusaq_core.checking.index import quota
from pusaq_core.checking.kept_groups import common_days
from pusaq_core.checking.kinds import audited, meeting_kinds, visit_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from pusaq_core.checking.cell_facts import Said
    from pusaq_core.checking.facts import DoseFacts
    from pusaq_core.checking.index import PlanIndex
    from pusaq_core.checking.kept_groups import Group


class Lightest(NamedTuple):
    """Days that one teacher's visits can cover if nobody else were visited, and the least they then weigh."""

    days: int
    weight: int


def weights_in(reason: Iterable[Said]) -> dict[int, int]:
    """Weights of weekdays that a reason lists; empty where it lists none or nonsense."""
    weights: dict[int, int] = {}
    try:
        for fact in reason:
            for run in fact.params.get("counted", ()):
                first, last = (date.fromisoformat(run[end]).toordinal() for end in ("first", "last"))
                weight = int(run["weight"])
                weights.update((day, weight) for day in range(first, last + 1) if weekday(day) < 5)
    except (ValueError, TypeError, KeyError):
        return {}
    return weights


def lightest_visits(
    days: Collection[int], lengths: Sequence[int], spacing: int, weights: Mapping[int, int]
) -> Lightest:
    """The most visit days that some days can hold, and the least weight of so many.

    Args:
        days: weekdays on which the teacher can be visited.
        lengths: days of each visit that is owed.
        spacing: least days between two starts.
        weights: weight of each day; others weigh nothing.
    """
    calendar, known = sorted(days), frozenset(days)
    states = _subsets(lengths)
    after: list[dict[tuple[int, ...], tuple[int, int]]] = [{} for _ in range(len(calendar) + 1)]
    after[-1] = dict.fromkeys(states, (0, 0))
    for at in range(len(calendar) - 1, -1, -1):
        first = calendar[at]
        visits = []
        for length in sorted(set(lengths)):
            span = range(first, first + length)
            if week(span[-1]) == week(first) and all(day in known for day in span):
                following = bisect_left(calendar, first + max(spacing, length))
                visits.append((length, sum(weights.get(day, 0) for day in span), following))
        for owed in states:
            best = after[at + 1][owed]
            for length, weight, following in visits:
                if length in owed:
                    held, lightness = after[following][_less(owed, length)]
                    best = max(best, (held + length, lightness - weight))
            after[at][owed] = best
    held, lightness = after[0][tuple(sorted(lengths))]
    return Lightest(held, -lightness)


def _subsets(lengths: Sequence[int]) -> list[tuple[int, ...]]:
    """All that may still be owed of some lengths, each ascending, smaller ones first."""
    found: set[tuple[int, ...]] = {()}
    for length in sorted(lengths):
        found |= {(*owed, length) for owed in found}
    return sorted(found, key=lambda owed: (len(owed), owed))


def _less(owed: tuple[int, ...], length: int) -> tuple[int, ...]:
    place = owed.index(length)
    return (*owed[:place], *owed[place + 1 :])


def owed_visits(plan: PlanIndex, teacher: str, dose: DoseFacts, since: int) -> tuple[list[int], int]:
    """Lengths of the visits that were not held before a day, and the first day that the spacing allows."""
    held = [a for a in plan.by_teacher.get(teacher, ()) if audited(a.kind).visit and a.start < since]
    spacing = plan.assumed(audited(visit_kind()).gap) or 0
    return list(lengths_to_come(plan, held, dose)), max([since, *(a.start + spacing for a in held)])


def weighed(
    plan: PlanIndex,
    accompanist: str,
    dose: DoseFacts,
    weights: Mapping[int, int],
    open_days: Callable[[frozenset[str]], set[int]],
    since: int,
    *,
    groups: Mapping[Group, int] | None = None,
) -> tuple[int, int]:
    """Weight that the rest of a caseload's dose needs at least, and weight of all days that there are.

    Args:
        plan: the plan.
        accompanist: whose caseload.
        dose: what each of its teachers is owed.
        weights: weight of each day; others weigh nothing.
        open_days: days on which she could be at one of some premises, workshops taken off.
        since: first day that counts.
        groups: meetings that each group still owes, where groups stand as they are; None for the fewest
            groups that the rules allow.
    """
    rows = plan.caseloads[accompanist]
    spacing = plan.assumed(audited(visit_kind()).gap) or 0
    at = {row.premises: {d for d in open_days(frozenset((row.premises,))) if d >= since} for row in rows}
    needed = 0
    known: dict[tuple[str, tuple[int, ...], int], int] = {}
    for row in rows:
        lengths, earliest = owed_visits(plan, row.teacher, dose, since)
        key = (row.premises, tuple(lengths), earliest)
        if key not in known:
            days = {day for day in at[row.premises] if day >= earliest and weekday(day) < 5}
            known[key] = lightest_visits(days, lengths, spacing, weights).weight
        needed += known[key]
    if groups is None:
        kinds = meeting_kinds()
        needed += sum(_meetings(plan, accompanist, dose, weights, at, since, kind) for kind in kinds)
    else:
        needed += sum(_least(common_days(plan, group, at), owed, weights) for group, owed in groups.items())
    return needed, sum(weights.get(day, 0) for day in set().union(*at.values()))


def _meetings(
    plan: PlanIndex,
    accompanist: str,
    dose: DoseFacts,
    weights: Mapping[int, int],
    at: Mapping[str, set[int]],
    since: int,
    kind: str,
) -> int:
    """Least weight of the meetings of a kind, schools sharing wherever the rules let them."""
    rows = plan.caseloads[accompanist]
    owed: Counter[str] = Counter()
    for row in rows:
        held = sum(a.kind == kind and a.start < since for a in plan.by_teacher.get(row.teacher, ()))
        owed[row.premises] = max(owed[row.premises], quota(dose, kind) - held)
    own = _own_meetings(plan, accompanist, dose, at, kind)
    total = sum(_least(at[place] & common, owed[place], weights) for place, common in own.items())
    others = [place for place in at if place not in own]
    joint, (_, most) = audited(kind).joint, plan.shares(kind)
    groups = min(1, len(others)) if joint else max(0, -(-len(at) // most) - len(own))
    if groups and others:
        together = set().union(*((at[place] for place in others) if joint else at.values()))
        total += groups * _least(together, max(owed[place] for place in others), weights)
    return total


def _own_meetings(
    plan: PlanIndex, accompanist: str, dose: DoseFacts, at: Mapping[str, set[int]], kind: str
) -> dict[str, set[int]]:
    """Premises that need meetings of a kind of their own, each with the days on which all can come."""
    profile = plan.caseloads[accompanist][0].profile
    if not audited(kind).joint:
        few, _ = plan.shares(kind)
        size = {place: sum(row.profile == profile for row in plan.teachers_at.get(place, ())) for place in at}
        return {place: days for place, days in at.items() if size[place] > few}
    own = {}
    for place, days in at.items():
        together = plan.accompanists_at.get(place, ())
        if len(together) > 1 or not dose.of(kind).by_network:
            busy = {
                day
                for name in together
                for activity in plan.by_accompanist.get(name, ())
                if audited(activity.kind).workshop
                for day in activity.span
            }
            own[place] = {day for day in days - busy if all(plan.available(name, day) for name in together)}
    return own


def _least(days: Collection[int], times: int, weights: Mapping[int, int]) -> int:
    """Weight of the lightest days, as many as there are meetings."""
    return sum(sorted(weights.get(day, 0) for day in days)[: max(0, times)])
