"""Which product rules the days of a replanned year break, whoever settled them.

A model sees what it may move. A meeting that keeps its day while the visit before it was not held, or has no
place any more, breaks a rule that nobody chose to give up: it is found here, so that the plan says so.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from pusaq_core.kinds import KINDS, travels
from pusaq_core.timetable.problem import FIRST_VISIT, week

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pusaq_core.kinds import Kind
    from pusaq_core.timetable.problem import Accompanist
    from pusaq_core.timetable.rest import Item, Rest


def broken_rules(rest: Rest, items: Sequence[Item]) -> Mapping[str, frozenset[str]]:
    """Accompanist key to the product rules that what she has still to do breaks; the past is not judged.

    Spacing of visits is never given up, and contact is judged by the model of days.

    Args:
        rest: what was done, the rules and the calendar.
        items: what is still to do, each with its day (0-based ordinal days).
    """
    days: dict[str, list[tuple[int, Item]]] = defaultdict(list)
    for item in (*rest.done, *items):
        for teacher in item.teachers:
            days[teacher].append((item.start or 0, item))
    found: dict[str, frozenset[str]] = {}
    for accompanist in rest.ugel.accompanists:
        broken: set[str] = set()
        for teacher, premises in accompanist.teachers:
            mine = [item for _start, item in sorted(days[teacher], key=lambda one: (one[0], one[1].key))]
            broken |= set(_of_teacher(rest, accompanist, mine))
            if _first_visit_is_late(rest, accompanist, premises, mine):
                broken.add(FIRST_VISIT)
        found[accompanist.key] = frozenset(broken.intersection(rest.ugel.rules.relaxable))
    return found


def _of_teacher(rest: Rest, accompanist: Accompanist, mine: Sequence[Item]) -> Iterator[str]:
    for kind in KINDS.values():
        meetings = [item for item in mine if item.kind == kind.id]
        if not kind.hosted or not meetings:
            continue
        if kind.after_visit and _lacks_visit(rest, kind, mine):
            yield kind.after_visit
        least = rest.ugel.rules.gaps.get(kind.id, 1)
        if kind.gap and any(
            _owed(rest, later) and (later.start or 0) - (before.start or 0) < least
            for before, later in pairwise(meetings)
        ):
            yield kind.gap
        if kind.halves:
            share = -(-rest.ugel.doses[accompanist.profile].of(kind.id).times // 2)
            for late in (False, True):
                half = [one for one in meetings if ((one.start or 0) > rest.ugel.middle) is late]
                if len(half) > share and _owed(rest, half[-1]):
                    yield kind.halves


def _lacks_visit(rest: Rest, kind: Kind, mine: Sequence[Item]) -> bool:
    """Whether some meeting to come has no visit since the one before it."""
    visited = False
    for item in mine:
        if travels(item.kind):
            visited = True
        elif item.kind == kind.id:
            if not visited and _owed(rest, item):
                return True
            visited = False
    return False


def _first_visit_is_late(rest: Rest, accompanist: Accompanist, premises: str, mine: Sequence[Item]) -> bool:
    first = next((item for item in mine if travels(item.kind)), None)
    if first is None or not _owed(rest, first):
        return False
    days = rest.ugel.premises[premises].days
    weeks = sorted({week(day) for day in days if day >= accompanist.since})
    limit = weeks[: rest.ugel.rules.first_visit_weeks]
    return bool(limit) and week(first.start or 0) > limit[-1]


def _owed(rest: Rest, item: Item) -> bool:
    return (item.start or 0) >= rest.since
