"""The one door: every view says what it demands, and one that says nothing stays shut."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from pusaq.common.clock import now, real_now, today
from pusaq.common.demands import Demand, demand_of
from pusaq.common.house import house
from pusaq.people.domain.tokens import mark_api_token_used
from pusaq.people.permissions import actor_for
from pusaq.people.queries import api_token
from pusaq.shell.frame import ROLE_KEY

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.urls import ResolverMatch

    from pusaq.people.models import ApiToken

ACTOR = "actor"
KEYED_ROLE = "role of the key"
API = "/api/"
REFUSED = {
    HTTPStatus.UNAUTHORIZED: _("La llave no existe, fue anulada, o su rol terminó."),
    HTTPStatus.FORBIDDEN: _("Tu rol no permite leer esto."),
}


class AccessMiddleware:
    """Knows who acts, and lets a request through or not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if refused := self._enter_by_token(request):
            return refused
        setattr(request, ACTOR, SimpleLazyObject(lambda: _actor_of(request)))
        return self.get_response(request)

    @staticmethod
    def _enter_by_token(request: HttpRequest) -> HttpResponse | None:
        """A program with a key acts for its user in the key's role, on the API alone."""
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if not request.path.startswith(API) or kind.lower() != "bearer":
            return None
        token = api_token(secret.strip())
        if token is None or not token_acts(token):
            return refusal(HTTPStatus.UNAUTHORIZED)
        mark_api_token_used(token, now=real_now())
        request.user = token.user
        setattr(request, KEYED_ROLE, token.role_id)
        # No cookie opened this request, so no other page can have sent it.
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # as Django's own tests do
        return None

    def process_view(
        self, request: HttpRequest, view_func: Any, _view_args: Any, _view_kwargs: Any
    ) -> HttpResponse | None:
        """Refuse what the role may not open."""
        demand = demanded(view_func, request.resolver_match)
        if demand is Demand.ANYBODY:
            return None
        if demand is None:
            raise PermissionDenied("a view without a demand")
        is_api = request.path.startswith(API)
        if not request.user.is_authenticated:
            return refusal(HTTPStatus.UNAUTHORIZED) if is_api else redirect_to_login(request.get_full_path())
        if demand is Demand.ACCOUNT:
            return None
        actor = getattr(request, ACTOR)
        if not actor or not actor.may(demand):
            if is_api:
                return refusal(HTTPStatus.FORBIDDEN)
            raise PermissionDenied(demand)
        return None


def demanded(view: Any, match: ResolverMatch | None) -> str | Demand | None:
    """What the view says, or for one of a library what the room says that serves it; None is shut."""
    said = demand_of(view)
    return said if said is not None or match is None else house().opens.get(match.view_name)


def token_acts(token: ApiToken) -> bool:
    """Whether the key's user still has the key's role, and the role may use the API."""
    actor = actor_for(token.user, on=_day_of(token.user), chosen=token.role_id)
    return actor is not None and actor.assignment.pk == token.role_id and actor.may("api.use")


def refusal(status: HTTPStatus) -> JsonResponse:
    """What a program is told."""
    return JsonResponse({"detail": str(REFUSED[status])}, status=status)


def _actor_of(request: HttpRequest) -> Any:
    if not request.user.is_authenticated:
        return None
    chosen = getattr(request, KEYED_ROLE, None)
    if chosen is None and (kept := request.session.get(ROLE_KEY)):
        chosen = UUID(kept)
    return actor_for(request.user, on=_day_of(request.user), chosen=chosen)


def _day_of(user: Any) -> dt.date:
    return today(user.person) if user.person_id else now().date()
