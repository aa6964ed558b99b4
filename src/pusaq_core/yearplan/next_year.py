"""The next year starts from this one: services go on through their stages, pairs who know each other stay.

A service goes through three stages of a school year each (NT-026-01-MINEDU, 5.2.5); a plan does not say in
which stage a service is, so every service that was accompanied goes on while it meets the criteria.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ortools.graph.python import linear_sum_assignment

from pusaq_core.yearplan.carry import carry_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pusaq_core.norms.norm import Norm
    from pusaq_core.yearplan.assigned import AssignedCaseload
    from pusaq_core.yearplan.earlier import Earlier
    from pusaq_core.yearplan.inputs import Inputs, ServiceKey
    from pusaq_core.yearplan.places import Places
    from pusaq_core.yearplan.tables import TargetingRow
    from pusaq_core.yearplan.targeting import Decisions

RULE = "continuidad"
DATUM = "acompanado_el_anio_anterior"
TEACHER, PREMISES = 1_000, 1
"""What a pair weighs: a teacher who keeps her accompanist; then premises that do."""


@dataclass(frozen=True, slots=True)
class Continuation:
    """What goes on from last year.

    Attributes:
        services: services that were accompanied.
        numeral: where the norm speaks of the stages.
    """

    services: frozenset[ServiceKey]
    numeral: str

    def reranked(self, decisions: Decisions) -> Decisions:
        """Decisions in which continuing services come first within UGEL and profile.

        Args:
            decisions: by the norm's own priorities.
        """
        groups: dict[tuple[str, str], list[tuple[bool, int, ServiceKey]]] = defaultdict(list)
        for service in decisions.targeted:
            new = service.key not in self.services
            groups[service.ugel, service.profile].append((new, service.rank, service.key))
        rank = {key: place for found in groups.values() for place, (_, _, key) in enumerate(sorted(found), 1)}
        return replace(decisions, targeted=tuple(replace(s, rank=rank[s.key]) for s in decisions.targeted))

    def explained(self, rows: Sequence[TargetingRow], decisions: Decisions) -> list[TargetingRow]:
        """Rows of `targeting.csv` with the new rank and, as first priority, whether the service goes on.

        Args:
            rows: of the norm's own decision.
            decisions: as `reranked` gives them.
        """
        rank = {service.key: service.rank for service in decisions.targeted}
        return [self._row(row, rank) for row in rows]

    def _row(self, row: TargetingRow, rank: Mapping[ServiceKey, int]) -> TargetingRow:
        key = (row["cod_mod"], row["anexo"])
        if key not in rank:
            return row
        goes_on = key in self.services
        reason = {
            "rule": RULE,
            "kind": "priority",
            "numeral": self.numeral,
            "seen": {DATUM: goes_on},
            "met": goes_on,
        }
        reasons = json.loads(row["reasons"])
        first = next((i for i, r in enumerate(reasons) if r["kind"] == "priority"), len(reasons))
        reasons.insert(first, reason)
        return row | {"rank": rank[key], "reasons": json.dumps(reasons, ensure_ascii=False)}


def continuation(last_year: Earlier, norm: Norm) -> Continuation:
    """What goes on; nothing where the norm has a single stage.

    Args:
        last_year: the plan of the year before.
        norm: its stages.
    """
    later = [stage.numeral for stage in norm.stages if stage.number > 1]
    accompanied = {(row["cod_mod"], row["anexo"]) for row in last_year.caseloads}
    return Continuation(frozenset(accompanied if later else ()), later[0] if later else "")


def keep_pairs(
    shares: Mapping[str, Sequence[AssignedCaseload]], last_year: Earlier
) -> dict[str, tuple[AssignedCaseload, ...]]:
    """The same caseloads, named so that as many teachers as possible keep last year's accompanist.

    Positions take any name of their UGEL and profile. Hired people change places only among those whose home
    is free and who speak the same languages, for the kilometres of the others depend on where they live.

    Args:
        shares: caseloads by UGEL.
        last_year: the plan of the year before.
    """
    groups: dict[tuple[object, ...], list[AssignedCaseload]] = defaultdict(list)
    for found in shares.values():
        for share in found:
            groups[_exchangeable(share)].append(share)
    named: dict[str, list[AssignedCaseload]] = {ugel: [] for ugel in shares}
    for group in groups.values():
        for share in _named(group, last_year):
            named[share.ugel].append(share)
    return {ugel: tuple(sorted(found, key=lambda share: share.key)) for ugel, found in named.items()}


def _exchangeable(share: AssignedCaseload) -> tuple[object, ...]:
    """Caseloads with the same answer may exchange their accompanists."""
    if share.hired is None:
        return (share.ugel, share.profile)
    if share.hired.home is not None or share.hired.start is not None:
        return (share.ugel, share.profile, share.key)
    return (share.ugel, share.profile, "", tuple(sorted(share.hired.languages or ())))


def _named(group: Sequence[AssignedCaseload], last_year: Earlier) -> list[AssignedCaseload]:
    ordered = sorted(group, key=lambda share: share.key)
    people = {share.key: share.hired for share in ordered}
    stem = f"{ordered[0].ugel}-{ordered[0].profile.upper()}-"
    if ordered[0].hired is None:
        old = {row["accompanist"] for row in last_year.caseloads}
        keys = sorted({key for key in old if key.startswith(stem)} | set(people))
    else:
        keys = sorted(people)
    worth = _worth(ordered, last_year)
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    most = max(worth.values(), default=0)
    for i in range(len(keys)):
        for j, key in enumerate(keys):
            gain = worth[ordered[i].key, key] if i < len(ordered) else 0
            # of equal answers the one that changes the fewest names of the solver
            stays = i < len(ordered) and ordered[i].key == key
            solver.add_arc_with_cost(i, j, 2 * (most - gain) + (not stays))
    solver.solve()  # type: ignore[no-untyped-call]  # the wrapper has no types
    return [
        replace(share, key=keys[solver.right_mate(i)], hired=people.get(keys[solver.right_mate(i)]))
        for i, share in enumerate(ordered)
    ]


def _worth(shares: Sequence[AssignedCaseload], last_year: Earlier) -> Counter[tuple[str, str]]:
    """(caseload, accompanist of last year) to what keeping her would keep."""
    teacher = {row["teacher"]: row["accompanist"] for row in last_year.caseloads}
    premises = {(row["codlocal"], row["accompanist"]) for row in last_year.caseloads}
    worth: Counter[tuple[str, str]] = Counter()
    for share in shares:
        for member in share.members:
            if member.person in teacher:
                worth[share.key, teacher[member.person]] += TEACHER
        mine = {member.service.premises for member in share.members}
        for place, accompanist in sorted(premises):
            if place in mine:
                worth[share.key, accompanist] += PREMISES
    return worth


def pair_figures(
    inputs: Inputs,
    decisions: Decisions,
    shares: Mapping[str, Sequence[AssignedCaseload]],
    places: Places,
) -> dict[str, dict[str, Any]]:
    """For the summary of each UGEL: pairs kept, pairs possible, and what keeping all of them would cost.

    Args:
        inputs: norm, hired people and last year's plan; without one there are no figures.
        decisions: as decided now.
        shares: caseloads as named.
        places: coordinates and distances.
    """
    last_year = inputs.last_year
    if last_year is None:
        return {}
    before = {row["teacher"]: row["accompanist"] for row in last_year.caseloads}
    left_out = decisions.left_out
    targeted = [service for service in decisions.targeted if service.key not in left_out]
    kept, _, lost = carry_all(inputs, replace(last_year, targeting=()), targeted, places)
    figures = {}
    for ugel, mine in sorted(shares.items()):
        people = [(m.person, share.key) for share in mine for m in share.members]
        now = sum(share.km for share in mine)
        then = sum(share.km for share in kept.get(ugel, ()))
        whole = not any(service.ugel == ugel and service.key in lost for service in targeted)
        figures[ugel] = {
            "pares_posibles": sum(person in before for person, _ in people),
            "pares_conservados": sum(before.get(person) == key for person, key in people),
            "km_de_conservar_todos": round(then - now, 1) if whole else None,
        }
    return figures
