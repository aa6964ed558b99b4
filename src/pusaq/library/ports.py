"""What the library asks of the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pusaq.common.house import Port

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pusaq.common.actor import Actor


@dataclass(frozen=True, slots=True)
class Resting:
    """What rests on a numeral of a norm.

    Attributes:
        label: what it is, in the plural, such as «decisiones de focalización».
        count: how many of them the role may see.
        url: where they are; empty where no page shows them.
    """

    label: str
    count: int
    url: str = ""


class DoseNames(Protocol):
    """Port `dose_names`: what the kinds of activity are called of which norms give doses."""

    def dose_names(self) -> Mapping[str, str]:
        """Id of the kind in the core to its name, in the language of the reader."""


class RestsOn(Protocol):
    """Port `rests_on`: what rests on a norm."""

    def rests_on(self, *, norm_id: str, role: Actor) -> Mapping[str, Sequence[Resting]]:
        """Single numerals of the norm to what rests on each, all at once: a page asks one time."""


RESTS_ON: Port[RestsOn] = Port("rests_on")
DOSE_NAMES: Port[DoseNames] = Port("dose_names")
