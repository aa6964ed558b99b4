"""The plan looked at from every side that the rules ask for, built once."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pusaq_core.checking.daybook import DayBook
from pusaq_core.checking.kinds import KINDS, audited, meeting_kinds, visit_kind
from pusaq_core.checking.reading import TableReader, activity_row

if TYPE_CHECKING:
    from pusaq_core.checking.facts import DoseFacts, Facts, ServiceFacts, ServiceKey
    from pusaq_core.checking.records import Activity, CaseloadRow, TargetingRow, UnplacedRow


class Records(NamedTuple):
    """The readable rows of the four files that every plan has."""

    targeting: list[TargetingRow]
    caseloads: list[CaseloadRow]
    activities: list[Activity]
    unplaced: list[UnplacedRow]


class PlanIndex:
    """Records and facts, indexed.

    Args:
        records: readable rows of the plan.
        facts: what the plan is held against.
    """

    def __init__(self, records: Records, facts: Facts) -> None:
        """Keep records and facts; each view is built when first asked for."""
        self.records = records
        self.facts = facts
        self.services: dict[ServiceKey, ServiceFacts] = {service.key: service for service in facts.services}
        ugel_of = {service.premises: service.ugel for service in facts.services}
        self.days = DayBook(facts.calendar, facts.events, ugel_of, facts.accompanists)
        self.targeted = frozenset(row.key for row in records.targeting if row.decision == "targeted")

    @cached_property
    def caseloads(self) -> dict[str, list[CaseloadRow]]:
        """Rows of each accompanist, accompanists in order."""
        grouped: dict[str, list[CaseloadRow]] = defaultdict(list)
        for row in self.records.caseloads:
            grouped[row.accompanist].append(row)
        return dict(sorted(grouped.items()))

    @cached_property
    def holder(self) -> dict[str, CaseloadRow]:
        """The first caseload row of each teacher."""
        found: dict[str, CaseloadRow] = {}
        for row in self.records.caseloads:
            found.setdefault(row.teacher, row)
        return found

    @cached_property
    def teachers_at(self) -> dict[str, list[CaseloadRow]]:
        """Rows of the teachers at each premises."""
        grouped: dict[str, list[CaseloadRow]] = defaultdict(list)
        for row in self.holder.values():
            grouped[row.premises].append(row)
        return dict(sorted(grouped.items()))

    @cached_property
    def accompanists_at(self) -> dict[str, tuple[str, ...]]:
        """Accompanists with teachers at each premises, in order."""
        return {
            premises: tuple(sorted({row.accompanist for row in rows}))
            for premises, rows in self.teachers_at.items()
        }

    @cached_property
    def by_accompanist(self) -> dict[str, list[Activity]]:
        """Activities of each accompanist by date."""
        grouped: dict[str, list[Activity]] = defaultdict(list)
        for activity in self.records.activities:
            for accompanist in activity.accompanists:
                grouped[accompanist].append(activity)
        for activities in grouped.values():
            activities.sort(key=lambda activity: (activity.start, activity.row))
        return dict(sorted(grouped.items()))

    @cached_property
    def previous_activities(self) -> tuple[Activity, ...]:
        """Readable activities of the plan that this one replaces; empty where it replaces none."""
        previous = self.facts.previous
        if previous is None:
            return ()
        return tuple(TableReader().records("activities.csv", previous.activities, activity_row))

    @cached_property
    def by_teacher(self) -> dict[str, list[Activity]]:
        """Activities of each teacher by date."""
        grouped: dict[str, list[Activity]] = defaultdict(list)
        for activity in self.records.activities:
            for teacher in activity.teachers:
                grouped[teacher].append(activity)
        for activities in grouped.values():
            activities.sort(key=lambda activity: (activity.start, activity.row))
        return dict(sorted(grouped.items()))

    @cached_property
    def visited(self) -> dict[str, dict[int, Activity]]:
        """A visit at each premises on each day that has one."""
        return self._by_place((visit_kind(),))

    @cached_property
    def met(self) -> dict[str, dict[int, Activity]]:
        """A meeting at each premises on each day that has one."""
        return self._by_place(meeting_kinds())

    def _by_place(self, kinds: tuple[str, ...]) -> dict[str, dict[int, Activity]]:
        places: dict[str, dict[int, Activity]] = defaultdict(dict)
        for activity in self.records.activities:
            if activity.kind in kinds:
                for premises in activity.premises:
                    days = places[premises]
                    for day in activity.span:
                        days.setdefault(day, activity)
        return dict(places)

    @cached_property
    def busy(self) -> dict[str, set[int]]:
        """Days on which each accompanist has something planned."""
        return {
            accompanist: {day for activity in activities for day in activity.span}
            for accompanist, activities in self.by_accompanist.items()
        }

    @cached_property
    def workshops(self) -> dict[tuple[str, str, str], list[Activity]]:
        """Workshops by UGEL, family and kind."""
        grouped: dict[tuple[str, str, str], list[Activity]] = defaultdict(list)
        for activity in self.records.activities:
            dose = self.dose(activity.accompanists[0]) if audited(activity.kind).workshop else None
            if dose is not None:
                grouped[activity.ugel, dose.family, activity.kind].append(activity)
        return dict(grouped)

    @cached_property
    def relaxed(self) -> dict[str, frozenset[str]]:
        """Ids of the assumptions that the activities of each accompanist say were relaxed."""
        order = frozenset(self.facts.relaxation_order)
        named: dict[str, set[str]] = defaultdict(set)
        for activity in self.records.activities:
            for fact in activity.note:
                if fact.code == "relaxed":
                    rules = order.intersection(map(str, fact.params.get("rules", ())))
                    for accompanist in activity.accompanists:
                        named[accompanist].update(rules)
        return {accompanist: frozenset(ids) for accompanist, ids in named.items()}

    def assumed(self, assumption: str) -> int | None:
        """Value of an assumption that is a number; None where it is not given, and so not judged."""
        value = self.facts.assumptions.get(assumption)
        return None if value is None else int(value)

    def shares(self, kind: str) -> tuple[int, int]:
        """Most teachers of a school that may share a meeting of a kind, and most schools that share it."""
        judged = audited(kind)
        return self.assumed(judged.few) or 0, self.assumed(judged.most) or 1

    def is_relaxed(self, assumption: str, accompanist: str) -> bool:
        """True where an activity of the accompanist says that the assumption was relaxed."""
        return assumption in self.relaxed.get(accompanist, frozenset())

    def dose(self, accompanist: str) -> DoseFacts | None:
        """The dose of the accompanist's profile, None where she or it is unknown."""
        rows = self.caseloads.get(accompanist)
        return self.facts.doses.get(rows[0].profile) if rows else None

    def dose_of(self, teacher: str) -> DoseFacts | None:
        """The dose of the teacher's profile."""
        row = self.holder.get(teacher)
        return self.facts.doses.get(row.profile) if row is not None else None

    def ugel(self, accompanist: str) -> str:
        """UGEL of the accompanist, empty where she has no caseload."""
        rows = self.caseloads.get(accompanist)
        return rows[0].ugel if rows else ""

    def available(self, accompanist: str, day: int) -> bool:
        """True where neither an event nor the contract's start keeps the accompanist from working."""
        days = self.days
        return day >= days.contract_start(accompanist) and day not in days.blocked(
            accompanist, self.ugel(accompanist)
        )


def quota(dose: DoseFacts, kind: str) -> int:
    """How many times the kind is owed in the year."""
    return dose.of(kind).times


def quota_days(dose: DoseFacts, kind: str) -> int | None:
    """How many days the kind is owed in the year; None for meetings, which are counted in times."""
    return dose.of(kind).days


def teacher_kinds() -> tuple[str, ...]:
    """Kinds that teachers are owed."""
    return tuple(kind for kind, judged in KINDS.items() if not judged.own)


def own_kinds() -> tuple[str, ...]:
    """Kinds that the accompanist is owed."""
    return tuple(kind for kind, judged in KINDS.items() if judged.own)
