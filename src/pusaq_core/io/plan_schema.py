"""The tables of a plan: which columns in which order, how each is written and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, get_type_hints

import polars as pl

from pusaq_core.errors import InputError, Problem
from pusaq_core.findings.written import FactError, as_json, from_json
from pusaq_core.io.harmless import as_it_was, harmless_column, harmless_json
from pusaq_core.yearplan.tables import LIST_SIGN, ROWS, codes_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pusaq_core.findings.shapes import Fact, Family

    Content = pl.DataFrame | Sequence[Mapping[str, Any]]

Kind = Literal["code", "codes", "text", "json", "facts", "whole", "number", "coordinate", "day"]
"""How a column is written.

`code` and `text` as they are, `codes` a list joined by `;`, `json` one JSON value, `facts` a JSON list of
facts, `whole` digits, `number` the shortest decimal, `coordinate` five decimals, `day` YYYY-MM-DD. Null is
empty.
"""

AS_IT_IS: Final[frozenset[Kind]] = frozenset({"code", "codes", "whole", "number", "coordinate", "day"})
"""Kinds whose cells quote no input, so that no sign in them acts; all others are written harmless."""

IN_JSON: Final[Mapping[Kind, Callable[[pl.Expr], pl.Expr]]] = {"json": harmless_json, "facts": harmless_json}
"""How a kind is made harmless whose cells are JSON and have to stay so."""

HEADER_LINES: Final = 2
"""Line of the file that holds the first row of data."""


class Column(NamedTuple):
    """A column of a table; `family` says which facts a column of them may hold."""

    name: str
    kind: Kind
    family: Family = ()


def _columns(row: type) -> tuple[Column, ...]:
    """The columns of a row: the names, order and types that `pusaq_core.yearplan.tables` declares."""
    declared = get_type_hints(row, include_extras=True)
    said = {name: hint.__metadata__[0] for name, hint in declared.items()}
    return tuple(
        Column(name, "facts", how) if isinstance(how, tuple) else Column(name, how)
        for name, how in said.items()
    )


TABLES: Final[dict[str, tuple[Column, ...]]] = {
    **{name: _columns(row) for name, row in ROWS.items()},
    "rejected": (
        Column("file", "text"),
        Column("row", "whole"),
        Column("column", "text"),
        Column("found", "text"),
        Column("expected", "text"),
    ),
}
"""Columns of each table in the order of the file `<table>.csv`."""

OPTIONAL: Final = frozenset({"changes"})
"""Tables that a plan may lack."""


def as_text(table: str, content: Content) -> pl.DataFrame:
    """A table as its file holds it: text columns in the order of `TABLES`, null where empty.

    Args:
        table: key of `TABLES`.
        content: a frame with at least the columns of the table, typed or text, in any order, or rows as
            mappings of column to value; further columns are dropped.

    Raises:
        ValueError: a column is missing.
    """
    frame = content if isinstance(content, pl.DataFrame) else _frame_of(table, content)
    missing = [column.name for column in TABLES[table] if column.name not in frame.columns]
    if missing:
        raise ValueError(f"{table} lacks {', '.join(missing)}")
    return frame.select(
        _written(column, frame.schema[column.name]).replace("", None).alias(column.name)
        for column in TABLES[table]
    )


def _frame_of(table: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Text columns of rows; a column is missing where no row has it."""
    columns = []
    for column in TABLES[table]:
        if not rows or column.name in rows[0]:
            texts = [_cell(column.kind, row[column.name]) for row in rows]
            columns.append(pl.Series(column.name, texts, dtype=pl.String))
    return pl.DataFrame(columns)


def _cell(kind: Kind, value: Any) -> str | None:  # noqa: ANN401  (cells of a row hold anything)
    if value is None or isinstance(value, str):
        return value
    if kind == "facts":
        return as_json(value)
    if isinstance(value, list | tuple):
        return LIST_SIGN.join(map(str, value))
    if kind == "coordinate":
        return _five_decimals(value)
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _written(column: Column, dtype: pl.DataType) -> pl.Expr:
    values = pl.col(column.name)
    if isinstance(dtype, pl.List):
        return values.cast(pl.List(pl.String)).list.join(LIST_SIGN)
    if dtype == pl.String:
        return values if column.kind in AS_IT_IS else IN_JSON.get(column.kind, _plain)(values)
    if column.kind == "coordinate":
        return values.cast(pl.Float64).map_elements(_five_decimals, return_dtype=pl.String)
    if column.kind == "number":
        return values.cast(pl.Float64).cast(pl.String).str.replace(r"\.0$", "")
    if column.kind == "whole":
        return values.cast(pl.Int64).cast(pl.String)
    return values.cast(pl.String)


def _five_decimals(degrees: float) -> str:
    return f"{round(degrees, 5) + 0.0:.5f}"  # + 0.0 turns -0.0 into 0.0


def _plain(text: pl.Expr) -> pl.Expr:
    """Text on one line that no spreadsheet takes for a formula."""
    return harmless_column(text.str.replace_all(r"[\x00-\x1f\x7f-\x9f]+", " ").str.strip_chars())


def check_facts(table: str, frame: pl.DataFrame, *, file: str) -> None:
    """Refuse cells that hold anything but facts that may stand in their column.

    Args:
        table: key of `TABLES`.
        frame: text columns as `as_text` makes them.
        file: name of the file, for problems.

    Raises:
        InputError: `facts_malformed` for the first such cell of each column.
    """
    columns = [column for column in TABLES[table] if column.kind == "facts"]
    problems = [problem for column in columns if (problem := _wrong_fact(column, frame, file))]
    if problems:
        raise InputError(*problems)


def _wrong_fact(column: Column, frame: pl.DataFrame, file: str) -> Problem | None:
    right: set[str | None] = {None}
    for row, text in enumerate(frame[column.name], HEADER_LINES):
        if text in right:
            continue
        try:
            from_json(text, column.family)
        except FactError as error:
            return Problem("facts_malformed", file, row, column.name, error.expected, error.found)
        right.add(text)
    return None


def facts_of(table: str, column: str, cells: Sequence[str | None]) -> list[tuple[Fact, ...]]:
    """The facts of cells that `check_facts` let pass.

    Args:
        table: key of `TABLES`.
        column: a column of facts.
        cells: their text.
    """
    family = next(one.family for one in TABLES[table] if one.name == column)
    known = {text: from_json(text or "", family) for text in dict.fromkeys(cells)}
    return [known[text] for text in cells]


def as_typed(table: str, frame: pl.DataFrame, *, file: str) -> pl.DataFrame:
    """The text of a file as typed columns: Int64, Float64, Date, List of String; others String.

    Args:
        table: key of `TABLES`.
        frame: text columns as `as_text` makes them.
        file: name of the file, for problems.

    Raises:
        InputError: `value_malformed` for the first malformed cell of each column.
    """
    typed = frame.select(_read(column).alias(column.name) for column in TABLES[table])
    problems = []
    for column in TABLES[table]:
        wrong = frame[column.name].is_not_null() & typed[column.name].is_null()
        place = wrong.arg_max()
        if place is not None and wrong[place]:
            found, row = str(frame[column.name][place]), place + HEADER_LINES
            problems.append(Problem("value_malformed", file, row, column.name, column.kind, found))
    if problems:
        raise InputError(*problems)
    return typed


def _read(column: Column) -> pl.Expr:
    text = pl.col(column.name)
    match column.kind:
        case "whole":
            return text.cast(pl.Int64, strict=False)
        case "number" | "coordinate":
            return text.cast(pl.Float64, strict=False)
        case "day":
            return text.str.to_date("%Y-%m-%d", strict=False)
        case "codes":
            codes = codes_in(column.name)
            return pl.when(codes.list.contains("")).then(None).otherwise(codes)
        case "text":
            return as_it_was(text)
        case _:
            return text
