from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Router, Schema
from ninja.pagination import paginate

from pusaq.accompaniment.caseloads.queries.in_agenda import days_used
from pusaq.accompaniment.enums import Decision, PlanState
from pusaq.accompaniment.models import AnnualPlan, Caseload, TargetingDecision, Unplaced
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
    taken: bool | None = Field(None, description="Lo que entonces contó, por un supuesto.")
    assumption: str | None = Field(None, description="Ese supuesto.")


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


class FactOut(Schema):
    """A fact as files and tables hold it too; sentences are made where people read."""

    code: str = Field(description="Como `no_capacity` o `below_minimum`.")
    params: dict[str, Any] = Field(description="Lo que ese código lleva: cuentas, días, códigos, lo citado.")


class PostsOut(Schema):
    """Every row of the staffing file, once; the parts add up to what was read."""

    read: int = Field(alias="leidas")
    of_other_units: int = Field(alias="de_otras_ugel")
    accompanied: int = Field(alias="acompanadas")
    not_accompanied: dict[str, int] = Field(alias="no_acompanadas", description="Motivo a plazas.")
    without_service: int = Field(alias="sin_servicio")


class AbsentColumnOut(Schema):
    """A column of the norm that the registry lacks: rules that it leaves open, others, names like it."""

    leaves_open: list[str] = Field(alias="dejan_por_verificar")
    others: list[str] = Field(alias="otras")
    near: list[str] = Field(alias="parecidas")


class FiguresOut(Schema):
    """Figures of a plan; null where the version that made it did not count them."""

    services: int | None = None
    targeted: int | None = None
    to_verify: int | None = Field(None, description="Servicios por verificar: falta un dato que decidiría.")
    over_cap: int | None = Field(None, description="Servicios focalizados sin acompañante disponible.")
    teachers: int | None = None
    accompanists: int | None = None
    km: float | None = Field(None, description="Kilómetros ponderados de las carteras.")
    km_bound: float | None = Field(None, description="Cota demostrada: ningún reparto necesita menos.")
    gap: float | None = Field(None, description="Parte en que los kilómetros superan su cota.")
    timetable_km: float | None = Field(None, description="Kilómetros de las salidas del año.")
    timetable_bound: float | None = Field(
        None, description="Cota demostrada de estos; cero si no se calcula."
    )
    activities: int | None = None
    unplaced: int | None = Field(None, description="Actividades sin lugar: `/unplaced` dice por qué.")
    violations: int | None = Field(None, description="Incumplimientos que halló el revisor independiente.")
    without_datum: dict[str, int] = Field({}, alias="sin_dato", description="Regla a servicios sin su dato.")
    left_open: dict[str, int] = Field(
        {}, alias="por_verificar", description="Regla a servicios que deja por verificar."
    )
    unreadable: dict[str, int] = Field(
        {}, alias="ilegibles", description="Columna a celdas que no son de su tipo."
    )
    unknown_values: dict[str, dict[str, int]] = Field(
        {}, alias="valores_desconocidos", description="Columna a valores que ninguna regla conoce."
    )
    absent_columns: dict[str, AbsentColumnOut] = Field({}, alias="columnas_ausentes")
    posts: PostsOut | None = Field(None, alias="plazas")
    assumptions: dict[str, Any] = Field({}, alias="supuestos", description="Lo que la norma no dice.")
    outside_period: bool | None = Field(
        None, alias="fuera_de_periodo", description="Si la norma no rige el primer día de clases."
    )
    norm: str | None = None
    norm_sha256: str | None = None
    seed: int | None = None
    effort: int | None = None
    cut: bool | None = Field(None, description="Si la búsqueda se cortó antes de terminar.")


class PlanOut(Schema):
    id: UUID
    organisation: UUID = Field(alias="organisation_id")
    year: int
    version: int
    state: PlanState
    made_at: datetime
    published_at: datetime | None
    figures: FiguresOut | None = Field(description="Nulas donde tu rol alcanza solo una parte de la UGEL.")

    @staticmethod
    def resolve_figures(row: AnnualPlan, context: Any) -> dict[str, Any] | None:
        """Those of the whole UGEL, for whoever sees all of it; a caseload or a school is not that."""
        scope = context["request"].actor.scope("plan.read")
        return row.summary if scope.holds(row.path) else None


class CaseloadOut(Schema):
    id: UUID
    plan: UUID = Field(alias="plan_id")
    accompanist: str = Field(alias="accompanist.code", description="Código de plaza.")
    letter: str
    profile: str = Field(description="El tipo de escuela, con el nombre que la norma le da en archivos.")
    teachers: int
    schools: int
    ratio_min: int | None
    ratio_max: int
    weighted_km: float
    travel_km: float | None
    days_used: int = Field(description="Días con clases que usa: en un plan publicado, los de la agenda.")
    days_available: int
    numeral: str
    note: list[FactOut] = Field(description="Lo que hay que saber de la cartera.")


class UnplacedOut(Schema):
    id: UUID
    plan: UUID = Field(alias="plan_id")
    caseload: UUID = Field(alias="caseload_id")
    post: str | None = Field(None, alias="slot.post.code", description="Código de plaza; nulo en lo propio.")
    kind: str = Field(description="Como `visit`.")
    times: int
    days: int
    reason: list[FactOut] = Field(description="Por qué no tiene lugar, con su cuenta.")


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


@router.get(
    "/unplaced", response=list[UnplacedOut], url_name="unplaced", summary="Lo que no tiene lugar en el año"
)
@demands("caseloads.read")
@paginate(ByCursor)
def unplaced(request: Any, plan: UUID | None = None) -> Any:
    visible = Caseload.objects.within(request.actor.scope("caseloads.read"))
    found = Unplaced.objects.filter(caseload__in=visible.values("pk")).select_related("slot__post")
    return found.filter(plan_id=plan) if plan else found
