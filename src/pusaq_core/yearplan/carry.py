"""Caseloads carried over from the plan that is replanned: posts stay, who left drops out, newcomers join."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pusaq_core.planning.problem import CaseloadResult
from pusaq_core.yearplan.assigned import AssignedCaseload, Member
from pusaq_core.yearplan.ids import next_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pusaq_core.yearplan.assigned import TargetedService
    from pusaq_core.yearplan.earlier import Earlier
    from pusaq_core.yearplan.inputs import Hired, Inputs, ServiceKey
    from pusaq_core.yearplan.places import Places

OVER_CAP = "over_cap"


@dataclass(frozen=True, slots=True)
class Carried:
    """Caseloads of one UGEL and profile.

    Attributes:
        shares: ascending by key.
        over_cap: services for which there is no accompanist.
        same: nobody joined or left, so that nothing of the caseloads changed.
    """

    shares: tuple[AssignedCaseload, ...]
    over_cap: frozenset[ServiceKey]
    same: bool


def carry_caseloads(
    earlier: Earlier,
    services: Sequence[TargetedService],
    *,
    hired: Sequence[Hired] | None,
    places: Places,
    visits: int,
    language_minimum: int,
) -> Carried:
    """The caseloads of one UGEL and profile as they go on.

    Args:
        earlier: the plan that is replanned.
        services: targeted services of the UGEL and profile, as decided now.
        hired: people of this UGEL and profile; None where positions are made as needed.
        places: coordinates and distances.
        visits: visits that each teacher receives.
        language_minimum: teachers that a language needs to have caseloads of its own.
    """
    return _Carrier(earlier, services, hired, places, visits, language_minimum).carried()


def carry_all(
    inputs: Inputs, earlier: Earlier, targeted: Sequence[TargetedService], places: Places
) -> tuple[dict[str, tuple[AssignedCaseload, ...]], dict[str, list[CaseloadResult]], frozenset[ServiceKey]]:
    """The caseloads of every UGEL, their kilometres, and the services without an accompanist.

    Args:
        inputs: norm and hired people.
        earlier: the plan that is replanned.
        targeted: targeted services of its UGEL.
        places: coordinates and distances.
    """
    groups: dict[tuple[str, str], list[TargetedService]] = defaultdict(list)
    for service in targeted:
        groups[service.ugel, service.profile].append(service)
    found: dict[str, list[Carried]] = defaultdict(list)
    for (ugel, profile), services in sorted(groups.items()):
        hired = inputs.hired
        found[ugel].append(
            carry_caseloads(
                earlier,
                services,
                hired=None if hired is None else [p for p in hired if (p.ugel, p.profile) == (ugel, profile)],
                places=places,
                visits=inputs.norm.dose(profile).visits.times,
                language_minimum=inputs.norm.assumption("lengua_minimo_docentes").whole(),
            )
        )
    shares = {
        ugel: tuple(sorted((s for c in carried for s in c.shares), key=lambda share: share.key))
        for ugel, carried in found.items()
    }
    solved = {}
    for ugel, carried in found.items():
        same = all(c.same for c in carried)
        bound = float(earlier.summary["ugel"].get(ugel, {}).get("km_bound", 0.0)) if same else 0.0
        km = sum(share.km for share in shares[ugel])
        solved[ugel] = [CaseloadResult((), km, min(km, bound), fewest=len(shares[ugel]))]
    return shares, solved, frozenset(key for c in found.values() for one in c for key in one.over_cap)


class _Carrier:
    def __init__(
        self,
        earlier: Earlier,
        services: Sequence[TargetedService],
        hired: Sequence[Hired] | None,
        places: Places,
        visits: int,
        language_minimum: int,
    ) -> None:
        self._ugel, self._profile = services[0].ugel, services[0].profile
        self._services = sorted(services, key=lambda s: (s.rank, s.key))
        self._hired = None if hired is None else {person.key: person for person in hired}
        self._places, self._visits = places, visits
        rows = [
            row
            for row in earlier.caseloads
            if (row["cod_ugel"], row["profile"]) == (self._ugel, self._profile)
        ]
        self._before: Mapping[str, str] = {row["post"]: row["accompanist"] for row in rows}
        self._left_out = {
            (row["cod_mod"], row["anexo"]) for row in earlier.targeting if row["decision"] == OVER_CAP
        }
        self._keys = {row["accompanist"] for row in rows}
        self._keys |= {key for row in earlier.activities for key in row["accompanist"]}
        spoken = Counter(s.language for s in services for _ in s.teachers)
        self._own_languages = {name for name, n in spoken.items() if name and n >= language_minimum}
        self._members: dict[str, list[Member]] = defaultdict(list)

    def carried(self) -> Carried:
        waiting: dict[str, list[Member]] = defaultdict(list)
        over_cap = set()
        for service in self._services:
            known = any(post in self._before for _, post in service.teachers)
            if service.key in self._left_out and not known:
                over_cap.add(service.key)
                continue
            for person, post in service.teachers:
                member = Member(person, post, service)
                if post in self._before:
                    self._members[self._before[post]].append(member)
                else:
                    waiting[service.premises].append(member)
        stayed = sum(map(len, self._members.values()))
        for premises, members in sorted(waiting.items(), key=lambda i: (i[1][0].service.rank, i[0])):
            over_cap |= self._join(premises, members)
        return Carried(
            tuple(self._share(key) for key in sorted(self._members) if self._members[key]),
            frozenset(over_cap),
            same=stayed == len(self._before) and not waiting,
        )

    def _join(self, premises: str, members: Sequence[Member]) -> set[ServiceKey]:
        """Newcomers of one premises to one caseload; those that fit nowhere one by one."""
        key = self._nearest(premises, members) or (None if len(members) > 1 else self._new_key())
        if key is not None:
            self._members[key] += members
            return set()
        if len(members) == 1:
            return {members[0].service.key}
        return {key for member in members for key in self._join(premises, [member])}

    def _nearest(self, premises: str, members: Sequence[Member]) -> str | None:
        options = []
        for key, mine in sorted(self._members.items()):
            room = min(m.service.maximum for m in (*mine, *members)) - len(mine)
            if len(members) <= room and self._may_join(mine, members):
                codes = sorted({m.service.premises for m in mine})
                km = self._places.km([premises, *codes])[0, 1:]
                options.append((premises not in codes, float(km.min()), key))
        return min(options)[2] if options else None

    def _may_join(self, mine: Sequence[Member], members: Sequence[Member]) -> bool:
        """One originary language a caseload; those with few teachers may join any."""
        return len({m.service.language for m in (*mine, *members)} & self._own_languages) <= 1

    def _new_key(self) -> str | None:
        if self._hired is not None:
            return next((key for key in sorted(self._hired) if not self._members.get(key)), None)
        used = {*self._keys, *self._members}
        return next_name(f"{self._ugel}-{self._profile.upper()}", used, digits=2)

    def _share(self, key: str) -> AssignedCaseload:
        members = tuple(sorted(self._members[key], key=lambda m: (m.service.premises, m.service.key, m.post)))
        person = (self._hired or {}).get(key)
        share = AssignedCaseload(key, self._ugel, self._profile, members, (0.0, 0.0), None, 0.0, person)
        return based(share, places=self._places, visits=self._visits)


def based(share: AssignedCaseload, *, places: Places, visits: int) -> AssignedCaseload:
    """The caseload with its base, the home given or its best placed school, and its weighted kilometres.

    Args:
        share: who is in it.
        places: coordinates and distances.
        visits: visits that each teacher receives.
    """
    teachers = Counter(member.service.premises for member in share.members)
    codes = sorted(teachers)
    home = share.hired.home if share.hired is not None else None
    km = places.km(codes, base=home)
    legs = km[:1, 1:] if home is not None else km
    totals = [
        sum(visits * 2 * float(row[j]) * teachers[code] for j, code in enumerate(codes)) for row in legs
    ]
    best = min(range(len(totals)), key=lambda i: (totals[i], codes[i] if home is None else ""))
    if home is not None:
        return replace(share, base=home, base_premises=None, km=totals[0])
    return replace(share, base=places.at[codes[best]], base_premises=codes[best], km=totals[best])
