"""Facts as JSON: how files, tables and answers hold them, and how they are read back.

The form is one for all, `[{"code": …, "params": {…}}]`; the reader refuses what the shapes do not declare.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from pusaq_core.findings.shapes import STORED, Quoted, Word, is_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pusaq_core.findings.shapes import Fact, Family


class FactError(ValueError):
    """What was read is no list of facts of a family.

    Attributes:
        expected: the codes that would do, or the shape that the code asks for.
        found: what is there.
    """

    def __init__(self, expected: str, found: object) -> None:
        """Keep both sides as text."""
        self.expected, self.found = expected, str(found)
        super().__init__(f"{expected}: {found}")


def as_data(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Facts as values of JSON: each its code and its params, days as YYYY-MM-DD, in the order declared.

    Raises:
        FactError: the reader would refuse a value; what cannot be read again is not written.
    """
    data = []
    for fact in facts:
        params = _values(fact)
        _record(type(fact), params, fact.code)
        data.append({"code": fact.code, "params": params})
    return data


def as_json(facts: Iterable[Fact]) -> str:
    """Facts as the cell of a file holds them; empty where there are none."""
    data = as_data(facts)
    return json.dumps(data, ensure_ascii=False) if data else ""


def _values(record: Any) -> dict[str, Any]:  # noqa: ANN401  (a fact, or a record inside one)
    return {field.name: _plain(getattr(record, field.name)) for field in fields(record)}


def _plain(value: Any) -> Any:  # noqa: ANN401  (whatever a field holds)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return _values(value) if is_dataclass(value) else value


def from_json(text: str, family: Family) -> tuple[Fact, ...]:
    """The facts of a cell; none where it is empty.

    Args:
        text: as `as_json` makes it.
        family: the facts that may stand there.

    Raises:
        FactError: it is no JSON, names a value twice, or is not of the family.
    """
    if not text:
        return ()
    try:
        data = json.loads(text, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        raise FactError('[{"code": …, "params": {…}}]', text) from None
    return from_data(data, family)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON; a name that stands twice leaves open which value is meant."""
    if len(found := dict(pairs)) != len(pairs):
        raise ValueError(pairs)
    return found


def from_data(data: object, family: Family = STORED) -> tuple[Fact, ...]:
    """Facts out of values of JSON.

    Args:
        data: as `as_data` makes them.
        family: the facts that may stand there.

    Raises:
        FactError: a code outside the family, or values that are not those that the code declares.
    """
    if not isinstance(data, list):
        raise FactError('[{"code": …, "params": {…}}]', data)
    return tuple(_fact(one, family) for one in data)


def readable(data: object, family: Family = STORED) -> tuple[Fact, ...]:
    """The facts that can be read; left out is what another version wrote and this one does not know.

    Args:
        data: as a table keeps them.
        family: the facts that may stand there.
    """
    found: list[Fact] = []
    for one in data if isinstance(data, list) else ():
        with suppress(FactError):
            found += from_data([one], family)
    return tuple(found)


def _fact(data: object, family: Family) -> Fact:
    if not isinstance(data, dict) or set(data) != {"code", "params"}:
        raise FactError('{"code": …, "params": {…}}', data)
    kind = {one.code: one for one in family}.get(str(data["code"]))
    if kind is None:
        raise FactError(_either(one.code for one in family), data["code"])
    fact: Fact = _record(kind, data["params"], kind.code)
    return fact


def _record(kind: type, data: object, place: str) -> Any:  # noqa: ANN401  (an instance of the kind)
    shape = _shape(kind)
    if not isinstance(data, dict) or set(data) != set(shape):
        raise FactError(f"{place}: {', '.join(shape) or '{}'}", data)
    return kind(**{name: _read(hint, data[name], f"{place}.{name}") for name, hint in shape.items()})


@lru_cache(maxsize=64)
def _shape(kind: type) -> Mapping[str, Any]:
    """The values that a kind declares, with their types."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _read(hint: Any, value: object, place: str) -> Any:  # noqa: ANN401  (a value of the type)
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise FactError(f"{place}: […]", value)
        return tuple(_read(get_args(hint)[0], one, place) for one in value)
    if is_dataclass(hint) and isinstance(hint, type):
        return _record(hint, value, place)
    if hint is int and type(value) is int and value >= 0:
        return value
    if hint is Quoted and isinstance(value, str):
        return value
    if hint is Word and isinstance(value, str) and is_word(value):
        return value
    if hint is date and isinstance(value, str) and (day := _day(value)) is not None:
        return day
    raise FactError(f"{place}: {getattr(hint, '__name__', hint)}", value)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def _either(codes: Iterable[str]) -> str:
    return "|".join(codes)
