"""The one door: every address demands what the matrix says, and what the matrix does not name stays shut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.utils.functional import SimpleLazyObject

from pusaq.common.clock import now
from pusaq.people.permissions import ROLE_KEY, actor_for
from pusaq.people.roles import Demand, matrix

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

ACTOR = "actor"


class Gate:
    """Knows who acts, and lets a request through or not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        setattr(request, ACTOR, SimpleLazyObject(lambda: _actor_of(request)))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Refuse what the role may not open."""
        match = request.resolver_match
        demand = matrix().routes.get(match.view_name) if match else None
        if demand is Demand.NOTHING:
            return None
        if demand is None:
            raise PermissionDenied("address without a row in roles.yaml")
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if demand is Demand.ACCOUNT:
            return None
        actor = getattr(request, ACTOR)
        if not actor or not actor.may(demand):
            raise PermissionDenied(demand)
        return None


def _actor_of(request: HttpRequest) -> Any:
    if not request.user.is_authenticated:
        return None
    chosen = request.session.get(ROLE_KEY) if hasattr(request, "session") else None
    return actor_for(request.user, on=now().date(), chosen=UUID(chosen) if chosen else None)
