"""Where the marks of a UGEL's year stand: in percent of its width, so that it fits any screen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.dates import MONTHS_3
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pusaq.accompaniment.looks import LOOKS, in_order
from pusaq.shell.sentences import listed, said
from pusaq_core.kinds import visit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq.accompaniment.caseloads.queries.caseloads import CaseloadRow
    from pusaq.accompaniment.year.queries.ugel_year import UgelYearByWeek, WeekCell, WorkshopSpan
    from pusaq_core.kinds import Kind

BAR_ROOM, SCHOOL_WEEK = 20, 5
"""Height of a full week in the drawing, and its days."""
GAP = 0.14
"""Part of a week left between two bars."""
DAYS_OF_A_WEEK = 7
SQUARE, BESIDE = 5, 8.5
"""Side of a square, and from one mark to the next, in units."""
FORMS = {"round": gettext_lazy("Círculo"), "square": gettext_lazy("Cuadrado")}
NEAR = 6.0
"""Percent of the width that a label beside a mark takes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle, or a point where it has no width; lengths in percent, heights in units of the row."""

    x: str
    width: str = ""
    y: int = 0
    height: int = 0
    style: str = ""
    said: str = ""
    label: str = ""
    label_x: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """A meeting in its week: beside those of other kinds, `left` units from the middle."""

    x: str
    left: float
    is_round: bool
    said: str


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One accompanist: bars by week, and marks of meetings; `said` is the row in words."""

    caseload: CaseloadRow
    bars: tuple[Mark, ...]
    meetings: tuple[Sign, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing.

    Attributes:
        months: names and the lines where they begin.
        pauses: weeks without classes.
        today: the line of today; empty outside the year.
        workshops: of teachers, then of accompanists.
        holidays: days off.
        rows: accompanists.
        legend: what the form of a meeting's mark says.
    """

    months: tuple[Mark, ...]
    pauses: tuple[Mark, ...]
    today: str
    workshops: tuple[tuple[str, tuple[Mark, ...]], ...]
    holidays: tuple[Mark, ...]
    rows: tuple[TimelineRow, ...]
    legend: tuple[str, ...]


class _Scale:
    def __init__(self, year: UgelYearByWeek) -> None:
        self.first = year.weeks[0].monday
        self.days = 7 * len(year.weeks)

    def at(self, day: dt.date) -> float:
        return 100 * (day - self.first).days / self.days

    def holds(self, day: dt.date) -> bool:
        return 0 <= (day - self.first).days < self.days

    def wide(self, days: float) -> str:
        return percent(100 * days / self.days)


def percent(value: float) -> str:
    """A length for SVG, with a decimal point in every language."""
    return f"{value:.3f}%"


def timeline(year: UgelYearByWeek, *, on: dt.date) -> Timeline | None:
    """The drawing of a UGEL's year; None where nothing is in it."""
    if not year.weeks:
        return None
    scale = _Scale(year)
    return Timeline(
        months=tuple(_months(scale)),
        pauses=tuple(
            Mark(percent(scale.at(week.monday)), scale.wide(7)) for week in year.weeks if not week.school_days
        ),
        today=percent(scale.at(on)) if scale.holds(on) else "",
        workshops=tuple(
            (str(look.label), tuple(_workshops(year.workshops, kind, scale, len(year.rows))))
            for kind, look in in_order()
            if any(span.kind == kind.id for span in year.workshops)
        ),
        holidays=tuple(
            Mark(percent(scale.at(day)), scale.wide(1), said=date_format(day, _("l j \\d\\e F")))
            for week in year.weeks
            for day in week.holidays
        ),
        rows=tuple(_row(year, index, scale, on) for index in range(len(year.rows))),
        legend=tuple(f"{FORMS[look.mark]}: {look.label}." for _kind, look in in_order() if look.mark),
    )


def _months(scale: _Scale) -> list[Mark]:
    found: list[Mark] = []
    # A year that begins in the first week of a month begins with that month.
    if 1 < scale.first.day <= DAYS_OF_A_WEEK:
        found.append(Mark(percent(0), label=capfirst(str(MONTHS_3[scale.first.month]))))
    day = scale.first.replace(day=1)
    while True:
        if scale.holds(day):
            found.append(Mark(percent(scale.at(day)), label=capfirst(str(MONTHS_3[day.month]))))
        elif day > scale.first:
            return found
        day = (day + dt.timedelta(31)).replace(day=1)


def _workshops(spans: Sequence[WorkshopSpan], kind: Kind, scale: _Scale, everybody: int) -> list[Mark]:
    found, free_from = [], -1.0
    for span in spans:
        if span.kind != kind.id:
            continue
        start = scale.at(span.starts_on)
        length = (span.ends_on - span.starts_on).days + 1
        end = start + 100 * length / scale.days
        who = "" if len(span.letters) == everybody else ", ".join(span.letters)
        days = ngettext("%(n)d día", "%(n)d días", span.days) % {"n": span.days}
        said = _("Taller %(number)d, %(days)s desde el %(day)s") % {
            "number": span.number,
            "days": days,
            "day": date_format(span.starts_on, "MONTH_DAY_FORMAT"),
        }
        shown = days if start >= free_from else ""
        free_from = end + NEAR if shown else free_from
        found.append(
            Mark(
                percent(start),
                scale.wide(length),
                style="own" if kind.own else "all",
                said=f"{said} ({who})" if who else said,
                label=shown,
                label_x=percent(end + 0.4),
            )
        )
    return found


def _row(year: UgelYearByWeek, index: int, scale: _Scale, on: dt.date) -> TimelineRow:
    row = year.rows[index]
    bars: list[Mark] = []
    meetings: list[Sign] = []
    monday_now = on - dt.timedelta(on.weekday())
    for week, cell in zip(year.weeks, row.cells, strict=True):
        start = scale.at(week.monday)
        if cell.travel_days:
            high = max(2, round(BAR_ROOM * min(cell.travel_days, SCHOOL_WEEK) / SCHOOL_WEEK))
            bars.append(
                Mark(
                    percent(start + 100 * 7 * GAP / 2 / scale.days),
                    scale.wide(7 * (1 - GAP)),
                    BAR_ROOM - high + 2,
                    high,
                    style="done" if week.monday < monday_now else "later",
                    said=_week_said(week.monday, cell),
                )
            )
        middle = percent(start + 50 * 7 / scale.days)
        held = [(kind, look) for kind, look in in_order() if look.mark and cell.times[kind.id]]
        meetings += [
            Sign(
                middle,
                BESIDE * index - (SQUARE / 2 if look.mark == "square" else 0),
                look.mark == "round",
                str(look.label),
            )
            for index, (_kind, look) in enumerate(held)
        ]
    return TimelineRow(row.caseload, tuple(bars), tuple(meetings), _row_said(row.cells))


def _week_said(monday: dt.date, cell: WeekCell) -> str:
    days = said_in_weeks(visit(), cell.travel_days)
    return _("Semana del %(day)s: %(days)s") % {"day": date_format(monday, "MONTH_DAY_FORMAT"), "days": days}


def _row_said(cells: Sequence[WeekCell]) -> str:
    parts = [
        said_in_weeks(
            kind, sum(cell.days[kind.id] if look.said_days else cell.times[kind.id] for cell in cells)
        )
        for kind, look in in_order()
        if not kind.of_ugel
    ]
    return said(_("%(what)s en el año"), what=listed(parts))


def said_in_weeks(kind: Kind, n: int) -> str:
    """«112 días de visita», «12 GIA»."""
    look = LOOKS[kind.id]
    return (look.said_days or look.said)(n)
