"""What stands around every page: who, where, what people do, from which data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from pusaq.common.clock import local, now
from pusaq.common.ports import answers, the_answer
from pusaq.shell.enums import SHORT, NavSection
from pusaq.shell.ports import ACCOUNT, MENU, OPEN_PAGES, PLACES, SOURCES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest

    from pusaq.common.actor import Actor, Body
    from pusaq.shell.ports import Entry, MenuPage, Source

TERRITORY = "territory.read"
PLACE_KEY = "chosen place"
ROLE_KEY = "acting role"
"""Where a session keeps which of her roles somebody acts in."""

IN_THE_BAR = 3
"""Sections that stand in the bar of a phone before «Más»."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    label: Any
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry of the navigation as a page shows it."""

    section: NavSection
    url: str
    pages: tuple[ShownPage, ...]
    current: bool

    @property
    def label(self) -> Any:
        return self.section.label

    @property
    def short(self) -> Any:
        return SHORT.get(self.section, self.section.label)

    @property
    def icon(self) -> str:
        return f"section-{self.section.value}"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the breadcrumb; one that the actor may not choose has no link."""

    organisation: Body
    may_choose: bool


class Frame:
    """Everything the frame shows, read when the template asks for it: a page without frame costs nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.demo = settings.DEMO
        self.languages = settings.LANGUAGES

    @cached_property
    def actor(self) -> Actor | None:
        found: Actor | None = getattr(self.request, "actor", None)
        return found or None

    @cached_property
    def now(self) -> dt.datetime:
        moment = now()
        return local(moment, self.actor.country) if self.actor else moment

    @property
    def letter_keys(self) -> bool:
        return bool(getattr(self.request.user, "letter_keys", True))

    @cached_property
    def entries(self) -> tuple[ShownEntry, ...]:
        return navigation(self.actor, self.request.path) if self.actor else ()

    @property
    def account_url(self) -> str:
        return the_answer(ACCOUNT).account_url()

    @property
    def bar(self) -> tuple[ShownEntry, ...]:
        return self.entries[:IN_THE_BAR]

    @property
    def pages(self) -> tuple[ShownPage, ...]:
        return next((entry.pages for entry in self.entries if entry.current), ())

    @cached_property
    def open_pages(self) -> tuple[MenuPage, ...]:
        return tuple(page for room in answers(OPEN_PAGES) for page in room.open_pages() if page.url)

    @cached_property
    def chosen(self) -> Body | None:
        """What was chosen in the switcher; None where the actor stands at the own place."""
        kept = self.request.session.get(PLACE_KEY)
        return the_answer(PLACES).place_chosen(self.actor, UUID(kept)) if self.actor and kept else None

    @cached_property
    def place(self) -> Body | None:
        return self.chosen or (self.actor.organisation if self.actor else None)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        if self.actor is None or self.place is None:
            return ()
        scope = self.actor.scope(TERRITORY)
        above = the_answer(PLACES).places_down_to(self.place.path)
        return tuple(Step(one, scope.holds(one.path)) for one in above)

    @cached_property
    def sources(self) -> Sequence[Source]:
        return the_answer(SOURCES).sources_of(self.place.path) if self.place else ()


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame`, lazily."""
    return {"frame": SimpleLazyObject(lambda: frame_of(request))}


def frame_of(request: HttpRequest) -> Frame:
    """The frame of a request, made once, so that page and template read the same."""
    found = getattr(request, "_frame", None)
    if found is None:
        found = Frame(request)
        request._frame = found  # type: ignore[attr-defined]  # kept with the request it belongs to
    return found


def navigation(actor: Actor, path: str) -> tuple[ShownEntry, ...]:
    """Entries of every room for a role, one per section, in the order of `NavSection`."""
    merged: dict[NavSection, list[Entry]] = {}
    for room in answers(MENU):
        for entry in room.entries(role=actor):
            merged.setdefault(entry.section, []).append(entry)
    sections = [one for one in NavSection if one in merged]
    # The longest address that begins the current one is where the reader is.
    known = [e.url for es in merged.values() for e in es]
    known += [s.url for es in merged.values() for e in es for s in e.pages]
    here = max((url for url in known if _leads_to(path, url)), key=len, default="")
    return tuple(_shown(one, merged[one], here) for one in sections)


def _leads_to(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


def _shown(section: NavSection, entries: Iterable[Entry], here: str) -> ShownEntry:
    entries = list(entries)
    pages: list[MenuPage] = [page for entry in entries for page in entry.pages]
    shown = tuple(ShownPage(one.label, one.url, bool(here) and one.url == here) for one in pages)
    own = bool(here) and any(entry.url == here for entry in entries)
    return ShownEntry(section, entries[0].url, shown, own or any(one.current for one in shown))
