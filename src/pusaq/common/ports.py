"""What a lower room asks of upper ones: `answers(TODAY)` is the ordered list of who answers.

A port is declared in the `ports.py` of the room that asks, with a Protocol. Who answers is known to the roof
alone, which knows every room.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from pusaq.common.house import Port, house

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pusaq.common.actor import Actor
    from pusaq.common.refs import Ref

T = TypeVar("T")


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

    @property
    def KINDS(self) -> frozenset[str]:  # noqa: N802  (a constant of the module that answers)
        """Kinds of refs that this room knows."""

    def resolve(self, ref: Ref, *, role: Actor) -> Link | None:
        """The link, or None where the role may not see it."""


class Search(Protocol):
    """Port `search`: what can be found."""

    def search_rows(self, *, path: str) -> Iterable[SearchRow]:
        """Everything at a place and below that can be found."""


LINKS: Port[Links] = Port("links")
SEARCH: Port[Search] = Port("search")


def answers(port: Port[T]) -> tuple[T, ...]:
    """Who answers a port, from the top of the house down."""
    return cast("tuple[T, ...]", house().answers.get(port.name, ()))


def the_answer(port: Port[T]) -> T:
    """Who answers a port of which exactly one room knows the answer."""
    (found,) = answers(port)
    return found


def link_to(ref: Ref, *, role: Actor) -> Link | None:
    """Where a ref leads for a role; None where it may not see it or nothing answers for the kind."""
    for room in answers(LINKS):
        if ref.kind in room.KINDS:
            return room.resolve(ref, role=role)
    return None
