"""A year under way planned anew: caseloads carried over, the past as it is, the fewest moves in the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq_core.findings.shapes import Away
from pusaq_core.kinds import KINDS
from pusaq_core.timetable.missing import Missing, merged
from pusaq_core.timetable.placing import Stop, outing_km
from pusaq_core.timetable.problem import Activity, YearResult
from pusaq_core.timetable.replan import replan
from pusaq_core.timetable.trips import Tours
from pusaq_core.timetable.workshops import runs
from pusaq_core.yearplan.changes import change_rows
from pusaq_core.yearplan.ids import numbered, series
from pusaq_core.yearplan.remaining import Remaining, relaxed_in
from pusaq_core.yearplan.rows import ActivityRows, unplaced_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pusaq_core.timetable.problem import Accompanist, UgelYear
    from pusaq_core.timetable.replan import Replanned
    from pusaq_core.timetable.rest import WorkshopRest
    from pusaq_core.timetable.ugel_year import Mapper
    from pusaq_core.yearplan.assigned import AssignedCaseload
    from pusaq_core.yearplan.inputs import Inputs
    from pusaq_core.yearplan.tables import ActivityRow, ChangeRow, Tables, UnplacedRow


@dataclass(frozen=True, slots=True)
class ReplannedYear:
    """The year of a UGEL after replanning.

    Attributes:
        year: every activity, past ones included.
        activities: rows of `activities.csv`.
        unplaced: rows of `unplaced.csv`.
        changes: rows of `changes.csv`.
    """

    year: YearResult
    activities: list[ActivityRow]
    unplaced: list[UnplacedRow]
    changes: list[ChangeRow]

    def tables(self) -> Tables:
        """Rows by name of the file."""
        return {"activities": self.activities, "unplaced": self.unplaced, "changes": self.changes}


def replan_ugel(
    inputs: Inputs,
    ugel: str,
    shares: Sequence[AssignedCaseload],
    district: UgelYear,
    *,
    seed: int,
    stop: Callable[[], bool],
    mapper: Mapper,
) -> ReplannedYear:
    """Plan the rest of one UGEL's year.

    Args:
        inputs: with the plan that is replanned, the norm in force on its day, and the events whose reasons
            `changes.csv` names.
        ugel: CODOOII.
        shares: caseloads as they go on.
        district: the UGEL as it is now.
        seed: random seed.
        stop: asked during searches.
        mapper: runs the accompanists.
    """
    previous = inputs.previous
    if previous is None:
        raise ValueError("there is no plan to replan")
    remaining = Remaining(previous, ugel, shares, district)
    rest = remaining.rest()
    found = replan(rest, seed=seed, stop=stop, mapper=mapper)
    book = _Book(remaining, district, found, year=previous.plan.year)
    missing = merged([*found.missing, *book.add_workshops(rest.workshops)])
    year = YearResult(
        activities=tuple(book.activities),
        missing=missing,
        km={a.key: _km(a, book.activities) for a in district.accompanists},
        km_bound={},
        cut=stop(),
    )
    rows = ActivityRows(district, year, shares, norm=inputs.norm, ids=book.ids, kept=book.kept).rows()
    unplaced = _same_reasons(unplaced_rows(year), previous.plan.unplaced)
    changes = change_rows(remaining.rows, rows, events=inputs.events, by_hand=previous.by_hand)
    return ReplannedYear(year, rows, unplaced, changes)


class _Book:
    """Past and future activities with their ids and rows."""

    def __init__(self, remaining: Remaining, district: UgelYear, found: Replanned, *, year: int) -> None:
        self._held = remaining.workshops
        self._ugel_year = district
        self._workshops = found.workshops
        self._year = year
        self.activities: list[Activity] = []
        self.ids: dict[int, str] = {}
        self.kept: dict[int, ActivityRow] = {}
        self._parts: Counter[tuple[str, str, int]] = Counter()
        for row in filter(remaining.past, remaining.rows):
            self.kept[len(self.activities)] = row
            self._parts[row["accompanist"][0], row["kind"], row["number"]] += 1
            self.activities.append(_past_activity(row))
        notes = {row["activity"]: relaxed_in(row["note"]) for row in remaining.rows}
        order = district.rules.relaxable
        with_own = {item.accompanists[0] for item in found.items if len(item.accompanists) == 1}
        for item in found.items:
            named = {*notes.get(item.key, ()), *found.relaxed_meetings.get(item.key, ())}
            # Who has nothing left but meetings with others says there what her year gives up.
            for key in item.accompanists:
                if len(item.accompanists) == 1 or key not in with_own:
                    named |= set(found.relaxed.get(key, ()))
            self.ids[len(self.activities)] = item.key
            self.activities.append(
                Activity(
                    item.kind,
                    remaining.number_of[item.key],
                    item.accompanists,
                    item.places,
                    item.teachers,
                    item.start or 0,
                    item.days,
                    tuple(rule for rule in order if rule in named),
                )
            )

    def add_workshops(self, rest: Sequence[WorkshopRest]) -> list[Missing]:
        """Rows of the workshops to come of everyone who can attend; what the others miss."""
        missing: list[Missing] = []
        for who, kind, missed in self._held.held_without():
            missing += _held_without(who, kind, missed)
        apart = self._held.held_apart()
        for workshop in rest:
            days = self._workshops[workshop.family, workshop.kind, workshop.number]
            for accompanist in self._ugel_year.accompanists:
                mine = (accompanist.key, workshop.kind, workshop.number)
                if accompanist.family != workshop.family or mine in apart:
                    continue
                if days and accompanist.away.isdisjoint(days):
                    self._attend(accompanist, workshop, days)
                else:
                    missing += _absent(accompanist, workshop, days)
        return missing

    def _attend(self, accompanist: Accompanist, workshop: WorkshopRest, days: Sequence[int]) -> None:
        kind = KINDS[workshop.kind]
        who = () if kind.own else tuple(t for t, _ in accompanist.teachers)
        relaxed = self._relaxed(accompanist, workshop, days[0])
        for run in runs(days):
            key = (accompanist.key, workshop.kind, workshop.number)
            self._parts[key] += 1
            of = series(self._year, kind, accompanist.key)
            self.ids[len(self.activities)] = numbered(of, workshop.number, self._parts[key])
            self.activities.append(
                Activity(
                    workshop.kind, workshop.number, (accompanist.key,), (), who, run[0], len(run), relaxed
                )
            )

    def _relaxed(self, accompanist: Accompanist, workshop: WorkshopRest, first: int) -> tuple[str, ...]:
        """Rules given up by a workshop for teachers that lies outside its half of the year."""
        order = self._ugel_year.rules.relaxable
        kind = KINDS[workshop.kind]
        late = 2 * workshop.number > self._ugel_year.doses[accompanist.profile].of(kind.id).times
        outside = kind.halves and (first > self._ugel_year.middle) != late
        return order[order.index(kind.halves) :] if outside and kind.halves in order else ()


def _past_activity(row: ActivityRow) -> Activity:
    return Activity(
        row["kind"],
        row["number"],
        row["accompanist"],
        tuple(dict.fromkeys(row["codlocal"])),
        row["teachers"],
        row["start"].toordinal(),
        row["days"],
    )


def _absent(accompanist: Accompanist, workshop: WorkshopRest, days: Sequence[int]) -> list[Missing]:
    """A workshop that an accompanist cannot attend, and so neither can her teachers."""
    length = len(days) or workshop.length
    present = sum(day not in accompanist.away for day in days)
    teachers = [""] if KINDS[workshop.kind].own else [t for t, _ in accompanist.teachers]
    why = Away(needed=length, available=present)
    return [Missing(accompanist.key, teacher, workshop.kind, 1, workshop.length, why) for teacher in teachers]


def _held_without(accompanist: Accompanist, kind: str, days: int) -> list[Missing]:
    """A workshop that the others of the family held, which nobody holds again for her and her teachers."""
    teachers = [""] if KINDS[kind].own else [t for t, _ in accompanist.teachers]
    why = Away(needed=days, available=0)
    return [Missing(accompanist.key, teacher, kind, 1, days, why) for teacher in teachers]


def _km(accompanist: Accompanist, activities: Sequence[Activity]) -> float:
    """Kilometres of all outings of the year."""
    place = {code: i for i, code in enumerate(accompanist.places)}
    stops = [
        Stop(a.start, a.days, place[a.places[0]])
        for a in activities
        if accompanist.key in a.accompanists and a.places and a.places[0] in place
    ]
    return outing_km(stops, Tours(accompanist.km))


def _same_reasons(rows: Sequence[UnplacedRow], before: Sequence[UnplacedRow]) -> list[UnplacedRow]:
    """What was already missing keeps the reason that it had."""
    said = {_counted(row): row["reason"] for row in before}
    return [row | {"reason": said.get(_counted(row), row["reason"])} for row in rows]


def _counted(row: UnplacedRow) -> tuple[str, str, str, int, int]:
    return (row["accompanist"], row["teacher"], row["kind"], row["missing"], row["days_missing"])
