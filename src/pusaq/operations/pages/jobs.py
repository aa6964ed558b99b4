"""Long works: who asked for what, where, how far it is, and why it failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from pusaq.common.clock import now, shown
from pusaq.common.domain.jobs import works
from pusaq.common.enums import JobState
from pusaq.common.models import Job
from pusaq.common.ports import link_to
from pusaq.common.queries import jobs_within
from pusaq.common.scope import below
from pusaq.common.words import job_stage, job_title, word_for
from pusaq.operations.pages.said import JOB_STATUS, job_mistake, job_mistakes, said_length
from pusaq.people.queries import with_author
from pusaq.shell.moments import plain_moment, said_moment
from pusaq.shell.pages.base import Page
from pusaq.shell.tables import RIGHT, Column, Filters, Table, TablePage
from pusaq.shell.templatetags.pusaq import status
from pusaq.territory.queries import with_place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.utils.safestring import SafeString

CAPABILITY = "operations.read"


def job_rows(page: Page) -> QuerySet[Any]:
    """Works that the reader may see where she stands, with names of people and places."""
    return with_place(with_author(jobs_within(page.actor.scope(CAPABILITY))))


def length_of(job: Job) -> dt.timedelta | None:
    """How long a work took, or has been taking."""
    if job.started_at is None:
        return None
    end = now() if job.state == JobState.RUNNING else job.ended_at
    return end - job.started_at if end else None


def progress_of(job: Job) -> str:
    if job.total:
        return gettext("%(done)d de %(total)d") % {"done": job.done, "total": job.total}
    return ""


class JobFilters(Filters):
    estado = django_filters.ChoiceFilter(
        label=_("Estado"), field_name="state", choices=JobState.choices, empty_label=_("Cualquiera")
    )
    tipo = django_filters.ChoiceFilter(label=_("Tipo"), field_name="kind", empty_label=_("Cualquiera"))

    class Meta:
        model = Job
        fields: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["tipo"].extra["choices"] = [(kind, word_for(kind)) for kind in works()]


class JobTable(Table):
    title = Column(verbose_name=_("Trabajo"), accessor="kind", order_by=("kind", "created_at"))
    kind = Column(verbose_name=_("Tipo"))
    by_name = Column(verbose_name=_("Quién lo pidió"), default=_("el sistema"))
    place_name = Column(verbose_name=_("Dónde"))
    state = Column(verbose_name=_("Estado"))
    done = Column(verbose_name=_("Avance"), attrs=RIGHT, empty_values=())
    started_at = Column(verbose_name=_("Empezó"))
    took = Column(verbose_name=_("Duró"), attrs=RIGHT, empty_values=())
    error = Column(verbose_name=_("Qué pasó"), orderable=False, empty_values=())

    def render_title(self, record: Job) -> SafeString:
        url = reverse("operations:job", args=[record.pk])
        return format_html('<a class="link" href="{}">{}</a>', url, job_title(record))

    def value_title(self, record: Job) -> str:
        return job_title(record)

    def render_kind(self, value: str) -> str:
        return word_for(value)

    def render_state(self, record: Job) -> SafeString:
        return status(JOB_STATUS[JobState(record.state)], str(record.get_state_display()))

    def value_state(self, record: Job) -> str:
        return str(record.get_state_display())

    def render_done(self, record: Job) -> str:
        return progress_of(record) or "–"

    def value_done(self, record: Job) -> str:
        return progress_of(record)

    def render_started_at(self, value: dt.datetime) -> str:
        return said_moment(value, self.request.actor.country)

    def value_started_at(self, value: dt.datetime | None) -> str:
        return plain_moment(value, self.request.actor.country) if value else ""

    def render_took(self, record: Job) -> str:
        return said_length(length_of(record)) or "–"

    def value_took(self, record: Job) -> str:
        return said_length(length_of(record))

    def render_error(self, record: Job) -> Any:
        found = job_mistake(record)
        return found.as_html() if found else "–"

    def value_error(self, record: Job) -> str:
        return str(job_mistake(record) or "")


class Jobs(TablePage):
    demand = CAPABILITY
    template = "operations/jobs.html"
    title = _("Trabajos largos")
    table_class = JobTable
    filterset_class = JobFilters
    file_name = "trabajos"

    def rows(self) -> QuerySet[Any]:
        return job_rows(self).filter(below(self.narrowed_to))

    def context(self) -> dict[str, Any]:
        given = super().context()
        n = given["table"].paginator.count
        said = ngettext("%(n)d trabajo", "%(n)d trabajos", n) % {"n": n}
        return given | {"rows_said": said, "nothing": not n and not given["filtering"]}


class OperationsJob(Page):
    """One work, with everything that an operator needs in order to help."""

    demand = CAPABILITY
    template = "operations/job.html"
    job: Any

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.job = job_rows(self).filter(pk=kwargs["job_id"]).first()
        if self.job is None:
            raise Http404
        return super().get(request, *args, **kwargs)

    def page_title(self) -> Any:
        return job_title(self.job)

    def context(self) -> dict[str, Any]:
        job, country = self.job, self.actor.country
        about = link_to(job.ref, role=self.actor) if job.ref else None
        # Of a work that is over, the last sign of life says nothing that its end does not.
        beat = job.heartbeat_at if job.state == JobState.RUNNING else None
        moments = [
            (_("Pedido"), said_moment(job.created_at, country)),
            (_("Empezó"), said_moment(job.started_at, country)),
            (_("Última señal de vida"), said_moment(shown(beat) if beat else None, country)),
            (_("Terminó"), said_moment(job.ended_at, country)),
            (_("Duró"), said_length(length_of(job))),
        ]
        return {
            "job": job,
            "kind": word_for(job.kind),
            "stage": job_stage(job) if job.state == JobState.RUNNING else "",
            "sign": status(JOB_STATUS[JobState(job.state)], str(job.get_state_display())),
            "mistakes": [one.as_html() for one in job_mistakes(job)],
            "moments": [(name, said) for name, said in moments if said],
            "progress": progress_of(job),
            "about": about,
        }
