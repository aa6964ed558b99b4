"""Activities of a week or a month, as far as the reader sees them."""

from __future__ import annotations

import calendar
import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pusaq.agenda.enums import ActivityState, Part
from pusaq.agenda.models import Activity
from pusaq.agenda.queries import activities_between, conductors_between, kinds
from pusaq.agenda.shown.people import PeopleShown
from pusaq.common.clock import today
from pusaq.common.scope import below
from pusaq.people.queries import holders
from pusaq.shell.sentences import joined, said
from pusaq.shell.tables import LINE, Column, Filters, NumberColumn, Table, TablePage
from pusaq.shell.templatetags.pusaq import status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.db.models import QuerySet
    from django.utils.safestring import SafeString


CAPABILITY = "agenda.read"
MONTH = "mes"
MOST_PLACES = 2
SHOWN_STATES = {
    ActivityState.PROPOSED: "draft",
    ActivityState.PUBLISHED: "to_do",
    ActivityState.HELD: "done",
    ActivityState.PARTLY_HELD: "done",
    ActivityState.NOT_HELD: "overdue",
    ActivityState.CANCELLED: "not_planned",
}


class AgendaFilters(Filters):
    tipo = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Tipo"), field_name="kind", widget=forms.CheckboxSelectMultiple
    )
    conduce = django_filters.ChoiceFilter(
        label=gettext_lazy("Quién conduce"), method="conducted_by", empty_label=gettext_lazy("Cualquiera")
    )

    class Meta:
        model = Activity
        fields: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page: Agenda = self.request.agenda
        self.filters["tipo"].extra["choices"] = [(kind.id, kind.label) for kind in kinds().values()]
        self.filters["conduce"].extra["choices"] = sorted(
            ((str(pk), name) for pk, name in page.conductors.items()), key=lambda pair: pair[1]
        )
        if len(page.conductors) < 2:
            del self.filters["conduce"]

    def conducted_by(self, rows: QuerySet[Activity], _name: str, post: str) -> QuerySet[Activity]:
        # `participations` is prefetched; a join here would give an activity once for each of them.
        return rows.filter(
            pk__in=Activity.objects.filter(
                participations__post_id=post, participations__part=Part.CONDUCTS
            ).values("pk")
        )


class ActivityTable(Table):
    starts_on = Column(verbose_name=gettext_lazy("Cuándo"))
    title = Column(verbose_name=gettext_lazy("Qué"), linkify=False, attrs=LINE)
    conducts = Column(
        verbose_name=gettext_lazy("Quién conduce"), empty_values=(), orderable=False, attrs=LINE
    )
    people = Column(verbose_name=gettext_lazy("Con"), empty_values=(), orderable=False, attrs=LINE)
    places = Column(
        verbose_name=gettext_lazy("Dónde"), empty_values=(), orderable=False, accessor="pk", attrs=LINE
    )
    hours = NumberColumn(verbose_name=gettext_lazy("Horas"), decimals=1, default="–")
    state = Column(verbose_name=gettext_lazy("Estado"))

    def render_starts_on(self, record: Activity) -> str:
        return said_days(record)

    def value_starts_on(self, record: Activity) -> str:
        return said_days(record)

    def render_title(self, record: Activity) -> SafeString:
        return format_html('<a class="link" href="{}">{}</a>', f"/agenda/{record.pk}/", record.title)

    def value_title(self, record: Activity) -> str:
        return str(record.title)

    def render_conducts(self, record: Activity) -> str:
        conductors = self.request.agenda.conductors
        return (
            ", ".join(
                conductors.get(one.post_id, "") or str(one.person or "")
                for one in record.participations.all()
                if one.part == Part.CONDUCTS
            )
            or "–"
        )

    def value_conducts(self, record: Activity) -> str:
        return self.render_conducts(record)

    def render_people(self, record: Activity) -> str:
        others = [one for one in record.participations.all() if one.part != Part.CONDUCTS]
        if not others:
            return "–"
        if len(others) == 1:
            name = self.request.agenda.people.name(others[0], activity=record)
            if name:
                return str(name)
        return ngettext("%(n)d persona", "%(n)d personas", len(others)) % {"n": len(others)}

    def value_people(self, record: Activity) -> str:
        return self.render_people(record)

    def render_places(self, record: Activity) -> str:
        names = [place.school.name for place in record.places.all()]
        more = len(names) - MOST_PLACES
        shown = ", ".join(names[:MOST_PLACES]) or "–"
        return (
            ngettext("%(names)s y %(n)d más", "%(names)s y %(n)d más", more) % {"names": shown, "n": more}
            if more > 0
            else shown
        )

    def value_places(self, record: Activity) -> str:
        return ", ".join(place.school.name for place in record.places.all())

    def render_state(self, record: Activity) -> SafeString:
        return status(SHOWN_STATES[ActivityState(record.state)], str(record.get_state_display()))

    def value_state(self, record: Activity) -> str:
        return str(record.get_state_display())


def said_days(activity: Activity) -> str:
    """«lun 17 ago», or «lun 17 a mié 19 ago»."""
    first, last = activity.starts_on, activity.ends_on
    if first == last:
        return date_format(first, "D j M").lower()
    start = date_format(first, "D j" if first.month == last.month else "D j M")
    return _("%(first)s a %(last)s") % {"first": start.lower(), "last": date_format(last, "D j M").lower()}


class Agenda(TablePage):
    demand = CAPABILITY
    template = "agenda/agenda.html"
    table_class = ActivityTable
    filterset_class = AgendaFilters
    file_name = "agenda"
    per_page = 100

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # The filters and the columns ask it who conducts and which names are open.
        request.agenda = self

    def page_title(self) -> Any:
        return _("Agenda")

    @property
    def is_month(self) -> bool:
        return self.request.GET.get("vista") == MONTH

    @cached_property
    def today(self) -> dt.date:
        return today(self.actor.organisation)

    @cached_property
    def day(self) -> dt.date:
        try:
            found = dt.date.fromisoformat(self.request.GET.get("dia", ""))
        except ValueError:
            return self.today
        # A year is enough of either side: beyond it there is nothing, and dates have an end.
        return found if abs(found.year - self.today.year) <= 50 else self.today

    @cached_property
    def range(self) -> tuple[dt.date, dt.date]:
        if self.is_month:
            last = calendar.monthrange(self.day.year, self.day.month)[1]
            return self.day.replace(day=1), self.day.replace(day=last)
        monday = self.day - dt.timedelta(self.day.weekday())
        return monday, monday + dt.timedelta(6)

    @cached_property
    def conductors(self) -> Mapping[UUID, str]:
        """Posts that conduct something in the range, with who sits in them."""
        posts = conductors_between(*self.range, scope=self.actor.scope(CAPABILITY))
        people = holders([post.pk for post in posts], on=self.today)
        return {
            post.pk: str(people.get(post.pk) or _("Plaza %(code)s") % {"code": post.code}) for post in posts
        }

    def rows(self) -> QuerySet[Activity]:
        found = activities_between(*self.range, scope=self.actor.scope(CAPABILITY))
        return found.filter(below(self.narrowed_to))

    @cached_property
    def people(self) -> PeopleShown:
        """Names for every activity that the filters leave, asked once."""
        _form, rows = self.filtered()
        return PeopleShown(rows, names=self.actor.scope("people.names"), on=self.today)

    def make_table(self, rows: Any) -> Table:
        made = super().make_table(rows)
        if not any(self.request.GET.get(name) for name in ("tipo", "conduce")):
            made.empty_text = _("Nada con fecha en estos días.")
        return made

    def context(self) -> dict[str, Any]:
        given = super().context()
        first, last = self.range
        count = given["table"].paginator.count
        return {
            **given,
            "first": first,
            "last": last,
            "is_month": self.is_month,
            "said": _said_range(first, last, is_month=self.is_month),
            "lead": lead_of(count, is_month=self.is_month, is_filtered=bool(given["filtering"])),
            "step": _("mes") if self.is_month else _("semana"),
            "is_now": first <= self.today <= last,
            "links": self._links(first, last),
            "keep": self._kept(),
            "may_feed": self.actor.may("agenda.feed"),
            "rows_said": ngettext("%(n)d actividad", "%(n)d actividades", count) % {"n": count},
        }

    def _kept(self) -> dict[str, str]:
        return {name: self.request.GET[name] for name in ("vista", "dia") if self.request.GET.get(name)}

    def _links(self, first: dt.date, last: dt.date) -> dict[str, str]:
        chosen = [
            (name, one) for name in ("tipo", "conduce") for one in self.request.GET.getlist(name) if one
        ]
        view = [("vista", MONTH)] if self.is_month else []

        def to(day: dt.date | None, *more: tuple[str, str]) -> str:
            pairs = [*more, *([("dia", day.isoformat())] if day else []), *chosen]
            return f"?{urlencode(pairs)}"

        return {
            "before": to(first - dt.timedelta(1), *view),
            "after": to(last + dt.timedelta(1), *view),
            "today": to(None, *view),
            "week": to(self.day if "dia" in self.request.GET else None),
            "month": to(self.day if "dia" in self.request.GET else None, ("vista", MONTH)),
        }


def lead_of(count: int, *, is_month: bool, is_filtered: bool) -> SafeString:
    """How much there is in the days that are shown."""
    if count:
        words = ngettext("<b>%(n)s</b> actividad", "<b>%(n)s</b> actividades", count)
        return joined([said(words, n=count), _("en el mes.") if is_month else _("en la semana.")])
    if is_filtered:
        return said(_("Nada con estos filtros."))
    return said(_("Nada con fecha en este mes.") if is_month else _("Nada con fecha en esta semana."))


def _said_range(first: dt.date, last: dt.date, *, is_month: bool) -> str:
    if is_month:
        return capfirst(_("%(month)s de %(year)d") % {"month": MONTHS[first.month], "year": first.year})
    start = date_format(first, "j" if first.month == last.month else "MONTH_DAY_FORMAT")
    end = date_format(last, _("j \\d\\e F \\d\\e Y"))
    return _("Del %(first)s al %(last)s") % {"first": start, "last": end}
