"""What should have happened until a day. What did happen is not recorded yet: nothing here says it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from pusaq.accompaniment.enums import ItemKind, PlanState
from pusaq.accompaniment.models import AnnualPlan, Caseload, PlanItem
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


def due_by_ugel(*, scope: Scope, year: int, on: dt.date) -> dict[UUID, tuple[Due, ...]]:
    """Organisation to what its published plan owes until a day, kind by kind."""
    plans = AnnualPlan.objects.within(scope).filter(year=year, state=PlanState.PUBLISHED)
    rows = _counted(PlanItem.objects.filter(plan__in=plans.values("pk")), "plan__organisation", on)
    return _grouped(rows)


def due_with_numerals(*, scope: Scope, year: int, on: dt.date) -> tuple[tuple[Due, tuple[str, ...]], ...]:
    """What the published plans of a scope owe until a day, kind by kind, and on which numerals each rests."""
    plans = AnnualPlan.objects.within(scope).filter(year=year, state=PlanState.PUBLISHED)
    rows = _counted(PlanItem.objects.filter(plan__in=plans.values("pk")), "numeral", on)
    cited: dict[str, list[str]] = {}
    for numeral, kind, *_figures in sorted(rows):
        cited.setdefault(kind, []).extend(split_numerals(numeral))
    total = added(_grouped(rows).values())
    return tuple((due, tuple(dict.fromkeys(cited.get(due.kind, ())))) for due in total)


def due_by_caseload(plan: AnnualPlan, *, scope: Scope, on: dt.date) -> dict[UUID, tuple[Due, ...]]:
    """Caseload to what it owes until a day; a meeting of several accompanists counts for each."""
    visible = Caseload.objects.within(scope).filter(plan=plan)
    items = PlanItem.objects.filter(plan=plan, caseloads__in=visible.values("pk"))
    return _grouped(_counted(items, "caseloads", on))


def added(every: Iterable[tuple[Due, ...]]) -> tuple[Due, ...]:
    """The sum of several, such as the UGEL of a region."""
    found = {kind.value: [0, 0, 0, 0] for kind in KINDS}
    for dues in every:
        for due in dues:
            for place, value in enumerate((due.due, due.total, due.due_days, due.total_days)):
                found[due.kind][place] += value
    return tuple(Due(kind, *values) for kind, values in found.items())


Counted = list[tuple[Any, str, int, int, int, int]]


def _counted(items: QuerySet[PlanItem], group: str, on: dt.date) -> Counted:
    over = Q(ends_on__lte=on)
    rows = (
        items.order_by()
        .values(group, "kind")
        .annotate(due=Count("pk", filter=over), n=Count("pk"), over=Sum("days", filter=over), d=Sum("days"))
        .values_list(group, "kind", "due", "n", "over", "d")
    )
    return list(rows)


def _grouped(rows: Counted) -> dict[Any, tuple[Due, ...]]:
    found: dict[Any, dict[str, Due]] = {}
    for group, kind, due, total, due_days, total_days in rows:
        found.setdefault(group, {})[kind] = Due(kind, due, total, due_days or 0, total_days)
    return {
        group: tuple(dues.get(kind, Due(kind, 0, 0, 0, 0)) for kind in KINDS) for group, dues in found.items()
    }
