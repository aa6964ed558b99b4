"""Caseloads of a plan as a table and as a map."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from pusaq.accompaniment.caseloads.models import Caseload, CaseloadSlot
from pusaq.accompaniment.caseloads.queries.in_agenda import days_used
from pusaq.common.scope import below
from pusaq.people.queries import holders
from pusaq.territory.models import Outline, School

if TYPE_CHECKING:
    import datetime as dt

    from pusaq.accompaniment.caseloads.models import AnnualPlan
    from pusaq.common.scope import Scope


@dataclass(frozen=True, slots=True)
class CaseloadRow:
    """A caseload with who holds it today (empty where the post is vacant) and the days that it uses."""

    caseload: Caseload
    name: str
    days_used: int

    @property
    def days_left(self) -> int:
        return self.caseload.days_available - self.days_used

    @property
    def is_below_minimum(self) -> bool:
        return self.caseload.ratio_min is not None and self.caseload.teachers < self.caseload.ratio_min


@dataclass(frozen=True, slots=True)
class CaseloadTotals:
    """Sums of the rows; a school that several accompanists share counts once."""

    caseloads: int
    schools: int
    teachers: int
    weighted_km: float
    travel_km: float
    days_used: int
    days_available: int


@dataclass(frozen=True, slots=True)
class Optimum:
    """How far the caseloads are from the proven best.

    Attributes:
        km: weighted kilometres of all.
        bound: proven least of any caseloads of as many accompanists.
        gap: part by which they exceed it; None where nothing was proven.
        was_cut: the search was ended early.
    """

    km: float
    bound: float
    gap: float | None
    was_cut: bool


def caseload_in(scope: Scope, pk: Any) -> Caseload | None:
    return (
        Caseload.objects.within(scope)
        .select_related("plan", "plan__organisation", "plan__targeting__norm__file", "accompanist", "base")
        .filter(pk=pk)
        .first()
    )


def caseload_rows(plan: AnnualPlan, *, scope: Scope, on: dt.date) -> list[CaseloadRow]:
    """Caseloads by the order of their letters, AA after Z."""
    found = list(Caseload.objects.within(scope).filter(plan=plan).select_related("accompanist", "base"))
    for caseload in found:
        caseload.plan = plan
    used = days_used(found)
    people = holders([caseload.accompanist_id for caseload in found], on=on)
    ordered = sorted(found, key=lambda caseload: (len(caseload.letter), caseload.letter))
    return [CaseloadRow(c, str(people.get(c.accompanist_id, "")), used[c.pk]) for c in ordered]


def caseload_totals(plan: AnnualPlan, rows: list[CaseloadRow]) -> CaseloadTotals:
    """Totals of what the rows show."""
    mine = [row.caseload for row in rows]
    schools = CaseloadSlot.objects.filter(caseload__plan=plan, caseload__in=[c.pk for c in mine]).aggregate(
        n=Count("slot__service__school", distinct=True)
    )["n"]
    return CaseloadTotals(
        caseloads=len(mine),
        schools=schools,
        teachers=sum(c.teachers for c in mine),
        weighted_km=round(sum(c.weighted_km for c in mine), 1),
        travel_km=round(sum(c.travel_km or 0 for c in mine), 1),
        days_used=sum(row.days_used for row in rows),
        days_available=sum(c.days_available for c in mine),
    )


def optimum(plan: AnnualPlan) -> Optimum:
    figures = plan.summary
    # Plans of earlier versions hold a gap of 0 beside a bound of 0, which proves nothing.
    unproven = figures["km_bound"] <= 0 < figures["km"]
    gap = None if unproven else figures["gap"]
    return Optimum(figures["km"], figures["km_bound"], gap, figures["cut"])


def caseload_map(plan: AnnualPlan, *, scope: Scope, territory: Scope) -> dict[str, Any]:
    """What the map of a plan shows, as GeoJSON.

    Args:
        plan: the plan.
        scope: caseloads that the reader may see.
        territory: schools that the reader may see beside them.

    Returns:
        `outline` (geometry or None), `schools` (features with `letters`, `base_of`, `teachers`) and `others`
        (features of schools in no caseload). `nowhere` names schools of a caseload without coordinates.
    """
    visible = Caseload.objects.within(scope).filter(plan=plan)
    bases: dict[Any, list[str]] = defaultdict(list)
    for base, letter in visible.values_list("base_id", "letter"):
        bases[base].append(letter)
    teachers: dict[Any, dict[str, int]] = defaultdict(dict)
    held = (
        CaseloadSlot.objects.filter(caseload__in=visible.values("pk"))
        .values("slot__service__school", "caseload__letter")
        .annotate(n=Count("pk"))
        .values_list("slot__service__school", "caseload__letter", "n")
    )
    for where, letter, count in held:
        teachers[where][letter] = count
    in_sight = School.objects.within(territory).filter(below(plan.path)).values("pk")
    schools = School.objects.filter(pk__in=list(teachers)) | School.objects.filter(pk__in=in_sight)
    features: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    nowhere: list[dict[str, Any]] = []
    for school in schools.only("name", "code", "district", "latitude", "longitude", "sort_key"):
        letters = teachers.get(school.pk, {})
        if school.latitude is None or school.longitude is None:
            nowhere += [{"name": school.name, "letters": letters}] if letters else []
            continue
        more = {"letters": letters, "base_of": sorted(bases.get(school.pk, ()))} if letters else {}
        (features if letters else others).append(_feature(school, more))
    outline = (
        Outline.objects.filter(organisation=plan.organisation_id).values_list("geometry", flat=True).first()
    )
    return {
        "outline": outline,
        "schools": _collection(features),
        "others": _collection(others),
        "nowhere": nowhere,
    }


def _feature(school: School, more: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": str(school.pk),
        "geometry": {"type": "Point", "coordinates": [school.longitude, school.latitude]},
        "properties": {"name": school.name, "code": school.code, "district": school.district, **more},
    }


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}
