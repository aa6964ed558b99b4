"""Who accompanies a service: caseloads answer it, and the page of a decision shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from pusaq.accompaniment.targeting.models import TargetingDecision
    from pusaq.common.actor import Actor


@dataclass(frozen=True, slots=True)
class Accompanied:
    """A caseload with teachers of the service; no name where the post is vacant, no address where none is."""

    letter: str
    name: str
    url: str

    @property
    def said(self) -> str:
        return f"{self.letter} · {self.name or _('plaza vacante')}"


AccompaniedBy = Callable[["TargetingDecision", "Actor"], Sequence[Accompanied]]
