"""What a lower room asks of upper ones: `answers("today")` is the ordered list of who answers.

The list itself stands in `config/ports.py`, the roof, which alone knows every room.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pusaq.common.refs import Ref


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go to, with the words that name it."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class SearchRow:
    """What the search table keeps of a thing.

    Attributes:
        ref: the thing.
        label: what people read.
        hint: second line, such as the code and the district.
        text: more words under which it is found.
        path: where it lies.
        capability: what one must be allowed to see in order to find it.
    """

    ref: Ref
    label: str
    hint: str
    text: str
    path: str
    capability: str


class Links(Protocol):
    """Port `links`: where a ref leads."""

    KINDS: frozenset[str]

    def resolve(self, ref: Ref, *, role: Any) -> Link | None:
        """The link, or None where the role may not see it."""


class Search(Protocol):
    """Port `search`: what can be found."""

    def search_rows(self, *, path: str) -> Iterable[SearchRow]:
        """Everything at a place and below that can be found."""


@lru_cache(maxsize=32)
def answers(port: str) -> tuple[Any, ...]:
    """Modules that answer a port, in the order of the roof's list."""
    table: dict[str, Sequence[str]] = import_string(settings.PORTS)
    return tuple(_module(name) for name in table[port])


def _module(name: str) -> Any:
    return __import__(name, fromlist=["*"])


def link_to(ref: Ref, *, role: Any) -> Link | None:
    """Where a ref leads for a role; None where it may not see it or nothing answers for the kind."""
    for module in answers("links"):
        if ref.kind in module.KINDS:
            found: Link | None = module.resolve(ref, role=role)
            return found
    return None
