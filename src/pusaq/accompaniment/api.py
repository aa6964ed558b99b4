from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Router, Schema
from ninja.pagination import paginate

from pusaq.accompaniment.caseloads.queries.in_agenda import days_used
from pusaq.accompaniment.enums import Decision, PlanState, Profile
from pusaq.accompaniment.models import AnnualPlan, Caseload, TargetingDecision
from pusaq.accompaniment.targeting.queries.runs import current_runs
from pusaq.common.demands import demands
from pusaq.common.paging import ByCursor


class CaseloadsByCursor(ByCursor):
    """With the days that each uses, asked once a page."""

    def paginate_queryset(self, queryset: Any, pagination: Any, request: Any, **params: Any) -> Any:
        page = super().paginate_queryset(queryset, pagination, request, **params)
        used = days_used(page["results"])
        for row in page["results"]:
            row.days_used = used[row.pk]
        return page


router = Router(tags=["acompañamiento"])


class ReasonOut(Schema):
    rule: str
    kind: str = Field(description="`criterion`, `exclusion` o `priority`.")
    numeral: str
    seen: dict[str, Any] = Field(description="Dato a valor visto.")
    met: bool | None = Field(description="Nulo donde falta el dato.")


class DecisionOut(Schema):
    id: UUID
    run: UUID = Field(alias="run_id")
    service: UUID = Field(alias="service_id")
    modular_code: str = Field(alias="service.modular_code")
    annex: str = Field(alias="service.annex")
    profile: str
    decision: Decision
    rank: int | None
    accompanied: int
    reasons: list[ReasonOut]


class PlanOut(Schema):
    id: UUID
    organisation: UUID = Field(alias="organisation_id")
    year: int
    version: int
    state: PlanState
    made_at: datetime
    published_at: datetime | None
    figures: dict[str, Any] = Field(alias="summary", description="Totales, cota demostrada y lo que no cabe.")


class CaseloadOut(Schema):
    id: UUID
    plan: UUID = Field(alias="plan_id")
    accompanist: str = Field(alias="accompanist.code", description="Código de plaza.")
    letter: str
    profile: Profile
    teachers: int
    schools: int
    ratio_min: int | None
    ratio_max: int
    weighted_km: float
    travel_km: float | None
    days_used: int = Field(description="Días con clases que usa: en un plan publicado, los de la agenda.")
    days_available: int
    numeral: str


@router.get(
    "/targeting-decisions",
    response=list[DecisionOut],
    url_name="targeting_decisions",
    summary="Decisiones de focalización de la versión vigente",
)
@demands("targeting.read")
@paginate(ByCursor)
def targeting_decisions(
    request: Any, year: int | None = None, path: str = "", decision: Decision | None = None
) -> Any:
    scope = request.actor.scope("targeting.read")
    runs = current_runs(scope=scope, year=year).values("pk")
    found = TargetingDecision.objects.within(scope).at(path).filter(run__in=runs).select_related("service")
    return found.filter(decision=decision) if decision else found


@router.get("/annual-plans", response=list[PlanOut], url_name="annual_plans", summary="Planes anuales")
@demands("plan.read")
@paginate(ByCursor)
def annual_plans(request: Any, year: int | None = None, state: PlanState | None = None) -> Any:
    found = AnnualPlan.objects.within(request.actor.scope("plan.read"))
    if year is not None:
        found = found.filter(year=year)
    return found.filter(state=state) if state else found


@router.get("/caseloads", response=list[CaseloadOut], url_name="caseloads", summary="Carteras")
@demands("caseloads.read")
@paginate(CaseloadsByCursor)
def caseloads(request: Any, plan: UUID | None = None) -> Any:
    found = Caseload.objects.within(request.actor.scope("caseloads.read"))
    found = found.select_related("accompanist", "plan__organisation").defer("plan__summary")
    return found.filter(plan_id=plan) if plan else found
