"""Resources that a country's people can learn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq.common.sorting import folded, sort_key
from pusaq.library.enums import ResourceKind
from pusaq.library.models import Resource
from pusaq.territory.queries import open_organisations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from pusaq.common.scope import Scope
    from pusaq.territory.models import Organisation

_ORDER = {kind: index for index, kind in enumerate(ResourceKind.values)}


def resources(scope: Scope) -> QuerySet[Resource]:
    """Those that the last load brought, by title."""
    return Resource.objects.within(scope).filter(closed_at=None)


def resource(code: str, *, scope: Scope) -> Resource | None:
    return resources(scope).filter(code=code).first()


def in_reading_order(rows: Iterable[Resource]) -> list[Resource]:
    """By kind, year and title; where the year is not known, last."""
    return sorted(rows, key=lambda one: (_ORDER[one.kind], one.year is None, one.year, one.sort_key))


def with_words(rows: Iterable[Resource], words: str) -> list[Resource]:
    """Resources in which every word stands, without accents or capitals."""
    wanted = folded(words).split()
    return [one for one in rows if all(word in _text(one) for word in wanted)]


def _text(one: Resource) -> str:
    return folded(f"{one.title} {one.summary} {one.region} {one.body_name} {one.source} {one.code}")


def regions_of(rows: Iterable[Resource]) -> list[str]:
    """Regions that the resources name, as people order them."""
    return sorted({one.region for one in rows if one.region}, key=sort_key)


def years_of(rows: Iterable[Resource]) -> list[int]:
    """Years that the resources name, the last first."""
    return sorted({one.year for one in rows if one.year is not None}, reverse=True)


def body_of(one: Resource, *, scope: Scope) -> Organisation | None:
    """The body whose resource it is, where the territory has it and the reader may see it."""
    if not one.body_code:
        return None
    bodies = open_organisations(scope).filter(country=one.country, kind=one.body_kind, code=one.body_code)
    return bodies.first()
