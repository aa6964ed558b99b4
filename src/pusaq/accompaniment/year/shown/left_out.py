"""What has no place in a year, in words: which, whose, why, and the count that proves it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq.accompaniment.caseloads.queries.names import name_of
from pusaq.accompaniment.year.queries.unplaced import unplaced
from pusaq.people.queries import holders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq.accompaniment.caseloads.models import AnnualPlan, Caseload
    from pusaq.accompaniment.year.models import Unplaced
    from pusaq.common.scope import Scope

ARITHMETIC = re.compile(r"\s*\[necesarios=(\d+); ?disponibles=(\d+)\]$")
COUNTED = re.compile(r";[^;:]*: ((?:\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}(?: ×\d+)?(?:, )?)+)$")
RUN = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})(?: ×(\d+))?")


@dataclass(frozen=True, slots=True)
class Run:
    """Days that were counted, and how often each."""

    first: dt.date
    last: dt.date
    weight: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One row of what has no place.

    Attributes:
        row: as it is kept.
        teacher: her name, where the reader may see it and somebody sits in the post.
        why: the reason without its count.
        needed: what would be needed; None where the reason has no count.
        available: what there is.
        counted: the days that were counted, where not all count alike.
    """

    row: Unplaced
    teacher: str
    why: str
    needed: int | None
    available: int | None
    counted: tuple[Run, ...]


def left_out(
    plan: AnnualPlan, *, scope: Scope, names: Scope, on: dt.date, caseload: Caseload | None = None
) -> tuple[LeftOut, ...]:
    """What has no place in a plan, or in one of its caseloads, by caseload; two queries.

    Args:
        plan: the plan.
        scope: caseloads that the reader may see.
        names: what `people.names` lets the reader see.
        on: day of the holders of posts.
        caseload: only hers.
    """
    rows = list(unplaced(plan, scope=scope).filter(**({"caseload": caseload} if caseload else {})))
    people = holders([row.slot.post_id for row in rows if row.slot is not None], on=on) if rows else {}
    found = []
    for row in rows:
        teacher = ""
        if row.slot is not None:
            slot, lead = row.slot, row.caseload.accompanist_id
            person = people.get(slot.post_id)
            teacher = name_of(person, path=slot.path, post=slot.post_id, names=names, accompanist=lead)
        found.append(LeftOut(row, teacher, *_parts(row.reason)))
    return tuple(found)


def times(rows: Sequence[LeftOut]) -> int:
    """How many activities have no place."""
    return sum(one.row.times for one in rows)


def _parts(reason: str) -> tuple[str, int | None, int | None, tuple[Run, ...]]:
    count = ARITHMETIC.search(reason)
    text = reason[: count.start()] if count else reason
    counted = COUNTED.search(text)
    runs: tuple[Run, ...] = ()
    if counted:
        runs = tuple(
            Run(dt.date.fromisoformat(first), dt.date.fromisoformat(last), int(weight or 1))
            for first, last, weight in RUN.findall(counted[1])
        )
        text = text[: counted.start()]
    return text, int(count[1]) if count else None, int(count[2]) if count else None, runs
