"""Tables that sort, filter, page, and give exactly what they show as CSV and XLSX.

A page of a table subclasses `TablePage`, names a `Table` (django-tables2) and, over a queryset, a `FilterSet`
(django-filter); its template extends `shell/table_page.html`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_tables2
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet
from django_tables2.rows import BoundRow

from pusaq.common.clock import today
from pusaq.shell.pages.base import Page
from pusaq.shell.sheets import CSV, XLSX, Sheet, csv_response, xlsx_response

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponseBase
    from django_tables2.columns import BoundColumn

REGION = "tabla"
PER_PAGE = 50
CHUNK = 2000
LINE = {"td": {"class": "line"}}
"""On a phone, where short values follow each other, a line of its own."""
RIGHT = {"th": {"class": "r"}, "td": {"class": "r tn"}, "tf": {"class": "r tn"}}


class LenientPaginator(Paginator):  # type: ignore[type-arg]  # generic for the stubs alone
    """A page that does not exist is the nearest that does."""

    def validate_number(self, number: float | str) -> int:
        try:
            return super().validate_number(number)
        except PageNotAnInteger:
            return 1
        except EmptyPage:
            return self.num_pages


class Table(django_tables2.Table):  # type: ignore[misc]  # the library has no types
    """A table in our own dress, which the settings name. The first column names the row."""

    def paginate(self, *args: Any, per_page: int | None = None, **kwargs: Any) -> Any:
        # The library takes any number of rows from the address before the page says its own.
        return super().paginate(*args, per_page=max(per_page, 1) if per_page else None, **kwargs)


class Filters(FilterSet):  # type: ignore[misc]  # the library has no types
    """Filters over a queryset, drawn in the rail."""


class Column(django_tables2.Column):  # type: ignore[misc]  # the library has no types
    """A word; «–» where it does not apply."""


class NumberColumn(Column):
    """A number: to the right, grouped, «sin dato» where it is not known."""

    def __init__(self, *args: Any, decimals: int = 0, **kwargs: Any) -> None:
        self.decimals = decimals
        super().__init__(*args, **{"attrs": RIGHT, "default": _("sin dato"), **kwargs})

    def render(self, value: float) -> str:
        # Django cuts decimals off; people round.
        return number_format(round(value, self.decimals), self.decimals, force_grouping=True)


class DateColumn(Column):
    """A day, as people write it."""

    def render(self, value: dt.date) -> str:
        return date_format(value)


class NameColumn(Column):
    """Name of the row and the way to it; `url` is asked for each record."""

    def __init__(self, *args: Any, url: Callable[[Any], str] | None = None, **kwargs: Any) -> None:
        self.url_of = url
        super().__init__(*args, **kwargs)

    def render(self, value: Any, record: Any) -> Any:
        url = self.url_of(record) if self.url_of else ""
        return format_html('<a class="link" href="{}">{}</a>', url, value) if url else value

    def value(self, value: Any) -> Any:
        return value


class TablePage(Page):
    """A page around one table.

    Attributes:
        table_class: columns, and how each cell is shown and given.
        filterset_class: filters over a queryset; None for none.
        file_name: first part of the name of downloaded files.
        per_page: rows of one page.
    """

    table_class: ClassVar[type[Table]]
    filterset_class: ClassVar[type[Filters] | None] = None
    file_name: ClassVar[str]
    per_page: ClassVar[int] = PER_PAGE
    fragments = {REGION: "shell/components/tables/region.html"}

    def rows(self) -> QuerySet[Any] | Sequence[Any]:
        """Everything that the actor may see here, before filters."""
        raise TypeError(f"{type(self).__name__} says no rows")

    def totals(self, rows: Any) -> Mapping[str, Any]:  # noqa: ARG002  (subclasses read the rows)
        """Column to its total over all filtered rows; the first column says «Total»."""
        return {}

    def filtered(self) -> tuple[BaseForm | None, Any]:
        """The form of the filters, and the rows that pass them."""
        rows = self.rows()
        if self.filterset_class is None:
            return None, rows
        chosen = self.filterset_class(self.request.GET, queryset=rows, request=self.request)
        return chosen.form, chosen.qs

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]  # a file is streamed
        wanted = request.GET.get("formato")
        if wanted not in (CSV, XLSX):
            return super().get(request, *args, **kwargs)
        _form, rows = self.filtered()
        table = self.make_table(rows)
        sheet = Sheet(
            title=str(self.page_title()),
            head=[str(column.header) for column in _given(table)],
            rows=_values(table),
            total=_total_row(table, self.totals(rows)),
        )
        name = f"{self.file_name}-{self._day():%Y-%m-%d}"
        return csv_response(sheet, name) if wanted == CSV else xlsx_response(sheet, name)

    def context(self) -> dict[str, Any]:
        form, rows = self.filtered()
        table = self.make_table(rows)
        table.paginate(
            paginator_class=LenientPaginator, page=self.request.GET.get("page", 1), per_page=self.per_page
        )
        return {
            "filters": form,
            "filtering": sum(bool(self.request.GET.get(name)) for name in form.fields) if form else 0,
            "table": table,
            "totals": _shown_totals(table, self.totals(rows)),
        }

    def make_table(self, rows: Any) -> Table:
        return self.table_class(rows, order_by=self.request.GET.get("sort"), request=self.request)

    def _day(self) -> dt.date:
        return today(self.place)


def _given(table: Table) -> list[BoundColumn]:
    """Columns of a file: those shown, but for buttons."""
    return [column for column in table.columns if not column.column.exclude_from_export]


def _values(table: Table) -> Iterator[list[Any]]:
    """Rows of every page in the order shown; a queryset is read in pieces."""
    columns = _given(table)
    data = table.data.data
    records = data.iterator(chunk_size=CHUNK) if isinstance(data, QuerySet) else iter(data)
    for record in records:
        row = BoundRow(record, table=table)
        yield [_value(row, record, column) for column in columns]


def _value(row: Any, record: Any, column: BoundColumn) -> Any:
    """What a file holds: numbers and days as such, everything else as its words."""
    if not hasattr(row.table, f"value_{column.name}"):
        found = column.accessor.resolve(record, quiet=True)
        if found is None or _is_plain(found):
            return found
    return row.get_cell_value(column.name)


def _is_plain(value: Any) -> bool:
    return not isinstance(value, str) and (
        isinstance(value, int | float) or hasattr(value, "as_tuple") or hasattr(value, "isoformat")
    )


def _total_row(table: Table, totals: Mapping[str, Any]) -> list[Any] | None:
    if not totals:
        return None
    return [
        str(_("Total")) if index == 0 else totals.get(column.name)
        for index, column in enumerate(_given(table))
    ]


def _shown_totals(table: Table, totals: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Cells of the foot, dressed as their columns are."""
    if not totals:
        return []
    cells = []
    for column in table.columns:
        value = totals.get(column.name)
        render = getattr(column.column, "render", None) if isinstance(column.column, NumberColumn) else None
        cells.append(
            {
                "label": column.header,
                "value": render(value) if render and value is not None else value,
                "class": "r tn" if isinstance(column.column, NumberColumn) else "",
            }
        )
    return cells
