"""Port `about_school`: the posts of a school and who sits in them, with names for those who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.people.queries import chairs, school_posts
from pusaq.territory.ports import SchoolBlock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pusaq.common.actor import Actor
    from pusaq.people.queries import Chair
    from pusaq.territory.models import School

NAMES = "people.names"


def school_blocks(*, school: School, role: Actor, today: dt.date) -> Sequence[SchoolBlock]:
    seats = chairs(school_posts(school), on=today, names=role.scope(NAMES))
    hides_names = bool(seats) and not any(seat.holder for seat in seats)
    word = role.pack.words["plaza"]
    return (
        SchoolBlock(
            f"{word[:1].upper()}{word[1:]}s",
            "people/about/posts.html",
            seats,
            count=len(seats),
            note=_("Tu rol no ve nombres de docentes") if hides_names else "",
            sentence=_sentence(seats) if seats else "",
        ),
    )


def _sentence(seats: Sequence[Chair]) -> str:
    vacant = sum(not seat.is_filled for seat in seats)
    said = ngettext("Tiene %(n)s plaza", "Tiene %(n)s plazas", len(seats)) % {"n": len(seats)}
    if vacant:
        said += ngettext(", %(n)s vacante", ", %(n)s vacantes", vacant) % {"n": vacant}
    return f"{said}."
