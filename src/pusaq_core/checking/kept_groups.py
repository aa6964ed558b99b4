"""Groups that meet, as the plan that is being replaced has them: replanning keeps them.

A reason of the codes below counts the meetings of each group; any other counts the fewest groups that the
rules could ever allow.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pusaq_core.checking.index import quota
from pusaq_core.checking.kinds import audited

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pusaq_core.checking.facts import DoseFacts
    from pusaq_core.checking.index import PlanIndex

GROUPS_STAND = ("grouped_capacity", "grouped_combination")


class Group(NamedTuple):
    """Who holds a series of meetings, and where."""

    kind: str
    premises: tuple[str, ...]
    accompanists: tuple[str, ...]


def owed_by_group(plan: PlanIndex, accompanist: str, dose: DoseFacts, since: int) -> dict[Group, int]:
    """Meetings that each group of an accompanist still has to hold from a day on.

    Args:
        plan: the plan, which replaces another.
        accompanist: whose caseload.
        dose: what each of its teachers is owed.
        since: first day that counts.
    """
    mine = {row.premises for row in plan.caseloads.get(accompanist, ())}
    groups: set[Group] = set()
    held: dict[Group, set[int]] = defaultdict(set)
    for activity in (*plan.previous_activities, *plan.by_accompanist.get(accompanist, ())):
        places = tuple(sorted(set(activity.premises) & mine))
        if audited(activity.kind).meeting and accompanist in activity.accompanists and places:
            group = Group(activity.kind, places, tuple(sorted(activity.accompanists)))
            groups.add(group)
            if activity.start < since:
                held[group].add(activity.start)
    return {group: max(0, quota(dose, group.kind) - len(held[group])) for group in sorted(groups)}


def common_days(plan: PlanIndex, group: Group, at: Mapping[str, set[int]]) -> set[int]:
    """Days on which everyone of a group could come to each of its schools.

    Args:
        plan: the plan.
        group: who meets.
        at: premises code to the days on which the accompanist could be there.
    """
    days = set.intersection(*(at[place] for place in group.premises))
    for name in group.accompanists:
        activities = plan.by_accompanist.get(name, ())
        busy = {day for activity in activities if audited(activity.kind).workshop for day in activity.span}
        days = {day for day in days if day not in busy and plan.available(name, day)}
    return days
