"""What should have happened until a day. What did happen is not recorded yet: nothing here says it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from pusaq.accompaniment.caseloads.models import AnnualPlan
from pusaq.accompaniment.enums import ItemKind, PlanState
from pusaq.accompaniment.year.models import PlanItem
from pusaq_core.norms.numerals import split_numerals

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from pusaq.common.scope import Scope

KINDS = tuple(ItemKind)


@dataclass(frozen=True, slots=True)
class Due:
    """One kind of activity.

    Attributes:
        kind: which.
        due: planned to be over by the day.
        total: planned for the year.
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
    plans = AnnualPlan.objects.within(scope).filter(year=year, state=PlanState.PUBLISHED)
    items = PlanItem.objects.filter(plan__in=plans.values("pk"))
    cited: dict[str, set[str]] = {}
    by_ugel: dict[UUID, list[dict[Any, tuple[Due, ...]]]] = {}
    for group, numeral, *figures in _counted(items, "plan__organisation", on, "numeral"):
        cited.setdefault(figures[0], set()).update(split_numerals(numeral))
        by_ugel.setdefault(group, []).append(_grouped([(numeral, *figures)]))
    found = {
        group: added(one for kinds in parts for one in kinds.values()) for group, parts in by_ugel.items()
    }
    return found, {kind: tuple(sorted(numerals)) for kind, numerals in cited.items()}


def added(every: Iterable[tuple[Due, ...]]) -> tuple[Due, ...]:
    """The sum of several, such as the UGEL of a region."""
    found = {kind.value: [0, 0, 0, 0] for kind in KINDS}
    for dues in every:
        for due in dues:
            for place, value in enumerate((due.due, due.total, due.due_days, due.total_days)):
                found[due.kind][place] += value
    return tuple(Due(kind, *values) for kind, values in found.items())


Counted = tuple[Any, str, int, int, int, int]


def _counted(items: QuerySet[PlanItem], group: str, on: dt.date, *more: str) -> list[Any]:
    over = Q(ends_on__lte=on)
    rows = (
        items.order_by()
        .values(group, *more, "kind")
        .annotate(due=Count("pk", filter=over), n=Count("pk"), over=Sum("days", filter=over), d=Sum("days"))
        .values_list(group, *more, "kind", "due", "n", "over", "d")
    )
    return list(rows)


def _grouped(rows: Iterable[Counted]) -> dict[Any, tuple[Due, ...]]:
    found: dict[Any, dict[str, Due]] = {}
    for group, kind, due, total, due_days, total_days in rows:
        found.setdefault(group, {})[kind] = Due(kind, due, total, due_days or 0, total_days)
    return {
        group: tuple(dues.get(kind, Due(kind, 0, 0, 0, 0)) for kind in KINDS) for group, dues in found.items()
    }
