"""What the pages of places ask of the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pusaq.common.house import Port

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.utils.functional import _StrOrPromise

    from pusaq.common.actor import Actor
    from pusaq.territory.models import School


@dataclass(frozen=True, slots=True)
class SchoolBlock:
    """A section of the page of a school.

    Attributes:
        title: its heading.
        template: a template of the answering room that draws it; it gets `block`.
        data: what that template needs.
        is_beside: it stands beside the others, among what sums up.
        count: how many things it holds, beside its heading; None where that says nothing.
        note: a word at the end of its heading.
        sentence: what the page says of it at its head; empty for nothing.
    """

    title: _StrOrPromise
    template: str
    data: object
    is_beside: bool = False
    count: int | None = None
    note: str = ""
    sentence: str = ""


class AboutSchool(Protocol):
    """Port `about_school`: what a room has to say of one school, for the eyes of a role."""

    def school_blocks(self, *, school: School, role: Actor, today: dt.date) -> Sequence[SchoolBlock]:
        """Sections in their order; none where the role may see nothing."""


ABOUT_SCHOOL: Port[AboutSchool] = Port("about_school")
