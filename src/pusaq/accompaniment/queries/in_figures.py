"""What anybody may know of accompaniment: counts of the published plans, and of no small group.

The true counts do not leave this module: what it answers is protected as a whole, so that no filter, order or
file of a page can give away what another hides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import Count

from pusaq.accompaniment.caseloads.queries.in_agenda import CASELOAD, UGEL
from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.looks import agenda_kind
from pusaq.accompaniment.models import AnnualPlan, CaseloadSlot
from pusaq.accompaniment.year.queries.owed import due_activities, owed_activities
from pusaq.agenda.models import Activity
from pusaq_core.disclosure import Rule, protect
from pusaq_core.kinds import visit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from pusaq_core.disclosure import Cell, Counts

SCHOOLS, TEACHERS, ACCOMPANISTS, VISITS, DUE = "schools", "teachers", "accompanists", "visits", "due"
MEASURES = (SCHOOLS, TEACHERS, ACCOMPANISTS, VISITS, DUE)
THRESHOLD = 5
"""Counts of 1 to 4 are hidden: with fewer than five, neighbours know who is meant."""
RULE = Rule(
    threshold=THRESHOLD,
    # A norm says publicly how many teachers an accompanist has and how often each is visited.
    follows={
        TEACHERS: (ACCOMPANISTS, VISITS, DUE),
        ACCOMPANISTS: (TEACHERS, VISITS, DUE),
        VISITS: (TEACHERS, ACCOMPANISTS, DUE),
    },
)


@dataclass(frozen=True, slots=True)
class PublicYear:
    """A school year of a country with a published plan."""

    country: str
    year: int


@dataclass(frozen=True, slots=True)
class PublicLine:
    """A UGEL, a region with all of its UGEL, or the country.

    Attributes:
        path: place in the territory; the country's is its code.
        name: short.
        region: name of the body above a UGEL; empty for the others.
        above: path of what it adds up to.
        cells: measure to its count, or to why it is hidden.
    """

    path: str
    name: str
    region: str
    above: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """A year of a country.

    Attributes:
        whole: the country.
        regions: by their names.
        ugels: by their names.
        published_at: when the youngest of the plans was published.
    """

    whole: PublicLine
    regions: tuple[PublicLine, ...]
    ugels: tuple[PublicLine, ...]
    published_at: dt.datetime | None


def public_years() -> tuple[PublicYear, ...]:
    """Years with a published plan, the youngest first; one query."""
    rows = (
        AnnualPlan.objects.filter(state=PlanState.PUBLISHED)
        .order_by("-year", "organisation__country")
        .values_list("organisation__country", "year")
        .distinct()
    )
    return tuple(PublicYear(country, year) for country, year in rows)


def public_figures(chosen: PublicYear, *, on: dt.date) -> PublicFigures:
    """Protected counts of a year; three queries.

    Args:
        chosen: country and school year.
        on: today in the country, until which visits are due.
    """
    plans = AnnualPlan.objects.filter(
        state=PlanState.PUBLISHED, year=chosen.year, organisation__country=chosen.country
    )
    ugels = list(
        plans.order_by("organisation__sort_key", "organisation_id").values(
            *("organisation_id", "organisation__path", "organisation__short_name"),
            *("organisation__parent__path", "organisation__parent__short_name"),
            *("organisation__parent__sort_key", "published_at"),
        )
    )
    shares = (
        CaseloadSlot.objects.filter(caseload__plan__in=plans.values("pk"))
        .order_by()
        .values("caseload__plan__organisation")
        .annotate(
            schools=Count("slot__service__school", distinct=True),
            teachers=Count("slot", distinct=True),
            accompanists=Count("caseload__accompanist", distinct=True),
        )
        .values_list("caseload__plan__organisation", SCHOOLS, TEACHERS, ACCOMPANISTS)
    )
    paths = {one["organisation_id"]: one["organisation__path"] for one in ugels}
    counts: dict[str, dict[str, int]] = {measure: dict.fromkeys(paths.values(), 0) for measure in MEASURES}
    found: list[tuple[tuple[str, ...], Iterable[tuple[Any, ...]]]] = [
        ((SCHOOLS, TEACHERS, ACCOMPANISTS), shares),
        ((VISITS, DUE), _visits(plans, chosen.year, on)),
    ]
    for measures, rows in found:
        for organisation, *figures in rows:
            for measure, figure in zip(measures, figures, strict=True):
                counts[measure][paths[organisation]] = figure
    return _figures(chosen.country, ugels, counts)


def _visits(plans: QuerySet[AnnualPlan], year: int, on: dt.date) -> Iterable[tuple[Any, ...]]:
    """Organisation to the visits of its year, and to those that are due."""
    rows: Iterable[tuple[Any, ...]] = (
        Activity.objects.filter(
            owed_activities(year, plans),
            kind=agenda_kind(visit().id),
            **{f"{CASELOAD}__plan__in": plans.values("pk")},
        )
        .order_by()
        .values(UGEL)
        .annotate(
            visits=Count("pk", distinct=True),
            due=Count("pk", filter=due_activities(year, on), distinct=True),
        )
        .values_list(UGEL, VISITS, DUE)
    )
    return rows


def _figures(country: str, ugels: Sequence[Mapping[str, Any]], counts: Counts) -> PublicFigures:
    above = {one["organisation__path"]: one["organisation__parent__path"] or country for one in ugels}
    regions = {
        one["organisation__parent__path"]: one["organisation__parent__short_name"]
        for one in sorted(ugels, key=lambda one: one["organisation__parent__sort_key"] or "")
        if one["organisation__parent__path"]
    }
    parents = {**above, **dict.fromkeys(regions, country)}
    cells = _protected(_frozen(counts), tuple(sorted(parents.items())))

    def line(path: str, name: str, region: str = "") -> PublicLine:
        return PublicLine(
            path, name, region, parents.get(path, ""), {measure: cells[measure][path] for measure in MEASURES}
        )

    return PublicFigures(
        whole=line(country, ""),
        regions=tuple(line(path, name) for path, name in regions.items()),
        ugels=tuple(
            line(
                one["organisation__path"],
                one["organisation__short_name"],
                one["organisation__parent__short_name"] or "",
            )
            for one in ugels
        ),
        published_at=max((one["published_at"] for one in ugels if one["published_at"]), default=None),
    )


Frozen: TypeAlias = "tuple[tuple[str, tuple[tuple[str, int], ...]], ...]"


def _frozen(counts: Counts) -> Frozen:
    return tuple((measure, tuple(sorted(by_line.items()))) for measure, by_line in counts.items())


@lru_cache(maxsize=16)
def _protected(counts: Frozen, parents: tuple[tuple[str, str], ...]) -> Mapping[str, Mapping[str, Cell]]:
    """Protected once for as long as the counts stay: anybody may ask for the page, as often as they like."""
    return protect({measure: dict(by_line) for measure, by_line in counts}, dict(parents), RULE)
