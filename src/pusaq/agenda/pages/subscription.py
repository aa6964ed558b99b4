"""The own calendar in another program: private addresses, made, listed, revoked; and what they give."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from pusaq.agenda.domain import TooManyFeedsError, create_feed, mark_feed_used, revoke_feed
from pusaq.agenda.domain.feeds import MOST
from pusaq.agenda.feeds import calendar_text, etag_of
from pusaq.agenda.queries import feed_activities, feed_with, feeds_of
from pusaq.common.clock import now, real_now, today
from pusaq.common.demands import Demand
from pusaq.people.permissions import acting, actor_for
from pusaq.shell.pages.base import Page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from pusaq.agenda.models import CalendarFeed
    from pusaq.common.actor import ActorRequest
    from pusaq.people.permissions import UserInRole

CAPABILITY = "agenda.feed"
PAST, FUTURE = dt.timedelta(days=120), dt.timedelta(days=400)
"""How far back and ahead a calendar program sees."""


class Subscription(Page):
    demand = CAPABILITY
    template = "agenda/subscription.html"
    title = gettext_lazy("Tu calendario en otro programa")

    def post(self, request: HttpRequest) -> HttpResponse:
        # The address is shown here and now: it is written nowhere, so no other page could show it.
        try:
            role = acting(request).assignment
            feed, secret = create_feed(user=self.request.user, role=role, now=real_now())
        except TooManyFeedsError:
            messages.warning(
                request,
                _("Ya tienes %(n)d suscripciones. Anula una que no uses y crea la nueva.") % {"n": MOST},
            )
            return redirect("agenda:subscription")
        url = request.build_absolute_uri(reverse("agenda:ics", args=[secret]))
        response = self.render(made=feed, url=url)
        response["Cache-Control"] = "no-store"
        return response

    def context(self) -> dict[str, Any]:
        return {"feeds": list(feeds_of(self.request.user))}


class RevokeFeed(View):
    demand = CAPABILITY
    http_method_names = ["post"]
    request: ActorRequest

    def post(self, request: ActorRequest, feed_id: UUID) -> HttpResponse:
        feed = feeds_of(request.user).filter(pk=feed_id).first()
        if feed is None:
            raise Http404
        revoke_feed(feed=feed, by=request.user, now=real_now())
        messages.success(request, _("Suscripción anulada. Ese enlace ya no muestra nada."))
        return redirect("agenda:subscription")


class CalendarFile(View):
    """Whoever has the address reads what its owner may see now, in the role in which it was made."""

    demand = Demand.ANYBODY
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        feed = feed_with(secret)
        actor = _actor_of(feed) if feed is not None else None
        if feed is None or actor is None:
            raise Http404
        mark_feed_used(feed=feed, now=real_now())
        day = today(actor.organisation)
        activities = list(
            feed_activities(
                day - PAST,
                day + FUTURE,
                scope=actor.scope(CAPABILITY),
                readable=actor.scope("agenda.read"),
            )
        )
        with translation.override(feed.user.language or translation.get_language() or "es"):
            content = calendar_text(
                activities,
                title=_("Pusaq: %(where)s") % {"where": actor.school or actor.organisation},
                names=actor.scope("people.names"),
                on=day,
                base_url=request.build_absolute_uri("/").rstrip("/"),
            )
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="pusaq.ics"'
        response["Cache-Control"] = "private, no-cache"
        response["ETag"] = etag = etag_of(content)
        latest = max((activity.changed_at for activity in activities), default=feed.created_at)
        response["Last-Modified"] = http_date(latest.timestamp())
        # The date alone does not tell that an activity left the reader's scope, so only the tag is compared.
        return get_conditional_response(request, etag=etag, response=response) or response


def _actor_of(feed: CalendarFeed) -> UserInRole | None:
    """The owner in the role of the address, while both hold."""
    user = feed.user
    on = today(user.person) if user.person is not None else now().date()
    actor = actor_for(user, on=on, chosen=feed.role_id)
    if actor is None or actor.assignment.pk != feed.role_id:
        return None
    return actor if actor.may(CAPABILITY) and actor.may("agenda.read") else None
