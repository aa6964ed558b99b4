"""Caseloads of a UGEL: the map beside the table, and how far they are from the proven best."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, JsonResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from pusaq.accompaniment.addresses import CASELOAD, CASELOAD_MAP
from pusaq.accompaniment.caseloads.models import AnnualPlan
from pusaq.accompaniment.caseloads.pages.ugels import PlanView
from pusaq.accompaniment.caseloads.queries.caseloads import (
    CaseloadRow,
    caseload_map,
    caseload_rows,
    caseload_totals,
    optimum,
)
from pusaq.accompaniment.caseloads.queries.plans import published_before
from pusaq.accompaniment.caseloads.shown.choosing import NOTHING_CHOSEN, Choice, plan_context
from pusaq.accompaniment.caseloads.shown.indices import index_of_letter
from pusaq.accompaniment.caseloads.shown.leads import caseloads_lead, gap_said, nothing_lead, vacant_said
from pusaq.accompaniment.caseloads.shown.map_data import map_data
from pusaq.accompaniment.caseloads.shown.notes import NoteColumn, in_words
from pusaq.accompaniment.targeting.queries.profiles import profile_label
from pusaq.agenda.shown.numerals import numeral_links
from pusaq.common.clock import today
from pusaq.shell.tables import Column, NumberColumn, Table, TablePage
from pusaq.shell.templatetags.pusaq import case_letter, case_shape, ratio

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.http import HttpResponse
    from django.utils.safestring import SafeString

    from pusaq.accompaniment.caseloads.models import Caseload
    from pusaq.common.actor import Actor, ActorRequest

CAPABILITY = "caseloads.read"
SHOWN_APART = ("profile", "days_available", "ratio_max", "note")
"""Columns that a file has and that the page shows inside others."""


def label_of_profile(caseload: Caseload) -> str:
    return profile_label(caseload.plan.targeting.norm, caseload.profile)


class ProfileFilter(forms.Form):
    perfil = forms.ChoiceField(label=gettext_lazy("Perfil"), required=False)

    def __init__(self, *args: Any, profiles: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["perfil"]
        field.choices = [("", _("Todos los perfiles")), *profiles.items()]  # type: ignore[attr-defined]  # a ChoiceField


class SaidColumn(NumberColumn):
    """Numbers whose total is said in words."""

    def render(self, value: Any) -> str:
        return value if isinstance(value, str) else super().render(value)


class CaseloadTable(Table):
    name = Column(verbose_name=gettext_lazy("Acompañante"), order_by=("order",), empty_values=())
    profile = Column(verbose_name=gettext_lazy("Perfil"), accessor="caseload__profile")
    schools = NumberColumn(verbose_name=gettext_lazy("II.EE."), accessor="caseload__schools")
    teachers = NumberColumn(verbose_name=gettext_lazy("Docentes"), accessor="caseload__teachers")
    ratio_max = NumberColumn(verbose_name=gettext_lazy("Máximo de docentes"), accessor="caseload__ratio_max")
    km = NumberColumn(verbose_name=gettext_lazy("Km al año"), accessor="caseload__weighted_km")
    days_used = SaidColumn(verbose_name=gettext_lazy("Días usados"), accessor="days_used")
    days_available = NumberColumn(
        verbose_name=gettext_lazy("Días disponibles"), accessor="caseload__days_available"
    )
    note = NoteColumn(accessor="caseload__note", default="")

    class Meta:
        row_attrs = {"data-map-group": lambda record: record.caseload.letter, "class": ""}

    def render_name(self, record: CaseloadRow) -> SafeString:
        caseload = record.caseload
        place, note = index_of_letter(caseload.letter), in_words(caseload.note)
        return format_html(
            '<span class="case-name">{}{}<span><a class="link" href="{}">{}</a>{}</span></span>',
            case_shape(place),
            case_letter(caseload.letter, place),
            reverse(CASELOAD, args=[caseload.pk]),
            record.name or _("Plaza vacante"),
            format_html('<span class="case-note">{}</span>', note) if note else "",
        )

    def render_profile(self, record: CaseloadRow) -> str:
        return label_of_profile(record.caseload)

    def value_name(self, record: CaseloadRow) -> str:
        return f"{record.caseload.letter} {record.name or _('Plaza vacante')}"

    def render_teachers(self, record: CaseloadRow) -> SafeString:
        caseload = record.caseload
        bar = ratio(caseload.teachers, caseload.ratio_min or 0, caseload.ratio_max)
        return format_html('<span class="ratio-cell">{} {}</span>', caseload.teachers, bar)

    def value_teachers(self, record: CaseloadRow) -> int:
        return record.caseload.teachers

    def render_days_used(self, record: CaseloadRow) -> SafeString:
        used, available = record.days_used, record.caseload.days_available
        return format_html(
            '{} <span class="muted whitespace-nowrap">{}</span>', used, _("de %(n)d") % {"n": available}
        )

    def value_days_used(self, record: CaseloadRow) -> int:
        return record.days_used


class CaseloadsOfPlan(TablePage):
    """The caseloads of one plan."""

    template = "accompaniment/caseloads/caseloads.html"
    table_class = CaseloadTable
    file_name = "carteras"
    per_page = 100
    choice: Choice = NOTHING_CHOSEN
    all_rows: Sequence[CaseloadRow] = ()

    def page_title(self) -> Any:
        return _("Carteras de docentes %(year)d") % {"year": self.choice.year}

    def rows(self) -> Sequence[CaseloadRow]:
        plan = self.choice.plan
        if plan is None:
            return []
        return caseload_rows(plan, scope=self.actor.scope(CAPABILITY), on=today(self.actor.organisation))

    def filtered(self) -> tuple[Any, Any]:
        self.all_rows = rows = self.rows()
        profiles = {row.caseload.profile: label_of_profile(row.caseload) for row in rows}
        form = ProfileFilter(self.request.GET, profiles=profiles)
        chosen = form.cleaned_data["perfil"] if form.is_valid() else ""
        return form, [row for row in rows if not chosen or row.caseload.profile == chosen]

    def make_table(self, rows: Any) -> Table:
        shown = "formato" not in self.request.GET
        return self.table_class(
            rows,
            order_by=self.request.GET.get("sort"),
            request=self.request,
            exclude=SHOWN_APART if shown else (),
            empty_text=_("Ninguna cartera de ese perfil."),
        )

    def totals(self, rows: Sequence[CaseloadRow]) -> Mapping[str, Any]:
        if self.choice.plan is None or not rows:
            return {}
        found = caseload_totals(self.choice.plan, list(rows))
        used: Any = found.days_used
        if "formato" not in self.request.GET:
            used = _("%(used)s de %(available)s") % {
                "used": number_format(found.days_used, force_grouping=True),
                "available": number_format(found.days_available, force_grouping=True),
            }
        return {
            "schools": found.schools,
            "teachers": found.teachers,
            # The sum of all is the figure of the plan, not that of rounded rows.
            "km": optimum(self.choice.plan).km if self._is_all(rows) else found.weighted_km,
            "days_used": used,
            "days_available": found.days_available,
        }

    def _is_all(self, rows: Sequence[CaseloadRow]) -> bool:
        plan = self.choice.plan
        whole = plan is not None and self.actor.scope(CAPABILITY).holds(plan.path)
        return whole and len(rows) == len(self.all_rows)

    def context(self) -> dict[str, Any]:
        plan = self.choice.plan
        given = {**super().context(), **plan_context(self.choice, self.actor)}
        if plan is None or not self.all_rows:
            return given | {"lead": nothing_lead(has_plan=plan is not None, year=self.choice.year)}
        best = optimum(plan)
        before = published_before(plan)
        is_whole = self.actor.scope(CAPABILITY).holds(plan.path)
        whole = caseload_totals(plan, list(self.all_rows))
        return given | {
            "whole": whole,
            "lead": caseloads_lead(whole, outside=sum(is_outside(row) for row in self.all_rows)),
            "vacant_said": vacant_said(sum(not row.name for row in self.all_rows)),
            "numerals": numeral_links(
                plan.targeting.norm, [row.caseload.numeral for row in self.all_rows], role=self.actor
            ),
            "best": best if is_whole else None,
            "gap_said": gap_said(best.gap),
            "rows_said": ngettext("%(n)d cartera", "%(n)d carteras", len(given["table"].data))
            % {"n": len(given["table"].data)},
            "line": best_line(
                best.km,
                None if best.gap is None else best.bound,
                before.summary.get("km") if before else None,
            ),
            "before": before,
            "map_url": reverse(CASELOAD_MAP, args=[plan.pk]),
            "profiles": len(given["filters"].fields["perfil"].choices) > 2,
        }


def is_outside(row: CaseloadRow) -> bool:
    return row.is_below_minimum or row.caseload.teachers > row.caseload.ratio_max


def best_line(km: float, bound: float | None, before: float | None) -> dict[str, str]:
    """Where the marks of the line to the bound stand, in percent of its width."""
    end = 1.06 * max(km, bound or 0, before or 0) or 1
    places = {"km": km, "bound": bound, "before": before}
    return {name: f"{100 * value / end:.2f}%" for name, value in places.items() if value is not None}


class Caseloads(PlanView):
    demand = CAPABILITY
    of_plan = CaseloadsOfPlan
    subject = gettext_lazy("Carteras de docentes")
    file_name = "carteras-por-ugel"


class CaseloadMap(View):
    """What the map of a plan shows, for the eyes of a role."""

    demand = CAPABILITY
    request: ActorRequest

    def get(self, request: ActorRequest, plan_id: UUID) -> HttpResponse:
        actor: Actor = request.actor
        scope = actor.scope(CAPABILITY)
        plan = AnnualPlan.objects.within(scope).select_related("organisation").filter(pk=plan_id).first()
        if plan is None:
            raise Http404
        found = caseload_map(plan, scope=scope, territory=actor.scope("territory.read"))
        rows = caseload_rows(plan, scope=scope, on=today(actor.organisation))
        return JsonResponse(map_data(plan, found, rows), headers={"Cache-Control": "private, no-cache"})
