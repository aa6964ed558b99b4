"""One activity: when, where, who, on what it rests and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.agenda.enums import ActivityState, Part
from pusaq.agenda.pages.agenda import SHOWN_STATES, said_days
from pusaq.agenda.queries import activity_in, kinds, state_before
from pusaq.agenda.shown.causes import said_cause
from pusaq.agenda.shown.numerals import numeral_links
from pusaq.agenda.shown.people import PeopleShown
from pusaq.common.clock import today
from pusaq.common.ports import link_to
from pusaq.library.queries import latest_version
from pusaq.shell.pages.base import Page
from pusaq.territory.links import link_to_school

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from pusaq.agenda.models import Activity
    from pusaq.agenda.queries import Before

CAPABILITY = "agenda.read"
RECORDED = frozenset({ActivityState.HELD, ActivityState.PARTLY_HELD, ActivityState.NOT_HELD})


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """Somebody who takes part; `name` says who, or what post it is."""

    name: str
    hint: str


class ActivityPage(Page):
    demand = CAPABILITY
    template = "agenda/activity.html"
    activity: Activity

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = activity_in(self.request.actor.scope(CAPABILITY), kwargs["activity_id"])
        if found is None:
            raise Http404
        self.activity = found
        return super().dispatch(request, *args, **kwargs)

    def page_title(self) -> Any:
        return self.activity.title

    def context(self) -> dict[str, Any]:
        activity = self.activity
        norm = latest_version(activity.norm_id, country=self.actor.country) if activity.norm_id else None
        source = link_to(activity.ref, role=self.actor) if activity.ref else None
        here = reverse("agenda:activity", args=[activity.pk])
        kind = kinds().get(activity.kind)
        shown = PeopleShown(
            [activity], names=self.actor.scope("people.names"), on=today(self.actor.organisation)
        )
        return {
            "activity": activity,
            "kind": kind.label if kind else "",
            "lead": lead_of(activity, [str(place.school) for place in activity.places.all()]),
            "status": SHOWN_STATES[ActivityState(activity.state)],
            "places": [
                (place.school, link.url if (link := link_to_school(place.school)) else "")
                for place in activity.places.all()
            ],
            "reason": said_reason(activity, shown, before=state_before(activity)),
            "groups": self._groups(shown),
            "numerals": numeral_links(norm, activity.numeral, role=self.actor),
            "norm": norm,
            "source": source if source is not None and source.url != here else None,
            "week_url": f"{reverse('agenda:agenda')}?dia={activity.starts_on.isoformat()}",
        }

    def _groups(self, shown: PeopleShown) -> list[tuple[str, list[ShownPerson], int]]:
        """Part, those who are named, and how many are not."""
        activity = self.activity
        found = []
        for part in Part:
            named, hidden = [], 0
            for one in activity.participations.all():
                if one.part != part:
                    continue
                post = one.post
                where = str(post.service.school) if post is not None and post.service is not None else ""
                name = shown.name(one, activity=activity)
                if not name and shown.is_vacant(one):
                    name = _("Plaza vacante")
                if name:
                    named.append(ShownPerson(name, where))
                else:
                    hidden += 1
            if named or hidden:
                found.append((str(part.label), named, hidden))
        return found


def said_reason(activity: Activity, shown: PeopleShown, *, before: Before | None) -> str:
    """What was done to it last and why; to whom may not read why, that a reason was given."""
    if activity.cause:
        return said_cause(activity.cause)
    done = _last_change(activity, before)
    if not activity.reason:
        return f"{done}." if done else ""
    if not shown.may_read_reason(activity):
        hidden = _("Hay un motivo anotado. Puede nombrar a docentes: lo lee quien puede ver esos nombres.")
        return f"{done}. {hidden}" if done else hidden
    return f"{done}: {activity.reason}" if done else str(activity.reason)


def _last_change(activity: Activity, before: Before | None) -> str:
    """What a person did to it last, in words; nothing where a publication did, or nobody."""
    if before is None:
        return ""
    if before.state in RECORDED:
        return _("Corregido el %(day)s") % {"day": date_format(activity.changed_at, "j b")}
    if activity.state == ActivityState.PUBLISHED and before.starts_on != activity.starts_on:
        return _("Se movió del %(day)s") % {"day": date_format(before.starts_on, "j b")}
    if activity.state == ActivityState.PUBLISHED:
        return _("Cambió de días")
    return str(ActivityState(activity.state).label)


def lead_of(activity: Activity, places: list[str]) -> str:
    """When, how long and where, in one sentence."""
    parts = [capfirst(said_days(activity))]
    if activity.hours:
        parts.append(_("%(n)s horas") % {"n": floatformat(activity.hours, -1)})
    if places:
        parts.append(_and_more(places))
    return f"{', '.join(parts)}."


def _and_more(places: list[str]) -> str:
    more = len(places) - 1
    if not more:
        return places[0]
    return f"{places[0]} {ngettext('y %(n)s IE más', 'y %(n)s II.EE. más', more) % {'n': more}}"
