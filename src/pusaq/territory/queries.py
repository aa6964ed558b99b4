from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery

from pusaq.common.scope import below, paths_down_to
from pusaq.common.sorting import folded
from pusaq.territory.enums import LoadKind, OrganisationKind
from pusaq.territory.models import DataLoad, Organisation, Outline, School, SchoolService

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from pusaq.common.actor import Body
    from pusaq.common.scope import Scope
    from pusaq.territory.enums import Level


COUNTRYWIDE = frozenset({OrganisationKind.MINISTRY, OrganisationKind.MINISTRY_UNIT})
"""Bodies whose work is the whole country, though nothing lies below their path."""


def open_organisations(scope: Scope) -> QuerySet[Organisation]:
    return Organisation.objects.within(scope).filter(closed_on=None)


def top_organisations(scope: Scope) -> QuerySet[Organisation]:
    """Where the territory switcher begins: the bodies that a scope names itself."""
    return open_organisations(scope).filter(path__in=scope.paths).order_by("path")


def organisation_children(parent: Organisation, *, scope: Scope) -> QuerySet[Organisation]:
    """Bodies right below one, each with the number of its own open children."""
    return (
        open_organisations(scope)
        .filter(parent=parent)
        .annotate(open_children=Count("children", filter=Q(children__closed_on=None)))
        .order_by("sort_key", "pk")
    )


def ancestors(path: str) -> QuerySet[Organisation]:
    """The chain above a place, from the widest down, the body at the place itself included."""
    return Organisation.objects.filter(path__in=paths_down_to(path)).order_by("path")


def organisations_of_kind(kind: OrganisationKind, *, scope: Scope) -> QuerySet[Organisation]:
    return open_organisations(scope).filter(kind=kind).order_by("sort_key", "pk")


def schools(*, scope: Scope, at: str = "", words: str = "", level: Level | None = None) -> QuerySet[School]:
    """Premises that are there, with what a list shows of each.

    Args:
        scope: what the reader may see.
        at: chosen place; `""` is all of the scope.
        words: part of a code, or words of the name in any order.
        level: one of its services offers it.
    """
    rows = School.objects.within(scope).at(at).filter(gone_since=None)
    for word in folded(words).split():
        rows = rows.filter(
            Q(sort_key__contains=word)
            | Q(code__startswith=word)
            | Q(services__modular_code__startswith=word, services__gone_since=None)
        )
    if level is not None:
        rows = rows.filter(services__level=level, services__gone_since=None)
    return (
        rows.select_related("organisation", "network")
        .prefetch_related(Prefetch("services", queryset=_present_services(), to_attr="present_services"))
        .distinct()
        .order_by("sort_key", "pk")
    )


def services(*, scope: Scope, at: str = "", level: Level | None = None) -> QuerySet[SchoolService]:
    """Services that are there, with their premises and body."""
    rows = SchoolService.objects.within(scope).at(at).filter(gone_since=None)
    if level is not None:
        rows = rows.filter(level=level)
    return rows.select_related("school", "school__organisation").order_by("sort_key", "pk")


def school_with_services(school_id: UUID, *, scope: Scope) -> School | None:
    """One premises with its body, its network and its services, gone ones too; None out of the scope."""
    return (
        School.objects.within(scope)
        .select_related("organisation", "organisation__parent", "network")
        .prefetch_related(Prefetch("services", queryset=SchoolService.objects.order_by("level", "path")))
        .filter(pk=school_id)
        .first()
    )


def with_place(rows: QuerySet[Any], *, path: str = "path") -> QuerySet[Any]:
    """Rows with the short name of the body at their path as `place_name`; null where none has it."""
    names = Organisation.objects.filter(path=OuterRef(path)).values("short_name")
    found: QuerySet[Any] = rows.annotate(place_name=Subquery(names[:1]))
    return found


class LoadRows(NamedTuple):
    """How many rows a file had, how many were left out, how many cells of others say nothing usable.

    None where they were not counted.
    """

    read: int | None
    rejected: int | None
    cells: int | None = None


ROW_OF = {LoadKind.REGISTRY: "services", LoadKind.STAFF: "posts", LoadKind.ACCOMPANISTS: "posts"}
"""What one row of a file is."""


def rows_of_load(load: DataLoad) -> LoadRows:
    rejected = load.counts.get("rejected")
    if load.kind == LoadKind.OUTLINES:
        return LoadRows(load.counts.get("outlines", {}).get("read"), rejected)
    part = load.counts.get(ROW_OF.get(LoadKind(load.kind), ""))
    if part is None:
        return LoadRows(None, None)
    used = sum(part.get(name, 0) for name in ("added", "changed", "back", "same"))
    return LoadRows(used + (rejected or 0), rejected, load.counts.get("cells"))


def outlines(*, scope: Scope, at: str = "", kind: OrganisationKind | None = None) -> QuerySet[Outline]:
    """Borders of the bodies at a place and below."""
    bodies = open_organisations(scope).filter(below(at))
    if kind is not None:
        bodies = bodies.filter(kind=kind)
    return (
        Outline.objects.filter(organisation__in=bodies)
        .select_related("organisation")
        .order_by("organisation__path")
    )


def _present_services() -> QuerySet[SchoolService]:
    return SchoolService.objects.filter(gone_since=None).order_by("level", "path")


@dataclass(frozen=True, slots=True)
class Held:
    """How many premises and services a body holds, with everything below it."""

    schools: int = 0
    services: int = 0


def held_by(bodies: Iterable[Organisation], *, scope: Scope) -> dict[UUID, Held]:
    """Body to what it holds of what the reader may see; four queries for any number of bodies."""
    bodies = list(bodies)
    schools = School.objects.within(scope).filter(gone_since=None).order_by()
    offered = SchoolService.objects.within(scope).filter(gone_since=None).order_by()
    by_path = _counts(schools, "organisation__path"), _counts(offered, "school__organisation__path")
    by_network = _counts(schools, "network"), _counts(offered, "school__network")
    found = {}
    for body in bodies:
        if body.kind == OrganisationKind.SCHOOL_NETWORK:
            found[body.pk] = Held(*(counts.get(body.pk, 0) for counts in by_network))
        else:
            found[body.pk] = Held(*(_below(counts, body.path) for counts in by_path))
    return found


def held_at(body: Body, *, scope: Scope) -> Held:
    """What one body holds of what the reader may see; one query."""
    offered = SchoolService.objects.within(scope).filter(gone_since=None)
    if body.kind == OrganisationKind.SCHOOL_NETWORK:
        offered = offered.filter(school__network=body.pk)
    elif body.kind not in COUNTRYWIDE:
        offered = offered.at(body.path)
    counts = offered.aggregate(schools=Count("school", distinct=True), services=Count("pk"))
    return Held(counts["schools"], counts["services"])


def _counts(rows: QuerySet[Any], group: str) -> dict[Any, int]:
    return dict(rows.values(group).annotate(n=Count("pk")).values_list(group, "n"))


def _below(counts: dict[str, int], path: str) -> int:
    return sum(count for where, count in counts.items() if where.startswith(path))


def bodies_below(top: Organisation, *, scope: Scope, levels: int) -> list[tuple[int, Organisation]]:
    """A body and those below it down to some levels, each after what holds it, with its depth."""
    found = list(open_organisations(scope).filter(below(top.path)).exclude(pk=top.pk))
    children: dict[UUID | None, list[Organisation]] = {}
    for body in sorted(found, key=lambda one: (one.sort_key, str(one.pk))):
        children.setdefault(body.parent_id, []).append(body)
    ordered: list[tuple[int, Organisation]] = []

    def walk(body: Organisation, depth: int) -> None:
        ordered.append((depth, body))
        if depth < levels:
            for child in children.get(body.pk, ()):
                walk(child, depth + 1)

    walk(top, 0)
    return ordered


def districts_of(rows: QuerySet[School]) -> list[tuple[str, int]]:
    """Districts of some premises, with how many lie in each."""
    counted = (
        School.objects.filter(pk__in=rows.order_by().values("pk"))
        .exclude(district="")
        .order_by()
        .values("district")
        .annotate(n=Count("pk"))
        .order_by("district")
    )
    return [(row["district"], row["n"]) for row in counted]


def outline_of(body: Organisation) -> Outline | None:
    return Outline.objects.filter(organisation=body).first()
