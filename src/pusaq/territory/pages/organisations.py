"""The bodies of a territory as a tree, with what each holds."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import django_tables2
from django import forms
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from pusaq.common.sorting import folded
from pusaq.shell.frame import frame_of
from pusaq.shell.tables import NumberColumn, Table, TablePage
from pusaq.territory.links import link_to_organisation
from pusaq.territory.queries import bodies_below, held_by, top_organisations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponseBase
    from django.utils.safestring import SafeString

    from pusaq.territory.models import Organisation

CAPABILITY = "territory.read"
LEVELS = 2
STEP = "\u2003"
"""A space as wide as the letters are high: a step of the tree, also where styles are not read."""


class BodyWords(forms.Form):
    q = forms.CharField(
        label=_("Nombre o código"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class BodyRows(Table):
    name = django_tables2.Column(verbose_name=_("Entidad"), order_by=("sort_key",))
    kind = django_tables2.Column(verbose_name=_("Qué es"))
    code = django_tables2.Column(verbose_name=_("Código"))
    schools = NumberColumn(verbose_name=_("Escuelas"))
    services = NumberColumn(verbose_name=_("Servicios"))

    def render_name(self, record: Mapping[str, Any]) -> SafeString:
        return format_html(
            '{}<a class="link inline-block min-h-6" href="{}">{}</a>',
            STEP * 2 * record["depth"],
            record["url"],
            record["name"],
        )

    def value_name(self, record: Mapping[str, Any]) -> str:
        return str(record["name"])


class Organisations(TablePage):
    demand = CAPABILITY
    template = "territory/organisations.html"
    title = _("Territorio")
    table_class = BodyRows
    file_name = "territorio"
    per_page = 300

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]  # as TablePage
        if self.actor.school is not None:
            return redirect("territory:school", self.actor.school.pk)
        return super().get(request, *args, **kwargs)

    @cached_property
    def top(self) -> Organisation | None:
        """Where the reader stands: chosen, or the widest body that the role sees."""
        scope = self.actor.scope(CAPABILITY)
        # The frame asks this room for what was chosen.
        chosen = cast("Organisation | None", frame_of(self.request).chosen)
        return chosen or top_organisations(scope).first()

    @cached_property
    def body_rows(self) -> list[dict[str, Any]]:
        scope = self.actor.scope(CAPABILITY)
        bodies = bodies_below(self.top, scope=scope, levels=LEVELS) if self.top else []
        held = held_by([body for _depth, body in bodies], scope=scope)
        pack = self.actor.pack
        rows = []
        for depth, body in bodies:
            link = link_to_organisation(body)
            rows.append(
                {
                    "name": body.short_name,
                    "sort_key": body.sort_key,
                    "words": folded(f"{body.name} {body.short_name} {body.code}"),
                    "kind": pack.organisations.get(body.kind, body.get_kind_display()),
                    "code": body.code,
                    "depth": depth,
                    "url": link.url if link else "",
                    "schools": held[body.pk].schools,
                    "services": held[body.pk].services,
                }
            )
        return rows

    def rows(self) -> list[dict[str, Any]]:
        return self.body_rows

    def filtered(self) -> tuple[forms.BaseForm, list[dict[str, Any]]]:
        form = BodyWords(self.request.GET)
        wanted = folded(form.cleaned_data["q"]).split() if form.is_valid() else []
        found = [row for row in self.rows() if all(word in row["words"] for word in wanted)]
        # A tree whose branches are filtered away is a list.
        return form, [row | {"depth": 0} for row in found] if wanted else found

    def make_table(self, rows: Any) -> Table:
        table = super().make_table(rows)
        word = self.actor.pack.words["escuelas"]
        # «II.EE.» keeps its capitals.
        table.columns["schools"].column.verbose_name = word[:1].upper() + word[1:]
        return table

    def context(self) -> dict[str, Any]:
        whole = self.body_rows[0] if self.body_rows else None
        return super().context() | {"top": self.top, "whole": whole, "bodies": len(self.body_rows) - 1}
