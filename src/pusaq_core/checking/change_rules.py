"""Replanning: the past stands still, and every difference is listed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq_core.checking.daybook import iso
from pusaq_core.checking.tables import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pusaq_core.checking.records import Activity, ChangeRow

FILE = "changes.csv"
CHANGES = ("moved", "new", "dropped", "reassigned")


def _essence(activity: Activity) -> tuple[object, ...]:
    """What a person would notice: kind, people, place and dates."""
    people = (tuple(sorted(activity.accompanists)), tuple(sorted(activity.teachers)))
    return (activity.kind, *people, tuple(sorted(activity.premises)), activity.start, activity.end)


def _kinds_of_change(before: Activity | None, after: Activity | None) -> frozenset[str]:
    """Names that fit the difference between two rows of one id; empty where there is none."""
    if before is None or after is None:
        return frozenset({"new" if before is None else "dropped"})
    if _essence(before) == _essence(after):
        return frozenset()
    kinds = set()
    if (before.start, before.end) != (after.start, after.end):
        kinds.add("moved")
    people_before, people_after = _essence(before)[:4], _essence(after)[:4]
    if people_before != people_after:
        kinds.add("reassigned")
    return frozenset(kinds)


def check_past(
    before: Mapping[str, Activity], after: Mapping[str, Activity], as_of: int
) -> Iterator[Violation]:
    """What started before the day of replanning stays as it was, and nothing is put there anew."""
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        past = min(activity.start for activity in (old, new) if activity is not None) < as_of
        if past and _kinds_of_change(old, new):
            row = new.row if new is not None else None
            expected = f"as it was before {iso(as_of)}"
            found = "+".join(sorted(_kinds_of_change(old, new)))
            yield Violation("past_changed", "activities.csv", row, name, expected, found, name)


def check_listed(
    before: Mapping[str, Activity], after: Mapping[str, Activity], changes: Sequence[ChangeRow]
) -> Iterator[Violation]:
    """Each difference has exactly one row that names it, with both dates and a reason."""
    seen: set[str] = set()
    for row in changes:
        old, new = before.get(row.activity), after.get(row.activity)
        kinds = _kinds_of_change(old, new) if old is not None or new is not None else frozenset()
        if row.activity in seen:
            yield Violation("change_repeated", FILE, row.row, row.activity, "once", "again", row.activity)
        seen.add(row.activity)
        if row.change not in kinds:
            expected = "|".join(sorted(kinds)) or "no row"
            yield Violation("change_wrong", FILE, row.row, row.activity, expected, row.change, row.activity)
        dates = (old.start if old is not None else None, new.start if new is not None else None)
        if (row.start_before, row.start_after) != dates:
            found = _spelled(row.start_before, row.start_after)
            yield Violation(
                "change_dates_wrong", FILE, row.row, row.activity, _spelled(*dates), found, row.activity
            )
        if not row.reason:
            yield Violation(
                "change_without_reason", FILE, row.row, row.activity, "a reason", "none", row.activity
            )
    for name in sorted({*before, *after} - seen):
        kinds = _kinds_of_change(before.get(name), after.get(name))
        if kinds:
            yield Violation("change_unlisted", FILE, None, name, "a row", "+".join(sorted(kinds)), name)


def _spelled(before: int | None, after: int | None) -> str:
    return f"{iso(before) if before else '-'} {iso(after) if after else '-'}"
