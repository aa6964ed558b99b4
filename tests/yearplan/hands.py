"""What people do to a published year: rows of activities after the verbs of an agenda, drawn at random."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

LAST_DAY = date(2026, 12, 31)
FARTHEST = 25
LONGEST = 5


def by_hands(rows, *, as_of, share, rng):
    """Rows as an agenda gives them after some were moved, shortened, lengthened, not held or cancelled.

    Whoever moves what is to come is refused where its accompanists have something that day; a record of what
    happened is not. Nothing that is to come becomes past by a hand, nor the other way about.

    Returns:
        The rows that stand, and the id of each that was changed to its first day.
    """
    busy = defaultdict(set)
    for row in rows:
        for who in row["accompanist"]:
            busy[who].update(_span(row["start"], row["days"]))
    stand, moved = [], {}
    for row in rows:
        if rng.random() >= share:
            stand.append(row)
            continue
        over = row["start"] < as_of
        verb = rng.choice(("moved", "longer_or_shorter", "moved_and_else", "gone"))
        if verb == "gone":
            for who in row["accompanist"]:
                busy[who] -= set(_span(row["start"], row["days"]))
            continue
        start = row["start"] if verb == "longer_or_shorter" else _another(row["start"], rng)
        days = row["days"] if verb == "moved" else int(rng.integers(1, LONGEST + 1))
        wanted = set(_span(start, days))
        own = set(_span(row["start"], row["days"]))
        refused = any(wanted & (busy[who] - own) for who in row["accompanist"])
        if (start < as_of) != over or max(wanted) > LAST_DAY or (refused and not over):
            stand.append(row)
            continue
        for who in row["accompanist"]:
            busy[who] = (busy[who] - own) | wanted
        stand.append(row | {"start": start, "end": max(wanted), "days": days})
        moved[row["activity"]] = start
    return stand, moved


def _another(day, rng):
    return max(date(2026, 1, 2), day + timedelta(int(rng.integers(-FARTHEST, FARTHEST + 1))))


def _span(start, days):
    return [start + timedelta(n) for n in range(days)]
