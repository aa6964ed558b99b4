"""To put a plan into the calendars of its people, after seeing what that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.accompaniment.addresses import CALCULATE, UGEL_YEAR
from pusaq.accompaniment.caseloads.models import AnnualPlan
from pusaq.accompaniment.caseloads.permissions import may_plan
from pusaq.accompaniment.caseloads.queries.plans import published_version
from pusaq.accompaniment.caseloads.shown.choosing import plan_url
from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.year.domain import (
    REPLACED,
    SCHOOL_GONE,
    PlanNotPublishableError,
    preview_publication,
    publish_plan,
)
from pusaq.accompaniment.year.shown.broken_rules import broken_rules, changed_by_hand
from pusaq.accompaniment.year.shown.going_on import about_going_on
from pusaq.accompaniment.year.shown.publication import (
    about_the_past,
    publication_lead,
    shown_changes,
    what_changes,
)
from pusaq.agenda.domain import CalendarConflictError
from pusaq.agenda.pages.conflicts import shown_conflicts
from pusaq.common.clock import now, today
from pusaq.shell.pages.base import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from pusaq.accompaniment.year.shown.publication import ShownChange
    from pusaq.agenda.domain import Conflict, PublicationPreview
    from pusaq.territory.models import School

CAPABILITY = "plan.publish"
MOST = 50
TO_MAKE_ANEW = {"violations", SCHOOL_GONE, "continues_other", "lost_since"}
"""Refusals of what is wrong with the plan itself."""


class PublishPlan(Page):
    """What publishing changes, counted, and who is in the way; a button does it."""

    demand = CAPABILITY
    template = "accompaniment/year/publish.html"
    plan: AnnualPlan
    refusal: str = ""
    found_conflicts: Sequence[Conflict] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        scope = self.request.actor.scope(CAPABILITY)
        plan = (
            AnnualPlan.objects.within(scope)
            .select_related("organisation", "continues")
            .filter(pk=kwargs["plan_id"])
            .first()
        )
        if plan is None:
            raise Http404
        self.plan = plan
        return super().dispatch(request, *args, **kwargs)

    def page_title(self) -> Any:
        return _("Publicar el plan %(year)d de %(where)s") % {
            "year": self.plan.year,
            "where": self.plan.organisation,
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.plan.state == PlanState.PUBLISHED:
            return redirect(plan_url(UGEL_YEAR, self.plan))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        try:
            done = publish_plan(
                plan=self.plan,
                by=self.request.user,
                now=now(),
                instead_of=_uuid(request.POST.get("instead_of", "")),
            )
        except CalendarConflictError as taken:
            self.found_conflicts = taken.conflicts
            return self.render(status=409)
        except PlanNotPublishableError as refused:
            if refused.code == "published":
                # A second click, or somebody else was quicker: it stands in the calendars all the same.
                messages.info(request, _("El plan ya estaba publicado. No se hizo nada dos veces."))
                return redirect(plan_url(UGEL_YEAR, self.plan))
            self.refusal = refused.code
            return self.render(status=409)
        created = ngettext("%(n)d actividad nueva", "%(n)d actividades nuevas", len(done.created))
        messages.success(
            request,
            _("Plan publicado: %(new)s, %(changed)d cambiadas, %(cancelled)d canceladas.")
            % {
                "new": created % {"n": len(done.created)},
                "changed": len(done.changed),
                "cancelled": len(done.cancelled),
            },
        )
        return redirect(plan_url(UGEL_YEAR, self.plan))

    def context(self) -> dict[str, Any]:
        current = published_version(self.plan)
        preview = None
        refusal, lost = self.refusal, 0
        gone: Sequence[School] = ()
        try:
            preview = preview_publication(plan=self.plan, today=today(self.plan.organisation))
        except PlanNotPublishableError as refused:
            refusal, gone, lost = refused.code, refused.schools, refused.count
        conflicts = self.found_conflicts or (preview.conflicts if preview else ())
        return {
            "plan": self.plan,
            "current": current,
            "preview": preview,
            "about_going_on": about_going_on(self.plan, preview),
            "is_replaced": refusal == REPLACED,
            "lead": publication_lead(
                refusal=refusal,
                current=current,
                preview=preview,
                conflicts=len(conflicts),
                refused_now=bool(self.found_conflicts),
                gone=gone,
                lost=lost,
            ),
            "what_changes": what_changes(preview) if preview else (),
            "changes": self._changes(preview) if preview and current else (),
            "change_count": len(preview.changes) if preview else 0,
            "about_the_past": about_the_past(preview) if preview else (),
            "conflicts": shown_conflicts(conflicts[:MOST], actor=self.actor),
            "conflict_count": len(conflicts),
            "violations": self.plan.summary.get("violations", 0),
            "broken_rules": broken_rules(
                self.plan, scope=self.actor.scope("plan.read"), names=self.actor.scope("people.names")
            ),
            "changed_by_hand": changed_by_hand(self.plan) if refusal == "violations" else "",
            "make_url": self._make_url() if refusal in TO_MAKE_ANEW else "",
            "back_url": plan_url(UGEL_YEAR, self.plan),
        }

    def _changes(self, preview: PublicationPreview) -> Sequence[ShownChange]:
        return shown_changes(preview, on=today(self.plan.organisation), most=MOST)

    def _make_url(self) -> str:
        """What helps where the plan itself is wrong; empty for whoever may only publish."""
        if not may_plan(self.actor, self.plan.organisation):
            return ""
        return f"{reverse(CALCULATE)}?{urlencode({'anio': self.plan.year})}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
