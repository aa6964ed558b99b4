"""Types of single values. Each takes the text as written and says what it expects; YAML guesses nothing.

Use them as annotations of the fields of a `Sheet`: `Text`, `Identifier`, `Day`, `Flag`, or
`Annotated[int, whole(1, 60)]`, `Annotated[str, choice("uno", "dos")]`, `Annotated[str, known("profiles")]`.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

from pydantic import TypeAdapter
from pydantic_core import core_schema

from pusaq_core.catalogue_reader.faults import Fault, refusal
from pusaq_core.catalogue_reader.tree import Node

if TYPE_CHECKING:
    from collections.abc import Callable

_IDENTIFIER: Final = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*\Z")
_INTEGER: Final = re.compile(r"-?[0-9]+\Z")
_DECIMAL: Final = re.compile(r"-?[0-9]+\.[0-9]+\Z")
_ZEROS_FIRST: Final = re.compile(r"-?0[0-9]")
_DIGITS: Final = 15
"""Digits that a whole number, or each side of a decimal, may have."""

_FLAG: Final = re.compile(r"(?:true|false)\Z")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


@dataclass(frozen=True, slots=True)
class Reads:
    """Mark of a value that a function reads, and nobody else.

    Attributes:
        read: given what stands there (and the context of the reading), gives the value or raises `refusal`.
        in_context: it is given the context too.
    """

    read: Callable[..., Any]
    in_context: bool = False

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> Any:  # noqa: ANN401  (pydantic's own protocol)
        """Schema of the value."""
        if not self.in_context:
            return core_schema.no_info_plain_validator_function(self.read)
        return core_schema.with_info_plain_validator_function(
            lambda value, info: self.read(value, info.context or {})
        )


Member = TypeVar("Member", bound=enum.Enum)

FreeValue = bool | int | float | str | tuple[Any, ...]


def written(value: Any, expected: str) -> str:  # noqa: ANN401  (whatever stands there)
    """Text of a value, or of a key, exactly as the file has it.

    Raises:
        PydanticCustomError: it is a list, a map or nothing.
    """
    if isinstance(value, str):
        return value
    if not isinstance(value, Node) or value.empty:
        raise refusal(Fault("wrong_type", expected=expected))
    return value.text


def as_written(value: Any) -> str:  # noqa: ANN401  (same)
    """Text that is not blank, with its spaces: what must be equal to what a registry says."""
    text = written(value, "text")
    if not text.strip():
        raise refusal(Fault("wrong_type", expected="text", found="@empty"))
    return text


def _text(value: Any) -> str:  # noqa: ANN401  (same)
    return " ".join(as_written(value).split())


def _blank_text(value: Any) -> str:  # noqa: ANN401  (same)
    is_blank = isinstance(value, Node) and value.kind == "text" and (value.empty or not value.text.strip())
    return "" if is_blank else _text(value)


def matching(pattern: re.Pattern[str], expected: str, code: str = "wrong_value") -> Reads:
    """A text of a certain form, such as a numeral.

    Args:
        pattern: what the whole text must match.
        expected: code of a phrase that says so.
        code: kind of problem.
    """

    def read(value: Any) -> str:  # noqa: ANN401  (whatever stands there)
        text = written(value, expected)
        if not pattern.match(text):
            raise refusal(Fault(code, expected=expected))
        return text

    return Reads(read)


def _plain(value: Any, pattern: re.Pattern[str], expected: str) -> str:  # noqa: ANN401  (same)
    text = written(value, expected)
    if (isinstance(value, Node) and value.style) or not pattern.match(text):
        raise refusal(Fault("wrong_type", expected=expected))
    return text


def check_digits(text: str, expected: str, most: int = _DIGITS) -> None:
    """Refuse digits that say something else once they are a number, as those of a code do.

    Args:
        text: digits, with a sign and a decimal point where there are.
        expected: code of a phrase that says what would have been right.
        most: digits that each side of the point may have.

    Raises:
        PydanticCustomError: `zeros_first`, `too_many_digits`.
    """
    if _ZEROS_FIRST.match(text):
        raise refusal(Fault("zeros_first", expected=expected))
    if max(map(len, text.removeprefix("-").split("."))) > most:
        raise refusal(Fault("too_many_digits", expected=expected))


def whole(least: int | None = None, most: int | None = None) -> Reads:
    """A whole number without quotes, between two bounds, both included."""
    expected = "integer" if least is None else f"integer_from:{least}"

    def read(value: Any) -> int:  # noqa: ANN401  (whatever stands there)
        text = _plain(value, _INTEGER, expected)
        check_digits(text, expected)
        number = int(text)
        if most is not None and number > most:
            raise refusal(Fault("wrong_value", expected=f"integer_between:{least}:{most}"))
        if least is not None and number < least:
            raise refusal(Fault("wrong_value", expected=expected))
        return number

    return Reads(read)


def _flag(value: Any) -> bool:  # noqa: ANN401  (same)
    return _plain(value, _FLAG, "boolean") == "true"


def as_day(value: Any) -> dt.date:  # noqa: ANN401  (same)
    """A day as YYYY-MM-DD."""
    text = written(value, "date")
    try:
        return dt.date.fromisoformat(text if _DATE.match(text) else "")
    except ValueError:
        raise refusal(Fault("wrong_type", expected="date")) from None


def one_of(value: Any, allowed: tuple[str, ...]) -> str:  # noqa: ANN401  (same)
    """One of some words."""
    expected = "one_of:" + "|".join(allowed)
    text = written(value, expected)
    if text not in allowed:
        raise refusal(Fault("wrong_value", expected=expected))
    return text


def choice(*allowed: str) -> Reads:
    """One of a closed list of words."""
    return Reads(lambda value: one_of(value, allowed))


def member(words: type[Member]) -> Reads:
    """The member of an enumeration whose value is the word of the file."""
    allowed = tuple(str(one.value) for one in words)
    return Reads(lambda value: words(one_of(value, allowed)))


def known(names: str, *also: str) -> Reads:
    """One of the names that the context of the reading holds, or one of some words."""
    return Reads(lambda value, context: one_of(value, (*context[names], *also)), in_context=True)


def _free(value: Any) -> FreeValue:  # noqa: ANN401  (same)
    if isinstance(value, tuple):
        items: tuple[FreeValue, ...] = _FREE_LIST.validate_python(value)
        return items
    text = written(value, "value")
    if value.style:
        return text
    is_whole = _INTEGER.match(text)
    if is_whole or _DECIMAL.match(text):
        check_digits(text, f"number_or_quoted:{_DIGITS}")
        return int(text) if is_whole else float(text)
    return text == "true" if _FLAG.match(text) else text


_FREE_LIST: Final = TypeAdapter(tuple[Annotated[Any, Reads(_free)], ...])
"""Each value of a list has its own problems, with its own place."""

ANYTHING: Final = Reads(lambda value: value)
"""Whatever stands there, as it was given."""

Text = Annotated[str, Reads(_text)]
"""A text that is not blank, with single spaces; numbers and dates stay as they are written."""

Written = Annotated[str, Reads(as_written)]
"""A text that is not blank, exactly as it is written."""

BlankText = Annotated[str, Reads(_blank_text)]
"""A text that may be left blank."""

Identifier = Annotated[str, matching(_IDENTIFIER, "identifier")]
"""A name in small letters without accents, joined by hyphens or underscores."""

Whole = Annotated[int, whole()]
"""A whole number."""

Flag = Annotated[bool, Reads(_flag)]
"""`true` or `false`, as YAML 1.2 writes them."""

Day = Annotated[dt.date, Reads(as_day)]
"""A day as YYYY-MM-DD."""

Free = Annotated[FreeValue, Reads(_free)]
"""A whole number, a decimal, yes or no, a text, or a list of these."""
