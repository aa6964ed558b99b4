"""What every row of `activities.csv` must be in itself, whatever its neighbours."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pusaq_core.checking.daybook import iso, week, weekday
from pusaq_core.checking.index import quota
from pusaq_core.checking.kinds import KINDS, audited
from pusaq_core.checking.tables import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pusaq_core.checking.facts import ServiceKey
    from pusaq_core.checking.index import PlanIndex
    from pusaq_core.checking.records import Activity

FILE = "activities.csv"


def _breach(rule: str, activity: Activity, expected: str, found: str) -> Violation:
    return Violation(rule, FILE, activity.row, activity.id, expected, found, activity.id)


def check_kinds(plan: PlanIndex) -> Iterator[Violation]:
    """The kind is one of the five, and an id is never used twice."""
    seen: dict[str, int] = {}
    for activity in plan.records.activities:
        if activity.kind not in KINDS:
            yield _breach("kind_unknown", activity, "|".join(KINDS), activity.kind)
        if activity.id in seen:
            yield _breach("activity_repeated", activity, "a new id", f"also row {seen[activity.id]}")
        seen.setdefault(activity.id, activity.row)


def check_people(plan: PlanIndex) -> Iterator[Violation]:
    """Accompanists have a caseload in the row's UGEL and teachers are theirs; joint meetings have several."""
    for activity in plan.records.activities:
        people = activity.accompanists
        if len(people) > 1 and not audited(activity.kind).joint:
            yield _breach("several_accompanists", activity, "one accompanist", ";".join(people))
        if len(set(people)) != len(people) or len(set(activity.teachers)) != len(activity.teachers):
            yield _breach(
                "person_repeated", activity, "each person once", ";".join((*people, *activity.teachers))
            )
        for accompanist in people:
            if accompanist not in plan.caseloads or plan.ugel(accompanist) != activity.ugel:
                expected = f"an accompanist of {activity.ugel}"
                yield _breach("activity_accompanist_unknown", activity, expected, accompanist)
        for teacher in activity.teachers:
            row = plan.holder.get(teacher)
            if row is None or row.accompanist not in people:
                expected = row.accompanist if row is not None else "a teacher of a caseload"
                yield _breach("teacher_of_another", activity, expected, f"{teacher} with {';'.join(people)}")


def check_crowd(plan: PlanIndex) -> Iterator[Violation]:
    """A visit has one teacher, a meeting at least one, an own workshop none."""
    for activity in plan.records.activities:
        count = len(activity.teachers)
        if audited(activity.kind).visit and count != 1:
            yield _breach("visit_teachers", activity, "one teacher", str(count))
        elif audited(activity.kind).own and count:
            yield _breach("own_workshop_teachers", activity, "no teachers", str(count))
        elif audited(activity.kind).meeting and not count:
            yield _breach("meeting_empty", activity, "teachers", "none")


def check_place(plan: PlanIndex) -> Iterator[Violation]:
    """Premises and services are listed in step and are those of the row's teachers; workshops list none."""
    for activity in plan.records.activities:
        listed = len(activity.premises), len(activity.cod_mod), len(activity.anexo)
        if audited(activity.kind).workshop:
            if any(listed):
                yield _breach("workshop_place", activity, "no premises", str(listed))
            continue
        if len(set(listed)) != 1:
            yield _breach("lists_out_of_step", activity, "lists of one length", str(listed))
            continue
        found = sorted(
            zip(activity.premises, zip(activity.cod_mod, activity.anexo, strict=True), strict=True)
        )
        expected = _places(plan, activity)
        if found != expected:
            yield _breach("place_wrong", activity, _spelled(expected), _spelled(found))


def _places(plan: PlanIndex, activity: Activity) -> list[tuple[str, ServiceKey]]:
    rows = (plan.holder.get(teacher) for teacher in activity.teachers)
    return sorted({(row.premises, row.key) for row in rows if row is not None})


def _spelled(places: list[tuple[str, ServiceKey]]) -> str:
    return ";".join(f"{premises} {'-'.join(key)}" for premises, key in places)


def check_days(plan: PlanIndex) -> Iterator[Violation]:
    """`days` counts from start to end, inside the year, and never over a weekend or holiday."""
    first, last = _year(plan)
    for activity in plan.records.activities:
        if activity.days != activity.end - activity.start + 1 or activity.days < 1:
            yield _breach("days_wrong", activity, str(activity.end - activity.start + 1), str(activity.days))
        if not first <= activity.start <= activity.end <= last:
            found = f"{iso(activity.start)} {iso(activity.end)}"
            yield _breach("outside_year", activity, str(plan.facts.calendar.year), found)
        for day in activity.span:
            if weekday(day) < 5 and day not in plan.days.holidays:
                continue
            if audited(activity.kind).meeting and all(
                day in plan.days.at(place) for place in activity.premises
            ):
                continue  # a recovered Saturday is a school day, and a meeting is held on one
            yield _breach("row_crosses_rest_day", activity, "weekdays that are no holidays", iso(day))
            break


def _year(plan: PlanIndex) -> tuple[int, int]:
    year = plan.facts.calendar.year
    return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()


def check_hours(plan: PlanIndex) -> Iterator[Violation]:
    """A meeting lasts at least the norm's hours, a workshop day has its hours, a visit names none."""
    for activity in plan.records.activities:
        if audited(activity.kind).visit:
            if activity.hours is not None:
                yield _breach("hours_wrong", activity, "empty", str(activity.hours))
        elif audited(activity.kind).meeting:
            least = max(
                (_least_hours(plan, teacher, activity.kind) for teacher in activity.teachers), default=0.0
            )
            if activity.hours is None or activity.hours < least:
                yield _breach(
                    "meeting_too_short", activity, f"at least {least:g} hours", str(activity.hours or "")
                )
        else:
            assumption = audited(activity.kind).day_hours
            a_day = plan.assumed(assumption)
            if a_day is not None and activity.hours != activity.days * a_day:
                expected = f"{activity.days * a_day:g} ({assumption})"
                yield _breach("hours_wrong", activity, expected, str(activity.hours or ""))


def _least_hours(plan: PlanIndex, teacher: str, kind: str) -> float:
    dose = plan.dose_of(teacher)
    if dose is None:
        return 0.0
    return dose.of(kind).hours


def check_numbers(plan: PlanIndex) -> Iterator[Violation]:
    """A number lies between 1 and what is owed; the numeral is that of the dose."""
    for activity in plan.records.activities:
        doses = [dose for dose in map(plan.dose, activity.accompanists) if dose is not None]
        if not doses or activity.kind not in KINDS:
            continue
        owed = max(quota(dose, activity.kind) for dose in doses)
        if not 1 <= activity.number <= owed:
            yield _breach("number_wrong", activity, f"1 to {owed}", str(activity.number))
        numerals = {dose.of(activity.kind).numeral for dose in doses}
        if not activity.numeral or not any(numeral in activity.numeral for numeral in numerals):
            yield _breach("numeral_wrong", activity, " or ".join(sorted(numerals)), activity.numeral)


def check_visit_week(plan: PlanIndex) -> Iterator[Violation]:
    """The days of a visit lie in one ISO week."""
    for activity in plan.records.activities:
        if audited(activity.kind).visit and week(activity.start) != week(activity.end):
            found = f"{iso(activity.start)} {iso(activity.end)}"
            yield _breach("visit_across_weeks", activity, "one school week", found)


def check_school_days(plan: PlanIndex) -> Iterator[Violation]:
    """Visits and meetings are held on school days of every premises listed, with no event there."""
    for activity in plan.records.activities:
        for premises in () if audited(activity.kind).workshop else dict.fromkeys(activity.premises):
            school, closed = plan.days.at(premises), plan.days.closed(premises)
            for day in activity.span:
                if day not in school:
                    yield _breach("not_school_day", activity, f"a school day of {premises}", iso(day))
                    break
                if day in closed:
                    yield _breach("premises_closed", activity, f"no event at {premises}", iso(day))
                    break


def check_one_thing_a_day(plan: PlanIndex) -> Iterator[Violation]:
    """An accompanist does one thing a day; at a joint meeting all of them are busy."""
    for accompanist, activities in plan.by_accompanist.items():
        taken: dict[int, Activity] = {}
        for activity in activities:
            clash = next((day for day in activity.span if day in taken), None)
            if clash is not None:
                found = f"{accompanist} {iso(clash)} also {taken[clash].id}"
                yield _breach("accompanist_twice", activity, "one thing a day", found)
            for day in activity.span:
                taken.setdefault(day, activity)


def check_available(plan: PlanIndex) -> Iterator[Violation]:
    """Nothing is planned on days that an event takes from the accompanist, or before her contract."""
    for accompanist, activities in plan.by_accompanist.items():
        blocked = plan.days.blocked(accompanist, plan.ugel(accompanist))
        start = plan.days.contract_start(accompanist)
        for activity in activities:
            taken = next((day for day in activity.span if day in blocked), None)
            if taken is not None:
                yield _breach("day_taken_by_event", activity, "a free day", f"{accompanist} {iso(taken)}")
            if activity.start < start:
                expected = f"from {iso(start)} ({accompanist})"
                yield _breach("before_contract", activity, expected, iso(activity.start))


RULES_OF_ROWS = (
    check_kinds,
    check_people,
    check_crowd,
    check_place,
    check_days,
    check_hours,
    check_numbers,
    check_visit_week,
    check_school_days,
    check_one_thing_a_day,
    check_available,
)
