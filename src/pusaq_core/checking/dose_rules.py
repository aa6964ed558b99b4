"""Rule 8, first part: what is placed and what is missing add up to the dose, for every teacher and kind."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from pusaq_core.checking.happened import first_to_change, makes_up, owed_after_facts
from pusaq_core.checking.index import own_kinds, teacher_kinds
from pusaq_core.checking.kinds import KINDS, audited, visit_kind
from pusaq_core.checking.tables import Amounts, Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pusaq_core.checking.facts import DoseFacts
    from pusaq_core.checking.happened import Owed
    from pusaq_core.checking.index import PlanIndex
    from pusaq_core.checking.records import Activity, UnplacedRow

ACTIVITIES = "activities.csv"
UNPLACED = "unplaced.csv"


class _Sum(NamedTuple):
    """Times and days, placed or missing."""

    times: int
    days: int


def _placed(activities: Iterable[Activity], kind: str) -> _Sum:
    """Visits and meetings count by row; a workshop counts once however many rows it has."""
    rows = [activity for activity in activities if activity.kind == kind]
    times = len({activity.number for activity in rows}) if audited(kind).workshop else len(rows)
    return _Sum(times, sum(activity.end - activity.start + 1 for activity in rows))


def _missing(plan: PlanIndex) -> dict[tuple[str, str], UnplacedRow]:
    """First unplaced row by subject and kind; the subject of own workshops is the accompanist."""
    found: dict[tuple[str, str], UnplacedRow] = {}
    for row in plan.records.unplaced:
        found.setdefault((row.teacher or row.accompanist, row.kind), row)
    return found


def check_unplaced_rows(plan: PlanIndex) -> Iterator[Violation]:
    """Each row of what is missing names a kind, its own teacher and accompanist, and stands once."""
    seen: set[tuple[str, str, str]] = set()
    for row in plan.records.unplaced:
        subject = f"{row.accompanist} {row.teacher} {row.kind}"
        key = (row.accompanist, row.teacher, row.kind)
        if key in seen:
            yield Violation("unplaced_repeated", UNPLACED, row.row, subject, "once", "again")
        seen.add(key)
        own = audited(row.kind).own
        holder = plan.holder.get(row.teacher)
        known = row.accompanist in plan.caseloads if own else holder is not None
        if row.kind not in KINDS or not known or own != (not row.teacher):
            yield Violation(
                "unplaced_unknown", UNPLACED, row.row, subject, "a teacher and kind of the plan", subject
            )
        elif holder is not None and holder.accompanist != row.accompanist:
            yield Violation(
                "unplaced_unknown", UNPLACED, row.row, subject, holder.accompanist, row.accompanist
            )
        if row.missing < 1:
            yield Violation(
                "unplaced_unknown", UNPLACED, row.row, subject, "at least 1 missing", str(row.missing)
            )


def check_doses(plan: PlanIndex) -> Iterator[Violation]:
    """Placed and missing times, and days, are what the norm owes (5.6.1 c-f, 5.6.2 c-f, 5.6.3 c-f)."""
    missing = _missing(plan)
    for teacher in sorted(plan.holder):
        dose = plan.dose_of(teacher)
        if dose is not None:
            activities = plan.by_teacher.get(teacher, ())
            for kind in teacher_kinds():
                owed = owed_after_facts(plan, teacher, plan.holder[teacher].accompanist, kind, dose)
                placed = _placed(activities, kind)
                yield from _balance(teacher, kind, dose, owed, placed, missing.get((teacher, kind)))
    for accompanist in plan.caseloads:
        dose = plan.dose(accompanist)
        if dose is not None:
            for kind in own_kinds():
                placed = _placed(plan.by_accompanist.get(accompanist, ()), kind)
                owed = owed_after_facts(plan, accompanist, accompanist, kind, dose)
                yield from _balance(accompanist, kind, dose, owed, placed, missing.get((accompanist, kind)))


def _balance(
    subject: str, kind: str, dose: DoseFacts, owed: Owed, placed: _Sum, row: UnplacedRow | None
) -> Iterator[Violation]:
    """Times and days of one subject and kind."""
    times = row.missing if row is not None else 0
    numeral = dose.of(kind).numeral
    name = f"{subject} {kind}"
    line = row.row if row is not None else None
    file = UNPLACED if row is not None else ACTIVITIES
    if placed.times + times != owed.times:
        found = f"{placed.times} placed, {times} missing"
        amounts = Amounts(subject, kind, in_days=False, owed=owed.times, placed=placed.times, missing=times)
        yield Violation("dose_times", file, line, name, f"{owed.times} ({numeral})", found, amounts=amounts)
    days = (row.days_missing or 0) if row is not None else 0
    if owed.days is None:
        if row is not None and row.days_missing not in (None, row.missing):
            yield Violation("dose_days", file, line, name, f"empty or {row.missing}", str(row.days_missing))
    elif placed.days + days != owed.days:
        found = f"{placed.days} days placed, {days} missing"
        amounts = Amounts(subject, kind, in_days=True, owed=owed.days, placed=placed.days, missing=days)
        yield Violation(
            "dose_days", file, line, name, f"{owed.days} days ({numeral})", found, amounts=amounts
        )


def check_visit_lengths(plan: PlanIndex) -> Iterator[Violation]:
    """The lengths of a teacher's visits are among those that the norm owes."""
    for teacher, activities in plan.by_teacher.items():
        dose = plan.dose_of(teacher)
        if dose is None:
            continue
        visits = [activity for activity in activities if audited(activity.kind).visit]
        beyond = Counter(visit.end - visit.start + 1 for visit in visits) - Counter(dose.lengths)
        if makes_up(plan, visits, dose):
            known = range(min(dose.lengths), max(dose.lengths) + 1)
            beyond = Counter({length: number for length, number in beyond.items() if length not in known})
        for visit in visits:
            length = visit.end - visit.start + 1
            if length in beyond and visit.start >= first_to_change(plan):
                owed = ";".join(map(str, sorted(dose.lengths)))
                expected = f"lengths {owed} ({dose.of(visit_kind()).numeral})"
                found = f"{beyond[length]} more of {length} days"
                yield Violation(
                    "visit_length_not_owed",
                    ACTIVITIES,
                    visit.row,
                    f"{visit.id} {teacher}",
                    expected,
                    found,
                    visit.id,
                )
                break


RULES_OF_DOSES = (check_unplaced_rows, check_doses, check_visit_lengths)
