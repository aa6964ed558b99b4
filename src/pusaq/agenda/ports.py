"""What the agenda asks of the services above it: how their activities look and whether they may move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pusaq.common.house import Port

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Kind:
    """How activities of one kind look.

    Attributes:
        id: as in `Activity.kind`, such as `accompaniment.visit`.
        label: for people.
        letter: one letter for a cell of a calendar; empty where the place gives it.
        colour: key of the theme.
        page: name of the address of one activity, whose argument is its id; empty for that of the agenda.
        may_move: a person may move one such activity alone.
    """

    id: str
    label: str
    letter: str
    colour: str
    page: str
    may_move: bool


class Kinds(Protocol):
    """Port `kinds`: the kinds of activity of a service."""

    def kinds(self) -> Sequence[Kind]:
        """Every kind, in the order in which a legend shows them."""


KINDS: Port[Kinds] = Port("kinds")
