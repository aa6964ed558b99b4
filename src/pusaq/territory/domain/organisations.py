"""Bodies that no registry lists: ministries, their units, a local service of Chile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from pusaq.common.audit import signed
from pusaq.common.countries import country as pack_of
from pusaq.common.domain.events import emit
from pusaq.common.refs import Ref
from pusaq.common.sorting import sort_key
from pusaq.territory.enums import OrganisationKind
from pusaq.territory.events import OrganisationRegistered
from pusaq.territory.models import Organisation

if TYPE_CHECKING:
    import datetime as dt

_PREFIX = {OrganisationKind.MINISTRY_UNIT: "u-", OrganisationKind.SCHOOL_NETWORK: "r-"}


class UnknownKindError(ValueError):
    """The country has no bodies of this kind."""


class MovedOrganisationError(ValueError):
    """A body with places below it is moved by a registry, which moves them all."""


@transaction.atomic
def register_organisation(  # noqa: PLR0913  (what a body is)
    *,
    country: str,
    kind: OrganisationKind,
    code: str,
    name: str,
    short_name: str,
    parent: Organisation | None,
    by: Any,
    now: dt.datetime,
) -> Organisation:
    """Enter a body, or change its names.

    Raises:
        UnknownKindError: the country has no such kind.
        MovedOrganisationError: the body is known under another parent.
    """
    if kind.value not in pack_of(country).organisations:
        raise UnknownKindError(kind.value)
    path = f"{parent.path}{_PREFIX.get(kind, '')}{code}/" if parent is not None else f"{country}/"
    known = Organisation.objects.select_for_update().filter(country=country, kind=kind, code=code).first()
    if known is not None and known.path != path:
        raise MovedOrganisationError(known.path)
    wanted = {"name": name, "short_name": short_name, "sort_key": sort_key(short_name), "closed_on": None}
    row = known or Organisation(country=country, kind=kind, code=code, parent=parent, path=path)
    if known is not None and all(getattr(row, field) == value for field, value in wanted.items()):
        return row
    for field, value in wanted.items():
        setattr(row, field, value)
    signed(row, by=by).save()
    emit(OrganisationRegistered(code=code), ref=Ref.of(row), path=row.path, by=by, at=now)
    return row
