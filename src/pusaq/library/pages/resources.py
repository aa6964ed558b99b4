"""Resources of the reader's country: practices, training, programmes and events to learn from."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pusaq.common.sorting import sort_key
from pusaq.library.enums import ResourceKind
from pusaq.library.queries import in_reading_order, regions_of, resources, with_words, years_of
from pusaq.shell.statuses import STATUSES
from pusaq.shell.tables import Column, NameColumn, Table, TablePage
from pusaq.shell.templatetags.pusaq import status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.safestring import SafeString

    from pusaq.library.models import Resource

CAPABILITY = "resources.read"
DEMO = "demo"


class ResourceFilters(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Palabras"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    tipo = forms.ChoiceField(label=gettext_lazy("Tipo"), required=False)
    anio = forms.ChoiceField(label=gettext_lazy("Edición o año"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Región"), required=False)

    def __init__(self, *args: Any, among: list[Resource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("Todos"))
        kinds = {one.kind for one in among}
        offered: dict[str, list[tuple[str, Any]]] = {
            "tipo": [every, *(choice for choice in ResourceKind.choices if choice[0] in kinds)],
            "anio": [every, *((str(year), str(year)) for year in years_of(among))],
            "region": [("", _("Todas")), *((name, name) for name in regions_of(among))],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class ResourceRows(Table):
    title = NameColumn(
        verbose_name=gettext_lazy("Recurso"), url=lambda row: row["url"], order_by=("sort_key",)
    )
    kind = Column(verbose_name=gettext_lazy("Tipo"))
    year = Column(
        verbose_name=gettext_lazy("Edición o año"),
        default=gettext_lazy("sin dato"),
        order_by=("year_key", "sort_key"),
        attrs={"td": {"class": "tn"}},
    )
    region = Column(verbose_name=gettext_lazy("Región"), order_by=("region_key", "sort_key"))
    body = Column(verbose_name=gettext_lazy("Entidad"), order_by=("body_key", "sort_key"))
    mark = Column(verbose_name=gettext_lazy("Marca"), order_by=("mark", "sort_key"))

    def render_year(self, value: int) -> str:
        # A number would be grouped: «2 017».
        return str(value)

    def render_mark(self) -> SafeString:
        return status(DEMO, box=True)

    def value_mark(self, value: str) -> str:
        return value


class Resources(TablePage):
    demand = CAPABILITY
    template = "library/resources.html"
    title = gettext_lazy("Recursos")
    table_class = ResourceRows
    file_name = "recursos"

    @cached_property
    def known(self) -> list[Resource]:
        found = resources(self.actor.scope(CAPABILITY)).defer("details")
        return in_reading_order(found)

    def rows(self) -> list[Resource]:
        return self.known

    def filtered(self) -> tuple[forms.BaseForm, list[Resource]]:
        form = ResourceFilters(self.request.GET, among=self.known)
        # A value that is none of the choices filters nothing, as if it were not there.
        form.is_valid()
        asked = form.cleaned_data
        found = with_words(self.rows(), asked.get("q", ""))
        for field, name in (("kind", "tipo"), ("year", "anio"), ("region", "region")):
            if wanted := asked.get(name):
                found = [one for one in found if str(getattr(one, field)) == wanted]
        return form, found

    def make_table(self, rows: list[Resource]) -> Table:
        return super().make_table([_row(one) for one in rows])

    def context(self) -> dict[str, Any]:
        given = super().context()
        n = given["table"].paginator.count
        return given | {
            "rows_said": ngettext("%(n)d recurso", "%(n)d recursos", n) % {"n": n},
            "nothing": not self.known,
            "examples": sum(one.demo for one in self.known),
        }


def _row(one: Resource) -> Mapping[str, Any]:
    return {
        "title": one.title,
        "sort_key": one.sort_key,
        "url": reverse("library:resource", args=[one.code]),
        "kind": one.get_kind_display(),
        "year": one.year,
        "year_key": one.year or 0,
        "region": one.region or None,
        "region_key": sort_key(one.region),
        "body": one.body_name or None,
        "body_key": sort_key(one.body_name),
        "mark": str(STATUSES[DEMO].word) if one.demo else None,
    }
