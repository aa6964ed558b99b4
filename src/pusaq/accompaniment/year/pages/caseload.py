"""One caseload, by school and by teacher: two views of one thing, with the same totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pusaq.accompaniment.addresses import CASELOAD_YEAR, CASELOADS
from pusaq.accompaniment.caseloads.queries.caseloads import CaseloadRow
from pusaq.accompaniment.caseloads.shown.choosing import plan_url
from pusaq.accompaniment.caseloads.shown.indices import index_of_letter
from pusaq.accompaniment.caseloads.shown.leads import caseload_lead
from pusaq.accompaniment.caseloads.shown.notes import NoteColumn, in_words
from pusaq.accompaniment.looks import in_order
from pusaq.accompaniment.targeting.queries.profiles import profile_label
from pusaq.accompaniment.year.pages.of_caseload import OfCaseload
from pusaq.accompaniment.year.queries.caseload_doses import by_school, by_teacher, taught, totals
from pusaq.accompaniment.year.queries.free_days import free_days
from pusaq.accompaniment.year.queries.year import numerals_of
from pusaq.accompaniment.year.shown.left_out import left_out, times
from pusaq.agenda.shown.numerals import numeral_links
from pusaq.common.clock import today
from pusaq.people.queries import holders
from pusaq.shell.tables import Column, NumberColumn, Table
from pusaq.territory.links import link_to_school

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.safestring import SafeString

from pusaq.accompaniment.year.queries.caseload_doses import BySchool, ByTeacher

CAPABILITY = "caseloads.read"
TEACHERS = "docentes"


class DoseTable(Table):
    """What both views count; the page adds a column for each measure."""

    teachers = NumberColumn(verbose_name=gettext_lazy("Docentes"), accessor="doses__teachers")


class SchoolTable(DoseTable):
    school = Column(verbose_name=gettext_lazy("IE"), order_by=("school__sort_key",))
    district = Column(verbose_name=gettext_lazy("Distrito"), accessor="school__district")
    levels = Column(verbose_name=gettext_lazy("Nivel"), accessor="services", orderable=False)

    class Meta:
        sequence = ("school", "district", "levels", "...")

    def render_school(self, record: BySchool) -> SafeString | str:
        link = link_to_school(record.school)
        if link is None:
            return record.school.name
        return format_html('<a class="link" href="{}">{}</a>', link.url, record.school.name)

    def value_school(self, record: BySchool) -> str:
        return record.school.name

    def render_levels(self, record: BySchool) -> str:
        return ", ".join(dict.fromkeys(str(one.get_level_display()) for one in record.services))

    def value_levels(self, record: BySchool) -> str:
        return self.render_levels(record)


class TeacherTable(DoseTable):
    name = Column(verbose_name=gettext_lazy("Docente"), empty_values=(), order_by=("name", "post__code"))
    service = Column(verbose_name=gettext_lazy("IE"), order_by=("service__sort_key",))
    level = Column(verbose_name=gettext_lazy("Nivel"), accessor="service__get_level_display")
    language = Column(verbose_name=gettext_lazy("Lengua"), default="–")
    note = NoteColumn(default="–")

    class Meta:
        sequence = ("name", "service", "level", "...", "language", "note")
        exclude = ("teachers",)

    def render_name(self, record: ByTeacher) -> str:
        said = _("Plaza vacante %(code)s") if record.is_vacant else _("Plaza %(code)s")
        return record.name or said % {"code": record.post.code}

    def value_name(self, record: ByTeacher) -> str:
        return self.render_name(record)


class CaseloadPage(OfCaseload):
    demand = CAPABILITY
    template = "accompaniment/year/caseload.html"
    file_name = "cartera"
    everything: Sequence[BySchool | ByTeacher] = ()

    def page_title(self) -> Any:
        return _("Cartera %(letter)s") % {"letter": self.caseload.letter}

    @property
    def by_teacher(self) -> bool:
        return self.request.GET.get("vista") == TEACHERS

    def rows(self) -> Sequence[BySchool | ByTeacher]:
        if self.by_teacher:
            day = today(self.actor.organisation)
            return by_teacher(self.caseload, names=self.actor.scope("people.names"), on=day)
        return by_school(self.caseload)

    def make_table(self, rows: Any) -> Table:
        made = TeacherTable if self.by_teacher else SchoolTable
        columns = [
            (one.name, NumberColumn(verbose_name=one.heading, accessor=f"doses__counts__{one.name}"))
            for one in taught()
        ]
        order_by = self.request.GET.get("sort")
        return made(list(rows), order_by=order_by, request=self.request, extra_columns=columns)

    def totals(self, rows: Any) -> Mapping[str, Any]:
        found = totals(rows)
        return {"teachers": found.teachers, **{one.name: found.counts[one.name] for one in taught()}}

    def context(self) -> dict[str, Any]:
        given = super().context()
        caseload, plan = self.caseload, self.caseload.plan
        day = today(self.actor.organisation)
        holder = holders([caseload.accompanist_id], on=day).get(caseload.accompanist_id)
        cited = numerals_of(caseload)
        norm = plan.targeting.norm
        kinds = [
            (str(look.label), numeral_links(norm, cited[kind.id], role=self.actor))
            for kind, look in in_order()
            if kind.id in cited
        ]
        missing = left_out(
            plan,
            scope=self.actor.scope(CAPABILITY),
            names=self.actor.scope("people.names"),
            on=day,
            caseload=caseload,
        )
        free = free_days(caseload, on=day)
        row = CaseloadRow(caseload, str(holder or ""), free.used)
        return {
            **given,
            "caseload": caseload,
            "note": in_words(caseload.note),
            "missing": missing,
            "missing_times": times(missing),
            "row": row,
            "lead": caseload_lead(
                row,
                profile=profile_label(plan.targeting.norm, caseload.profile),
                free=free.days,
                at_most=free.at_most,
            ),
            "plan": plan,
            "place": index_of_letter(caseload.letter),
            "doses": totals(given["table"].data.data),
            "by_teacher": self.by_teacher,
            "kinds": kinds,
            "numerals": numeral_links(norm, caseload.numeral, role=self.actor),
            "back_url": plan_url(CASELOADS, plan),
            "year_url": reverse(CASELOAD_YEAR, args=[caseload.pk]) if self.actor.may("plan.read") else "",
            "rows_said": _("Por docente") if self.by_teacher else _("Por escuela"),
        }
