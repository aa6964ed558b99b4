"""Lists, totals and the cascade of criteria of a targeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, Sum

from pusaq.accompaniment.enums import Decision
from pusaq.accompaniment.targeting.models import TargetingDecision
from pusaq.common.sorting import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from pusaq.accompaniment.targeting.models import TargetingRun
    from pusaq.common.scope import Scope
    from pusaq_core.norms.norm import Norm


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asks for; empty is everything.

    Attributes:
        decisions: any of these decisions.
        districts: any of these districts.
        is_missing: only services of which some datum is not known.
        text: words of the name, the district or the code.
    """

    decisions: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    is_missing: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Services and accompanied teachers by decision."""

    services: dict[str, int]
    teachers: dict[str, int]

    @property
    def targeted_teachers(self) -> int:
        return self.teachers.get(Decision.TARGETED, 0)


@dataclass(frozen=True, slots=True)
class Step:
    """One criterion or exclusion of the cascade.

    Attributes:
        rule: its id.
        title: what it asks.
        kind: `criterion` or `exclusion`.
        numeral: where the norm says so.
        left: services that pass it and all before.
        gone: services that it stops.
        unknown: services of which it is not known whether it holds.
        open: services that nothing stopped so far and something that is not known could; they are to be
            verified if they come to the end. None in what was counted before there were such.
    """

    rule: str
    title: str
    kind: str
    numeral: str
    left: int
    gone: int
    unknown: int
    open: int | None = None

    @property
    def is_criterion(self) -> bool:
        return self.kind == "criterion"


def decisions(runs: Iterable[TargetingRun], filters: Filters, *, scope: Scope) -> QuerySet[TargetingDecision]:
    """Decisions of some runs with service and school, ranked ones first; the name decides what is equal.

    Args:
        runs: which.
        filters: what is asked for.
        scope: what the reader may see.
    """
    found = TargetingDecision.objects.within(scope).filter(run__in=[run.pk for run in runs])
    if filters.decisions:
        found = found.filter(decision__in=filters.decisions)
    if filters.districts:
        found = found.filter(service__school__district__in=filters.districts)
    if filters.is_missing:
        found = found.filter(missing__gt=0)
    for word in filters.text.split():
        found = found.filter(_with(word))
    return found.select_related("service", "service__school").order_by(
        F("rank").asc(nulls_last=True), "-priorities_met", "service__sort_key", "service_id"
    )


def _with(word: str) -> Q:
    key = sort_key(word)
    return (
        Q(service__sort_key__contains=key)
        | Q(service__school__sort_key__contains=key)
        | Q(service__modular_code__startswith=word)
        | Q(service__school__code__startswith=word)
        | Q(service__school__district__icontains=word)
    )


def totals(found: QuerySet[TargetingDecision]) -> Totals:
    """Totals of a list, whatever its page."""
    rows = (
        found.order_by()
        .values("decision")
        .annotate(services=Count("pk"), teachers=Sum("accompanied"))
        .values_list("decision", "services", "teachers")
    )
    counted = list(rows)
    return Totals(
        {decision: services for decision, services, _teachers in counted},
        {decision: teachers or 0 for decision, _services, teachers in counted},
    )


def counts_by(found: QuerySet[TargetingDecision], field: str) -> dict[str, int]:
    """How many stand behind each choice of a filter: `profile`, `decision`, `service__school__district`."""
    rows = found.order_by().values(field).annotate(n=Count("pk")).order_by(field).values_list(field, "n")
    return {value: count for value, count in rows if value}


def criteria_cascade(runs: Iterable[TargetingRun], profile: str, norm: Norm) -> tuple[int, tuple[Step, ...]]:
    """Services of a profile, and what each criterion leaves of them, summed over UGEL of one norm."""
    titles = {rule.id: rule.title for rule in norm.rules}
    start, added = 0, dict[str, dict[str, Any]]()
    for run in runs:
        figures = run.figures.get(profile)
        if figures is None:
            continue
        start += figures["start"]
        for step in figures["steps"]:
            total = added.setdefault(step["rule"], {**step, "left": 0, "unknown": 0, "open": None})
            total["left"] += step["left"]
            total["unknown"] += step["unknown"]
            if "open" in step:
                total["open"] = (total["open"] or 0) + step["open"]
    steps, before = [], start
    for rule, step in added.items():
        going = step["left"] + (step["open"] or 0)
        steps.append(
            Step(
                rule=rule,
                title=titles.get(rule, rule),
                kind=step["kind"],
                numeral=step["numeral"],
                left=step["left"],
                gone=before - going,
                unknown=step["unknown"],
                open=step["open"],
            )
        )
        before = going
    return start, tuple(steps)
