"""What somebody chooses for the whole session: territory, role, language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views import View

from pusaq.common.demands import Demand
from pusaq.common.ports import the_answer
from pusaq.shell.frame import PLACE_KEY, ROLE_KEY, frame_of
from pusaq.shell.pages.base import Page
from pusaq.shell.ports import ACCOUNT, PLACES
from pusaq.shell.ways import way_back

if TYPE_CHECKING:
    from pusaq.common.actor import ActorRequest

A_YEAR = 60 * 60 * 24 * 365


class PlaceChoice(Page):
    """Where to look: what holds the current place, and what lies below it."""

    demand = Demand.ACCOUNT
    template = "shell/place.html"
    title = _("Cambiar de territorio")
    fragments = {"menu-place-list": "choices"}

    def context(self) -> dict[str, Any]:
        frame = frame_of(self.request)
        if frame.actor is None or frame.place is None:
            return {"above": [], "below": [], "next": ""}
        above = [step.organisation for step in frame.steps[:-1] if step.may_choose]
        places = the_answer(PLACES)
        below = list(places.places_below(frame.place, actor=frame.actor))
        beside = []
        if not below and above:
            beside = [one for one in places.places_below(above[-1], actor=frame.actor) if one != frame.place]
        return {
            "above": above,
            "here": frame.place,
            "below": below or beside,
            "next": way_back(self.request, self.request.GET.get("next", "")),
        }


class ChoosePlace(View):
    demand = Demand.ACCOUNT
    http_method_names = ["post"]
    request: ActorRequest

    def post(self, request: HttpRequest) -> HttpResponse:
        place = (
            the_answer(PLACES).place_chosen(self.request.actor, _uuid(request.POST.get("place", "")))
            if self.request.actor
            else None
        )
        if place is None:
            raise Http404
        request.session[PLACE_KEY] = str(place.pk)
        return redirect(way_back(request, request.POST.get("next", "")))


class ChooseRole(View):
    demand = Demand.ACCOUNT
    http_method_names = ["post"]
    request: ActorRequest

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = _uuid(request.POST.get("role", ""))
        actor = self.request.actor
        if not actor or chosen not in {other.pk for other in actor.others}:
            raise Http404
        request.session[ROLE_KEY] = str(chosen)
        # The place chosen in the former role may lie out of the new one's reach.
        request.session.pop(PLACE_KEY, None)
        return redirect("shell:home")


class ChooseLanguage(View):
    demand = Demand.ANYBODY
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        language = request.POST.get("language", "")
        if language not in dict(settings.LANGUAGES):
            raise Http404
        if request.user.is_authenticated:
            the_answer(ACCOUNT).keep_language(language=language, by=request.user)
        translation.activate(language)
        response = redirect(way_back(request, request.POST.get("next", "")))
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS
        )
        return response


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
