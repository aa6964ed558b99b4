"""A replanned year as the independent checker looks at it: past activities with who holds their posts now.

The dose is owed to the post, and the checker counts by person. What was done with somebody who left counts
for who came; collective work that was done before a teacher joined its group counts for her.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from pusaq_core.checking import PreviousPlan
from pusaq_core.findings.written import as_json
from pusaq_core.kinds import KINDS
from pusaq_core.yearplan.ids import series_of, visited_posts
from pusaq_core.yearplan.tables import codes_in, columns_of_codes

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from pusaq_core.checking import Violation
    from pusaq_core.yearplan.earlier import Previous

ACTIVITIES = "activities.csv"
PAST_CHANGED = "past_changed"
HEADER_LINES = 2
"""The first row of a table is line 2 of its file."""


Row = Mapping[str, Any]
"""A row of any table, as it stands in memory or as text of a file."""

FACTS = ("note", "reason")
"""Columns that hold facts."""


def as_written(table: Any) -> Any:  # noqa: ANN401  (a frame of text or rows, as the caller has them)
    """A table with its facts as a file holds them; a frame of text already is so."""
    if isinstance(table, pl.DataFrame):
        return table
    return [
        {**row, **{name: as_json(row[name]) for name in FACTS if not isinstance(row.get(name, ""), str)}}
        for row in table
    ]


def changes_of(ugel: str, tables: Mapping[str, Sequence[Row]], previous: Previous | None) -> list[Row]:
    """Rows of `changes.csv` that concern one UGEL.

    Args:
        ugel: CODOOII.
        tables: of the new plan.
        previous: the plan that was replanned.
    """
    before = previous.plan.activities if previous is not None else ()
    mine = {row["activity"] for row in (*tables["activities"], *before) if row["cod_ugel"] == ugel}
    return [row for row in tables["changes"] if row["activity"] in mine]


def as_checked(
    tables: Mapping[str, Any],
    previous: Previous,
    *,
    ugels: Collection[str],
    summary: Mapping[str, Any] | None,
) -> tuple[dict[str, Any], PreviousPlan, dict[str, Any] | None]:
    """The tables of a new plan and of the one that it replaces, for the checker.

    Args:
        tables: of the new plan, rows or frames of text.
        previous: the plan that was replanned and the first day that could change.
        ugels: whose rows the tables hold.
        summary: of the new plan; its count of activities follows what the checker is shown.
    """
    activities, caseloads = _rows("activities", tables), _rows("caseloads", tables)
    before = [row for row in previous.plan.activities if row["cod_ugel"] in ugels]
    seen = _Slots(activities, caseloads, previous).rows()
    earlier = _Slots(before, caseloads, previous).rows()
    shown = dict(tables) | {"activities": seen}
    return (
        shown,
        PreviousPlan(as_written(earlier), previous.as_of, happened=previous.happened),
        _recounted(summary, activities, seen),
    )


def of_what_is_planned(
    violations: Sequence[Violation], rows: Sequence[Row], *, since: date
) -> tuple[Violation, ...]:
    """Breaches without those of what happened: a fact may break a rule, and no plan can mend it.

    That something of the past was changed stays a breach.

    Args:
        violations: of a plan that goes on.
        rows: of its activities, as the checker was shown them.
        since: what starts before this day happened.
    """
    over = {line for line, row in enumerate(rows, HEADER_LINES) if row["start"] < since}
    return tuple(
        one for one in violations if one.file != ACTIVITIES or one.row not in over or one.rule == PAST_CHANGED
    )


def _rows(name: str, tables: Mapping[str, Any]) -> list[Row]:
    """Rows of a table with their lists; all else as the caller has it, text of a file or values."""
    table, codes = tables[name], columns_of_codes(name)
    if not isinstance(table, pl.DataFrame):
        return list(table)
    frame = table.fill_null("").with_columns(codes_in(column) for column in codes)
    return [
        {**row, **{column: tuple(row[column]) for column in codes}} for row in frame.iter_rows(named=True)
    ]


def _readable(row: Row) -> bool:
    """Whether a row says what and whose it is; a file may hold anything, and the checker says what."""
    return row["kind"] in KINDS and str(row["number"]).isdecimal() and bool(row["accompanist"])


def _first(row: Row) -> str:
    """The first accompanist of a row; a file may lack her, which the checker then says."""
    return next(iter(row["accompanist"]), "")


def _recounted(
    summary: Mapping[str, Any] | None, rows: Sequence[Row], seen: Sequence[Row]
) -> dict[str, Any] | None:
    """The summary without the rows of people who left."""
    if summary is None:
        return None
    kept = {row["activity"] for row in seen}
    gone = [row["cod_ugel"] for row in rows if row["activity"] not in kept]
    parts = {ugel: _less(figures, gone.count(ugel)) for ugel, figures in summary["ugel"].items()}
    return dict(summary) | {"ugel": parts, "total": _less(summary["total"], len(gone))}


def _less(figures: dict[str, Any], gone: int) -> dict[str, Any]:
    """Figures without some activities; a file may lack their count, which the checker then says."""
    return figures | {"activities": figures["activities"] - gone} if "activities" in figures else figures


def _by_series(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Visits and meetings that are counted together, by date."""
    series: dict[str, list[Row]] = defaultdict(list)
    for row in filter(_readable, rows):
        if not KINDS[row["kind"]].of_ugel:
            series[series_of(row["activity"])].append(row)
    return {name: sorted(found, key=lambda r: str(r["start"])) for name, found in series.items()}


class _Slots:
    def __init__(self, rows: Sequence[Row], caseloads: Sequence[Row], previous: Previous) -> None:
        self._rows = rows
        self._previous = previous
        self._by_post = {row["post"]: row for row in caseloads}
        self._visited = visited_posts(previous.plan.year, self._by_post)
        self._by_person = {row["teacher"]: row for row in caseloads}
        self._mine: dict[str, list[str]] = defaultdict(list)
        self._at: dict[str, list[str]] = defaultdict(list)
        for row in caseloads:
            self._mine[row["accompanist"]].append(row["teacher"])
            self._at[row["codlocal"]].append(row["teacher"])
        profile = {row["accompanist"]: row["profile"] for row in caseloads}
        as_of = previous.as_of.isoformat()
        self._numeral = {
            (row["kind"], profile.get(_first(row))): row["numeral"]
            for row in rows
            if str(row["start"]) >= as_of
        }
        self._profile = profile
        self._old_post = {row["teacher"]: row["post"] for row in previous.plan.caseloads}
        self._out_of_order = {
            name
            for name, rows in _by_series(previous.plan.activities).items()
            if [int(row["number"]) for row in rows] != [*range(1, len(rows) + 1)]
        }
        self._places = self._placed()

    def rows(self) -> list[Row]:
        """Rows ascending as they stood; those of nobody are left out."""
        as_of = self._previous.as_of.isoformat()
        seen = [
            self._seen(row) if _readable(row) and str(row["start"]) < as_of else row for row in self._rows
        ]
        return [{**row, **self._places.get(row["activity"], {})} for row in seen if row is not None]

    def _placed(self) -> dict[str, Row]:
        """Id to the number by date, for series of which something was moved by hand or was not held.

        The year goes on with the numbers that people know; what the norm counts is what comes about.
        """
        found: dict[str, Row] = {}
        for name, rows in _by_series(self._rows).items():
            if name in self._out_of_order:
                found |= {row["activity"]: {"number": place} for place, row in enumerate(rows, 1)}
        return found

    def _seen(self, row: Row) -> Row | None:
        kind = KINDS[row["kind"]]
        if kind.own:
            who = _first(row)
            if who not in self._mine:
                return None
            own = self._numeral.get((row["kind"], self._profile[who]), row["numeral"])
            return {**row, "numeral": own}
        people = self._people(row)
        if not people:
            return None
        found = {
            (self._by_person[p]["codlocal"], self._by_person[p]["cod_mod"], self._by_person[p]["anexo"])
            for p in people
        }
        places = sorted(found) if not kind.of_ugel else []
        accompanists = sorted({self._by_person[p]["accompanist"] for p in people})
        of_kind = (row["kind"], self._profile[accompanists[0]])
        return {
            **row,
            "teachers": tuple(people),
            "accompanist": tuple(accompanists),
            "numeral": self._numeral.get(of_kind, row["numeral"]),  # an amendment signs what it leaves owed
            "codlocal": tuple(place[0] for place in places),
            "cod_mod": tuple(place[1] for place in places),
            "anexo": tuple(place[2] for place in places),
        }

    def _people(self, row: Row) -> list[str]:
        kind = KINDS[row["kind"]]
        if kind.travels:
            post = self._visited.get(series_of(row["activity"]))
            return [self._by_post[post]["teacher"]] if post is not None else []
        if kind.of_ugel:
            return self._mine.get(_first(row), [])
        if kind.joint:
            return [p for place in dict.fromkeys(row["codlocal"]) for p in self._at.get(place, ())]
        posts = [self._old_post.get(person) for person in row["teachers"]]
        people = [self._by_post[post]["teacher"] for post in posts if post in self._by_post]
        return [p for p in people if (self._by_person[p]["accompanist"],) == row["accompanist"]]
