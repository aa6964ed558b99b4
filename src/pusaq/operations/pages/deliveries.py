"""What should have followed an event and did not; a button tries it again."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

import django_filters
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pusaq.common.clock import now
from pusaq.common.domain.events import follows, retry_deliveries
from pusaq.common.enums import DeliveryState
from pusaq.common.models import EventDelivery
from pusaq.common.queries import troubled_deliveries
from pusaq.common.words import word_for
from pusaq.operations.pages.said import Mistake, delivery_mistake
from pusaq.shell.moments import plain_moment, said_moment
from pusaq.shell.pages.base import Page
from pusaq.shell.tables import Column, Filters, NumberColumn, Table, TablePage
from pusaq.shell.templatetags.pusaq import status
from pusaq.territory.queries import with_place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

READ, RETRY = "operations.read", "operations.retry"
MOST = 500
"""Deliveries that are retried with one button."""


class DeliveryFilters(Filters):
    estado = django_filters.ChoiceFilter(
        label=gettext_lazy("Estado"),
        field_name="state",
        choices=[
            (DeliveryState.FAILED, gettext_lazy("no se pudo entregar")),
            (DeliveryState.PENDING, gettext_lazy("se reintenta sola")),
        ],
        empty_label=gettext_lazy("Cualquiera"),
    )
    suceso = django_filters.ChoiceFilter(
        label=gettext_lazy("Suceso"), field_name="event__kind", empty_label=gettext_lazy("Cualquiera")
    )

    class Meta:
        model = EventDelivery
        fields: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind, entries in follows().items() if any(not one.is_now for one in entries)]
        self.filters["suceso"].extra["choices"] = [(kind, word_for(kind)) for kind in kinds]


class DeliveryTable(Table):
    event = Column(verbose_name=gettext_lazy("Suceso"), order_by=("event__kind", "pk"))
    place_name = Column(verbose_name=gettext_lazy("Dónde"))
    handler = Column(verbose_name=gettext_lazy("Qué debía seguir"))
    since = Column(verbose_name=gettext_lazy("Desde"), accessor="event__at")
    attempts = NumberColumn(verbose_name=gettext_lazy("Intentos"))
    state = Column(verbose_name=gettext_lazy("Estado"))
    error = Column(verbose_name=gettext_lazy("Último error"), orderable=False, empty_values=())
    retry = Column(
        verbose_name=gettext_lazy("Acción"),
        accessor="pk",
        orderable=False,
        exclude_from_export=True,
    )

    def render_event(self, record: EventDelivery) -> Any:
        said = word_for(record.event.kind)
        if not self._may_retry(record):
            return said
        return format_html(
            '<label class="check"><input type="checkbox" class="checkbox checkbox-sm" form="reintentar"'
            ' name="entrega" value="{}"> {}</label>',
            record.pk,
            said,
        )

    def value_event(self, record: EventDelivery) -> str:
        return word_for(record.event.kind)

    def render_handler(self, value: str) -> str:
        return word_for(value)

    def render_since(self, value: dt.datetime) -> str:
        return said_moment(value, self.request.actor.country)

    def value_since(self, value: dt.datetime) -> str:
        return plain_moment(value, self.request.actor.country)

    def render_state(self, record: EventDelivery) -> SafeString:
        if record.state == DeliveryState.FAILED:
            return status("send_failed", self.value_state(record))
        return status("sending", self.value_state(record))

    def value_state(self, record: EventDelivery) -> str:
        failed = record.state == DeliveryState.FAILED
        return str(record.get_state_display()) if failed else _("se reintenta sola")

    def render_error(self, record: EventDelivery) -> SafeString | str:
        return _shown(delivery_mistake(record))

    def value_error(self, record: EventDelivery) -> str:
        return str(delivery_mistake(record) or "")

    def render_retry(self, record: EventDelivery) -> Any:
        if not self._may_retry(record):
            return "–"
        return format_html(
            '<a class="btn btn-sm btn-quiet" href="{}?entrega={}">{}<span class="sr-only">: {}</span></a>',
            reverse("operations:retry"),
            record.pk,
            _("Reintentar"),
            f"{word_for(record.event.kind)}, {word_for(record.handler)}",
        )

    def _may_retry(self, record: EventDelivery) -> bool:
        return record.state == DeliveryState.FAILED and self.request.actor.may(RETRY)


class Deliveries(TablePage):
    demand = READ
    template = "operations/deliveries.html"
    title = gettext_lazy("Entregas que fallaron")
    table_class = DeliveryTable
    filterset_class = DeliveryFilters
    file_name = "entregas"

    def rows(self) -> QuerySet[Any]:
        rows: Any = troubled_deliveries(scope=self.actor.scope(READ).at(self.narrowed_to))
        return with_place(rows, path="event__path")

    def context(self) -> dict[str, Any]:
        given = super().context()
        n = given["table"].paginator.count
        failed = self.rows().filter(state=DeliveryState.FAILED).count() if self.actor.may(RETRY) else 0
        return given | {
            "rows_said": ngettext("%(n)d entrega", "%(n)d entregas", n) % {"n": n},
            "nothing": not n and not given["filtering"],
            "failed": failed,
        }


class RetryDeliveries(Page):
    """What will be tried again, and the button that does it."""

    demand = RETRY
    template = "operations/retry.html"
    title = gettext_lazy("Reintentar entregas")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.chosen:
            messages.info(request, _("Elige al menos una entrega que no se pudo hacer."))
            return redirect("operations:deliveries")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        asked = self._asked(request.POST.getlist("entrega"))
        done = retry_deliveries(ids=asked, by=self.request.user, now=now())
        if done:
            said = ngettext(
                "%(n)d entrega vuelve a intentarse en unos segundos.",
                "%(n)d entregas vuelven a intentarse en unos segundos.",
                len(done),
            )
            messages.success(request, said % {"n": len(done)})
        else:
            # A second click, or somebody else was quicker.
            messages.info(request, _("Esas entregas ya se estaban reintentando. No se hizo nada dos veces."))
        return redirect("operations:deliveries")

    @cached_property
    def chosen(self) -> list[Any]:
        """Failed deliveries that were chosen, or all of them."""
        rows = self._rows().filter(state=DeliveryState.FAILED)
        if self.request.GET.get("todas") != "1":
            rows = rows.filter(pk__in=self._asked(self.request.GET.getlist("entrega")))
        return list(rows[:MOST])

    def context(self) -> dict[str, Any]:
        country = self.actor.country
        return {
            "deliveries": [
                {
                    "pk": one.pk,
                    "event": word_for(one.event.kind),
                    "handler": word_for(one.handler),
                    "place": one.place_name or "–",
                    "since": said_moment(one.event.at, country),
                    "error": _shown(delivery_mistake(one)),
                }
                for one in self.chosen
            ],
        }

    def _rows(self) -> Any:
        scope = self.actor.scope(RETRY).at(self.narrowed_to)
        rows: Any = EventDelivery.objects.within(scope).select_related("event").order_by("event__at", "pk")
        return with_place(rows, path="event__path")

    def _asked(self, words: Sequence[str]) -> list[UUID]:
        """Ids as sent; one that the role does not reach is not found."""
        try:
            asked = {UUID(word) for word in words[:MOST]}
        except ValueError:
            raise Http404 from None
        within = EventDelivery.objects.within(self.actor.scope(RETRY)).filter(pk__in=asked)
        if within.count() != len(asked):
            raise Http404
        return sorted(asked)


def _shown(mistake: Mistake | None) -> SafeString | str:
    return mistake.as_html() if mistake else "–"
