"""The year of one accompanist, as a calendar and as a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.dates import MONTHS_3
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pusaq.accompaniment.addresses import ACTIVITY, CASELOAD, UGEL_YEAR, address
from pusaq.accompaniment.caseloads.models import Caseload
from pusaq.accompaniment.caseloads.queries.caseloads import CaseloadRow
from pusaq.accompaniment.caseloads.shown.choosing import plan_url
from pusaq.accompaniment.caseloads.shown.indices import index_of_letter
from pusaq.accompaniment.looks import LOOKS, NOT_HELD_COLOUR, in_order, label_of
from pusaq.accompaniment.year.pages.of_caseload import OfCaseload
from pusaq.accompaniment.year.queries.changed import changed_since
from pusaq.accompaniment.year.queries.free_days import free_days
from pusaq.accompaniment.year.queries.owed import owed_again
from pusaq.accompaniment.year.queries.year import CLASS, HOLIDAY, NO_WORK, PAUSE, Entry, accompanist_year
from pusaq.accompaniment.year.shown.fallen import to_plan_again
from pusaq.accompaniment.year.shown.leads import own_year_lead
from pusaq.accompaniment.year.shown.left_out import left_out, times
from pusaq.agenda.enums import ActivityState
from pusaq.agenda.pages.agenda import SHOWN_STATES
from pusaq.agenda.shown.numerals import numeral_links
from pusaq.common.clock import today
from pusaq.people.queries import holders
from pusaq.shell.tables import Column, DateColumn, NumberColumn, Table
from pusaq.shell.templatetags.pusaq import status
from pusaq_core.kinds import travels

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from pusaq.accompaniment.year.queries.year import AccompanistYear, Day
    from pusaq.common.actor import Actor
    from pusaq.library.models import NormVersion

CAPABILITY = "plan.read"
LIST = "lista"
MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the calendar, as drawn; `said` is empty where there is nothing to say of it."""

    style: str
    letter: str = ""
    said: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class MonthRow:
    name: str
    cells: tuple[Cell | None, ...]
    days: int


@dataclass(frozen=True, slots=True)
class KindLine:
    """How much of one kind the year holds, and on what that rests."""

    label: str
    letter: str
    by_school: bool
    style: str
    count: int
    days: int
    numerals: tuple[Any, ...]
    said: str


def month_rows(year: AccompanistYear, *, on: dt.date) -> list[MonthRow]:
    """Months with something in them, each with 31 cells; None past the month's end."""
    rows = []
    for days in year.months:
        if not any(day.kind == CLASS or day.entries for day in days):
            continue
        cells: list[Cell | None] = [cell_of(day, on=on) for day in days]
        cells += [None] * (31 - len(cells))
        busy = sum(day.is_used for day in days)
        rows.append(MonthRow(capfirst(str(MONTHS_3[days[0].date.month])), tuple(cells), busy))
    return rows


def cell_of(day: Day, *, on: dt.date) -> Cell:
    """How a day looks and what it says."""
    today_ring = " k-today" if day.date == on else ""
    said = date_format(day.date, _("l j \\d\\e F"))
    if day.entries:
        entry = day.entries[0]
        look = LOOKS[entry.item.kind]
        fresh = " k-new" if entry.is_new or entry.moved_from else ""
        words = "; ".join(said_of(one) for one in day.entries)
        url = address(ACTIVITY, entry.activity_id) if entry.activity_id else ""
        colour = look.colour if entry.item.stands else NOT_HELD_COLOUR
        style = f"k-{colour}{fresh}{today_ring}"
        return Cell(style, look.letter or entry.letter, f"{capfirst(said)}: {words}", url)
    if day.kind == HOLIDAY:
        return Cell(f"k-f{today_ring}", "F", _("%(day)s: feriado") % {"day": capfirst(said)})
    if day.kind == NO_WORK:
        return Cell(f"k-w{today_ring}")
    if day.kind == PAUSE:
        return Cell(f"k-w{today_ring}", "", _("%(day)s: sin clases") % {"day": capfirst(said)})
    if day.kind == CLASS:
        return Cell(f"k-n{today_ring}", "", _("%(day)s: libre") % {"day": capfirst(said)})
    return Cell(f"k-n{today_ring}", "", _("%(day)s: gestión, sin estudiantes") % {"day": capfirst(said)})


def said_of(entry: Entry) -> str:
    """An activity in words, as a cell says it."""
    item = entry.item
    words = [_("%(kind)s %(number)d") % {"kind": label_of(item.kind), "number": item.number}]
    if entry.schools:
        words.append(schools_of(entry))
    if entry.teachers and len(entry.teachers) == 1:
        words.append(entry.teachers[0])
    elif not travels(item.kind) and entry.teachers_count:
        words.append(
            ngettext("%(n)d docente", "%(n)d docentes", entry.teachers_count) % {"n": entry.teachers_count}
        )
    if not item.stands:
        words.append(_("no se hizo"))
    elif entry.moved_from:
        words.append(_("antes el %(day)s") % {"day": date_format(entry.moved_from, "MONTH_DAY_FORMAT")})
    elif entry.is_new:
        words.append(_("nueva en esta versión"))
    return ", ".join(words)


def schools_of(entry: Entry) -> str:
    first, more = entry.schools[0].name, len(entry.schools) - 1
    return (
        ngettext("%(first)s y %(n)d más", "%(first)s y %(n)d más", more) % {"first": first, "n": more}
        if more
        else first
    )


def counted(kind: str, count: int, days: int) -> str:
    """«48 visitas (112 días)», «12 GIA»."""
    said = LOOKS[kind].said(count)
    return said if days == count else f"{said} ({ngettext('%(n)d día', '%(n)d días', days) % {'n': days}})"


def kind_lines(year: AccompanistYear, norm: NormVersion, *, role: Actor) -> list[KindLine]:
    cited: dict[str, list[str]] = {}
    for entry in year.entries:
        if entry.item.stands:
            cited.setdefault(entry.item.kind, []).append(entry.item.numeral)
    return [
        KindLine(
            label=str(look.label),
            letter=look.letter or _("A"),
            by_school=not look.letter,
            style=f"k-{look.colour}",
            count=year.counts[kind.id],
            days=year.days[kind.id],
            numerals=numeral_links(norm, cited[kind.id], role=role),
            said=counted(kind.id, year.counts[kind.id], year.days[kind.id]),
        )
        for kind, look in in_order()
        if kind.id in cited
    ]


class EntryTable(Table):
    starts_on = DateColumn(verbose_name=gettext_lazy("Desde"), accessor="item__starts_on")
    ends_on = DateColumn(verbose_name=gettext_lazy("Hasta"), accessor="item__ends_on")
    kind = Column(verbose_name=gettext_lazy("Qué"), accessor="item", order_by=("item__kind",))
    schools = Column(verbose_name=gettext_lazy("Dónde"), orderable=False, default="–")
    teachers = Column(verbose_name=gettext_lazy("Con quién"), empty_values=(), order_by=("teachers_count",))
    days = NumberColumn(verbose_name=gettext_lazy("Días"), accessor="item__days")
    hours = NumberColumn(verbose_name=gettext_lazy("Horas"), accessor="item__hours", decimals=1, default="–")
    numeral = Column(verbose_name=gettext_lazy("Numeral"), accessor="item__numeral")
    state = Column(verbose_name=gettext_lazy("Estado"), accessor="item__state")

    def render_kind(self, record: Entry) -> SafeString | str:
        words = self.value_kind(record)
        url = address(ACTIVITY, record.activity_id) if record.activity_id else ""
        return format_html('<a class="link" href="{}">{}</a>', url, words) if url else words

    def value_kind(self, record: Entry) -> str:
        return _("%(kind)s %(number)d") % {
            "kind": label_of(record.item.kind),
            "number": record.item.number,
        }

    def render_state(self, record: Entry) -> SafeString:
        state = ActivityState(record.item.state)
        return status(SHOWN_STATES[state], str(state.label))

    def value_state(self, record: Entry) -> str:
        return str(ActivityState(record.item.state).label)

    def render_schools(self, record: Entry) -> str:
        return ", ".join(school.name for school in record.schools)

    def value_schools(self, record: Entry) -> str:
        return self.render_schools(record)

    def render_teachers(self, record: Entry) -> str:
        if not record.teachers_count:
            return "–"
        count = ngettext("%(n)d docente", "%(n)d docentes", record.teachers_count) % {
            "n": record.teachers_count
        }
        shown = ", ".join(record.teachers[:MOST_NAMES])
        if not shown:
            return count
        return shown if len(record.teachers) == record.teachers_count <= MOST_NAMES else f"{shown} · {count}"

    def value_teachers(self, record: Entry) -> str:
        return ", ".join(record.teachers) or self.render_teachers(record)


class CaseloadYear(OfCaseload):
    demand = CAPABILITY
    template = "accompaniment/year/caseload_year.html"
    table_class = EntryTable
    file_name = "anio"
    year: AccompanistYear | None = None

    def page_title(self) -> Any:
        return _("El año de la cartera %(letter)s") % {"letter": self.caseload.letter}

    def rows(self) -> Sequence[Entry]:
        self.year = accompanist_year(self.caseload, names=self.actor.scope("people.names"))
        return list(self.year.entries)

    def context(self) -> dict[str, Any]:
        given = super().context()
        caseload, plan = self.caseload, self.caseload.plan
        day = today(self.actor.organisation)
        holder = holders([caseload.accompanist_id], on=day).get(caseload.accompanist_id)
        year: Any = self.year
        missing = left_out(
            plan,
            scope=self.actor.scope(CAPABILITY),
            names=self.actor.scope("people.names"),
            on=day,
            caseload=caseload,
        )
        kinds = kind_lines(year, plan.targeting.norm, role=self.actor)
        only = Caseload.objects.filter(pk=caseload.pk)
        return {
            **given,
            "lead": own_year_lead(
                missing=times(missing),
                again=owed_again(only),
                kinds=[one.said for one in kinds],
                changed=changed_since(plan, only),
            ),
            "caseload": caseload,
            "row": CaseloadRow(caseload, str(holder or ""), year.days_used),
            "plan": plan,
            "place": index_of_letter(caseload.letter),
            "year": year,
            "free": free_days(caseload, on=day),
            "on": day,
            "as_list": self.request.GET.get("vista") == LIST,
            "months": month_rows(year, on=day),
            "numbers": range(1, 32),
            "kinds": kinds,
            "missing": missing,
            "missing_times": times(missing),
            "not_held": any(not entry.item.stands for entry in year.entries),
            "again": to_plan_again(only),
            "changed": sum(entry.is_new or entry.moved_from is not None for entry in year.entries),
            "caseload_url": address(CASELOAD, caseload.pk) if self.actor.may("caseloads.read") else "",
            "back_url": plan_url(UGEL_YEAR, plan),
            "feed_url": address("agenda:subscription") if self.actor.may("agenda.feed") else "",
        }
