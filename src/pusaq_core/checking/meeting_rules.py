"""Rule 5: GIA and RTC (NT-026-01-MINEDU 5.2.6 b, 5.2.7, 5.6.3 f)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq_core.checking.daybook import iso
from pusaq_core.checking.records import MEETINGS
from pusaq_core.checking.tables import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pusaq_core.checking.index import PlanIndex
    from pusaq_core.checking.records import Activity

FILE = "activities.csv"


def _breach(rule: str, activity: Activity, expected: str, found: str) -> Violation:
    return Violation(rule, FILE, activity.row, activity.id, expected, found)


def check_one_day(plan: PlanIndex) -> Iterator[Violation]:
    """A meeting is one row of one day."""
    for activity in plan.records.activities:
        if activity.kind in MEETINGS and activity.start != activity.end:
            found = f"{iso(activity.start)} {iso(activity.end)}"
            yield _breach("meeting_not_one_day", activity, "one day", found)


def check_apart_from_visits(plan: PlanIndex) -> Iterator[Violation]:
    """On the day of a meeting nobody, of any accompanist, visits any of its premises."""
    for activity in plan.records.activities:
        if activity.kind not in MEETINGS:
            continue
        for premises in dict.fromkeys(activity.premises):
            visits = plan.visited.get(premises, {})
            visit = next((visits[day] for day in activity.span if day in visits), None)
            if visit is not None:
                expected = f"no visit at {premises} on {iso(activity.start)}"
                yield _breach("meeting_on_visit_day", activity, expected, visit.id)


def check_gia_schools(plan: PlanIndex) -> Iterator[Violation]:
    """A GIA holds several premises only as `gia_red_hasta` and `gia_red_max_escuelas` allow, and says so."""
    few = plan.assumed("gia_red_hasta")
    most = plan.assumed("gia_red_max_escuelas")
    for activity in plan.records.activities:
        premises = tuple(dict.fromkeys(activity.premises))
        if activity.kind != "gia" or len(premises) < 2:
            continue
        if most is not None and len(premises) > most:
            yield _breach("gia_too_many_schools", activity, f"at most {most}", str(len(premises)))
        if few is not None:
            large = [place for place in premises if _accompanied(plan, activity, place) > few]
            if len(large) > 1:
                expected = f"at most one school of more than {few} (gia_red_hasta)"
                yield _breach("gia_large_schools", activity, expected, ";".join(large))
        if "gia_red_hasta" not in activity.note:
            yield _breach("gia_shared_unsaid", activity, "gia_red_hasta in the note", activity.note)


def _accompanied(plan: PlanIndex, activity: Activity, premises: str) -> int:
    """Accompanied teachers at the premises, of the accompanist's profile, whoever accompanies them."""
    own = plan.caseloads.get(activity.accompanists[0])
    profile = own[0].profile if own else ""
    return sum(row.profile == profile for row in plan.teachers_at.get(premises, ()))


def check_rtc_joint(plan: PlanIndex) -> Iterator[Violation]:
    """An RTC gathers all accompanied teachers of its premises, of all levels, and all their accompanists."""
    for activity in plan.records.activities:
        if activity.kind != "rtc":
            continue
        everyone = [
            row for place in dict.fromkeys(activity.premises) for row in plan.teachers_at.get(place, ())
        ]
        absent = sorted({row.teacher for row in everyone} - set(activity.teachers))
        if absent:
            yield _breach(
                "rtc_not_joint", activity, "all teachers of the premises", "without " + ";".join(absent)
            )
        accompanists = sorted({row.accompanist for row in everyone})
        if accompanists != sorted(activity.accompanists):
            found = ";".join(activity.accompanists)
            yield _breach("rtc_accompanists", activity, ";".join(accompanists), found)


def check_rtc_premises(plan: PlanIndex) -> Iterator[Violation]:
    """Several premises share an RTC only where the norm lets them, within one network or caseload.

    Premises with several accompanists hold theirs alone.
    """
    for activity in plan.records.activities:
        premises = tuple(dict.fromkeys(activity.premises))
        if activity.kind != "rtc" or len(premises) < 2:
            continue
        crowded = [place for place in premises if len(plan.accompanists_at.get(place, ())) > 1]
        if crowded:
            yield _breach("rtc_crowded_not_alone", activity, f"{crowded[0]} alone", ";".join(premises))
        doses = [plan.dose_of(teacher) for teacher in activity.teachers]
        if not all(dose is not None and dose.rtc_by_network for dose in doses):
            yield _breach("rtc_network_not_allowed", activity, "one premises", ";".join(premises))
        if len(activity.accompanists) > 1 and not _one_network(plan, activity):
            yield _breach("rtc_beyond_network", activity, "one network or caseload", ";".join(premises))


def _one_network(plan: PlanIndex, activity: Activity) -> bool:
    rows = (plan.holder.get(teacher) for teacher in activity.teachers)
    networks = {
        plan.services[row.key].network for row in rows if row is not None and row.key in plan.services
    }
    return len(networks) == 1 and "" not in networks


RULES_OF_MEETINGS = (
    check_one_day,
    check_apart_from_visits,
    check_gia_schools,
    check_rtc_joint,
    check_rtc_premises,
)
