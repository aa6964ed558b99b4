"""School calendars in YAML."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

import yaml

from pusaq_core.io.encoding import decode
from pusaq_core.io.source import read_source
from pusaq_core.io.yaml_nodes import MAX_TEXT, NodeReader, compose, shown
from pusaq_core.yearplan.calendar import CalendarException, DateRange, YearCalendar

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

_KEYS = ("fuente", "gestion", "feriados", "excepciones")
_EXCEPTION_KEYS = ("clases", "gestion", "pausas", "recupera", "resolucion")
_SCOPES = ("ugel", "local")


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
    reader = _CalendarReader(file)
    calendar = reader.calendar(compose(text, file=file))
    reader.raise_problems()
    return calendar


class _CalendarReader(NodeReader):
    """Reads the nodes of one calendar file."""

    year = 0

    def calendar(self, root: yaml.Node) -> YearCalendar:
        keys = self.mapping(root, "", required=("anio", "clases"), optional=_KEYS)
        year = self.whole(keys.get("anio"), "anio")
        self.year = year or 0
        if year is not None and not 1900 <= year <= 2100:
            self.problem(keys["anio"], "anio", "year_malformed", found=shown(keys["anio"]))
        return YearCalendar(
            year=self.year,
            classes=self._ranges(keys.get("clases"), "clases"),
            management=self._ranges(keys.get("gestion"), "gestion"),
            holidays=self._days(keys.get("feriados"), "feriados"),
            exceptions=self._exceptions(keys.get("excepciones")),
            source=self.text(keys.get("fuente"), "fuente"),
        )

    def _exceptions(self, node: yaml.Node | None) -> tuple[CalendarException, ...]:
        found: dict[tuple[str, str], CalendarException] = {}
        for item, path in self.items(node, "excepciones"):
            keys = self.mapping(item, path, required=("ambito", "codigo"), optional=_EXCEPTION_KEYS)
            scope = self.choice(keys.get("ambito"), f"{path}.ambito", _SCOPES)
            code = self.text(keys.get("codigo"), f"{path}.codigo")
            if "codigo" in keys and not code:
                self.problem(keys["codigo"], f"{path}.codigo", "yaml_text")
            if scope and code and (scope, code) in found:
                self.problem(item, path, "exception_repeated", found=f"{scope} {code}")
            found[scope, code] = self._exception(keys, path, scope, code)
        return tuple(found.values())

    def _exception(self, keys: dict[str, yaml.Node], path: str, scope: str, code: str) -> CalendarException:
        pauses = self._ranges(keys.get("pausas"), f"{path}.pausas", single_days=True)
        recovered = self._days(keys.get("recupera"), f"{path}.recupera")
        for day in recovered:
            if any(first <= day <= last for first, last in pauses):
                self.problem(
                    keys["recupera"], f"{path}.recupera", "recovered_in_pause", found=day.isoformat()
                )
        return CalendarException(
            scope=cast("Literal['ugel', 'local']", scope),
            code=code,
            classes=self._optional_ranges(keys, "clases", path),
            management=self._optional_ranges(keys, "gestion", path),
            pauses=pauses,
            recovered=recovered,
            resolution=self.text(keys.get("resolucion"), f"{path}.resolucion"),
        )

    def _optional_ranges(
        self, keys: dict[str, yaml.Node], key: str, path: str
    ) -> tuple[DateRange, ...] | None:
        return self._ranges(keys[key], f"{path}.{key}") if key in keys else None

    def _ranges(
        self, node: yaml.Node | None, path: str, *, single_days: bool = False
    ) -> tuple[DateRange, ...]:
        read: list[tuple[DateRange, yaml.Node, str]] = []
        for item, place in self.items(node, path):
            span = self._range(item, place, single_days=single_days)
            if span is not None:
                read.append((span, item, place))
        read.sort(key=lambda entry: entry[0])
        for (before, _, _), (after, item, place) in pairwise(read):
            if after.first <= before.last:
                self.problem(
                    item,
                    place,
                    "ranges_overlap",
                    found=f"{after.first} ≤ {before.last}",
                    expected=str(before.last),
                )
        return tuple(span for span, _, _ in read)

    def _range(self, item: yaml.Node, path: str, *, single_days: bool) -> DateRange | None:
        if single_days and isinstance(item, yaml.ScalarNode):
            day = self._day_in_year(item, path)
            return None if day is None else DateRange(day, day)
        keys = self.mapping(item, path, required=("desde", "hasta"))
        if len(keys) < 2:
            return None
        first = self._day_in_year(keys["desde"], f"{path}.desde")
        last = self._day_in_year(keys["hasta"], f"{path}.hasta")
        if first is None or last is None:
            return None
        if last < first:
            self.problem(
                keys["hasta"], f"{path}.hasta", "end_before_start", expected=str(first), found=str(last)
            )
            return None
        return DateRange(first, last)

    def _days(self, node: yaml.Node | None, path: str) -> tuple[date, ...]:
        days: set[date] = set()
        for item, place in self.items(node, path):
            day = self._day_in_year(item, place)
            if day in days:
                self.problem(item, place, "date_repeated", found=str(day))
            if day is not None:
                days.add(day)
        return tuple(sorted(days))

    def _day_in_year(self, node: yaml.Node, path: str) -> date | None:
        day = self.day(node, path)
        if day is not None and self.year and day.year != self.year:
            self.problem(node, path, "date_out_of_year", expected=str(self.year), found=str(day))
            return None
        return day
