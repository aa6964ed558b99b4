"""Port `today`: posts without a person."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import ngettext

from pusaq.common.clock import local
from pusaq.common.roles import WIDE
from pusaq.people.enums import PostKind
from pusaq.people.queries import vacant_posts
from pusaq.shell.enums import Tone
from pusaq.shell.ports import Card, Item
from pusaq.territory.enums import OrganisationKind
from pusaq.territory.links import page
from pusaq.territory.queries import COUNTRYWIDE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from uuid import UUID

    from pusaq.common.actor import Actor, Body
    from pusaq.people.queries import Vacancies

STAFFED = frozenset(
    {OrganisationKind.LOCAL_UNIT, OrganisationKind.REGIONAL_DIRECTORATE, OrganisationKind.SLEP}
)
MOST = 5


def cards(*, role: Actor, now: dt.datetime, place: Body) -> Sequence[Card]:
    """One query, for those whose work is a whole territory."""
    if role.role.can.get("home.read") not in WIDE:
        return ()
    if place.kind in STAFFED or (place.kind in COUNTRYWIDE and role.may("plan.read")):
        card = _vacant(role, place, local(now, role.country).date())
        return (card,) if card else ()
    return ()


def _vacant(role: Actor, place: Body, today: dt.date) -> Card | None:
    """Posts of the bodies themselves; those of schools change daily and are the schools' own."""
    is_national = place.kind in COUNTRYWIDE
    path = f"{place.country}/" if is_national else place.path
    found = vacant_posts(scope=role.scope("territory.read").at(path), on=today)
    if not found:
        return None
    total = sum(one.n for one in found)
    items = (_by_body if is_national else _by_kind)(found)[:MOST]
    title = ngettext("plaza sin persona", "plazas sin persona", total)
    return Card(title, total, tuple(items), Tone.DUE, waiting=True)


def _by_kind(found: Sequence[Vacancies]) -> list[Item]:
    counts: Counter[str] = Counter()
    for one in found:
        counts[one.kind] += one.n
    return [Item(PostKind(kind).label, "", number_format(n)) for kind, n in counts.most_common()]


def _by_body(found: Sequence[Vacancies]) -> list[Item]:
    """From afar, where they are says more than what they are; a UGEL is named with its region."""
    bodies: dict[UUID, list[Vacancies]] = {}
    for one in found:
        bodies.setdefault(one.organisation_id, []).append(one)
    most_first = sorted(bodies.values(), key=lambda ones: -sum(one.n for one in ones))
    items = []
    for ones in most_first:
        where = page("territory:organisation", ones[0].organisation_id, ones[0].name)
        said = [f"{PostKind(one.kind).label}: {number_format(one.n)}" for one in ones]
        hint = " · ".join([ones[0].region, *said] if ones[0].region else said)
        items.append(Item(ones[0].name, where.url if where else "", hint))
    return items
