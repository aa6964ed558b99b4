"""Rule 5: GIA and RTC (NT-026-01-MINEDU 5.2.6 b, 5.2.7, 5.6.3 f)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq_core.checking.cell_facts import shown, states
from pusaq_core.checking.daybook import iso
from pusaq_core.checking.kinds import audited
from pusaq_core.checking.tables import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pusaq_core.checking.index import PlanIndex
    from pusaq_core.checking.records import Activity

FILE = "activities.csv"


def _breach(rule: str, activity: Activity, expected: str, found: str) -> Violation:
    return Violation(rule, FILE, activity.row, activity.id, expected, found, activity.id)


def check_one_day(plan: PlanIndex) -> Iterator[Violation]:
    """A meeting is one row of one day."""
    for activity in plan.records.activities:
        if audited(activity.kind).meeting and activity.start != activity.end:
            found = f"{iso(activity.start)} {iso(activity.end)}"
            yield _breach("meeting_not_one_day", activity, "one day", found)


def check_apart_from_visits(plan: PlanIndex) -> Iterator[Violation]:
    """On the day of a meeting nobody, of any accompanist, visits any of its premises."""
    for activity in plan.records.activities:
        if not audited(activity.kind).meeting:
            continue
        for premises in dict.fromkeys(activity.premises):
            visits = plan.visited.get(premises, {})
            visit = next((visits[day] for day in activity.span if day in visits), None)
            if visit is not None:
                expected = f"no visit at {premises} on {iso(activity.start)}"
                yield _breach("meeting_on_visit_day", activity, expected, visit.id)


def check_shared(plan: PlanIndex) -> Iterator[Violation]:
    """A meeting of a caseload holds several premises only as its assumptions allow, and says so."""
    for activity in plan.records.activities:
        premises, judged = tuple(dict.fromkeys(activity.premises)), audited(activity.kind)
        if not judged.meeting or judged.joint or len(premises) < 2:
            continue
        few, most = plan.assumed(judged.few), plan.assumed(judged.most)
        if most is not None and len(premises) > most:
            yield _breach("shared_by_too_many", activity, f"at most {most}", str(len(premises)))
        if few is not None:
            large = [place for place in premises if _accompanied(plan, activity, place) > few]
            if len(large) > 1:
                expected = f"at most one school of more than {few} ({judged.few})"
                yield _breach("shared_by_large", activity, expected, ";".join(large))
        if not states(activity.note, "shared_meeting"):
            yield _breach("shared_unsaid", activity, "shared_meeting in the note", shown(activity.note))


def _accompanied(plan: PlanIndex, activity: Activity, premises: str) -> int:
    """Accompanied teachers at the premises, of the accompanist's profile, whoever accompanies them."""
    own = plan.caseloads.get(activity.accompanists[0])
    profile = own[0].profile if own else ""
    return sum(row.profile == profile for row in plan.teachers_at.get(premises, ()))


def check_joint(plan: PlanIndex) -> Iterator[Violation]:
    """A joint meeting gathers all accompanied teachers of its premises, and all their accompanists."""
    for activity in plan.records.activities:
        if not audited(activity.kind).joint:
            continue
        everyone = [
            row for place in dict.fromkeys(activity.premises) for row in plan.teachers_at.get(place, ())
        ]
        absent = sorted({row.teacher for row in everyone} - set(activity.teachers))
        if absent:
            yield _breach(
                "not_joint", activity, "all teachers of the premises", "without " + ";".join(absent)
            )
        accompanists = sorted({row.accompanist for row in everyone})
        if accompanists != sorted(activity.accompanists):
            found = ";".join(activity.accompanists)
            yield _breach("joint_accompanists", activity, ";".join(accompanists), found)


def check_joint_premises(plan: PlanIndex) -> Iterator[Violation]:
    """Several premises share a joint meeting only where the norm lets them, and never two networks.

    Schools of no network may meet in a group (5.2.7). Premises with several accompanists hold theirs alone.
    """
    for activity in plan.records.activities:
        premises = tuple(dict.fromkeys(activity.premises))
        if not audited(activity.kind).joint or len(premises) < 2:
            continue
        crowded = [place for place in premises if len(plan.accompanists_at.get(place, ())) > 1]
        if crowded:
            yield _breach("crowded_not_alone", activity, f"{crowded[0]} alone", ";".join(premises))
        doses = [plan.dose_of(teacher) for teacher in activity.teachers]
        if not all(dose is not None and dose.of(activity.kind).by_network for dose in doses):
            yield _breach("network_not_allowed", activity, "one premises", ";".join(premises))
        if len(activity.accompanists) > 1 and len(_networks(plan, activity)) > 1:
            yield _breach(
                "beyond_network", activity, "one network at most, or one caseload", ";".join(premises)
            )


def _networks(plan: PlanIndex, activity: Activity) -> set[str]:
    rows = (plan.holder.get(teacher) for teacher in activity.teachers)
    known = [plan.services[row.key] for row in rows if row is not None and row.key in plan.services]
    return {service.network for service in known if service.network}


RULES_OF_MEETINGS = (
    check_one_day,
    check_apart_from_visits,
    check_shared,
    check_joint,
    check_joint_premises,
)
