"""To have a plan computed, to see how far it is, to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from pusaq.accompaniment.addresses import CASELOADS, JOB, UGEL_YEAR
from pusaq.accompaniment.caseloads.models import AnnualPlan
from pusaq.accompaniment.caseloads.queries.plans import calendar_years, current_plans, plans_made_by
from pusaq.accompaniment.caseloads.shown.choosing import plan_url
from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.year.domain import (
    AsOfError,
    DataMissingError,
    PlanningRunsError,
    cancel_planning,
    start_planning,
)
from pusaq.accompaniment.year.domain.planning import JOB_KIND
from pusaq.accompaniment.year.forms import PlanningForm
from pusaq.accompaniment.year.queries.earlier import first_day_to_plan
from pusaq.accompaniment.year.queries.loads import OBLIGATORY, USED, covering_loads
from pusaq.common.asked import LAST_YEAR, whole_number
from pusaq.common.clock import now, today
from pusaq.common.enums import JobState
from pusaq.common.models import Job
from pusaq.common.problems import problems_from
from pusaq.common.scope import below
from pusaq.common.speech import problem_said
from pusaq.common.words import job_stage, job_title
from pusaq.shell.pages.base import Page
from pusaq.territory.enums import OrganisationKind
from pusaq.territory.queries import organisations_of_kind
from pusaq_core.io.catalogue import list_norms

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pusaq.common.actor import Actor, ActorRequest
    from pusaq.territory.models import Organisation
    from pusaq_core.norms.norm import Norm

CAPABILITY = "plan.make"
PROGRESS = "avance"
REFUSED_DAYS = {
    "past": gettext_lazy("Lo que pasó no cambia. El primer día que puedes elegir: %(day)s."),
    "held": gettext_lazy(
        "Ese día o después ya hay actividades hechas. El primer día que puedes elegir: %(day)s."
    ),
    "other_year": gettext_lazy("Elige un día del año escolar, desde el %(day)s."),
}


class Calculate(Page):
    """What will be computed, from which data; a button starts it."""

    demand = CAPABILITY
    template = "accompaniment/year/calculate.html"
    title = gettext_lazy("Calcular carteras y plan")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self.render(status=422, form=form)
        try:
            job = start_planning(
                organisations=form.chosen(),
                year=form.cleaned_data["anio"],
                norm_id=form.cleaned_data["norma"],
                as_of=form.cleaned_data.get("desde"),
                by=self.request.user,
                now=now(),
            )
        except PlanningRunsError as running:
            # A second click lands where the first one did; so does a second person.
            if running.job.by_id != self.request.user.pk:
                messages.info(
                    request, _("Otra persona ya lo está calculando. Este es su avance; no se empezó otro.")
                )
            return redirect(JOB, running.job.pk)
        except AsOfError as refused:
            form.add_error("desde", REFUSED_DAYS[refused.code] % {"day": date_format(refused.first)})
            return self.render(status=422, form=form)
        except DataMissingError as missing:
            form.add_error(
                None,
                _("Falta cargar «%(what)s» de %(where)s. Sin ese archivo no se puede calcular.")
                % {"what": missing.kind.label, "where": missing.organisation},
            )
            return self.render(status=422, form=form)
        return redirect(JOB, job.pk)

    def context(self) -> dict[str, Any]:
        organisations = self._organisations()
        form = self._form()
        return {
            "form": form,
            "given": form.given(),
            "ugels": [_Source(one) for one in organisations],
            "back_url": reverse(UGEL_YEAR),
        }

    def _organisations(self) -> list[Organisation]:
        scope = self.actor.scope(CAPABILITY)
        rows = organisations_of_kind(OrganisationKind.LOCAL_UNIT, scope=scope)
        return list(rows.filter(below(self.narrowed_to)))

    def _form(self, data: Any = None) -> PlanningForm:
        organisations = self._organisations()
        years = self._years()
        asked = whole_number(self.request.GET.get("anio", ""), most=LAST_YEAR)
        norms = _norms(self.actor, organisations)
        return PlanningForm(
            data,
            organisations=organisations,
            years=years,
            norms=norms,
            going_on=self._going_on(organisations, years),
            initial={"anio": asked if asked in years else years[0]},
        )

    def _going_on(self, organisations: Sequence[Organisation], years: Sequence[int]) -> dt.date | None:
        """The first day from which a published plan may be planned anew; None where none is."""
        plans = list(
            AnnualPlan.objects.filter(
                organisation__in=organisations, year__in=years, state=PlanState.PUBLISHED
            ).order_by("organisation__code")
        )
        return first_day_to_plan(plans, today=today(self.actor.organisation)) if plans else None

    def _years(self) -> Sequence[int]:
        years = calendar_years(self.actor.country)
        this = today(self.actor.organisation).year
        return [year for year in years if year >= this] or years[-1:] or [this]


class _Source:
    """A UGEL with the files from which its plan is made."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        found = covering_loads(organisation)
        self.loads = [(kind, found.get(kind), kind in OBLIGATORY) for kind in USED]


def _norms(actor: Actor, organisations: Sequence[Organisation]) -> list[Norm]:
    """Norms of the country, first the one by which these UGEL were planned last."""
    scope = actor.scope("plan.read")
    last = (
        current_plans(scope=scope)
        .filter(organisation__in=organisations)
        .order_by("-year", "-made_at")
        .first()
    )
    norms = [norm for norm in list_norms() if norm.country == actor.country]
    used = last.targeting.norm.norm_id if last is not None else ""
    day = today(actor.organisation)
    return sorted(norms, key=lambda norm: (norm.id != used, not norm.covers(day), norm.id))


class JobPage(Page):
    """How far a plan is; it may be left and comes back."""

    demand = CAPABILITY
    template = "accompaniment/year/job.html"
    fragments = {PROGRESS: "progress"}
    job: Job

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.job = _job(self.request.actor, kwargs["job_id"])
        return super().get(request, *args, **kwargs)

    def page_title(self) -> Any:
        return job_title(self.job)

    def context(self) -> dict[str, Any]:
        job = self.job
        plans = plans_made_by(job) if job.state == JobState.DONE else []
        is_stopping = job.cancel_asked and not job.is_over
        return {
            "job": job,
            "stage_said": stage_said(job_stage(job), is_stopping=is_stopping),
            "problems": [problem_said(one) for one in problems_from(job.problems)],
            "is_stopping": is_stopping,
            "results": [(plan, plan_url(CASELOADS, plan), plan_url(UGEL_YEAR, plan)) for plan in plans],
        }


def stage_said(stage: str, *, is_stopping: bool) -> str:
    """What a work is doing."""
    if is_stopping:
        return _("Deteniendo…")
    return f"{stage}…" if stage else _("Espera su turno…")


class CancelJob(View):
    demand = CAPABILITY
    http_method_names = ["post"]
    request: ActorRequest

    def post(self, request: ActorRequest, job_id: UUID) -> HttpResponse:
        job = _job(request.actor, job_id)
        if not job.is_over:
            cancel_planning(job=job)
        return redirect(JOB, job.pk)


def _job(actor: Actor, job_id: UUID) -> Job:
    found = Job.objects.within(actor.scope(CAPABILITY)).filter(kind=JOB_KIND, pk=job_id).first()
    if found is None:
        raise Http404
    return found
