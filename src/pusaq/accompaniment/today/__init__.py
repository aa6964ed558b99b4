"""Port `today`: what accompaniment has for a role, from how far the role sees plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq.accompaniment.today import accompanist, regions, school, teacher, ugel, week
from pusaq.common.clock import local
from pusaq.common.roles import Reach
from pusaq.territory.enums import OrganisationKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pusaq.common.actor import Actor, Body
    from pusaq.shell.ports import Card

DISTRICT = frozenset({OrganisationKind.LOCAL_UNIT, OrganisationKind.SCHOOL_NETWORK})
NATIONAL = frozenset({OrganisationKind.MINISTRY, OrganisationKind.MINISTRY_UNIT})


def cards(*, role: Actor, now: dt.datetime, place: Body) -> Sequence[Card]:
    """At most three queries, whatever the plans hold."""
    moment = local(now, role.country)
    reach = role.role.can.get("plan.read")
    if reach is Reach.CASELOAD:
        return accompanist.cards(role, moment)
    if reach is Reach.SCHOOL:
        return school.cards(role, moment)
    if reach is None:
        own = role.role.can.get("agenda.read") is Reach.OWN
        return teacher.cards(role, moment) if own else week.cards(role, moment, _path(place))
    if place.kind in DISTRICT:
        return ugel.cards(role, moment, _path(place))
    return regions.cards(role, moment, _path(place), by_region=place.kind in NATIONAL)


def _path(place: Body) -> str:
    """What a reader who stands at a place reads: a network that of its UGEL, the ministry all of it."""
    path: str = place.path
    if place.kind == OrganisationKind.SCHOOL_NETWORK:
        return path.rstrip("/").rpartition("/")[0] + "/"
    return f"{place.country}/" if place.kind in NATIONAL else path
