"""One body with its schools: a directorate, a UGEL, a local service, a network."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import django_tables2
from django import forms
from django.http import Http404
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from pusaq.shell.tables import NameColumn, NumberColumn, Table, TablePage
from pusaq.territory.enums import Level, OrganisationKind
from pusaq.territory.links import link_to_organisation, link_to_school
from pusaq.territory.naming import is_written_otherwise, school_label
from pusaq.territory.queries import (
    ancestors,
    districts_of,
    held_by,
    open_organisations,
    organisation_children,
    schools,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.utils.functional import _StrOrPromise

    from pusaq.territory.models import Organisation, School

CAPABILITY = "territory.read"
LEVEL_ORDER = [level.value for level in Level]


class SchoolFilters(forms.Form):
    q = forms.CharField(
        label=_("Nombre o código"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    nivel = forms.ChoiceField(label=_("Nivel"), required=False)
    distrito = forms.ChoiceField(label=_("Distrito"), required=False)

    def __init__(self, *args: Any, levels: Any, districts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nivel"].choices = [("", _("Todos")), *levels]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["distrito"].choices = [("", _("Todos")), *districts]  # type: ignore[attr-defined]  # a ChoiceField


def _url(school: School) -> str:
    link = link_to_school(school)
    return link.url if link else ""


class SchoolRows(Table):
    name = NameColumn(verbose_name=_("Escuela"), url=_url, order_by=("sort_key", "pk"))
    code = django_tables2.Column(verbose_name=_("Código"))
    levels = django_tables2.Column(
        verbose_name=_("Niveles"), accessor="present_services", orderable=False, empty_values=()
    )
    students = NumberColumn(verbose_name=_("Estudiantes"), accessor="present_services", orderable=False)
    district = django_tables2.Column(verbose_name=_("Distrito"), default="–")
    network = django_tables2.Column(
        verbose_name=_("Red educativa"), accessor="network__short_name", order_by=("network__sort_key",)
    )

    word: str
    level_names: Mapping[str, str]

    def render_name(self, record: School) -> Any:
        label = school_label(record.name, self.word)
        return format_html('<a class="link inline-block min-h-6" href="{}">{}</a>', _url(record), label)

    def value_name(self, record: School) -> str:
        return school_label(record.name, self.word)

    def render_levels(self, record: Any) -> str:
        kinds = {service.level for service in record.present_services}
        return ", ".join(
            self.level_names.get(kind, kind) for kind in sorted(kinds, key=LEVEL_ORDER.index)
        ) or str(_("sin servicios"))

    def render_students(self, record: Any) -> Any:
        known = self.value_students(record)
        return _("sin dato") if known is None else self.columns["students"].column.render(known)

    def value_students(self, record: Any) -> int | None:
        known = [s.students for s in record.present_services if s.students is not None]
        return sum(known) if known else None


class OrganisationPage(TablePage):
    demand = CAPABILITY
    template = "territory/organisation.html"
    table_class = SchoolRows
    file_name = "escuelas"

    @cached_property
    def scope(self) -> Any:
        return self.actor.scope(CAPABILITY)

    @cached_property
    def body(self) -> Organisation:
        found = open_organisations(self.scope).filter(pk=self.kwargs["organisation"]).first()
        if found is None:
            raise Http404
        return found

    def page_title(self) -> _StrOrPromise:
        return self.body.name

    def rows(self) -> QuerySet[School]:
        return self._schools("", None)

    def _schools(self, words: str, level: Level | None) -> QuerySet[School]:
        if self.body.kind == OrganisationKind.SCHOOL_NETWORK:
            return schools(scope=self.scope, words=words, level=level).filter(network=self.body)
        return schools(scope=self.scope, at=self.body.path, words=words, level=level)

    @cached_property
    def form(self) -> SchoolFilters:
        levels = [(level.value, self.actor.pack.levels.get(level.value, level.label)) for level in Level]
        districts = [(name, f"{name} ({count})") for name, count in districts_of(self.rows())]
        return SchoolFilters(self.request.GET, levels=levels, districts=districts)

    def filtered(self) -> tuple[forms.BaseForm, QuerySet[School]]:
        # A value that is none of the choices filters nothing, as if it were not there.
        self.form.is_valid()
        asked = self.form.cleaned_data
        level = asked.get("nivel")
        found = self._schools(asked.get("q", ""), Level(level) if level else None)
        return self.form, found.filter(district=asked["distrito"]) if asked.get("distrito") else found

    def make_table(self, rows: Any) -> SchoolRows:
        hidden = ("network",) if self.body.kind == OrganisationKind.SCHOOL_NETWORK else ()
        table = SchoolRows(rows, exclude=hidden, order_by=self.request.GET.get("sort"), request=self.request)
        table.word = self.actor.pack.words["escuela"]
        table.level_names = self.actor.pack.levels
        word = self.actor.pack.words["escuela"]
        table.columns["name"].column.verbose_name = word[:1].upper() + word[1:]
        return table

    def context(self) -> dict[str, Any]:
        shown = super().context()
        if self.fragment():
            return shown
        children = list(organisation_children(self.body, scope=self.scope))
        held = held_by([self.body, *children], scope=self.scope)
        pack = self.actor.pack
        register = self.body.registry_name
        return shown | {
            "body": self.body,
            "in_registry": register if is_written_otherwise(self.body.short_name, register) else "",
            "kind": pack.organisations.get(self.body.kind, self.body.get_kind_display()),
            "held": held[self.body.pk],
            "crumbs": self._above(),
            "children": [(child, link_to_organisation(child), held[child.pk]) for child in children],
        }

    def _above(self) -> list[Organisation]:
        return [one for one in ancestors(self.body.path) if one.pk != self.body.pk]
