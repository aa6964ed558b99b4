"""The sheet of components, in a demonstration and while developing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from pusaq.common.demands import Demand
from pusaq.shell.pages.base import Page
from pusaq.shell.statuses import STATUSES
from pusaq.shell.tables import Column, DateColumn, NameColumn, NumberColumn, Table, TablePage
from pusaq.shell.templatetags.pusaq import status

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.utils.safestring import SafeString

ROWS = 10_000
NAMES = ("Las Palmas", "Esperanza", "Dos de Agosto", "Ñuñunhuayo", "Álvarez", "Zúñiga", "Alto Andino")
DISTRICTS = ("Barranquita", "Caynarachi", "Cuñumbuqui", "Lamas", "Tabalosos")
STATES = ("on_track", "late", "done", "no_data")
FIRST_DAY = dt.date(2026, 3, 9)


class ExampleFields(forms.Form):
    why = forms.CharField(label=_("Motivo"), initial="Río crecido", help_text=_("Lo verá la DRE."))
    lost = forms.IntegerField(label=_("Días perdidos"), max_value=17)
    district = forms.ChoiceField(
        label=_("Distrito"), choices=[(one, one) for one in DISTRICTS], required=False
    )
    note = forms.CharField(label=_("Nota"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    told = forms.BooleanField(label=_("Avisar a la DRE"), required=False)


class _OnlyInside(Page):
    """Nobody finds it in a real installation."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (settings.DEMO or settings.DEBUG):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class Components(_OnlyInside):
    demand = Demand.ANYBODY
    template = "shell/components.html"
    title = _("Hoja de componentes")

    def context(self) -> dict[str, Any]:
        fields = ExampleFields({"why": "Río crecido", "lost": "40", "district": "Lamas"})
        return {
            "fields": [(one, {one.widget_type: True}) for one in fields],
            "statuses": list(STATUSES),
            "cases": list(enumerate("ABCDEFGH")),
            "map": EXAMPLE_MAP,
        }


class ExampleFilters(forms.Form):
    q = forms.CharField(label=_("Escuela"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    district = forms.MultipleChoiceField(
        label=_("Distrito"),
        choices=[(one, one) for one in DISTRICTS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def passes(self, row: dict[str, Any]) -> bool:
        chosen = self.cleaned_data
        return chosen["q"].casefold() in row["name"].casefold() and (
            not chosen["district"] or row["district"] in chosen["district"]
        )


class ExampleRows(Table):
    name = NameColumn(verbose_name=_("Escuela"), url=lambda _record: "#tabla")
    district = Column(verbose_name=_("Distrito"))
    students = NumberColumn(verbose_name=_("Estudiantes"))
    kilometres = NumberColumn(verbose_name=_("Km al año"), decimals=1)
    next_visit = DateColumn(verbose_name=_("Próxima visita"))
    state = Column(verbose_name=_("Estado"))

    def render_state(self, value: str) -> SafeString:
        return status(value)

    def value_state(self, value: str) -> str:
        return str(STATUSES[value].word)


class ExampleTable(TablePage, _OnlyInside):
    demand = Demand.ANYBODY
    template = "shell/example_table.html"
    title = _("Tabla de diez mil filas")
    table_class = ExampleRows
    file_name = "ejemplo"
    made: ClassVar[list[dict[str, Any]]] = []

    def rows(self) -> list[dict[str, Any]]:
        if not self.made:
            self.made.extend(_example(number) for number in range(ROWS))
        return self.made

    def filtered(self) -> tuple[forms.BaseForm, list[dict[str, Any]]]:
        form = ExampleFilters(self.request.GET)
        if not form.is_valid():
            return form, []
        return form, [row for row in self.rows() if form.passes(row)]

    def totals(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "students": sum(row["students"] or 0 for row in rows),
            "kilometres": sum(row["kilometres"] for row in rows),
        }

    def _day(self) -> dt.date:
        return FIRST_DAY


def _example(number: int) -> dict[str, Any]:
    """A row that depends on its number alone."""
    return {
        "name": f"IE {90_000 + number} {NAMES[number % len(NAMES)]}",
        "district": DISTRICTS[number * 7 % len(DISTRICTS)],
        "students": None if number % 41 == 0 else 5 + number * 13 % 240,
        "kilometres": round(8 + number * 37 % 900 / 3, 1),
        "next_visit": FIRST_DAY + dt.timedelta(days=number % 280),
        "state": STATES[number % len(STATES)],
    }


EXAMPLE_MAP: dict[str, Any] = {
    "outlines": [
        {
            "kind": "around",
            "label": "Provincia vecina",
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[-77.2, -5.6], [-75.4, -5.6], [-75.4, -7.2], [-77.2, -7.2], [-77.2, -5.6]]],
            },
        },
        {
            "kind": "focus",
            "label": "UGEL inventada",
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [
                        [-76.8, -6.0],
                        [-76.3, -5.85],
                        [-75.9, -6.1],
                        [-75.7, -6.5],
                        [-76.2, -6.9],
                        [-76.7, -6.6],
                        [-76.8, -6.0],
                    ]
                ],
            },
        },
    ],
    "groups": [
        {
            "letter": letter,
            "name": f"Cartera {letter}",
            "base": f"{letter}0",
            "points": [
                {
                    "id": f"{letter}{place}",
                    "at": [
                        -6.15 - 0.16 * (number // 3) - 0.05 * (place % 2),
                        -76.55 + 0.26 * (number % 3) + 0.05 * place,
                    ],
                    "label": f"Escuela {letter}{place + 1}",
                    "hint": f"{2 + place} docentes",
                    "href": "#mapa",
                }
                for place in range(3)
            ],
        }
        for number, letter in enumerate("ABCDEFGH")
    ],
    "others": [{"at": [-6.05 - 0.07 * number, -76.1 - 0.04 * (number % 5)]} for number in range(9)],
    "words": {"zoomIn": "Acercar", "zoomOut": "Alejar", "open": "Abrir la escuela", "base": "escuela base"},
    "source": "Contornos inventados",
}
