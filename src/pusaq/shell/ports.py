"""What the page frame asks of the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pusaq.common.house import Port
from pusaq.shell.enums import Tone

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from uuid import UUID

    from django.contrib.auth.models import _User
    from django.utils.functional import _StrOrPromise

    from pusaq.common.actor import Actor, Body
    from pusaq.common.ports import Link
    from pusaq.shell.enums import NavSection


@dataclass(frozen=True, slots=True)
class MenuPage:
    """A page of the third row. It is current where the address begins with its own."""

    label: _StrOrPromise
    url: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the navigation; those of several rooms for one section become one, with all pages.

    Attributes:
        section: what people do there; gives the word, the icon and the order.
        url: where it leads.
        pages: the third row.
    """

    section: NavSection
    url: str
    pages: tuple[MenuPage, ...] = ()


class Menu(Protocol):
    """Port `menu`: it is asked on every page, so it answers from the role alone, without a query."""

    def entries(self, *, role: Actor) -> Sequence[Entry]:
        """What this role may open, and nothing else."""


class OpenPages(Protocol):
    """Port `open_pages`: asked by the page of sign-in and by every foot, so it answers without a query."""

    def open_pages(self) -> Sequence[MenuPage]:
        """Pages that anybody may open, signed in or not."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a card.

    Attributes:
        label: what it is about, which is the link.
        url: where it leads; empty where there is no page of it.
        hint: second line.
        status: one of `shell.statuses.STATUSES`, shown with `said` in place of its own word if given.
        said: words beside the icon of the status.
    """

    label: _StrOrPromise
    url: str
    hint: _StrOrPromise = ""
    status: str = ""
    said: _StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A block of *Hoy*.

    Attributes:
        title: what its things are.
        count: how many there are in all; None where a count says nothing.
        items: the first of them, five at most.
        tone: ochre where they need attention.
        url: all of them.
        url_label: words of that link.
        sentence: what the page says of it at its head, a whole sentence, links allowed (`format_html`). The
            first two of all cards open the page.
        waiting: whether it waits for this person: it then stands in the rail beside the rest.
        beside: it stands beside the others, among what sums up.
        opens: its template opens the page, in place of the sentences.
        fallback: it is shown only where no room has anything else to show.
        empty: what to say where there is nothing.
        template: a template of the answering room that draws the items instead of the list; it gets `card`.
        data: what that template needs.
    """

    title: _StrOrPromise
    count: int | None
    items: tuple[Item, ...] = ()
    tone: Tone = Tone.IDLE
    url: str = ""
    url_label: _StrOrPromise = ""
    sentence: _StrOrPromise = ""
    waiting: bool = False
    beside: bool = False
    opens: bool = False
    fallback: bool = False
    empty: _StrOrPromise = ""
    template: str = ""
    data: object = None


class Today(Protocol):
    """Port `today`: at most three queries per room."""

    def cards(self, *, role: Actor, now: dt.datetime, place: Body) -> Sequence[Card]:
        """What this role should see first; a card without a thing and without `empty` is not given.

        Args:
            role: who reads.
            now: the moment.
            place: where the reader stands: chosen in the switcher, or the own organisation.
        """


class Places(Protocol):
    """Port `places`: the territory as the switcher and the breadcrumb show it."""

    def place_chosen(self, actor: Actor, chosen: UUID | None) -> Body | None:
        """The body chosen in the switcher; None where nothing was, or where it lies out of reach."""

    def places_down_to(self, path: str) -> Sequence[Body]:
        """Bodies that hold a place, the widest first; one query."""

    def places_below(self, place: Body, *, actor: Actor) -> Sequence[Body]:
        """Bodies right below a place that the actor may choose."""

    def link_to_place(self, place: Body) -> Link | None:
        """The page of a body."""


class Source(Protocol):
    """From where data are, and of which day."""

    @property
    def source_date(self) -> dt.date: ...

    def get_kind_display(self) -> _StrOrPromise:
        """What data they are."""


class Sources(Protocol):
    """Port `sources`: what the foot of every page says of the data."""

    def sources_of(self, path: str) -> Sequence[Source]:
        """The latest of each kind that covers a place, or lies in it; one query."""


class Account(Protocol):
    """Port `account`: what the frame keeps for whoever is signed in."""

    def keep_language(self, *, language: str, by: _User) -> None:
        """Remember in which language a person reads."""

    def keep_letter_keys(self, *, on: bool, by: _User) -> None:
        """Remember whether single letters press buttons."""

    def account_url(self) -> str:
        """The page of one's own account."""


TODAY: Port[Today] = Port("today")
MENU: Port[Menu] = Port("menu")
OPEN_PAGES: Port[OpenPages] = Port("open_pages")
PLACES: Port[Places] = Port("places", is_sole=True)
SOURCES: Port[Sources] = Port("sources", is_sole=True)
ACCOUNT: Port[Account] = Port("account", is_sole=True)
