"""The week of a UGEL: who is where, what is planned to date, what waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from pusaq.accompaniment.addresses import ACTIVITY, CASELOAD, CASELOADS, UGEL_YEAR, address
from pusaq.accompaniment.caseloads.queries.plans import school_calendar
from pusaq.accompaniment.field.queries.convened import FieldDay, field_days
from pusaq.accompaniment.field.queries.due import added, due_and_numerals
from pusaq.accompaniment.looks import in_order
from pusaq.accompaniment.today.to_date import Source, to_date_card
from pusaq.accompaniment.today.waiting import waiting_cards
from pusaq.accompaniment.today.words import (
    counted,
    link,
    said_accompanists,
    said_teachers,
    short_school,
    what,
)
from pusaq.accompaniment.year.queries.ugel_status import HeldCaseload, UgelPlan, ugel_plans
from pusaq.accompaniment.year.queries.year import HOLIDAY, PAUSE, day_kinds
from pusaq.shell.ports import Card
from pusaq.shell.sentences import listed
from pusaq_core.errors import InputError
from pusaq_core.kinds import travels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from pusaq.common.actor import Actor

WEEK = 7
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Column:
    """A day of the week: `note` says why nobody goes out."""

    date: dt.date
    is_today: bool
    note: str


@dataclass(frozen=True, slots=True)
class Block:
    """An activity in the grid; `said` is for whoever does not see it, `stands` unless it was not held."""

    kind: str
    short: str
    said: str
    url: str
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """Days on which the same happens; without blocks one free day."""

    span: int
    blocks: tuple[Block, ...]
    is_today: bool
    note: str

    @property
    def style(self) -> str:
        """Colour of days without anything: a holiday or free."""
        if self.blocks:
            return ""
        return "k-f" if self.note else "k-w"


@dataclass(frozen=True, slots=True)
class Row:
    caseload: HeldCaseload
    url: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    kinds: tuple[tuple[str, str], ...]
    not_held: bool = False


def cards(role: Actor, moment: dt.datetime, path: str) -> Sequence[Card]:
    """The week, what is planned to date and what waits; three queries."""
    scope, today = role.scope("plan.read").at(path), moment.date()
    plans = ugel_plans(scope=scope, year=today.year, on=today)
    waiting = waiting_cards(role, plans)
    current = next(
        (one for one in plans if one.version.is_published and one.version.year == today.year), None
    )
    if current is None:
        return [*([_unplanned(role, today.year)] if not waiting else [_proposed(plans)]), *waiting]
    monday = today - dt.timedelta(today.weekday())
    agenda = role.scope("agenda.read").at(path)
    days = field_days(agenda, monday, monday + dt.timedelta(WEEK - 1))
    grid = _grid(current, days, monday, today, role.country)
    due, cited = due_and_numerals(scope=scope, year=today.year, on=today)
    return [
        Card(
            _("Esta semana en el campo"),
            None,
            url=address(UGEL_YEAR),
            url_label=_("Ver el plan del año"),
            sentence=_sentence(current, days),
            template="accompaniment/today/week.html",
            data=grid,
            empty=_("El plan no tiene acompañantes."),
        ),
        *waiting,
        to_date_card(
            added(due.values()),
            cited,
            Source(
                current.teachers,
                len(current.caseloads),
                1,
                current.version,
                current.norm_id,
                current.norm_code,
            ),
            moment,
        ),
    ]


def _sentence(plan: UgelPlan, days: Mapping[UUID, Mapping[dt.date, Sequence[FieldDay]]]) -> str:
    published = plan.version.published_at
    words = format_html(
        _("El {plan} está publicado desde el {day}: {teachers} con {accompanists}."),
        plan=link(address(UGEL_YEAR), _("plan %(year)d") % {"year": plan.version.year}),
        day=date_format(published, "MONTH_DAY_FORMAT") if published else "",
        teachers=link(address(CASELOADS), said_teachers(plan.teachers)),
        accompanists=said_accompanists(len(plan.caseloads)),
    )
    mine = {caseload.post_id for caseload in plan.caseloads}
    once = {
        one.activity_id: one.kind
        for post, dates in days.items()
        if post in mine
        for ones in dates.values()
        for one in ones
        if one.stands
    }
    if not once:
        return format_html("{} {}", words, _("Esta semana no hay actividades."))
    return format_html(
        _("{words} Esta semana tocan {what}."), words=words, what=listed(counted(list(once.values())))
    )


def _grid(
    plan: UgelPlan,
    days: Mapping[UUID, Mapping[dt.date, tuple[FieldDay, ...]]],
    monday: dt.date,
    today: dt.date,
    country: str,
) -> Grid:
    used = {day for dates in days.values() for day in dates}
    notes = _notes(country, today.year, plan.code)
    columns = tuple(
        Column(day, day == today, notes.get(day, ""))
        for day in (monday + dt.timedelta(number) for number in range(WEEK))
        if day.weekday() < SATURDAY or day in used or day == today
    )
    rows = tuple(
        Row(caseload, address(CASELOAD, caseload.pk), _cells(columns, days.get(caseload.post_id, {})))
        for caseload in plan.caseloads
    )
    seen = {one.kind for dates in days.values() for ones in dates.values() for one in ones}
    return Grid(
        columns,
        rows,
        tuple((kind.id, str(look.label)) for kind, look in in_order() if kind.id in seen),
        not_held=any(not one.stands for dates in days.values() for ones in dates.values() for one in ones),
    )


def _notes(country: str, year: int, ugel: str) -> dict[dt.date, str]:
    """Days on which schools are closed, and why."""
    try:
        calendar = school_calendar(country, year)
    except InputError:
        return {}
    said = {HOLIDAY: _("feriado"), PAUSE: _("sin clases")}
    return {day: said[kind] for day, kind in day_kinds(calendar, ugel).items() if kind in said}


def _cells(columns: Sequence[Column], dates: Mapping[dt.date, tuple[FieldDay, ...]]) -> tuple[Cell, ...]:
    """Neighbouring days with the same activities are one cell."""
    runs: list[list[Column]] = []
    for column in columns:
        here = dates.get(column.date, ())
        if runs and here and here == dates.get(runs[-1][-1].date, ()):
            runs[-1].append(column)
        else:
            runs.append([column])
    return tuple(
        Cell(
            len(run),
            tuple(_block(one) for one in dates.get(run[0].date, ())),
            any(column.is_today for column in run),
            run[0].note,
        )
        for run in runs
    )


def _block(one: FieldDay) -> Block:
    if travels(one.kind) and one.school:
        short = f"{short_school(one.school)}, {one.number}.ª" if one.number else short_school(one.school)
    else:
        short = what(one)
    said = one.title if one.stands else _("%(title)s: no se hizo") % {"title": one.title}
    return Block(one.kind, short, said, address(ACTIVITY, one.activity_id), one.stands)


def _unplanned(role: Actor, year: int) -> Card:
    return Card(
        _("Plan anual"),
        None,
        sentence=format_html(
            _("Todavía no hay plan {year} de {place}."), year=year, place=role.organisation.short_name
        ),
        empty=_("Con el padrón, las plazas y los acompañantes cargados, Pusaq calcula carteras y el año."),
        url=address(UGEL_YEAR),
        url_label=_("Calcular el plan"),
    )


def _proposed(plans: Sequence[UgelPlan]) -> Card:
    one = plans[-1]
    publishing = _("Al publicarlo, cada acompañante verá su semana aquí.")
    return Card(
        _("Plan anual"),
        None,
        sentence=format_html(
            _("El {plan} está calculado, versión {n}, y nadie lo ve todavía en su calendario."),
            plan=link(address(UGEL_YEAR), _("plan %(year)d") % {"year": one.version.year}),
            n=one.version.version,
        ),
        empty=_("Rompe reglas: así no se puede publicar.") if one.version.violations else publishing,
        url=address(UGEL_YEAR),
        url_label=_("Revisar el plan"),
    )
