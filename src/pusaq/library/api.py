from datetime import date
from typing import Any

from django.http import Http404
from ninja import Field, Router, Schema

from pusaq.library import queries

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
def norms(request: Any) -> list[Any]:
    latest: dict[str, Any] = {}
    for version in queries.norm_versions(request.actor.country).order_by("norm_id", "-loaded_at"):
        latest.setdefault(version.norm_id, version)
    return list(latest.values())


@router.get("/norms/{norm_id}", response=NormDetail, url_name="norm", summary="Una norma por numerales")
def norm(request: Any, norm_id: str) -> Any:
    version = queries.latest_version(norm_id, country=request.actor.country)
    if version is None:
        raise Http404
    loaded = queries.norm_of(version)
    version.numerals = queries.numerals(loaded)  # type: ignore[attr-defined]  # for the answer alone
    version.assumptions = queries.assumptions(loaded)  # type: ignore[attr-defined]  # for the answer alone
    return version
