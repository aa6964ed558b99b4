"""What every address asks is read here first: no view, form or filter meets a control character."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _

from pusaq.common.asked import has_controls, without_controls
from pusaq.config.access import API

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class AskedMiddleware:
    """After the gate: a program is told that its address is wrong, a person reads what the rest asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view_func: Any, _view_args: Any, _view_kwargs: Any
    ) -> HttpResponse | None:
        """Refuse or clean."""
        if has_controls(request.path_info):
            raise Http404
        if not any(has_controls(one) for name, values in request.GET.lists() for one in (name, *values)):
            return None
        if request.path.startswith(API):
            said = {"detail": _("Un valor de la dirección no sirve.")}
            return JsonResponse(said, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        cleaned = request.GET.copy()
        cleaned.clear()
        for name, values in request.GET.lists():
            cleaned.setlist(without_controls(name), [without_controls(one) for one in values])
        cleaned._mutable = False  # as Django's own are
        request.GET = cleaned  # type: ignore[assignment]  # read once from the address, then kept
        return None
