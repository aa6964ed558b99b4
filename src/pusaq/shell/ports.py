"""What the page frame asks of the rooms above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pusaq.people.permissions import Actor


@dataclass(frozen=True, slots=True)
class CardItem:
    """A line of a card: what it is, what to know about it, where it leads, and how urgent it is."""

    label: str
    hint: str
    url: str
    tone: str


@dataclass(frozen=True, slots=True)
class Card:
    """Something of the first page: how many there are, the first of them, and where all of them are."""

    title: str
    count: int
    items: tuple[CardItem, ...]
    url: str
    tone: str


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """Something that people do, and its sections."""

    label: str
    url_name: str
    sections: tuple[MenuEntry, ...] = ()


class Today(Protocol):
    """Port `today`: what concerns a role now."""

    def cards(self, *, role: Actor, now: dt.datetime) -> Sequence[Card]:
        """Cards with at most five items each, by at most three queries."""


class Menu(Protocol):
    """Port `menu`: where a role may go."""

    def entries(self, *, role: Actor) -> Sequence[MenuEntry]:
        """Entries of which the role may open every one."""
