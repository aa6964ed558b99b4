"""Port `search`: bodies, premises and services, by name, code and place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq.common.countries import country
from pusaq.common.ports import SearchRow
from pusaq.common.refs import Ref
from pusaq.common.scope import below
from pusaq.territory.models import Organisation, School, SchoolService
from pusaq.territory.naming import school_label

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from pusaq.common.models import Row

CAPABILITY = "territory.read"
_CHUNK = 5_000


def search_rows(*, path: str) -> Iterator[SearchRow]:
    """Everything at a place and below that can be found."""
    here = below(path)
    bodies = Organisation.objects.filter(here, closed_on=None).order_by()
    for pk, code, name, short_name, where in bodies.values_list("pk", "code", "name", "short_name", "path"):
        yield _row(Organisation, pk, short_name, name, code, where)
    premises = School.objects.filter(here, gone_since=None).order_by()
    columns = ("pk", "country", "code", "name", "place", "district", "province", "path")
    for pk, land, code, name, place, district, province, where in premises.values_list(*columns).iterator(
        _CHUNK
    ):
        label = school_label(name, country(land).words["escuela"])
        hint = _listed(code, place, district, province)
        yield _row(School, pk, label, hint, "", where)
    offered = SchoolService.objects.filter(here, gone_since=None).order_by()
    columns = (
        "pk",
        "school__country",
        "modular_code",
        "annex",
        "name",
        "level_name",
        "school__district",
        "path",
    )
    for pk, land, code, annex, name, level, district, where in offered.values_list(*columns).iterator(_CHUNK):
        label = school_label(name, country(land).words["escuela"])
        yield _row(SchoolService, pk, label, _listed(f"{code}-{annex}", level, district), "", where)


def _listed(*parts: str) -> str:
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _row(model: type[Row], pk: UUID, label: str, hint: str, text: str, path: str) -> SearchRow:
    return SearchRow(Ref(model._meta.label_lower, pk), label, hint, text, path, CAPABILITY)
