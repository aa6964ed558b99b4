"""From targeted services to caseloads: one problem for each UGEL and profile, and the rows that it gives."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pusaq_core.planning.packing import item_types, pack
from pusaq_core.planning.problem import CaseloadProblem, CaseloadResult, Home
from pusaq_core.planning.travel import road_km_from
from pusaq_core.planning.units import Service, Split, even_parts, split_premises

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pusaq_core.yearplan.inputs import Hired, ServiceKey
    from pusaq_core.yearplan.places import Places

KEY_SEPARATOR = "-"


@dataclass(frozen=True, slots=True)
class TargetedService:
    """A targeted service with what its caseload depends on.

    Attributes:
        key: COD_MOD and ANEXO.
        premises: CODLOCAL.
        ugel: CODOOII.
        profile: name in the files.
        rank: place in the order of priority within UGEL and profile.
        language: LENGUA, empty outside the profile that has one.
        network: RED_EDUCATIVA.
        maximum: most teachers of its caseload.
        minimum: least teachers wished for; None where the norm gives none.
        numeral: where the norm gives the ratio.
        teachers: (COD_PERSONA, COD_PLAZA) of its accompanied teachers.
    """

    key: ServiceKey
    premises: str
    ugel: str
    profile: str
    rank: int
    language: str
    network: str
    maximum: int
    minimum: int | None
    numeral: str
    teachers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShareProblem:
    """The caseloads of one UGEL and profile, to be solved.

    Attributes:
        ugel: CODOOII.
        profile: name in the files.
        services: those that take part, by name used in the split.
        split: units and who is in each.
        problem: for the solver.
        hired: people in the order of `problem.homes`; empty where positions are made as needed.
        over_cap: services for which there is no accompanist left.
    """

    ugel: str
    profile: str
    services: Mapping[str, TargetedService]
    split: Split
    problem: CaseloadProblem
    hired: tuple[Hired, ...]
    over_cap: frozenset[ServiceKey]


@dataclass(frozen=True, slots=True)
class Member:
    """One teacher of a caseload.

    Attributes:
        person: COD_PERSONA.
        post: COD_PLAZA.
        service: the service.
    """

    person: str
    post: str
    service: TargetedService


@dataclass(frozen=True, slots=True)
class AssignedCaseload:
    """One accompanist's caseload.

    Attributes:
        key: code of the accompanist.
        ugel: CODOOII.
        profile: name in the files.
        members: her teachers, ascending by premises, service and post.
        base: latitude and longitude of the base.
        base_premises: premises that is the base; None where it is a home.
        km: weighted kilometres of the year.
        hired: the person, None for a position.
    """

    key: str
    ugel: str
    profile: str
    members: tuple[Member, ...]
    base: tuple[float, float]
    base_premises: str | None
    km: float
    hired: Hired | None

    @property
    def maximum(self) -> int:
        """Lowest maximum among its schools."""
        return min(member.service.maximum for member in self.members)

    @property
    def minimum(self) -> int | None:
        """Lowest minimum among its schools that have one."""
        return min((m.service.minimum for m in self.members if m.service.minimum is not None), default=None)


def share_problem(
    services: Sequence[TargetedService],
    *,
    places: Places,
    visits: int,
    language_minimum: int,
    hired: Sequence[Hired] | None,
    spare: int,
) -> ShareProblem:
    """Pose the problem of one UGEL and profile; with hired people only as many schools as they can take.

    Args:
        services: all targeted services of the UGEL and profile.
        places: coordinates and distances.
        visits: visits that each teacher receives.
        language_minimum: teachers that a language needs to have caseloads of its own.
        hired: people of this UGEL and profile; None where positions are made as needed.
        spare: accompanists allowed above the fewest.
    """
    ranked = sorted(services, key=lambda service: (service.rank, service.key))
    taken = list(ranked) if hired is None else _within(ranked, len(hired), language_minimum)
    names = {KEY_SEPARATOR.join(service.key): service for service in taken if service.teachers}
    split = _split(taken, language_minimum)
    premises = [unit.premises for unit in split.units]
    people = tuple(sorted(hired or (), key=lambda person: person.key))
    problem = CaseloadProblem(
        units=split.units,
        km=places.km(premises) if premises else np.zeros((0, 0)),
        visits=visits,
        joinable_languages=split.joinable_languages,
        homes=tuple(_home(person, premises, places) for person in people),
        spare=spare,
    )
    chosen = {service.key for service in taken}
    return ShareProblem(
        ugel=ranked[0].ugel,
        profile=ranked[0].profile,
        services=names,
        split=split,
        problem=problem,
        hired=people,
        over_cap=frozenset(service.key for service in ranked if service.key not in chosen),
    )


def _split(services: Sequence[TargetedService], language_minimum: int) -> Split:
    return split_premises(
        [
            Service(
                key=KEY_SEPARATOR.join(service.key),
                premises=service.premises,
                teachers=tuple(post for _, post in service.teachers),
                maximum=service.maximum,
                minimum=service.minimum,
                language=service.language,
            )
            for service in services
            if service.teachers
        ],
        language_minimum=language_minimum,
    )


def _within(ranked: list[TargetedService], people: int, language_minimum: int) -> list[TargetedService]:
    """The longest beginning of the ranking that so many accompanists can take."""
    low, high = 0, len(ranked)
    while low < high:
        middle = (low + high + 1) // 2
        split = _split(ranked[:middle], language_minimum)
        problem = CaseloadProblem(split.units, np.zeros((0, 0)), 0, split.joinable_languages)
        if len(pack(item_types(problem)).bins) <= people:
            low = middle
        else:
            high = middle - 1
    return ranked[:low]


def _home(person: Hired, premises: Sequence[str], places: Places) -> Home:
    if person.home is None:
        return Home(person.key, None, person.languages)
    spots = [places.at[code] for code in premises]
    km = road_km_from(
        ([person.home[0]], [person.home[1]]),
        ([spot[0] for spot in spots], [spot[1] for spot in spots]),
        factor=places.factor,
    )
    return Home(person.key, km[0], person.languages)


def shares_of(posed: ShareProblem, solved: CaseloadResult, places: Places) -> tuple[AssignedCaseload, ...]:
    """Name the accompanists and their teachers; positions are numbered in the order of the caseloads."""
    split = even_parts(posed.split, solved.caseloads)
    person_of = {post: person for service in posed.services.values() for person, post in service.teachers}
    shares = []
    for number, caseload in enumerate(solved.caseloads, 1):
        hired = posed.hired[caseload.home] if caseload.home is not None else None
        members = tuple(
            sorted(
                (
                    Member(person_of[post], post, posed.services[name])
                    for unit in caseload.units
                    for name, post in split.members[unit]
                ),
                key=lambda m: (m.service.premises, m.service.key, m.post),
            )
        )
        base_premises = None if caseload.base is None else split.units[caseload.base].premises
        home = hired.home if hired is not None else None
        base = places.at[base_premises] if base_premises is not None else home
        if base is None:  # a free-based person whose solver gave no base cannot happen
            raise ValueError(f"caseload {number} of {posed.ugel} {posed.profile} has no base")
        shares.append(
            AssignedCaseload(
                key=hired.key if hired else f"{posed.ugel}-{posed.profile.upper()}-{number:02d}",
                ugel=posed.ugel,
                profile=posed.profile,
                members=members,
                base=base,
                base_premises=base_premises,
                km=caseload.km,
                hired=hired,
            )
        )
    return tuple(sorted(shares, key=lambda share: share.key))


def language_totals(services: Sequence[TargetedService]) -> Counter[str]:
    """Accompanied teachers of each language."""
    total: Counter[str] = Counter()
    for service in services:
        total[service.language] += len(service.teachers)
    return total


def caseloads_at(shares: Sequence[AssignedCaseload]) -> dict[tuple[str, str], set[str]]:
    """(profile, premises) to the accompanists who go there."""
    who: dict[tuple[str, str], set[str]] = defaultdict(set)
    for share in shares:
        for member in share.members:
            who[share.profile, member.service.premises].add(share.key)
    return who
