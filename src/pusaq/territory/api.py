from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Field, Query, Router, Schema
from ninja.pagination import paginate

from pusaq.common.demands import demands
from pusaq.common.paging import ByCursor
from pusaq.territory import queries
from pusaq.territory.enums import Level, OrganisationKind
from pusaq.territory.models import School, SchoolService

router = Router(tags=["territorio"])
CAPABILITY = "territory.read"
PATH = Query("", description="Solo lo que está en esta ruta o debajo, como `pe/220000/`.")  # type: ignore[type-arg]  # an alias to the checker


class OrganisationOut(Schema):
    id: UUID
    country: str
    kind: OrganisationKind
    code: str
    name: str
    short_name: str
    path: str
    parent: UUID | None = Field(None, alias="parent_id")


class SchoolOut(Schema):
    id: UUID
    code: str = Field(description="Código de local.")
    name: str
    path: str
    organisation: UUID = Field(alias="organisation_id")
    network: UUID | None = Field(None, alias="network_id")
    place: str
    district: str
    province: str
    region: str
    latitude: float | None
    longitude: float | None
    gone_since: date | None = Field(description="Desde cuándo ya no viene en el padrón.")


class ServiceOut(Schema):
    id: UUID
    school: UUID = Field(alias="school_id")
    modular_code: str
    annex: str
    name: str
    level: Level
    path: str
    students: int | None
    teachers: int | None
    sections: int | None
    gone_since: date | None


@router.get(
    "/organisations", response=list[OrganisationOut], url_name="organisations", summary="Organizaciones"
)
@demands(CAPABILITY)
@paginate(ByCursor)
def organisations(request: Any, path: str = PATH) -> Any:
    return queries.open_organisations(request.actor.scope(CAPABILITY)).at(path)  # type: ignore[attr-defined]  # of ScopedQuerySet


@router.get("/schools", response=list[SchoolOut], url_name="schools", summary="Locales escolares")
@demands(CAPABILITY)
@paginate(ByCursor)
def schools(request: Any, path: str = PATH) -> Any:
    return School.objects.within(request.actor.scope(CAPABILITY)).at(path)


@router.get("/schools/{school_id}", response=SchoolOut, url_name="school", summary="Un local escolar")
@demands(CAPABILITY)
def school(request: Any, school_id: UUID) -> School:
    found = School.objects.within(request.actor.scope(CAPABILITY)).filter(pk=school_id).first()
    if found is None:
        raise Http404
    return found


@router.get("/services", response=list[ServiceOut], url_name="services", summary="Servicios educativos")
@demands(CAPABILITY)
@paginate(ByCursor)
def services(request: Any, path: str = PATH, level: Level | None = None) -> Any:
    found = SchoolService.objects.within(request.actor.scope(CAPABILITY)).at(path)
    return found.filter(level=level) if level else found
