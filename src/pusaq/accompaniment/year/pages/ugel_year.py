"""The year of a UGEL: a timeline of its accompanists, the same as a table, and the versions of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.dates import MONTHS_3
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pusaq.accompaniment.addresses import CASELOAD_YEAR, UGEL_YEAR
from pusaq.accompaniment.caseloads.models import Caseload
from pusaq.accompaniment.caseloads.pages.ugels import PlanView
from pusaq.accompaniment.caseloads.queries.plans import plan_versions
from pusaq.accompaniment.caseloads.shown.choosing import NOTHING_CHOSEN, Choice, plan_context, plan_url
from pusaq.accompaniment.caseloads.shown.indices import index_of_letter
from pusaq.accompaniment.looks import measures
from pusaq.accompaniment.year.queries.changed import UNCHANGED, changed_since
from pusaq.accompaniment.year.queries.owed import owed_again
from pusaq.accompaniment.year.queries.ugel_year import UgelYearByWeek, ugel_year
from pusaq.accompaniment.year.shown.broken_rules import broken_rules, changed_by_hand
from pusaq.accompaniment.year.shown.fallen import to_plan_again
from pusaq.accompaniment.year.shown.going_on import about_going_on
from pusaq.accompaniment.year.shown.leads import ugel_year_lead
from pusaq.accompaniment.year.shown.left_out import left_out, times
from pusaq.accompaniment.year.shown.read_data import read_data
from pusaq.accompaniment.year.shown.timeline import said_in_weeks, timeline
from pusaq.common.clock import today
from pusaq.shell.sentences import listed
from pusaq.shell.tables import Column, NumberColumn, Table, TablePage
from pusaq.shell.templatetags.pusaq import case_letter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.safestring import SafeString

    from pusaq.accompaniment.looks import Measure
    from pusaq.accompaniment.year.queries.changed import Changed
    from pusaq.accompaniment.year.queries.ugel_year import WeekCell

CAPABILITY = "plan.read"
AS_TABLE = "tabla"


class YearTable(Table):
    """Days of visit by month, and the rest by year; the page adds the months and the measures."""

    name = Column(verbose_name=gettext_lazy("Acompañante"), order_by=("order",), accessor="order")

    def render_name(self, record: Mapping[str, Any]) -> SafeString:
        letter = record["letter"]
        return format_html(
            '{} <a class="link" href="{}">{}</a>',
            case_letter(letter, index_of_letter(letter)),
            reverse(CASELOAD_YEAR, args=[record["id"]]),
            record["who"],
        )

    def value_name(self, record: Mapping[str, Any]) -> str:
        return f"{record['letter']} {record['who']}"


def told() -> tuple[Measure, ...]:
    """What a year of a UGEL adds up: visits and workshops in days, meetings in times."""
    return tuple(one for one in measures() if one.in_days or not one.kind.travels)


def _sum(cells: Sequence[WeekCell], measure: Measure) -> int:
    kind = measure.kind.id
    return sum(cell.days[kind] if measure.in_days else cell.times[kind] for cell in cells)


def _sums_said(sums: Mapping[str, Any]) -> str:
    """«480 días de visita, 24 GIA y 8 RTC»: what fills the weeks of a year."""
    return listed([said_in_weeks(one.kind, sums[one.name]) for one in told() if not one.kind.of_ugel])


class UgelYearOfPlan(TablePage):
    template = "accompaniment/year/ugel_year.html"
    table_class = YearTable
    file_name = "plan-anual"
    per_page = 100
    choice: Choice = NOTHING_CHOSEN
    year: UgelYearByWeek = UgelYearByWeek((), (), ())

    def page_title(self) -> Any:
        return _("Plan anual %(year)d") % {"year": self.choice.year}

    def rows(self) -> Sequence[Mapping[str, Any]]:
        if self.choice.plan is None:
            return []
        scope = self.actor.scope(CAPABILITY)
        self.year = ugel_year(self.choice.plan, scope=scope, on=today(self.actor.organisation))
        return [self._row(place) for place in range(len(self.year.rows))]

    def _row(self, place: int) -> Mapping[str, Any]:
        row = self.year.rows[place]
        caseload = row.caseload.caseload
        found: dict[str, Any] = {
            "order": place,
            "id": caseload.pk,
            "letter": caseload.letter,
            "who": row.caseload.name or _("Plaza vacante"),
            **{one.name: _sum(row.cells, one) for one in told()},
        }
        for month in self._months():
            weeks = zip(self.year.weeks, row.cells, strict=True)
            found[f"m{month}"] = sum(cell.travel_days for week, cell in weeks if week.monday.month == month)
        return found

    def _months(self) -> list[int]:
        return sorted({week.monday.month for week in self.year.weeks})

    def make_table(self, rows: Any) -> Table:
        months = [
            (f"m{month}", NumberColumn(verbose_name=capfirst(str(MONTHS_3[month]))))
            for month in self._months()
        ]
        sums = [(one.name, NumberColumn(verbose_name=one.heading)) for one in told()]
        order = ("name", *(name for name, _column in (*months, *sums)))
        return self.table_class(
            rows,
            order_by=self.request.GET.get("sort"),
            request=self.request,
            extra_columns=[*months, *sums],
            sequence=order,
        )

    def totals(self, rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        names = [*(one.name for one in told()), *(f"m{month}" for month in self._months())]
        return {name: sum(row[name] for row in rows) for name in names} if rows else {}

    def context(self) -> dict[str, Any]:
        plan = self.choice.plan
        given = {**super().context(), **plan_context(self.choice, self.actor)}
        if plan is None:
            return given | {"lead": self._lead((), missing=0, again=0)}
        scope = self.actor.scope(CAPABILITY)
        day = today(self.actor.organisation)
        rows = given["table"].data.data
        visible = Caseload.objects.within(scope).filter(plan=plan)
        missing = left_out(plan, scope=scope, names=self.actor.scope("people.names"), on=day)
        versions = list(plan_versions(plan.organisation.path, year=plan.year, scope=scope).defer("summary"))
        return given | {
            "lead": self._lead(
                rows,
                missing=times(missing),
                again=owed_again(visible),
                changed=changed_since(plan, visible),
            ),
            "drawing": timeline(self.year, on=day) if rows else None,
            "about_going_on": about_going_on(plan),
            "again": to_plan_again(visible),
            "as_table": self.request.GET.get("vista") == AS_TABLE,
            "missing": missing,
            "missing_times": times(missing),
            "versions": [
                (one, plan_url(UGEL_YEAR, self._placed(one)), one.pk == plan.pk) for one in versions
            ],
            "index_of_letter": index_of_letter,
            "violations": plan.summary.get("violations", 0),
            "broken_rules": broken_rules(plan, scope=scope, names=self.actor.scope("people.names")),
            "changed_by_hand": changed_by_hand(plan) if plan.summary.get("violations") else "",
            "read_data": read_data(plan, scope=scope),
            "rows_said": ngettext("%(n)d acompañante", "%(n)d acompañantes", len(rows)) % {"n": len(rows)},
        }

    def _lead(
        self,
        rows: Sequence[Mapping[str, Any]],
        *,
        missing: int,
        again: int,
        changed: Changed = UNCHANGED,
    ) -> SafeString:
        return ugel_year_lead(
            accompanists=len(rows),
            sums=_sums_said(self.totals(rows)) if rows else "",
            missing=missing,
            again=again,
            breaks_rules=self.choice.plan is not None and bool(self.choice.plan.summary.get("violations")),
            no_plan_of=self.choice.year if self.choice.plan is None else None,
            changed=changed,
        )

    def _placed(self, version: Any) -> Any:
        """A version that knows its UGEL without asking the database again."""
        if self.choice.plan is not None:
            version.organisation = self.choice.plan.organisation
        return version


class UgelYear(PlanView):
    demand = CAPABILITY
    of_plan = UgelYearOfPlan
    subject = gettext_lazy("Plan anual")
    file_name = "planes-por-ugel"
