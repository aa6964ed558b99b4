"""A year under way planned anew: caseloads carried over, the past as it is, the fewest moves in the rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq_core.timetable.placing import Stop, outing_km
from pusaq_core.timetable.problem import Activity, Missing, YearResult
from pusaq_core.timetable.replan import replan
from pusaq_core.timetable.trips import Tours
from pusaq_core.timetable.workshops import runs
from pusaq_core.yearplan.changes import change_rows
from pusaq_core.yearplan.remaining import WORKSHOPS, Remaining, listed, relaxed_in
from pusaq_core.yearplan.rows import ActivityRows, unplaced_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pusaq_core.norms.norm import Norm
    from pusaq_core.timetable.district import Mapper
    from pusaq_core.timetable.problem import Accompanist, District
    from pusaq_core.timetable.replan import Replanned
    from pusaq_core.timetable.rest import WorkshopRest
    from pusaq_core.yearplan.earlier import Previous, Row
    from pusaq_core.yearplan.inputs import Event
    from pusaq_core.yearplan.shares import Share

LETTERS = {"workshop": "T", "own_workshop": "F"}


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
    activities: list[Row]
    unplaced: list[Row]
    changes: list[Row]


def replan_ugel(
    previous: Previous,
    ugel: str,
    shares: Sequence[Share],
    district: District,
    *,
    norm: Norm,
    events: Sequence[Event],
    seed: int,
    stop: Callable[[], bool],
    mapper: Mapper,
) -> ReplannedYear:
    """Plan the rest of one UGEL's year.

    Args:
        previous: the plan that is replanned and the first day that may change.
        ugel: CODOOII.
        shares: caseloads as they go on.
        district: the UGEL as it is now.
        norm: the norm in force on that day.
        events: days that are not available, with the reasons that `changes.csv` names.
        seed: random seed.
        stop: asked during searches.
        mapper: runs the accompanists.
    """
    remaining = Remaining(previous, ugel, shares, district)
    rest = remaining.rest()
    found = replan(rest, seed=seed, stop=stop, mapper=mapper)
    book = _Book(remaining, district, found)
    missing = [*found.missing, *book.add_workshops(rest.workshops)]
    year = YearResult(
        activities=tuple(book.activities),
        missing=tuple(missing),
        km={a.key: _km(a, book.activities) for a in district.accompanists},
        km_bound={},
        cut=stop(),
    )
    rows = ActivityRows(district, year, shares, norm=norm, ids=book.ids, kept=book.kept).rows()
    unplaced = _same_reasons(unplaced_rows(year, gap=district.rules.visit_gap), previous.plan.unplaced)
    changes = change_rows(remaining.rows, rows, events=events, since=previous.as_of)
    return ReplannedYear(year, rows, unplaced, changes)


class _Book:
    """Past and future activities with their ids and rows."""

    def __init__(self, remaining: Remaining, district: District, found: Replanned) -> None:
        self._district = district
        self._workshops = found.workshops
        self._year = remaining.rows[0]["start"].year if remaining.rows else 0
        self.activities: list[Activity] = []
        self.ids: dict[int, str] = {}
        self.kept: dict[int, Row] = {}
        self._parts: Counter[tuple[str, str, int]] = Counter()
        for row in filter(remaining.past, remaining.rows):
            self.kept[len(self.activities)] = row
            self._parts[row["accompanist"], row["kind"], row["number"]] += 1
            self.activities.append(_past_activity(row))
        notes = {row["activity"]: relaxed_in(row["note"]) for row in remaining.rows}
        order = district.rules.relaxable
        for item in found.items:
            named = {*notes.get(item.key, ()), *found.relaxed_meetings.get(item.key, ())}
            if len(item.accompanists) == 1:
                named |= set(found.relaxed[item.accompanists[0]])
            self.ids[len(self.activities)] = item.key
            self.activities.append(
                Activity(
                    item.kind,
                    item.number,
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
        missing = []
        for workshop in rest:
            days = self._workshops[workshop.family, workshop.kind, workshop.number]
            for accompanist in self._district.accompanists:
                if accompanist.family != workshop.family:
                    continue
                if days and accompanist.away.isdisjoint(days):
                    self._attend(accompanist, workshop, days)
                else:
                    missing += _absent(accompanist, workshop, days)
        return missing

    def _attend(self, accompanist: Accompanist, workshop: WorkshopRest, days: Sequence[int]) -> None:
        who = tuple(t for t, _ in accompanist.teachers) if workshop.kind == "workshop" else ()
        for run in runs(days):
            key = (accompanist.key, workshop.kind, workshop.number)
            self._parts[key] += 1
            self.ids[len(self.activities)] = (
                f"{self._year}-{LETTERS[workshop.kind]}-{accompanist.key}-{workshop.number}-{self._parts[key]}"
            )
            self.activities.append(
                Activity(workshop.kind, workshop.number, (accompanist.key,), (), who, run[0], len(run))
            )


def _past_activity(row: Row) -> Activity:
    return Activity(
        row["kind"],
        row["number"],
        tuple(listed(row["accompanist"])),
        tuple(dict.fromkeys(listed(row["codlocal"]))),
        tuple(listed(row["teachers"])),
        row["start"].toordinal(),
        row["days"],
    )


def _absent(accompanist: Accompanist, workshop: WorkshopRest, days: Sequence[int]) -> list[Missing]:
    """A workshop that an accompanist cannot attend, and so neither can her teachers."""
    length = len(days) or workshop.length
    present = sum(day not in accompanist.away for day in days)
    teachers = [t for t, _ in accompanist.teachers] if workshop.kind == "workshop" else [""]
    return [
        Missing(accompanist.key, teacher, workshop.kind, 1, workshop.length, "away", length, present)
        for teacher in teachers
    ]


def _km(accompanist: Accompanist, activities: Sequence[Activity]) -> float:
    """Kilometres of all outings of the year."""
    place = {code: i for i, code in enumerate(accompanist.places)}
    stops = [
        Stop(a.start, a.days, place[a.places[0]])
        for a in activities
        if accompanist.key in a.accompanists and a.places and a.places[0] in place
    ]
    return outing_km(stops, Tours(accompanist.km))


def _same_reasons(rows: list[Row], before: Sequence[Row]) -> list[Row]:
    """What was already missing keeps the reason that it had."""
    said = {
        (r["accompanist"], r["teacher"], r["kind"], r["missing"], r["days_missing"]): r["reason"]
        for r in before
    }
    merged: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        first = merged.setdefault((row["accompanist"], row["teacher"], row["kind"]), row)
        if first is not row:
            first["missing"] += row["missing"]
            first["days_missing"] += row["days_missing"]
    return [
        row | {"reason": said.get((*key, row["missing"], row["days_missing"]), row["reason"])}
        for key, row in merged.items()
    ]


def as_checked(rows: Sequence[Row], caseloads: Sequence[Row], previous: Previous) -> list[Row]:
    """Activities as the independent checker looks at them: past ones with whoever holds their posts now.

    The dose is owed to the post, and the checker counts by person. What was done with somebody who left
    counts for who came; collective work that was done before a teacher joined its group counts for her.

    Args:
        rows: rows of `activities.csv`, of the plan that is replanned or of the new one.
        caseloads: rows of the new `caseloads.csv`.
        previous: the plan that is replanned and the first day that may change.
    """
    return _Slots(rows, caseloads, previous).rows()


class _Slots:
    def __init__(self, rows: Sequence[Row], caseloads: Sequence[Row], previous: Previous) -> None:
        self._rows = rows
        self._previous = previous
        self._by_post = {row["post"]: row for row in caseloads}
        self._by_person = {row["teacher"]: row for row in caseloads}
        self._mine: dict[str, list[str]] = defaultdict(list)
        self._at: dict[str, list[str]] = defaultdict(list)
        for row in caseloads:
            self._mine[row["accompanist"]].append(row["teacher"])
            self._at[row["codlocal"]].append(row["teacher"])
        self._old_post = {row["teacher"]: row["post"] for row in previous.plan.caseloads}

    def rows(self) -> list[Row]:
        """Rows ascending as they stood; those of nobody are left out."""
        seen = [self._seen(row) if row["start"] < self._previous.as_of else row for row in self._rows]
        return [row for row in seen if row is not None]

    def _seen(self, row: Row) -> Row | None:
        if row["kind"] == "own_workshop":
            return row if row["accompanist"] in self._mine else None
        people = self._people(row)
        if not people:
            return None
        found = {
            (self._by_person[p]["codlocal"], self._by_person[p]["cod_mod"], self._by_person[p]["anexo"])
            for p in people
        }
        places = sorted(found) if row["kind"] not in WORKSHOPS else []
        return row | {
            "teachers": ";".join(people),
            "accompanist": ";".join(sorted({self._by_person[p]["accompanist"] for p in people})),
            "codlocal": ";".join(place[0] for place in places),
            "cod_mod": ";".join(place[1] for place in places),
            "anexo": ";".join(place[2] for place in places),
        }

    def _people(self, row: Row) -> list[str]:
        if row["kind"] == "visit":
            post = str(row["activity"]).rsplit("-", 1)[0].split("-V-", 1)[1]
            return [self._by_post[post]["teacher"]] if post in self._by_post else []
        if row["kind"] == "workshop":
            return self._mine.get(row["accompanist"], [])
        if row["kind"] == "rtc":
            return [p for place in dict.fromkeys(listed(row["codlocal"])) for p in self._at.get(place, ())]
        posts = [self._old_post.get(person) for person in listed(row["teachers"])]
        people = [self._by_post[post]["teacher"] for post in posts if post in self._by_post]
        return [p for p in people if self._by_person[p]["accompanist"] == row["accompanist"]]
