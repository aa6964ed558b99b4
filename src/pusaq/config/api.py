"""The API: what pages show, for programs. Its gate is that of the pages; a key or a session opens it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import URLPattern
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from pusaq.common.demands import Demand, demand_of, demands
from pusaq.config.rooms import house

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLResolver
    from ninja import Router
    from ninja.types import DictStrAny


class _Described(NinjaAPI):
    """Describes, beside its addresses, the key that opens them and what each may refuse."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: DictStrAny | None = None
    ) -> OpenAPISchema:
        return _with_key(super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params))


def _with_key(schema: OpenAPISchema) -> OpenAPISchema:
    schema["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    schema["security"] = [{"key": []}]
    refused = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    schema["components"]["schemas"]["Refusal"] = {
        "title": "Refusal",
        "type": "object",
        "properties": {"detail": {"type": "string"}},
        "required": ["detail"],
    }
    for path in schema["paths"].values():
        for operation in path.values():
            for status in (401, 403, 404, 422):
                operation["responses"].setdefault(
                    status, {"description": HTTPStatus(status).phrase, "content": refused}
                )
    return schema


api = _Described(
    title="Pusaq",
    version="1",
    urls_namespace="api",
    docs_url=None,
    description=(
        "Lo que las páginas muestran, para programas. Presenta tu llave como `Authorization: Bearer …`. "
        "Cada lista trae `next`, la dirección de la página que sigue. Lo que está fuera de tu territorio "
        "no existe para tu llave."
    ),
)
DEMANDS: dict[str, str | Demand | None] = {"openapi-json": Demand.ANYBODY, "api-root": Demand.ACCOUNT}
"""Name of an address of the API to what it demands."""

for room in house().rooms:
    if room.api:
        router: Router = import_string(room.api)
        api.add_router("", router)
        for view in router.path_operations.values():
            (DEMANDS[str(view.url_name)],) = {demand_of(one.view_func) for one in view.operations}


def addresses() -> tuple[list[URLPattern | URLResolver], str, str]:
    """Addresses of the API, each view with the demand of the operations that it calls."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        demand = DEMANDS[str(pattern.name)] if isinstance(pattern, URLPattern) else None
        if demand is not None and pattern.callback is not None:
            demands(demand)(pattern.callback)
    return patterns, app_name, namespace


@api.exception_handler(ValidationError)
def refuse_malformed(request: HttpRequest, _error: ValidationError) -> HttpResponse:
    """A cursor or id that is none."""
    return api.create_response(
        request, {"detail": _("Un valor de la dirección no sirve.")}, status=HTTPStatus.UNPROCESSABLE_ENTITY
    )


@api.exception_handler(Http404)
def refuse_unknown(request: HttpRequest, _error: Http404) -> HttpResponse:
    """What does not exist, or lies outside the territory."""
    return api.create_response(
        request, {"detail": _("No existe, o está fuera de tu territorio.")}, status=HTTPStatus.NOT_FOUND
    )
