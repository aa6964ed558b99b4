"""Facts in cells, as the files give them: codes with params as JSON. The auditor's own reader."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Said(NamedTuple):
    """One fact that a cell states."""

    code: str
    params: Mapping[str, Any]


class NotFactsError(ValueError):
    """A cell that is no list of facts."""


@lru_cache(maxsize=4096)
def facts_in(text: str) -> tuple[Said, ...]:
    """The facts of a cell, none where it is empty.

    Raises:
        NotFactsError: it is anything else.
    """
    if not text:
        return ()
    try:
        data = json.loads(text, object_pairs_hook=_object)
        return tuple(Said(one["code"], dict(one["params"])) for one in data)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NotFactsError(text) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise NotFactsError(pairs)
    return dict(pairs)


def states(facts: Iterable[Said], *codes: str) -> bool:
    """Whether one of the facts has one of the codes."""
    return any(fact.code in codes for fact in facts)


def whole(fact: Said, name: str) -> int | None:
    """A param that counts something; None where it is not there or no whole number."""
    value = fact.params.get(name)
    return value if type(value) is int and value >= 0 else None


def shown(facts: Iterable[Said]) -> str:
    """The facts of a cell as they stand, for the report of a breach."""
    return "; ".join(f"{fact.code} {json.dumps(fact.params, ensure_ascii=False)}" for fact in facts)
