"""What has no place in a year, in words: which, whose, why, and the count that proves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq.accompaniment.caseloads.queries.names import name_of
from pusaq.accompaniment.looks import label_of
from pusaq.accompaniment.year.queries.unplaced import unplaced
from pusaq.common.speech import kept_facts, readers_speech
from pusaq.people.queries import holders
from pusaq_core.findings.shapes import Lack
from pusaq_core.wording.facts import sentence

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pusaq.accompaniment.caseloads.models import AnnualPlan, Caseload
    from pusaq.accompaniment.year.models import Unplaced
    from pusaq.common.scope import Scope
    from pusaq_core.findings.shapes import CountedDays


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One row of what has no place.

    Attributes:
        row: as it is kept.
        label: the kind.
        teacher: her name, where the reader may see it and somebody sits in the post.
        why: the reason in the reader's language, without its count.
        needed: what would be needed; None where the reason has no count.
        available: what there is.
        counted: the days that were counted, where not all count alike.
    """

    row: Unplaced
    label: str
    teacher: str
    why: str
    needed: int | None
    available: int | None
    counted: tuple[CountedDays, ...]


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
        found.append(_left_out(row, teacher))
    return tuple(found)


def times(rows: Sequence[LeftOut]) -> int:
    """How many activities have no place."""
    return sum(one.row.times for one in rows)


def _left_out(row: Unplaced, teacher: str) -> LeftOut:
    facts, say = kept_facts(row.reason), readers_speech()
    why = "; ".join(sentence(fact, say) for fact in facts)
    lack = next((fact for fact in facts if isinstance(fact, Lack)), None)
    if lack is None:
        return LeftOut(row, label_of(row.kind), teacher, why, None, None, ())
    return LeftOut(row, label_of(row.kind), teacher, why, lack.needed, lack.available, lack.counted)
