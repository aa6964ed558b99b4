"""Accompaniment in figures, for anybody: no name, and no count of a small group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pusaq.accompaniment.addresses import IN_FIGURES, address
from pusaq.accompaniment.queries.in_figures import (
    ACCOMPANISTS,
    MEASURES,
    SCHOOLS,
    TEACHERS,
    THRESHOLD,
    PublicLine,
    PublicYear,
    public_figures,
    public_years,
)
from pusaq.common.clock import local, now
from pusaq.common.countries import country
from pusaq.common.demands import Demand
from pusaq.common.sorting import sort_key
from pusaq.shell.sentences import said
from pusaq.shell.tables import Column, NameColumn, NumberColumn, Table, TablePage

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from django.forms import BaseForm
    from django.utils.safestring import SafeString

    from pusaq.accompaniment.queries.in_figures import PublicFigures
    from pusaq_core.disclosure import Cell

YEAR, REGION, BY = "anio", "region", "por"
BY_REGION, BY_UGEL = "region", "ugel"
ON_ONE_LINE = {"td": {"class": "xl:whitespace-nowrap"}}
SAID_FIRST = frozenset({SCHOOLS, TEACHERS, ACCOMPANISTS})
"""Totals of the sentence that opens the page."""
PLACE_OF_HIDDEN = 0.5
"""Hidden counts stand together between 0 and what is shown: their order says nothing of them."""


class HideableColumn(NumberColumn):
    """A count, or the words in its place."""

    def __init__(self, measure: str, **more: Any) -> None:
        super().__init__(accessor=f"figures__{measure}", order_by=(f"places__{measure}",), **more)

    def render(self, value: float | str) -> SafeString | str:
        if isinstance(value, str):
            return format_html('<span class="small muted">{}</span>', value)
        return super().render(value)

    def value(self, value: float | str) -> float | str:
        return value


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A line as the table shows it; nothing else of it is known here.

    Attributes:
        name: of the UGEL or the region.
        region: of a UGEL; empty for a region.
        url: to the UGEL of a region.
        figures: measure to the count, or to the words in its place.
        places: column to what the table is ordered by.
    """

    name: str
    region: str
    url: str
    figures: Mapping[str, int | str]
    places: Mapping[str, float | str]


class FigureTable(Table):
    name = NameColumn(
        verbose_name=gettext_lazy("UGEL"),
        url=lambda row: row.url,
        order_by=("places__name",),
        attrs=ON_ONE_LINE,
    )
    region = Column(verbose_name=gettext_lazy("Región"), order_by=("places__region",), attrs=ON_ONE_LINE)
    schools = HideableColumn("schools", verbose_name=gettext_lazy("Escuelas"))
    teachers = HideableColumn("teachers", verbose_name=gettext_lazy("Docentes"))
    accompanists = HideableColumn("accompanists", verbose_name=gettext_lazy("Acompañantes"))
    visits = HideableColumn("visits", verbose_name=gettext_lazy("Visitas planificadas"))
    due = HideableColumn("due", verbose_name=gettext_lazy("Planificadas hasta hoy"))


class FigureFilters(forms.Form):
    """Always filled: what is asked for and is not there gives way to what opens the page."""

    def __init__(
        self, data: Mapping[str, str], *, years: Mapping[str, str], regions: Mapping[str, str]
    ) -> None:
        super().__init__(data)
        self.fields[YEAR] = forms.ChoiceField(label=_("Año escolar"), choices=list(years.items()))
        self.fields[REGION] = forms.ChoiceField(
            label=_("Región"), choices=[("", _("Todas las regiones")), *regions.items()], required=False
        )
        self.fields[BY] = forms.ChoiceField(
            label=_("Una fila por"),
            choices=[(BY_REGION, _("Región")), (BY_UGEL, _("UGEL"))],
            widget=forms.RadioSelect,
        )


class InFigures(TablePage):
    demand = Demand.ANYBODY
    template = "accompaniment/in_figures.html"
    title = gettext_lazy("Acompañamiento en cifras")
    table_class = FigureTable
    file_name = "acompanamiento-en-cifras"

    @cached_property
    def years(self) -> Mapping[str, PublicYear]:
        return {f"{one.country}-{one.year}": one for one in public_years()}

    @cached_property
    def key(self) -> str:
        asked = self.request.GET.get(YEAR, "")
        return asked if asked in self.years else next(iter(self.years), "")

    @cached_property
    def figures(self) -> PublicFigures | None:
        return public_figures(self.years[self.key], on=self._day()) if self.key else None

    @cached_property
    def region(self) -> PublicLine | None:
        """The region asked for."""
        asked = self.request.GET.get(REGION, "")
        regions = self.figures.regions if self.figures else ()
        return next((one for one in regions if _code(one) == asked), None)

    @property
    def by(self) -> str:
        asked = self.request.GET.get(BY, "")
        return BY_UGEL if self.region or asked == BY_UGEL else BY_REGION

    def lines(self) -> Sequence[PublicLine]:
        if self.figures is None:
            return ()
        if self.region:
            return [one for one in self.figures.ugels if one.above == self.region.path]
        if self.by == BY_UGEL:
            return self.figures.ugels
        top = self.figures.whole.path
        return [*self.figures.regions, *(one for one in self.figures.ugels if one.above == top)]

    def rows(self) -> Sequence[FigureRow]:
        return [_row(one, self.key) for one in self.lines()]

    def filtered(self) -> tuple[BaseForm | None, Any]:
        if self.figures is None:
            return None, ()
        several = len({one.country for one in self.years.values()}) > 1
        names = {
            key: f"{country(one.country).name}, {one.year}" if several else str(one.year)
            for key, one in self.years.items()
        }
        regions = {_code(one): one.name for one in self.figures.regions}
        chosen = {YEAR: self.key, REGION: _code(self.region) if self.region else "", BY: self.by}
        return FigureFilters(chosen, years=names, regions=regions), self.rows()

    def make_table(self, rows: Any) -> Table:
        by_region = self.by == BY_REGION
        hidden = ("region",) if by_region or self.region else ()
        table = FigureTable(rows, exclude=hidden, order_by=self.request.GET.get("sort"), request=self.request)
        if by_region:
            table.columns["name"].column.verbose_name = _("Región")
        return table

    @property
    def whole(self) -> PublicLine | None:
        """What the rows add up to: the region asked for, or the country."""
        return self.region or (self.figures.whole if self.figures else None)

    def totals(self, rows: Any) -> Mapping[str, Any]:
        """The published total of the place, protected with the rest: never the sum of what is shown."""
        whole = self.whole
        return {measure: shown(whole.cells[measure]) for measure in MEASURES} if whole and rows else {}

    def context(self) -> dict[str, Any]:
        given = super().context()
        lines, whole = self.lines(), self.whole
        cells = [cell for line in [*lines, *([whole] if whole else [])] for cell in line.cells.values()]
        counted = (
            ngettext("%(n)d región", "%(n)d regiones", len(lines))
            if self.by == BY_REGION
            else ngettext("%(n)d UGEL", "%(n)d UGEL", len(lines))
        )
        known = {measure: cell.shown for measure, cell in whole.cells.items()} if whole else {}
        is_known = all(known[measure] is not None for measure in SAID_FIRST & known.keys())
        return {
            **given,
            "lead": self._lead(known if is_known else {}),
            "base": "shell/page.html" if self.request.actor else "shell/plain.html",
            "chosen": self.years.get(self.key),
            "region": self.region,
            "figures": self.figures,
            "day": self._day(),
            "filtering": sum((self.key != next(iter(self.years), ""), self.by == BY_UGEL)),
            "rows_said": counted % {"n": len(lines)},
            "most": THRESHOLD - 1,
            "says_small": any(cell.says_small for cell in cells),
            "says_hidden": any(cell.shown is None and not cell.says_small for cell in cells),
        }

    def _lead(self, known: Mapping[str, int | None]) -> SafeString | str:
        """The figures of the place in a sentence; what the page is about where one of them is hidden."""
        if self.figures is None:
            return ""
        year = str(self.years[self.key].year)
        if not known:
            words = _(
                "Cuántas escuelas y docentes tienen acompañamiento pedagógico en %(year)s, por región y UGEL."
            )
            return said(words, year=year)
        if self.region:
            words = _(
                "En %(where)s, %(accompanists)s acompañantes tienen a su cargo a %(teachers)s docentes de"
                " %(schools)s escuelas en %(year)s."
            )
            return said(words, where=self.region.name, year=year, **known)
        words = _(
            "%(accompanists)s acompañantes tienen a su cargo a %(teachers)s docentes de %(schools)s escuelas"
            " en %(year)s."
        )
        return said(words, year=year, **known)

    def _day(self) -> dt.date:
        return local(now(), self.years[self.key].country).date() if self.key else now().date()


def shown(cell: Cell) -> int | str:
    """What stands in a cell."""
    if cell.shown is not None:
        return cell.shown
    return _("menos de %(n)d") % {"n": THRESHOLD} if cell.says_small else _("oculto")


def _code(line: PublicLine) -> str:
    """Last part of the path, as addresses name a place."""
    return line.path.rstrip("/").rpartition("/")[2]


def _row(line: PublicLine, year: str) -> FigureRow:
    url = "" if line.region else f"{address(IN_FIGURES)}?{YEAR}={year}&{REGION}={_code(line)}"
    figures = {measure: shown(cell) for measure, cell in line.cells.items()}
    places: dict[str, float | str] = {
        measure: float(figure) if isinstance(figure, int) else PLACE_OF_HIDDEN
        for measure, figure in figures.items()
    }
    places |= {"name": sort_key(line.name), "region": sort_key(line.region)}
    return FigureRow(line.name, line.region, url, figures, places)
