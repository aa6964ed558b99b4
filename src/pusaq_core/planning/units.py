"""From school services to units: what must stay together in one caseload, and parts of what is too big."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pusaq_core.planning.problem import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pusaq_core.planning.problem import Caseload


@dataclass(frozen=True, slots=True)
class Service:
    """A targeted school service with its accompanied teachers.

    Attributes:
        key: stable and unique (modular code and annex).
        premises: code of the building (CODLOCAL).
        teachers: posts in the order of the files, at least one.
        maximum: most teachers that the norm gives the accompanist of this service.
        minimum: least teachers wished for, None where the norm gives none.
        language: originary language, empty where the profile has none.
    """

    key: str
    premises: str
    teachers: tuple[str, ...]
    maximum: int
    minimum: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """Units of one UGEL and profile, and who is in each.

    Attributes:
        units: what to share out, sorted by key.
        members: per unit its teachers as (key of the service, teacher), in step with `units`.
        joinable_languages: languages with too few teachers in the UGEL for a caseload of their own.
    """

    units: tuple[Unit, ...]
    members: tuple[tuple[tuple[str, str], ...], ...]
    joinable_languages: frozenset[str]


def split_premises(services: Iterable[Service], *, language_minimum: int) -> Split:
    """Make units of one UGEL and profile: premises stay whole where they fit one maximum.

    Services of different languages are separate units where the language has at least `language_minimum`
    teachers in the UGEL; a small language stays with its premises. A premises above the lowest maximum of
    its services is split by service; a service above its own maximum into full parts and a remainder, which
    needs never more caseloads than equal parts do (`even_parts` makes them equal afterwards).

    Args:
        services: all targeted services of the UGEL and profile.
        language_minimum: teachers that a language needs in the UGEL to be kept apart.

    Returns:
        Units with their teachers.

    Raises:
        ValueError: a repeated key, a service without teachers, or a maximum below 1.
    """
    ordered = sorted(services, key=lambda s: (s.premises, s.key))
    _check(ordered)
    joinable = _small_languages(ordered, language_minimum)
    by_premises: dict[str, list[Service]] = defaultdict(list)
    for service in ordered:
        by_premises[service.premises].append(service)
    made: list[tuple[Unit, tuple[tuple[str, str], ...]]] = []
    for premises, group in by_premises.items():
        languages = _by_language(group, joinable)
        for language, together in languages:
            prefix = f"{premises}/{language}" if len(languages) > 1 else premises
            made.extend(_units_of(prefix, language, together))
    made.sort(key=lambda pair: pair[0].key)
    return Split(tuple(unit for unit, _ in made), tuple(members for _, members in made), joinable)


def even_parts(split: Split, caseloads: Sequence[Caseload]) -> Split:
    """Make parts of a divided service as equal as possible where that changes neither number nor kilometres.

    Only caseloads that hold nothing but units of that premises, based there, take part; the loads of these
    caseloads are levelled by moving teachers of the divided service between its parts.

    Args:
        split: the units that `caseloads` refers to.
        caseloads: an answer for exactly these units.

    Returns:
        The same units in the same order with levelled numbers of teachers and their new members.
    """
    holder = {u: c for c, caseload in enumerate(caseloads) for u in caseload.units}
    current, spread = split, _spread(split, caseloads)
    while True:
        for parts in _divided_services(split):
            current = _even_service(current, caseloads, holder, parts)
        if _spread(current, caseloads) >= spread:
            return current
        spread = _spread(current, caseloads)


def _spread(split: Split, caseloads: Sequence[Caseload]) -> int:
    """Sum of the squared loads, which is least when they are equal."""
    return sum(sum(split.units[u].teachers for u in caseload.units) ** 2 for caseload in caseloads)


def _even_service(
    split: Split, caseloads: Sequence[Caseload], holder: dict[int, int], parts: list[int]
) -> Split:
    """Level the caseloads that hold one part each of a divided service and nothing of other premises."""
    units, members = list(split.units), list(split.members)
    levelled = [u for u in parts if _only_one_premises(units, caseloads[holder[u]])]
    if len(levelled) < 2 or len({holder[u] for u in levelled}) < len(levelled):
        return split
    loads = [[units[v] for v in caseloads[holder[u]].units] for u in levelled]
    pool = [member for u in levelled for member in members[u]]
    sizes = _level(
        total=len(pool),
        fixed=[
            sum(v.teachers for v in load) - units[u].teachers for u, load in zip(levelled, loads, strict=True)
        ],
        caps=[min(v.maximum for v in load) for load in loads],
    )
    taken = 0
    for u, size in zip(levelled, sizes, strict=True):
        units[u] = replace(units[u], teachers=size)
        members[u] = tuple(pool[taken : taken + size])
        taken += size
    return replace(split, units=tuple(units), members=tuple(members))


def below_minimum(units: Sequence[Unit], caseloads: Sequence[Caseload]) -> tuple[int, ...]:
    """Which caseloads do not reach their minimum: the lowest one among their units that have one."""
    short = []
    for index, caseload in enumerate(caseloads):
        held = [units[u] for u in caseload.units]
        minima = [u.minimum for u in held if u.minimum is not None]
        if minima and sum(u.teachers for u in held) < min(minima):
            short.append(index)
    return tuple(short)


def _check(services: Sequence[Service]) -> None:
    keys = [s.key for s in services]
    if len(set(keys)) < len(keys):
        raise ValueError("a service appears twice")
    for service in services:
        if not service.teachers or service.maximum < 1:
            raise ValueError(f"service {service.key}: no teacher, or no room for one")


def _small_languages(services: Sequence[Service], least: int) -> frozenset[str]:
    total: dict[str, int] = defaultdict(int)
    for service in services:
        if service.language:
            total[service.language] += len(service.teachers)
    return frozenset(language for language, teachers in total.items() if teachers < least)


def _by_language(group: list[Service], joinable: frozenset[str]) -> list[tuple[str, list[Service]]]:
    """Services of one premises that may share a caseload, with the language that decides for them."""
    count: dict[str, int] = defaultdict(int)
    for service in group:
        count[service.language] += len(service.teachers)
    kept_apart = sorted(language for language in count if language not in joinable)
    candidates = kept_apart or sorted(count)
    main = max(candidates, key=lambda language: count[language])
    return [
        (
            language,
            [s for s in group if s.language == language or (language == main and s.language in joinable)],
        )
        for language in (kept_apart or [main])
    ]


def _units_of(
    prefix: str, language: str, services: list[Service]
) -> list[tuple[Unit, tuple[tuple[str, str], ...]]]:
    lowest = min(s.maximum for s in services)
    if sum(len(s.teachers) for s in services) <= lowest:
        return [_unit(prefix, language, services, [(s.key, t) for s in services for t in s.teachers])]
    made = []
    for service in services:
        own = [(service.key, teacher) for teacher in service.teachers]
        # Full parts and a remainder, for the remainder may share a caseload with a neighbour.
        parts = [own[at : at + service.maximum] for at in range(0, len(own), service.maximum)]
        for number, part in enumerate(parts, 1):
            key = f"{prefix}/{service.key}" + (f"/{number:03d}" if len(parts) > 1 else "")
            made.append(_unit(key, language, [service], part))
    return made


def _unit(
    key: str, language: str, services: list[Service], members: list[tuple[str, str]]
) -> tuple[Unit, tuple[tuple[str, str], ...]]:
    minima = [s.minimum for s in services if s.minimum is not None]
    unit = Unit(
        key=key,
        premises=services[0].premises,
        teachers=len(members),
        maximum=min(s.maximum for s in services),
        minimum=min(minima) if minima else None,
        language=language,
    )
    return unit, tuple(members)


def _divided_services(split: Split) -> list[list[int]]:
    """Unit indices of every service that was cut into parts."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index, members in enumerate(split.members):
        for service in dict.fromkeys(key for key, _ in members):
            holders[service].append(index)
    return [parts for _, parts in sorted(holders.items()) if len(parts) > 1]


def _only_one_premises(units: Sequence[Unit], caseload: Caseload) -> bool:
    return caseload.base is not None and len({units[u].premises for u in caseload.units}) == 1


def _level(*, total: int, fixed: list[int], caps: list[int]) -> list[int]:
    """Share out `total` teachers, at least one each, so that the loads differ least."""
    sizes = [1] * len(fixed)
    for _ in range(total - len(fixed)):
        lowest = min(
            (i for i in range(len(fixed)) if fixed[i] + sizes[i] < caps[i]),
            key=lambda i: (fixed[i] + sizes[i], i),
        )
        sizes[lowest] += 1
    return sizes
