"""What differs from the plan that was replanned: one row for each activity, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq_core.findings.shapes import (
    DaysTaken,
    GivesWay,
    Joined,
    Left,
    OthersTakePart,
    OwedNoMore,
    OwedNow,
    PutByHand,
    Quoted,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pusaq_core.findings.shapes import Fact
    from pusaq_core.yearplan.inputs import Closure
    from pusaq_core.yearplan.tables import ActivityRow, ChangeRow

MOVED, NEW, DROPPED, REASSIGNED = "moved", "new", "dropped", "reassigned"


def change_rows(
    before: Sequence[ActivityRow],
    after: Sequence[ActivityRow],
    *,
    events: Sequence[Closure],
    by_hand: Collection[str] = (),
) -> list[ChangeRow]:
    """Rows of `changes.csv`, ascending by activity.

    Args:
        before: activities of the earlier plan.
        after: activities of the new one.
        events: days that are not available; the one that takes a day of the activity is its reason.
        by_hand: ids of activities that a person had put where they were; where they could not stay, that is
            said beside the reason.
    """
    old = {row["activity"]: row for row in before}
    new = {row["activity"]: row for row in after}
    named = _Reasons(events, by_hand)
    rows: list[ChangeRow] = []
    for name in sorted({*old, *new}):
        change = _change(old.get(name), new.get(name))
        if change:
            rows.append(
                {
                    "activity": name,
                    "change": change,
                    "start_before": old[name]["start"] if name in old else None,
                    "start_after": new[name]["start"] if name in new else None,
                    "reason": named.of(change, old.get(name), new.get(name)),
                }
            )
    return rows


def _people(row: ActivityRow) -> tuple[list[str], ...]:
    """Who is there and where, in any order."""
    return tuple(sorted(set(codes)) for codes in (row["accompanist"], row["teachers"], row["codlocal"]))


def _change(old: ActivityRow | None, new: ActivityRow | None) -> str:
    """What a person would call the difference; empty where there is none."""
    if old is None or new is None:
        return NEW if old is None else DROPPED
    if (old["start"], old["end"]) != (new["start"], new["end"]):
        return MOVED
    return REASSIGNED if _people(old) != _people(new) else ""


class _Reasons:
    """Why activities changed."""

    def __init__(self, events: Sequence[Closure], by_hand: Collection[str]) -> None:
        self._events = sorted(events, key=lambda e: (e.start, e.end, e.scope, e.code, e.reason))
        self._by_hand = by_hand

    def of(self, change: str, old: ActivityRow | None, new: ActivityRow | None) -> tuple[Fact, ...]:
        """Why an activity changed."""
        if old is None:
            return (OwedNow(),)
        if new is None:
            return (self._event(old) or OwedNoMore(), *self._put(old))
        people = () if _people(old) == _people(new) else self._members(old, new)
        if change == REASSIGNED:
            return people
        return (self._event(old) or GivesWay(), *self._put(old), *people)

    def _put(self, row: ActivityRow) -> tuple[Fact, ...]:
        """That a person had put it where it was, where one had."""
        return (PutByHand(),) if row["activity"] in self._by_hand else ()

    def _members(self, old: ActivityRow, new: ActivityRow) -> tuple[Fact, ...]:
        """Who came and who left."""
        before, after = set(old["teachers"]), set(new["teachers"])
        found: list[Fact] = []
        if after - before:
            found.append(Joined(people=tuple(map(Word, sorted(after - before)))))
        if before - after:
            found.append(Left(people=tuple(map(Word, sorted(before - after)))))
        return tuple(found) or (OthersTakePart(),)

    def _event(self, row: ActivityRow) -> DaysTaken | None:
        """The event that takes a day of the activity as it was planned."""
        ugels = {row["cod_ugel"]}
        places, people = set(row["codlocal"]), set(row["accompanist"])
        for event in self._events:
            held = {"pais": {event.code}, "ugel": ugels, "local": places, "acompanante": people}[event.scope]
            if event.code in held and event.start <= row["end"] and event.end >= row["start"]:
                return DaysTaken(first=event.start, last=event.end, motive=Quoted(event.reason))
        return None
