"""What should have happened until a day; whether it did, nothing here says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from pusaq.accompaniment.caseloads.models import AnnualPlan
from pusaq.accompaniment.caseloads.queries.in_agenda import CASELOAD, UGEL
from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.looks import core_kind
from pusaq.accompaniment.year.queries.owed import due_activities, owed_activities
from pusaq.agenda.models import Activity
from pusaq_core.kinds import KINDS
from pusaq_core.norms.numerals import split_numerals

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from pusaq.common.scope import Scope


@dataclass(frozen=True, slots=True)
class Due:
    """One kind of activity.

    Attributes:
        kind: which.
        due: planned to be over by the day, held or not.
        total: owed in the year, also what was cancelled and is not planned anew.
        due_days: days of those that are due.
        total_days: days of all.
    """

    kind: str
    due: int
    total: int
    due_days: int
    total_days: int


def due_and_numerals(
    *, scope: Scope, year: int, on: dt.date
) -> tuple[dict[UUID, tuple[Due, ...]], dict[str, tuple[str, ...]]]:
    """Organisation to what its published plan owes until a day, and kind to the single numerals behind it."""
    cited: dict[str, set[str]] = {}
    by_ugel: dict[UUID, list[tuple[Due, ...]]] = {}
    for group, numeral, kind, *figures in _counted(scope, year, on):
        cited.setdefault(kind, set()).update(split_numerals(numeral))
        by_ugel.setdefault(group, []).append((Due(kind, *figures),))
    found = {group: added(parts) for group, parts in by_ugel.items()}
    return found, {kind: tuple(sorted(numerals)) for kind, numerals in cited.items()}


def added(every: Iterable[tuple[Due, ...]]) -> tuple[Due, ...]:
    """The sum of several, such as the UGEL of a region."""
    found = {kind: [0, 0, 0, 0] for kind in KINDS}
    for dues in every:
        for due in dues:
            for index, value in enumerate((due.due, due.total, due.due_days, due.total_days)):
                found[due.kind][index] += value
    return tuple(Due(kind, *values) for kind, values in found.items())


def _counted(scope: Scope, year: int, on: dt.date) -> Iterable[tuple[UUID, str, str, int, int, int, int]]:
    """Organisation, numeral, kind, and the figures of `Due`.

    An activity that several accompanists conduct counts once.
    """
    plans = AnnualPlan.objects.within(scope).filter(year=year, state=PlanState.PUBLISHED)
    over = due_activities(year, on)
    rows = (
        Activity.objects.filter(owed_activities(year, plans), **{f"{CASELOAD}__plan__in": plans.values("pk")})
        .order_by()
        .values(UGEL, "numeral", "kind")
        .annotate(
            due=Count("pk", filter=over, distinct=True),
            n=Count("pk", distinct=True),
            over=Count("days", filter=over, distinct=True),
            d=Count("days", distinct=True),
        )
        .values_list(UGEL, "numeral", "kind", "due", "n", "over", "d")
    )
    for group, numeral, kind, *figures in rows:
        yield group, numeral, core_kind(kind), *figures
