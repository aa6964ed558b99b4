"""Files of data that were loaded: from where, of which day, by whom, with how many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pusaq.people.queries import with_author
from pusaq.shell.moments import plain_moment, said_moment
from pusaq.shell.tables import Column, DateColumn, NumberColumn, Table, TablePage
from pusaq.territory.enums import LoadKind
from pusaq.territory.models import DataLoad
from pusaq.territory.queries import rows_of_load

if TYPE_CHECKING:
    import datetime as dt

CAPABILITY = "operations.read"


class LoadWords(forms.Form):
    tipo = forms.ChoiceField(
        label=_("Tipo"), required=False, choices=[("", _("Cualquiera")), *LoadKind.choices]
    )


class LoadTable(Table):
    file_name = Column(verbose_name=_("Archivo"))
    kind = Column(verbose_name=_("Tipo"))
    source = Column(verbose_name=_("Fuente"))
    source_date = DateColumn(verbose_name=_("Datos al"))
    by_name = Column(verbose_name=_("Quién lo cargó"), default=_("por orden en el servidor"))
    loaded_at = Column(verbose_name=_("Cargado"))
    read = NumberColumn(verbose_name=_("Filas leídas"))
    rejected = NumberColumn(verbose_name=_("Rechazadas"))
    cells = NumberColumn(verbose_name=_("Celdas ilegibles"))

    def render_loaded_at(self, value: dt.datetime) -> str:
        return said_moment(value, self.request.actor.country)

    def value_loaded_at(self, value: dt.datetime) -> str:
        return plain_moment(value, self.request.actor.country)


class Loads(TablePage):
    demand = CAPABILITY
    template = "operations/loads.html"
    title = _("Cargas de datos")
    table_class = LoadTable
    file_name = "cargas"

    def rows(self) -> list[dict[str, Any]]:
        found: Any = with_author(DataLoad.objects.within(self.actor.scope(CAPABILITY)))
        rows = []
        for load in found:
            counted = rows_of_load(load)
            rows.append(
                {
                    "file_name": load.file_name,
                    "code": load.kind,
                    "kind": load.get_kind_display(),
                    "source": load.source,
                    "source_date": load.source_date,
                    "by_name": load.by_name,
                    "loaded_at": load.loaded_at,
                    "read": counted.read,
                    "rejected": counted.rejected,
                    "cells": counted.cells,
                }
            )
        return rows

    def filtered(self) -> tuple[forms.BaseForm, list[dict[str, Any]]]:
        form = LoadWords(self.request.GET)
        wanted = form.cleaned_data["tipo"] if form.is_valid() else ""
        return form, [row for row in self.rows() if not wanted or row["code"] == wanted]

    def context(self) -> dict[str, Any]:
        given = super().context()
        n = given["table"].paginator.count
        said = ngettext("%(n)d carga", "%(n)d cargas", n) % {"n": n}
        return given | {"rows_said": said, "nothing": not n and not given["filtering"]}
