"""UGEL in reach, to choose one; then the page of its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from pusaq.accompaniment.caseloads.shown.choosing import NOTHING_CHOSEN, Choice, choice_of
from pusaq.accompaniment.caseloads.shown.leads import ugels_lead
from pusaq.accompaniment.enums import PlanState
from pusaq.shell.tables import Column, NameColumn, NumberColumn, Table, TablePage
from pusaq.shell.templatetags.pusaq import status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http.response import HttpResponseBase
    from django.utils.safestring import SafeString

    from pusaq.accompaniment.caseloads.queries.places import UgelPlan
    from pusaq.common.actor import ActorRequest

STATES = {PlanState.PUBLISHED: "published", PlanState.PROPOSAL: "draft", PlanState.SUPERSEDED: "draft"}


class UgelRows(Table):
    name = NameColumn(
        verbose_name=gettext_lazy("UGEL"), accessor="organisation", order_by=("organisation__sort_key",)
    )
    state = Column(verbose_name=gettext_lazy("Plan"), empty_values=(), order_by=("is_late", "state"))
    version = NumberColumn(verbose_name=gettext_lazy("Versión"), default="–")
    teachers = NumberColumn(verbose_name=gettext_lazy("Docentes"), default="–")
    accompanists = NumberColumn(verbose_name=gettext_lazy("Acompañantes"), default="–")
    km = NumberColumn(verbose_name=gettext_lazy("Km al año"), default="–")
    unplaced = NumberColumn(verbose_name=gettext_lazy("No cabe"), default="–")

    def render_name(self, value: Any, record: UgelPlan) -> SafeString:
        query = urlencode({"ugel": record.organisation.code, "anio": self.request.choice.year})
        return format_html('<a class="link" href="?{}">{}</a>', query, value)

    def render_state(self, record: UgelPlan) -> SafeString | str:
        if record.is_late:
            return status("late", said_of(record))
        return status(STATES[PlanState(record.state)], said_of(record)) if record.state else _("Sin plan")

    def value_state(self, record: UgelPlan) -> str:
        return said_of(record)


def said_of(row: UgelPlan) -> str:
    """State of a UGEL's plan in words."""
    if row.plan is None:
        return _("Atrasada: sin plan") if row.is_late else _("Sin plan")
    if row.is_late:
        return _("Atrasada: sin publicar")
    return str(PlanState(row.state).label)


class UgelChoice(TablePage):
    """UGEL in reach, to choose one, with the totals of their plans."""

    template = "accompaniment/caseloads/ugels.html"
    table_class = UgelRows
    choice: Choice = NOTHING_CHOSEN
    subject: Any = ""
    file_name = "ugel"

    def page_title(self) -> Any:
        return f"{self.subject} {self.choice.year}"

    def rows(self) -> Sequence[UgelPlan]:
        return self.choice.ugels

    def totals(self, rows: Sequence[UgelPlan]) -> Mapping[str, Any]:
        return {
            name: sum(getattr(row, name) or 0 for row in rows)
            for name in ("teachers", "accompanists", "km", "unplaced")
        }

    def context(self) -> dict[str, Any]:
        ugels = self.choice.ugels
        return {
            **super().context(),
            "choice": self.choice,
            "rows_said": ngettext("%(n)d UGEL", "%(n)d UGEL", len(ugels)) % {"n": len(ugels)},
            "lead": ugels_lead(
                len(ugels),
                published=sum(row.state == PlanState.PUBLISHED for row in ugels),
                teachers=sum(int(row.teachers or 0) for row in ugels),
                late=sum(row.is_late for row in ugels),
            ),
        }


class PlanView(View):
    """An address about one plan that first lets a reader of several UGEL choose one.

    Attributes:
        demand: what one must be allowed to see.
        of_plan: the page of one plan; it has a `choice`.
        subject: what the plans are asked for.
        file_name: of the list of UGEL.
    """

    demand: ClassVar[str]
    of_plan: ClassVar[type[Any]]
    subject: ClassVar[Any]
    file_name: ClassVar[str]

    def get(self, request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        choice = choice_of(request, self.demand)
        request.choice = choice  # type: ignore[attr-defined]  # the table of UGEL reads it
        if choice.ugel is None and choice.is_one_of_many:
            view = UgelChoice.as_view(choice=choice, subject=self.subject, file_name=self.file_name)
        else:
            view = self.of_plan.as_view(choice=choice)
        return view(request, *args, **kwargs)
