"""Port `kinds`: the activities of accompaniment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq.accompaniment.enums import ItemKind
from pusaq.agenda.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LOOKS = {
    ItemKind.VISIT: ("", "visit", True),
    ItemKind.GIA: ("G", "gia", True),
    ItemKind.RTC: ("R", "rtc", True),
    ItemKind.WORKSHOP: ("T", "workshop", False),
    ItemKind.OWN_WORKSHOP: ("P", "own-workshop", False),
}
"""Letter, colour, and whether one may be moved alone: workshops are held by all on the same days."""


def kind_id(item_kind: str) -> str:
    return f"accompaniment.{item_kind}"


def kinds() -> Sequence[Kind]:
    """A visit has the initial of its school for a letter."""
    return [
        Kind(kind_id(kind), str(kind.label), letter, colour, page="", may_move=may_move)
        for kind, (letter, colour, may_move) in LOOKS.items()
    ]


def dose_names() -> Mapping[str, str]:
    """Port `dose_names` of the library."""
    return {kind.value: str(kind.label) for kind in LOOKS}
