"""What a cell of text says, however somebody wrote it: what looks alike is one, what says nothing is nothing.

People type and programs export the same value in many ways. Rules compare what a cell says; pages show what
stands in it.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from typing import Final

import polars as pl

NO_VALUE: Final = frozenset(
    {
        *("-", "--", "---", "–", "—", "_", ".", "..", "...", "…", "?", "¿?", "*"),
        *(
            "s/d",
            "s.d.",
            "s/d.",
            "s/dato",
            "s/datos",
            "sin dato",
            "sin datos",
            "s/i",
            "s.i.",
            "s/inf",
            "s/inf.",
        ),
        *("sin información", "sin informacion", "sin especificar", "no especificado", "no especificada"),
        *("no disponible", "no registra", "n/d", "n.d.", "n/a", "n.a.", "na", "nd", "nan", "<na>", "nat"),
        *("null", "(null)", "none", "(vacío)", "(vacio)", "(en blanco)", "(blank)"),
    }
)
"""What people and programs write where there is no value, folded. «No aplica» is none: it says something."""

ERRORS: Final = frozenset(
    {
        *(
            "#ref!",
            "#¡ref!",
            "#n/a",
            "#n/d",
            "#value!",
            "#¡valor!",
            "#div/0!",
            "#¡div/0!",
            "#name?",
            "#¿nombre?",
        ),
        *("#num!", "#¡num!", "#null!", "#¡nulo!", "#spill!", "#¡desbordamiento!", "#calc!", "#¡calc!"),
        *("#field!", "#¡campo!", "#getting_data", "#obteniendo_datos", "#blocked!", "#unknown!", "#connect!"),
        *("err:501", "err:502", "err:503", "err:504", "err:508", "err:509", "err:511", "err:522", "err:523"),
    }
)
"""What spreadsheets show where a formula failed, folded; `####`, a cell too narrow, counts as well."""

NUMBER: Final = r"^[+-]?(\d{1,15}([.,]\d{0,18})?|[.,]\d{1,18})([eE][+-]?\d{1,2})?$"
"""A number with point or comma, one of them: groups of thousands are never guessed."""

_LONGEST: Final = 24
_MAY_BE_NO_VALUE: Final = r"^\s*[-–—_.…?¿*<(sSnN][^\d]{0,40}$"
"""What every word of `NO_VALUE` is, so that columns of codes and names are passed over quickly."""

_MAY_BE_ERROR: Final = ("Err:", "ERR:", "err:")


def folded(text: str) -> str:
    """The text for comparing: accents joined (NFC), single spaces, without case."""
    return unicodedata.normalize("NFC", " ".join(text.split()).casefold())


def is_no_value(text: str) -> bool:
    """Whether a cell says that there is no value."""
    return len(text) <= _LONGEST and folded(text) in NO_VALUE


def is_error(text: str) -> bool:
    """Whether a cell shows the error of a spreadsheet."""
    return len(text) <= _LONGEST and (folded(text) in ERRORS or (len(text) > 1 and set(text) == {"#"}))


def no_values(column: pl.Series) -> list[str]:
    """The different texts of a column that mean no value."""
    short = column.filter(column.str.contains(_MAY_BE_NO_VALUE)).unique()
    return sorted(text for text in short.drop_nulls().to_list() if is_no_value(text))


def errors(column: pl.Series) -> list[str]:
    """The different texts of a column that are errors of a spreadsheet."""
    may_be = column.str.starts_with("#") | column.str.slice(0, 4).is_in(_MAY_BE_ERROR)
    likely = column.filter(may_be.fill_null(value=False)).unique()
    return sorted(text for text in likely.drop_nulls().to_list() if is_error(text))


def unsaid(column: pl.Series) -> list[str]:
    """The different texts of a column that say no value or an error."""
    return [*no_values(column), *errors(column)]


def number(text: pl.Expr) -> pl.Expr:
    """A number with decimal point or comma, as Float64; null where it is empty or none."""
    plain = pl.when(text.str.contains(NUMBER)).then(text.str.replace(",", ".", literal=True))
    return plain.cast(pl.Float64, strict=False)


def one_spelling(column: pl.Series) -> pl.Series:
    """The column with one text for all that look alike, the commonest; null where a cell says nothing."""
    groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
    counts = column.drop_nulls().value_counts(name="times")
    silent = frozenset(unsaid(column))
    for text, times in counts.iter_rows():
        if text not in silent:
            groups[folded(text)].append((-times, text))
    said = {text: min(alike)[1] for alike in groups.values() for _, text in alike}
    return column.replace_strict(said, default=None, return_dtype=pl.String)
