"""Rule 9 and what the files promise about their order: numbers by date, trips, sorted rows."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import TYPE_CHECKING

from pusaq_core.checking.daybook import iso, weekday
from pusaq_core.checking.index import own_kinds, teacher_kinds
from pusaq_core.checking.kinds import audited
from pusaq_core.checking.tables import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pusaq_core.checking.index import PlanIndex
    from pusaq_core.checking.records import Activity

FILE = "activities.csv"


def check_numbering(plan: PlanIndex) -> Iterator[Violation]:
    """Visits of a teacher are numbered 1, 2, 3 by date; meetings and workshops never go back in number."""
    for teacher, activities in plan.by_teacher.items():
        for kind in teacher_kinds():
            of_kind = [activity for activity in activities if activity.kind == kind]
            yield from _numbered(teacher, kind, of_kind)
    for accompanist, activities in plan.by_accompanist.items():
        for kind in own_kinds():
            own = [activity for activity in activities if activity.kind == kind]
            yield from _numbered(accompanist, kind, own)


def _numbered(subject: str, kind: str, activities: Sequence[Activity]) -> Iterator[Violation]:
    previous = 0
    for place, activity in enumerate(activities, 1):
        rows_share_number = audited(kind).workshop
        if audited(kind).visit:
            right = activity.number == place
        else:
            right = activity.number > previous or (rows_share_number and activity.number == previous)
        if not right:
            expected = str(place) if audited(kind).visit else f"more than {previous}"
            name = f"{activity.id} {subject}"
            found = str(activity.number)
            yield Violation("numbers_not_by_date", FILE, activity.row, name, expected, found, activity.id)
            return
        previous = activity.number


def check_trips(plan: PlanIndex) -> Iterator[Violation]:
    """A trip is one accompanist's outing: its activities follow each other from weekday to weekday."""
    trips: dict[str, list[Activity]] = defaultdict(list)
    for activity in plan.records.activities:
        if activity.trip:
            trips[activity.trip].append(activity)
    for trip, activities in sorted(trips.items()):
        activities.sort(key=lambda activity: (activity.start, activity.row))
        common = set(activities[0].accompanists).intersection(*(a.accompanists for a in activities))
        if not common:
            first = activities[0]
            found = ";".join(sorted({name for a in activities for name in a.accompanists}))
            yield Violation("trip_of_several", FILE, first.row, trip, "one accompanist", found, first.id)
        for earlier, later in itertools.pairwise(activities):
            if later.start not in (earlier.end + 1, _next_weekday(earlier.end)):
                expected = f"start {iso(_next_weekday(earlier.end))} after {earlier.id}"
                yield Violation(
                    "trip_broken", FILE, later.row, f"{trip} {later.id}", expected, iso(later.start), later.id
                )


def _next_weekday(day: int) -> int:
    following = day + 1
    while weekday(following) > 4:
        following += 1
    return following


def check_sorted(
    plan: PlanIndex, rejected: Sequence[tuple[str, int]], changes: Sequence[str]
) -> Iterator[Violation]:
    """The rows of each file stand in the order of its first columns."""
    records = plan.records
    orders: dict[str, list[tuple[object, ...]]] = {
        "targeting.csv": [row.key for row in records.targeting],
        "caseloads.csv": [
            (row.accompanist, row.ugel, row.profile, row.key, row.premises, row.teacher)
            for row in records.caseloads
        ],
        FILE: [(activity.id,) for activity in records.activities],
        "unplaced.csv": [(row.accompanist, row.teacher, row.kind) for row in records.unplaced],
        "rejected.csv": list(rejected),
        "changes.csv": [(activity,) for activity in changes],
    }
    for file, keys in orders.items():
        for place in range(1, len(keys)):
            earlier, later = keys[place - 1], keys[place]
            if later < earlier:
                yield Violation("rows_not_sorted", file, place + 2, str(later), f"before {earlier}", "after")
                break


RULES_OF_ORDER = (check_numbering, check_trips)
