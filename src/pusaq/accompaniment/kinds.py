"""Ports `kinds` and `dose_names`: the activities of accompaniment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq.accompaniment.looks import agenda_kind, in_order, label_of
from pusaq.agenda.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def kinds() -> Sequence[Kind]:
    """A visit has the initial of its school for a letter."""
    return [
        Kind(agenda_kind(kind.id), str(look.label), look.letter, look.colour, page="", may_move=look.may_move)
        for kind, look in in_order()
    ]


def dose_names() -> Mapping[str, str]:
    """Port `dose_names` of the library."""
    return {kind.id: label_of(kind.id) for kind, _look in in_order()}
