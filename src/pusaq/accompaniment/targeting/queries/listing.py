"""What the list of a targeting shows around its rows: runs, types of school, counts of the filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from pusaq.accompaniment.enums import Decision
from pusaq.accompaniment.targeting.models import TargetingDecision, TargetingRun
from pusaq.accompaniment.targeting.queries.runs import current_runs
from pusaq.common.scope import EVERYTHING, below
from pusaq.library.queries import norm_of
from pusaq.territory.models import Outline, School

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pusaq.common.scope import Scope
    from pusaq.library.models import NormVersion

NO_TYPE = "ninguno"
"""Stands in addresses for services of none of the types of a norm."""

IN_A_NETWORK = "alguna"

Decisions = QuerySet[TargetingDecision]


@dataclass(frozen=True, slots=True)
class TypeOfSchool:
    """One choice of year, norm and type of school.

    Attributes:
        norm: the youngest version that its runs used.
        profile: id in files of plans; empty for services of no type.
        title: of the type.
        numeral: where the norm speaks of it.
        services: how many the reader sees.
        label: title in a few words.
    """

    year: int
    norm: NormVersion
    profile: str
    title: str
    numeral: str
    services: int
    label: str = ""

    @property
    def key(self) -> str:
        return f"{self.year}:{self.norm.norm_id}:{self.profile or NO_TYPE}"


def runs_in_sight(*, scope: Scope, at: str) -> list[TargetingRun]:
    """The youngest runs of the UGEL in a scope, or of the UGEL in which it lies, such as that of a school."""
    runs = current_runs(scope=EVERYTHING)
    if "" not in scope.paths:
        allowed = Q(pk__in=[])
        for path in scope.paths:
            allowed |= below(path) | Q(path__in=_above(path))
        runs = runs.filter(allowed)
    if at:
        runs = runs.filter(below(at) | Q(path__in=_above(at)))
    return sorted(runs, key=lambda run: (-run.year, run.organisation.sort_key))


def _above(path: str) -> list[str]:
    steps = path.split("/")[:-1]
    return ["/".join(steps[:length]) + "/" for length in range(1, len(steps))]


def types_of_school(runs: Iterable[TargetingRun], *, scope: Scope, at: str) -> list[TypeOfSchool]:
    """Types of school of which the reader sees some service, the youngest year first, in the norm's order."""
    by_id = {run.pk: run for run in runs}
    counted = (
        TargetingDecision.objects.within(scope)
        .at(at)
        .filter(run__in=list(by_id))
        .order_by()
        .values("run_id", "profile")
        .annotate(n=Count("pk"))
        .values_list("run_id", "profile", "n")
    )
    services: dict[tuple[int, str, str], int] = {}
    norms: dict[tuple[int, str], NormVersion] = {}
    for run_id, profile, count in counted:
        run = by_id[run_id]
        key = (run.year, run.norm.norm_id)
        kept = norms.setdefault(key, run.norm)
        if run.norm.loaded_at > kept.loaded_at:
            norms[key] = run.norm
        services[(*key, profile)] = services.get((*key, profile), 0) + count
    found = []
    for (year, norm_id), version in sorted(norms.items(), key=lambda item: (-item[0][0], item[0][1])):
        found += [
            TypeOfSchool(
                year, version, profile.file_name, profile.title, profile.numeral, seen, profile.label
            )
            for profile in norm_of(version).profiles
            if (seen := services.get((year, norm_id, profile.file_name), 0))
        ]
        if untyped := services.get((year, norm_id, ""), 0):
            found.append(TypeOfSchool(year, version, "", "", "", untyped))
    return found


def of_type(found: Decisions, chosen: TypeOfSchool, *, at: str, network: UUID | None) -> Decisions:
    """Decisions of one type at a place; a network is no place of the path, its schools name it."""
    found = found.filter(below(at), profile=chosen.profile)
    return found if network is None else found.filter(service__school__network=network)


def in_network(found: Decisions, network: str) -> Decisions:
    """Decisions on schools of a network, or of any."""
    if network == IN_A_NETWORK:
        return found.filter(service__school__network__isnull=False)
    return found.filter(service__school__network=UUID(network)) if network else found


def network_counts(found: Decisions) -> list[tuple[str, str, int]]:
    """Id, name and number of services of each network of a list."""
    network = "service__school__network"
    rows = (
        found.order_by()
        .filter(**{f"{network}__isnull": False})
        .values(network, f"{network}__short_name", f"{network}__sort_key")
        .annotate(n=Count("pk"))
        .order_by(f"{network}__sort_key")
        .values_list(network, f"{network}__short_name", "n")
    )
    return [(str(pk), name, count) for pk, name, count in rows]


def targeted_points(run: TargetingRun, *, scope: Scope) -> tuple[Any, list[tuple[UUID, list[float], str]]]:
    """The outline of a UGEL (None without one), and id, position and name of each of its targeted schools."""
    geometry = Outline.objects.filter(organisation=run.organisation_id).values_list("geometry", flat=True)
    schools = (
        School.objects.within(scope)
        .filter(
            services__targeting_decisions__run=run,
            services__targeting_decisions__decision=Decision.TARGETED,
            latitude__isnull=False,
            longitude__isnull=False,
        )
        .order_by()
        .distinct()
        .values_list("pk", "latitude", "longitude", "name")
    )
    return geometry.first(), [(pk, [lat, lon], name) for pk, lat, lon, name in schools if lat and lon]
