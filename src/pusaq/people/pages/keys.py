"""Keys by which a program acts for somebody: made, seen, revoked by herself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pusaq.common.clock import real_now, shown
from pusaq.common.demands import Demand
from pusaq.people.domain.tokens import MOST, TooManyTokensError, create_api_token, revoke_api_token
from pusaq.people.permissions import acting
from pusaq.people.queries import api_tokens_of
from pusaq.shell.moments import said_moment
from pusaq.shell.pages.base import Page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pusaq.people.models import ApiToken

CAPABILITY = "api.use"


class KeyForm(forms.Form):
    nombre = forms.CharField(
        label=gettext_lazy("Para qué programa"),
        max_length=80,
        help_text=gettext_lazy("Un nombre con que la reconozcas, como «tablero de la DRE»."),
    )


class Keys(Page):
    """Her keys in force, whatever the role; a new one is of the role in which she acts."""

    demand = Demand.ACCOUNT
    template = "people/keys.html"
    title = gettext_lazy("Tus llaves de la API")

    def post(self, request: HttpRequest) -> HttpResponse:
        actor = self.actor
        if not actor or not actor.may(CAPABILITY):
            raise PermissionDenied(CAPABILITY)
        form = KeyForm(request.POST)
        if not form.is_valid():
            return self.render(status=422, form=form)
        try:
            made, secret = create_api_token(
                user=self.request.user,
                role=acting(request).assignment,
                name=form.cleaned_data["nombre"],
                now=real_now(),
            )
        except TooManyTokensError:
            messages.warning(
                request, _("Ya tienes %(n)d llaves. Anula una que no uses y crea la nueva.") % {"n": MOST}
            )
            return redirect("people:api_keys")
        # The key is shown here and now: it is written nowhere, so no other page could show it.
        response = self.render(made=made, secret=secret)
        response["Cache-Control"] = "no-store"
        return response

    def context(self) -> dict[str, Any]:
        actor = self.actor
        return {
            "form": KeyForm(),
            "keys": [(key, *_moments(key)) for key in api_tokens_of(self.request.user)],
            "may_create": bool(actor and actor.may(CAPABILITY)),
        }


class RevokeKey(Page):
    """What stops when a key ends, and the button that ends it."""

    demand = Demand.ACCOUNT
    template = "people/revoke_key.html"
    key: ApiToken

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = api_tokens_of(self.request.user).filter(pk=kwargs["key_id"]).first()
        if found is None:
            raise Http404
        self.key = found
        return super().dispatch(request, *args, **kwargs)

    def page_title(self) -> Any:
        return _("Anular la llave «%(name)s»") % {"name": self.key.name}

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        revoke_api_token(self.key, by=self.request.user, now=real_now())
        messages.success(request, _("Llave anulada. Ningún programa entra ya con ella."))
        return redirect("people:api_keys")

    def context(self) -> dict[str, Any]:
        return {"key": self.key, "used": _moments(self.key)[1]}


def _moments(key: ApiToken) -> tuple[str, str]:
    """When a key was made and last used, by the clocks where it reads."""
    country = key.role.organisation.country
    return said_moment(shown(key.created_at), country), said_moment(
        key.used_at and shown(key.used_at), country
    )
