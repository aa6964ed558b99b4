from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from pusaq.common.demands import demands
from pusaq.common.paging import ByCursor
from pusaq.library import queries
from pusaq.library.enums import ResourceKind
from pusaq.library.fields import details_of
from pusaq.library.shown.programme import module_weeks

router = Router(tags=["normas"])


class NormOut(Schema):
    id: str = Field(alias="norm_id")
    code: str
    title: str
    country: str
    sha256: str = Field(description="Huella del texto con sus modificatorias.")
    valid_since: date
    valid_until: date


class AssumptionOut(Schema):
    id: str
    title: str
    value: str
    reason: str
    changed_by: str = Field(description="Quién puede cambiarlo.")


class SayingOut(Schema):
    kind: str
    about: str
    text: str


class NumeralOut(Schema):
    numeral: str
    sayings: list[SayingOut]


class NormDetail(NormOut):
    numerals: list[NumeralOut]
    assumptions: list[AssumptionOut]


@router.get(
    "/norms", response=list[NormOut], url_name="norms", summary="Normas, la última versión de cada una"
)
@demands("norms.read")
def norms(request: Any) -> list[Any]:
    latest: dict[str, Any] = {}
    for version in queries.norm_versions(request.actor.country).order_by("norm_id", "-loaded_at"):
        latest.setdefault(version.norm_id, version)
    return list(latest.values())


@router.get("/norms/{norm_id}", response=NormDetail, url_name="norm", summary="Una norma por numerales")
@demands("norms.read")
def norm(request: Any, norm_id: str) -> Any:
    version = queries.latest_version(norm_id, country=request.actor.country)
    if version is None:
        raise Http404
    loaded = queries.norm_of(version)
    version.numerals = queries.numerals(loaded)  # type: ignore[attr-defined]  # for the answer alone
    version.assumptions = queries.assumptions(loaded)  # type: ignore[attr-defined]  # for the answer alone
    return version


class ResourceOut(Schema):
    id: UUID
    code: str
    kind: ResourceKind
    title: str
    summary: str
    source: str = Field(description="Documento del que salen los datos.")
    section: str = Field(description="En qué parte del documento está.")
    year: int | None = Field(description="Edición o año; nulo si el documento no lo dice.")
    region: str
    body_kind: str
    body_code: str
    body_name: str
    link: str
    demo: bool = Field(description="Vino como ejemplo.")


class FactOut(Schema):
    label: str
    value: int | str | list[str] | None = Field(description="Nulo si el documento no lo dice.")
    unit: str
    place: str = Field(description="Dónde está en el documento.")
    is_over: bool = Field(description="El documento dice «más de».")
    part_of: str = Field(description="Dato del que este es una parte.")
    note: str


class WeekOut(Schema):
    number: int
    module: int
    first: date
    last: date
    sessions: list[str]


class ResourceDetail(ResourceOut):
    facts: list[FactOut]
    weeks: list[WeekOut]


@router.get(
    "/resources", response=list[ResourceOut], url_name="resources", summary="Recursos", tags=["recursos"]
)
@demands("resources.read")
@paginate(ByCursor)
def resources(request: Any, kind: ResourceKind | None = None, year: int | None = None) -> Any:
    found = queries.resources(request.actor.scope("resources.read"))
    wanted = {"kind": kind, "year": year}
    return found.filter(**{name: value for name, value in wanted.items() if value is not None})


@router.get(
    "/resources/{slug:code}",
    response=ResourceDetail,
    url_name="resource",
    summary="Un recurso",
    tags=["recursos"],
)
@demands("resources.read")
def resource(request: Any, code: str) -> Any:
    found = queries.resource(code, scope=request.actor.scope("resources.read"))
    if found is None:
        raise Http404
    details = details_of(found.details)
    found.facts = details.facts  # type: ignore[attr-defined]  # for the answer alone
    found.weeks = [  # type: ignore[attr-defined]  # for the answer alone
        {
            "number": week.number,
            "module": module.number,
            "first": week.first,
            "last": week.last,
            "sessions": week.sessions,
        }
        for module in (module_weeks(details.programme) if details.programme else ())
        for week in module.weeks
    ]
    return found
