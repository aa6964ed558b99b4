"""What a room says of itself in its `room.py`, and all rooms put together.

Every room gives one `Room`. The roof, which alone knows the list of rooms, puts them together once; ports,
events, works and words read the result by `house()`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.utils.functional import _StrPromise

    from pusaq.common.demands import Demand
    from pusaq.common.models import Event

T = TypeVar("T")


class HouseError(RuntimeError):
    """Rooms contradict each other, or one leaves something unsaid; the message says which and what."""


@dataclass(frozen=True, slots=True)
class Port(Generic[T]):
    """A question of a lower room to upper ones; whoever answers has the shape of its Protocol.

    Attributes:
        name: unique in the house.
        is_sole: exactly one room answers.
    """

    name: str
    is_sole: bool = False

    def by(self, answer: T) -> Answer:
        """Who answers: a module, or an object, with everything that the Protocol asks."""
        return Answer(self, answer)


@dataclass(frozen=True, slots=True)
class Answer:
    """That a room answers a port; made by `Port.by`, where the checker of types sees both."""

    port: Port[Any]
    by: Any


@dataclass(frozen=True, slots=True)
class Follow:
    """That a handler follows a kind of event: in its transaction, or later by the worker."""

    handler: str
    is_now: bool


def now(event: str, handler: Callable[[Event], None]) -> tuple[str, Follow]:
    """In the same transaction, in the order of the rooms from below; an error undoes all."""
    return event, Follow(_name(handler), is_now=True)


def later(event: str, handler: Callable[[Event], None]) -> tuple[str, Follow]:
    """By the worker, once, tried again where it fails; what is owed keeps the handler by its dotted name."""
    return event, Follow(_name(handler), is_now=False)


@dataclass(frozen=True, slots=True)
class Served:
    """Addresses of a room.

    Attributes:
        prefix: what stands before each; empty for the root of the site.
        urls: dotted name of the module that lists them.
    """

    prefix: str
    urls: str


@dataclass(frozen=True, slots=True)
class Room:
    """What a room is for the rest of the house.

    Edges (addresses, API, works) stand here by name: reading a room loads neither its pages nor its solvers.

    Attributes:
        name: its package in `pusaq`, and its label in the database.
        answers: ports, each as `PORT.by(module)`.
        follows: what it does after events, each as `now(kind, handler)` or `later(kind, handler)`.
        works: kind of long work to the dotted name of the function that does it.
        says: words for kinds of works, kinds of events and handlers that people may see.
        serves: its addresses.
        api: dotted name of its router; empty where programs read nothing of it.
        opens: name of an address of a library that the room serves, to what it demands. A view of ours says
            that itself; an address of a library that nobody names stays shut.
    """

    name: str
    answers: tuple[Answer, ...] = ()
    follows: tuple[tuple[str, Follow], ...] = ()
    works: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    says: Mapping[str, _StrPromise] = field(default_factory=lambda: MappingProxyType({}))
    serves: tuple[Served, ...] = ()
    api: str = ""
    opens: Mapping[str, str | Demand] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class House:
    """All rooms, put together.

    Attributes:
        rooms: from the lowest up.
        answers: port to who answers, from the top down: what is nearest to people's work comes first.
        follows: kind of event to what follows, from the lowest room up.
        works: kind of long work to the dotted name of the function that does it.
        words: what people read in place of a name of the code.
        opens: name of an address of a library to what it demands.
    """

    rooms: tuple[Room, ...]
    answers: Mapping[str, tuple[Any, ...]]
    follows: Mapping[str, tuple[Follow, ...]]
    works: Mapping[str, str]
    words: Mapping[str, _StrPromise]
    opens: Mapping[str, str | Demand]


def house() -> House:
    """The house of this installation."""
    found: House = import_string(settings.HOUSE)()
    return found


def put_together(rooms: Iterable[Room]) -> House:
    """Rooms, from the lowest up, as one house.

    Raises:
        HouseError: two rooms have one name or do one work; two answer a port that one should answer;
            something that operators see has no words.
    """
    rooms = tuple(rooms)
    answers: dict[str, tuple[Any, ...]] = {}
    follows: dict[str, tuple[Follow, ...]] = {}
    works: dict[str, str] = {}
    words: dict[str, _StrPromise] = {}
    opens: dict[str, str | Demand] = {}
    for room in reversed(rooms):
        for one in room.answers:
            answers[one.port.name] = (*answers.get(one.port.name, ()), one.by)
            if one.port.is_sole and len(answers[one.port.name]) > 1:
                raise HouseError(f"{room.name}: the port «{one.port.name}» is answered by another room too")
    for room in rooms:
        for kind, follow in room.follows:
            follows[kind] = (*follows.get(kind, ()), follow)
        _add(works, room.works, room, "work")
        _add(words, room.says, room, "word")
        _add(opens, room.opens, room, "address")
    _refuse_twice([room.name for room in rooms])
    later_ones = {one.handler for entries in follows.values() for one in entries if not one.is_now}
    if speechless := {*works, *follows, *later_ones} - set(words):
        raise HouseError(f"no room has words for: {', '.join(sorted(speechless))}")
    return House(rooms, answers, follows, works, words, opens)


def _add(table: dict[str, Any], more: Mapping[str, Any], room: Room, what: str) -> None:
    for name, value in more.items():
        if name in table:
            raise HouseError(f"{room.name}: another room has the {what} «{name}»")
        table[name] = value


def _refuse_twice(names: Sequence[str]) -> None:
    if twice := {name for name in names if names.count(name) > 1}:
        raise HouseError(f"rooms of one name: {', '.join(sorted(twice))}")


def _name(handler: Callable[[Event], None]) -> str:
    return f"{handler.__module__}.{handler.__qualname__}"
