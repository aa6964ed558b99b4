"""The arithmetic behind what has no place: counts that anybody can repeat with a calendar in hand.

Each count is the most favourable one: if even that is not enough, the activity is impossible whatever the
timetable. Plain counts are tried first; where days are enough in number but lie badly, weights on days
decide. A search that found nothing is no proof and is only named where no count decides.

In order from the plainest, for the first one that decides is what people read. In 1,000 extreme invented
UGEL every reason was such a proof. It need not be so: where the relaxation holds everything and whole days
do not, no weights prove it, which can happen where more than six people share schools (decision 11).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pusaq_core.findings.shapes import NoCapacity, NoCombination, NoCommonDay, NoSpan
from pusaq_core.kinds import KINDS, hosted_kinds, travels
from pusaq_core.timetable.segments import most_visits
from pusaq_core.timetable.weights import Duty, counted_days, most_days, prove_by_weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pusaq_core.findings.shapes import Lack
    from pusaq_core.kinds import Kind
    from pusaq_core.timetable.missing import Missing
    from pusaq_core.timetable.problem import Accompanist, UgelYear


def proven(
    ugel: UgelYear, lost: Sequence[Missing], blocked: Mapping[str, frozenset[int]]
) -> tuple[Missing, ...]:
    """The same entries, each visit and meeting with the first count that proves it, or what a search says.

    Args:
        ugel: the year of the UGEL.
        lost: what has no place.
        blocked: accompanist key to the days taken by workshops and absences.
    """
    people = {accompanist.key: accompanist for accompanist in ugel.accompanists}
    by_weights: dict[str, Lack] = {}
    found = []
    for item in lost:
        mine = people[item.accompanist]
        place = dict(mine.teachers).get(item.teacher)
        if place is None or KINDS[item.kind].of_ugel:
            found.append(item)
            continue
        claims = _claims(ugel, mine, item.kind, place, blocked)
        claim = next((c for c in claims if c.decides), None)
        if claim is None:
            if mine.key not in by_weights:
                by_weights[mine.key] = _by_weights(ugel, mine, blocked)
            claim = by_weights[mine.key]
        found.append(replace(item, why=claim))
    return tuple(found)


def _claims(
    ugel: UgelYear, mine: Accompanist, kind: str, place: str, blocked: Mapping[str, frozenset[int]]
) -> Iterator[Lack]:
    dose, gap = ugel.doses[mine.profile], ugel.rules.visit_gap
    days = ugel.premises[place].days - blocked[mine.key]
    if travels(kind):
        lengths = dose.visits.lengths
        yield NoSpan(needed=len(lengths), available=most_visits(days, min(lengths), gap), gap=gap)
        yield NoCommonDay(needed=sum(lengths), available=len(days))
        yield NoSpan(needed=sum(lengths), available=most_days(Duty(1, days, lengths, gap)), gap=gap)
    else:
        common = _common(ugel, place, blocked) if KINDS[kind].joint else days
        yield NoCommonDay(needed=dose.of(kind).times, available=len(common))
    yield NoCapacity(needed=_needed_days(ugel, mine), available=len(_open_days(ugel, mine, blocked)))


def _open_days(ugel: UgelYear, mine: Accompanist, blocked: Mapping[str, frozenset[int]]) -> frozenset[int]:
    """Days on which she could be at one of her schools."""
    union = frozenset[int]().union(*(ugel.premises[place].days for place in mine.places))
    return union - blocked[mine.key]


def _common(ugel: UgelYear, place: str, blocked: Mapping[str, frozenset[int]]) -> frozenset[int]:
    """School days of a premises on which everybody who goes there could come."""
    days = ugel.premises[place].days
    for other in ugel.accompanists:
        if place in other.places:
            days = days - blocked[other.key]
    return days


@dataclass(frozen=True, slots=True)
class _Fewest:
    """The fewest groups in which the schools of a caseload could ever hold one kind of meeting.

    Attributes:
        kind: which.
        times: meetings of each group.
        alone: schools that hold their own.
        sharing: schools that hold it in groups; those that are large may take part in these.
        groups: how many there are of these groups.
    """

    kind: Kind
    times: int
    alone: tuple[str, ...]
    sharing: tuple[str, ...]
    groups: int

    @property
    def days(self) -> int:
        """Days of all its meetings."""
        return (len(self.alone) + self.groups) * self.times


def _fewest(ugel: UgelYear, mine: Accompanist) -> list[_Fewest]:
    size: Counter[str] = Counter()
    visitors: Counter[str] = Counter()
    for other in ugel.accompanists:
        visitors.update(other.places)
        if other.profile == mine.profile:
            size.update(place for _, place in other.teachers)
    found = []
    for kind in hosted_kinds():
        owed, share = ugel.doses[mine.profile].of(kind.id), ugel.rules.share(kind.id)
        if not kind.joint:
            large = tuple(place for place in mine.places if size[place] > share.teachers)
            more = max(0, -(-len(mine.places) // share.schools) - len(large))
            found.append(_Fewest(kind, owed.times, large, mine.places, more))
            continue
        crowded = tuple(place for place in mine.places if visitors[place] > 1)
        others = tuple(place for place in mine.places if visitors[place] == 1)
        if owed.by_network:
            found.append(_Fewest(kind, owed.times, crowded, others, min(len(others), 1)))
        else:
            found.append(_Fewest(kind, owed.times, (*crowded, *others), (), 0))
    return found


def _needed_days(ugel: UgelYear, mine: Accompanist) -> int:
    """Days of the whole dose, with as few groups of meetings as the rules could ever allow."""
    visits = len(mine.teachers) * sum(ugel.doses[mine.profile].visits.lengths)
    return visits + sum(fewest.days for fewest in _fewest(ugel, mine))


def duties_of(ugel: UgelYear, mine: Accompanist, blocked: Mapping[str, frozenset[int]]) -> tuple[Duty, ...]:
    """What a whole dose asks of an accompanist's days, as little as the rules could ever allow.

    Args:
        ugel: the year of the UGEL.
        mine: the accompanist.
        blocked: accompanist key to the days taken by workshops and absences.
    """
    lengths, gap = ugel.doses[mine.profile].visits.lengths, ugel.rules.visit_gap
    days = {place: ugel.premises[place].days - blocked[mine.key] for place in mine.places}
    teachers = Counter(place for _, place in mine.teachers)
    duties = [Duty(teachers[place], days[place], lengths, gap) for place in mine.places]
    for fewest in _fewest(ugel, mine):
        each = (1,) * fewest.times
        for place in fewest.alone:
            open_days = _common(ugel, place, blocked) if fewest.kind.joint else days[place]
            duties.append(Duty(1, open_days, each))
        if fewest.sharing:
            together = frozenset[int]().union(*(days[place] for place in fewest.sharing))
            duties.append(Duty(fewest.groups, together, each))
    return tuple(duties)


def _by_weights(ugel: UgelYear, mine: Accompanist, blocked: Mapping[str, frozenset[int]]) -> Lack:
    union = _open_days(ugel, mine, blocked)
    found = prove_by_weights(duties_of(ugel, mine, blocked), union)
    if found is None:
        return NoCombination(needed=_needed_days(ugel, mine), available=len(union))
    return NoCombination(needed=found.needed, available=found.available, counted=counted_days(found.weights))
