"""School calendars in YAML."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple, Self

from pydantic import model_validator

from pusaq_core.catalogue_reader.faults import Fault, refusal, refusals
from pusaq_core.catalogue_reader.sheet import Sheet, key, made_of, read_sheet
from pusaq_core.catalogue_reader.tree import Node
from pusaq_core.catalogue_reader.values import BlankText, Reads, Text, as_day, choice, whole
from pusaq_core.io.encoding import decode
from pusaq_core.io.sheets import MAX_TEXT
from pusaq_core.io.source import read_source
from pusaq_core.yearplan.calendar import CalendarException, DateRange, YearCalendar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class CalendarFile(NamedTuple):
    """A calendar with where it came from.

    Attributes:
        calendar: the school year.
        file: name of the file.
        sha256: hexadecimal digest of the file.
    """

    calendar: YearCalendar
    file: str
    sha256: str


def _day_in_year(value: Any, context: Mapping[str, Any]) -> date:  # noqa: ANN401  (whatever stands there)
    day = as_day(value)
    if context["year"] and day.year != context["year"]:
        raise refusal(Fault("date_out_of_year", expected=str(context["year"]), found=str(day)))
    return day


DayInYear = Annotated[date, Reads(_day_in_year, in_context=True)]


@dataclass(frozen=True, slots=True)
class _Span(Sheet):
    first: Annotated[DayInYear, key("desde")]
    last: Annotated[DayInYear, key("hasta")]

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.last < self.first:
            fault = Fault("end_before_start", ("hasta",), expected=str(self.first), found=str(self.last))
            raise refusals([fault])
        return self


_SPAN: Final = made_of(_Span, lambda span: DateRange(span.first, span.last))


def _span_or_day(value: Any, context: Mapping[str, Any]) -> DateRange:  # noqa: ANN401  (same)
    if isinstance(value, Node):
        day = _day_in_year(value, context)
        return DateRange(day, day)
    span: DateRange = _SPAN.read(value, context)
    return span


def _ascending(ranges: tuple[DateRange, ...]) -> tuple[DateRange, ...]:
    places = sorted(range(len(ranges)), key=lambda place: ranges[place])
    overlaps = [
        Fault(
            "ranges_overlap",
            (after,),
            expected=str(ranges[before].last),
            found=f"{ranges[after].first} ≤ {ranges[before].last}",
        )
        for before, after in pairwise(places)
        if ranges[after].first <= ranges[before].last
    ]
    if overlaps:
        raise refusals(overlaps)
    return tuple(sorted(ranges))


def _each_once(days: tuple[date, ...]) -> tuple[date, ...]:
    repeated = [
        Fault("date_repeated", (at,), found=str(day)) for at, day in enumerate(days) if day in days[:at]
    ]
    if repeated:
        raise refusals(repeated)
    return tuple(sorted(days))


_RANGES: Final = made_of(tuple[Annotated[DateRange, _SPAN], ...], _ascending)
_PAUSES: Final = made_of(tuple[Annotated[DateRange, Reads(_span_or_day, in_context=True)], ...], _ascending)
_DAYS: Final = made_of(tuple[DayInYear, ...], _each_once)

Ranges = Annotated[tuple[DateRange, ...], _RANGES]
Days = Annotated[tuple[date, ...], _DAYS]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Exception(Sheet):
    """A differentiated calendar, as `CalendarException`."""

    scope: Annotated[Literal["ugel", "local"], choice("ugel", "local"), key("ambito")]
    code: Annotated[Text, key("codigo")]
    classes: Annotated[Ranges | None, _RANGES, key("clases")] = None
    management: Annotated[Ranges | None, _RANGES, key("gestion")] = None
    pauses: Annotated[tuple[DateRange, ...], _PAUSES, key("pausas")] = ()
    recovered: Annotated[Days, key("recupera")] = ()
    resolution: Annotated[BlankText, key("resolucion")] = ""

    @model_validator(mode="after")
    def _recovers_no_pause(self) -> Self:
        both = [
            Fault("recovered_in_pause", ("recupera",), found=day.isoformat())
            for day in self.recovered
            if any(first <= day <= last for first, last in self.pauses)
        ]
        if both:
            raise refusals(both)
        return self


def _one_for_each(exceptions: tuple[_Exception, ...]) -> tuple[CalendarException, ...]:
    whom = [(one.scope, one.code) for one in exceptions]
    repeated = [
        Fault("exception_repeated", (at,), found=f"{one[0]} {one[1]}")
        for at, one in enumerate(whom)
        if one in whom[:at]
    ]
    if repeated:
        raise refusals(repeated)
    return tuple(CalendarException(**_values(one)) for one in exceptions)


def _values(sheet: Any) -> dict[str, Any]:  # noqa: ANN401  (a dataclass)
    return {field.name: getattr(sheet, field.name) for field in fields(sheet)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Calendar(Sheet):
    """A school year, as `YearCalendar`."""

    year: Annotated[int, whole(1900, 2100), key("anio")]
    classes: Annotated[Ranges, key("clases")]
    management: Annotated[Ranges, key("gestion")] = ()
    holidays: Annotated[Days, key("feriados")] = ()
    exceptions: Annotated[
        tuple[CalendarException, ...], made_of(tuple[_Exception, ...], _one_for_each), key("excepciones")
    ] = ()
    source: Annotated[BlankText, key("fuente")] = ""


def _year(tree: Node) -> dict[str, int]:
    """The year that the file says, in which every date must lie; 0 where it says none that can be read."""
    year = tree.get("anio")
    return {
        "year": int(year.text) if year is not None and year.text.isdecimal() and len(year.text) == 4 else 0
    }


def read_calendar(path: str | Path) -> CalendarFile:
    """Read a calendar that the user names.

    Raises:
        InputError: as `read_source` and `parse_calendar`.
    """
    source = read_source(path, max_bytes=MAX_TEXT)
    return CalendarFile(
        parse_calendar(decode(source.data).text, file=source.file), source.file, source.sha256
    )


def parse_calendar(text: str, *, file: str) -> YearCalendar:
    """Read a calendar from YAML text.

    Args:
        text: one YAML document with `anio`, `clases` and, optional, `gestion`, `feriados`, `excepciones`,
            `fuente`.
        file: name of the file, for problems.

    Raises:
        InputError: every problem with its line, position and path of keys: syntax, unknown, repeated or
            missing keys, dates that are none or out of the year, ranges that end before they start or
            overlap, an unknown scope, a second calendar for the same scope and code.
    """
    return YearCalendar(**_values(read_sheet(_Calendar, text, file=file, context=_year)))
